"""The crisis plan: who decides, whom to call, how care goes on; what it lacks; what changed.

Gaps block nothing: a plan with holes, known as such, is better than none. Two ways to reach a
person are asked for, because the first one may be what is broken.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.common.time_limits.period import Period
from probant.reference.crisis import TEAMS, Dpo, Size

FORMAT = "probant-crisis-plan/1"
REVIEWED_EVERY = Period(months=12)
MOST_ROWS = 200
MOST_CHARACTERS = 2_000
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
SECTIONS = ("people", "contacts", "insurance", "providers", "procedures", "rules")
TEAMS_ASKED: Mapping[Size, tuple[str, ...]] = {
    "practice": ("management", "it", "dpo", "care"),
    "hospital": TEAMS,
    "publisher": ("management", "it", "legal", "dpo", "communication"),
}


class PlanShapeError(ProbantError):
    """The content is not that of a plan: `reason` names the place."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Responder:
    """Somebody of a team: two ways to reach them, and whether they stand in for another."""

    team: str = ""
    name: str = ""
    function: str = ""
    telephone: str = ""
    other_way: str = ""
    is_deputy: bool = False


@dataclass(frozen=True, kw_only=True)
class OutsideLine:
    """Somebody outside; `kind` is an id of the reference contacts, or nothing."""

    kind: str = ""
    name: str = ""
    telephone: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Insurance:
    """The policy that covers a cyber attack or a data breach, and how it is reached."""

    insurer: str = ""
    policy: str = ""
    telephone: str = ""
    reported_within: str = ""


@dataclass(frozen=True, kw_only=True)
class ProviderLine:
    """Who runs or hosts something; the hotline and the contract that says what they owe."""

    name: str = ""
    service: str = ""
    contract: str = ""
    hotline: str = ""
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """How work goes on without one system, and where its paper forms are."""

    system: str = ""
    without_it: str = ""
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A decision taken in advance: what, by whom, on which condition."""

    decision: str = ""
    who: str = ""
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that must be at hand when the information system is not."""

    size: Size = "practice"
    dpo: Dpo = "absent"
    scenarios: tuple[str, ...] = ()
    people: tuple[Responder, ...] = ()
    contacts: tuple[OutsideLine, ...] = ()
    insurance: Insurance = Insurance()
    providers: tuple[ProviderLine, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    rules: tuple[Rule, ...] = ()
    meeting_place: str = ""
    other_channel: str = ""
    backups: str = ""


@dataclass(frozen=True)
class Gap:
    """One thing the plan lacks: `item` says what, `subject` of whom or of which system."""

    section: str
    item: str
    subject: str = ""


@dataclass(frozen=True)
class Change:
    """One line of difference between two versions; `before` or `after` may be empty."""

    section: str
    row: str
    field: str
    before: str
    after: str


def to_json(plan: Plan) -> dict[str, Any]:
    """JSON, under the same names."""
    held: dict[str, Any] = msgspec.to_builtins(plan)
    return held


def from_json(content: object) -> Plan:
    """PlanShapeError where it is not a plan, or larger than one may be."""
    try:
        plan = msgspec.convert(content, Plan)
    except msgspec.ValidationError as error:
        raise PlanShapeError(str(error)) from error
    _ensure_bounded(plan)
    _ensure_known(content, msgspec.to_builtins(plan))
    return plan


def _ensure_bounded(plan: Plan) -> None:
    rows = (plan.people, plan.contacts, plan.providers, plan.procedures, plan.rules)
    plan_json = to_json(plan)
    if any(len(held) > MOST_ROWS for held in (*rows, plan.scenarios)):
        raise PlanShapeError(reason="rows")
    if any(len(text) > MOST_CHARACTERS or UNWRITABLE.search(text) for text in _texts(plan_json)):
        raise PlanShapeError(reason="characters")
    if any(person.team not in TEAMS for person in plan.people):
        raise PlanShapeError(reason="team")


def _ensure_known(content: object, held: object) -> None:
    """A field that no plan has would be dropped in silence: it is refused."""
    if isinstance(content, dict) and isinstance(held, dict):
        for name, value in content.items():
            if name not in held:
                raise PlanShapeError(reason=name)
            _ensure_known(value, held[name])
    elif isinstance(content, list | tuple) and isinstance(held, list | tuple):
        for value, kept in zip(content, held, strict=True):
            _ensure_known(value, kept)


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list | tuple):
        for value in held.values() if isinstance(held, dict) else held:
            yield from _texts(value)


def digest_of(plan: Plan) -> str:
    """SHA-256 of the canonical JSON (RFC 8785): the same plan has the same digest anywhere."""
    return hashlib.sha256(canonical_json.dumps({"format": FORMAT, **to_json(plan)})).hexdigest()


def gaps(plan: Plan) -> tuple[Gap, ...]:
    """What is missing, the people first."""
    return (
        *_gaps_of_people(plan),
        *_gaps_of_outside(plan),
        *_gaps_of_continuity(plan),
    )


def _gaps_of_people(plan: Plan) -> Iterator[Gap]:
    for team in TEAMS_ASKED[plan.size]:
        members = [one for one in plan.people if one.team == team and one.name]
        if not any(not one.is_deputy for one in members):
            yield Gap("people", "team", team)
        elif plan.size != "practice" and not any(one.is_deputy for one in members):
            yield Gap("people", "deputy", team)
    for person in plan.people:
        if person.name and not (person.telephone and person.other_way):
            item = "second_way" if person.telephone or person.other_way else "telephone"
            yield Gap("people", item, person.name)


def _gaps_of_outside(plan: Plan) -> Iterator[Gap]:
    if not plan.insurance.insurer:
        yield Gap("insurance", "insurer")
    elif not (plan.insurance.policy and plan.insurance.telephone):
        yield Gap("insurance", "policy", plan.insurance.insurer)
    for provider in plan.providers:
        if provider.name and not provider.hotline:
            yield Gap("providers", "hotline", provider.name)
        if provider.name and not provider.contract:
            yield Gap("providers", "contract", provider.name)
    for contact in plan.contacts:
        if not (contact.telephone or contact.address):
            yield Gap("contacts", "contact", contact.name or contact.kind)


def _gaps_of_continuity(plan: Plan) -> Iterator[Gap]:
    if not plan.procedures:
        yield Gap("procedures", "procedures")
    for procedure in plan.procedures:
        if procedure.system and not procedure.without_it:
            yield Gap("procedures", "without_it", procedure.system)
    for procedure in plan.procedures:
        if procedure.system and not procedure.paper:
            yield Gap("procedures", "paper", procedure.system)
    if not any(rule.who for rule in plan.rules):
        yield Gap("rules", "rules")
    for item in ("other_channel", "backups"):
        if not getattr(plan, item):
            yield Gap("rules", item)


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """What differs, row by row: a row is known by its name, whatever its place."""
    old, new = dict(_lines(before)), dict(_lines(after))
    return tuple(
        Change(*key, old.get(key, ""), new.get(key, ""))
        for key in dict.fromkeys([*old, *new])
        if old.get(key, "") != new.get(key, "")
    )


def _lines(plan: Plan) -> Iterator[tuple[tuple[str, str, str], str]]:
    for section, held in to_json(plan).items():
        if isinstance(held, list | tuple) and held and isinstance(held[0], dict):
            yield from _lines_of_rows(section, held)
        elif isinstance(held, dict):
            for field, value in held.items():
                yield (section, "", field), str(value)
        else:
            value = str(held) if isinstance(held, str) else ", ".join(held)
            yield (section, "", section), value


def _lines_of_rows(
    section: str, rows: Sequence[dict[str, Any]]
) -> Iterator[tuple[tuple[str, str, str], str]]:
    names = {"procedures": "system", "rules": "decision"}
    met: dict[str, int] = {}
    for row in rows:
        name = str(row[names.get(section, "name")] or row.get("kind", ""))
        met[name] = met.get(name, 0) + 1
        label = name if met[name] == 1 else f"{name} ({met[name]})"
        for field, value in row.items():
            yield (section, label, field), "" if value is False else str(value)


def next_review(validated_on: date) -> date:
    """The plan is read again every twelve months."""
    return REVIEWED_EVERY.after(validated_on)


def ensure_known(scenarios: tuple[str, ...], known: Mapping[str, object]) -> None:
    """PlanShapeError for a guide that does not exist."""
    unknown = [id_ for id_ in scenarios if id_ not in known]
    if unknown:
        raise PlanShapeError(reason=unknown[0])


def read_file(content: bytes) -> Plan:
    """A plan exported by Probant; PlanShapeError for any other file."""
    try:
        held = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise PlanShapeError(reason="json") from error
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise PlanShapeError(reason="format")
    return from_json(held.get("plan"))
