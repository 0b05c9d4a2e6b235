"""A risk as a value: what is feared, how bad, how likely, what is done, what remains.

One model, whichever way it was reached. The level is read in the matrix of the reference; a
likelihood moves only with a reason, and the move stays beside it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from probant.common import canonical_json, json_values
from probant.common.errors import ProbantError
from probant.common.time_limits import PARIS, Period
from probant.reference import risks as reference
from probant.reference.risks import Level

MOST_TEXT, MOST_LINE, MOST_ROWS = 4_000, 200, 60
Step = Literal[1, 2, 3, 4]
State = Literal["to_estimate", "to_treat", "treating", "late", "accepted", "expired", "low"]
STATES: tuple[State, ...] = (
    "to_estimate",
    "to_treat",
    "late",
    "expired",
    "treating",
    "accepted",
    "low",
)


class RiskShapeError(ProbantError):
    """A value that no risk can hold; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class MoveRefusedError(ProbantError):
    """A likelihood moves by a reason, to another step; `field` says what is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Treated:
    """A measure of the treatment: planned with an owner and a date, or done."""

    text: str = ""
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None
    code: str = ""

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


@dataclass(frozen=True, kw_only=True)
class Move:
    """A likelihood that moved: from, to, because of what, by whom."""

    before: int
    after: int
    because: str
    reference: str
    reason: str
    at: datetime
    by_name: str


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The residual risk accepted by a name, on a day, until another."""

    level: Level
    reason: str
    by_name: str
    at: datetime
    until: date


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One risk; `why` keeps the sentences that explain its two scales."""

    title: str = ""
    feared: str = ""
    threat: str = ""
    origin: str = ""
    criteria: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    supports: str = ""
    vulnerability: str = ""
    existing: str = ""
    severity: int | None = None
    likelihood: int | None = None
    why: tuple[str, ...] = ()
    treatment: str = ""
    measures: tuple[Treated, ...] = ()
    residual_severity: int | None = None
    residual_likelihood: int | None = None
    owner: str = ""
    review_on: date | None = None
    source: str = ""
    is_own: bool = False
    moves: tuple[Move, ...] = ()
    acceptance: Acceptance | None = None

    @property
    def level(self) -> Level | None:
        """Before treatment; None while a scale is not estimated."""
        return level_of(self.severity, self.likelihood)

    @property
    def residual_level(self) -> Level | None:
        """After treatment: as before it until someone estimates what the measures leave."""
        severity = self.residual_severity or self.severity
        return level_of(severity, self.residual_likelihood or self.likelihood)

    @property
    def standing_level(self) -> Level | None:
        """What counts today: what remains once every measure is done, what was before until then.

        A measure that is only planned protects nobody yet.
        """
        pending = any(one.done_on is None for one in self.measures)
        return self.level if pending or not self.measures else self.residual_level


def level_of(severity: int | None, likelihood: int | None) -> Level | None:
    """The level of the matrix, or None."""
    if severity is None or likelihood is None:
        return None
    return reference.scales().level(severity, likelihood)


def is_high(level: Level | None) -> bool:
    """Whether such a level must be treated, or accepted by a name."""
    return level is not None and reference.scales().levels[level].is_high


def state_of(risk: Risk, on: date) -> State:
    """Where a risk stands on a day; what was not estimated is never good."""
    if risk.level is None:
        return "to_estimate"
    if any(one.is_late(on) for one in risk.measures):
        return "late"
    if risk.acceptance is not None:
        return "accepted" if on <= risk.acceptance.until else "expired"
    if not is_high(risk.standing_level):
        return "low"
    has_plan = any(one.done_on is None and one.due_on is not None for one in risk.measures)
    return "treating" if has_plan and not is_high(risk.residual_level) else "to_treat"


def moved(  # noqa: PLR0913  a move is to where, because of what, why, by whom, when
    risk: Risk, after: int, *, because: str, named: str, reason: str, by_name: str, at: datetime
) -> Risk:
    """The risk with another likelihood, and the trace of it; an acceptance ends with a rise."""
    if risk.likelihood is None or after == risk.likelihood or after not in reference.STEPS:
        raise MoveRefusedError(field="after")
    if because not in reference.vocabulary().reasons:
        raise MoveRefusedError(field="because")
    if not reason.strip():
        raise MoveRefusedError(field="reason")
    move = Move(
        before=risk.likelihood,
        after=after,
        because=because,
        reference=named,
        reason=reason,
        at=at,
        by_name=by_name,
    )
    is_worse = after > risk.likelihood
    residual = risk.residual_likelihood
    return replace(
        risk,
        likelihood=after,
        residual_likelihood=None if is_worse or residual is None else min(residual, after),
        moves=(*risk.moves, move),
        is_own=True,
        acceptance=None if is_worse else risk.acceptance,
    )


def accepted(risk: Risk, *, reason: str, by_name: str, at: datetime) -> Risk:
    """The risk accepted as it stands, for as long as its level allows."""
    level = risk.standing_level
    if level is None:
        raise RiskShapeError(field="severity")
    if not reason.strip():
        raise RiskShapeError(field="reason")
    holds = Period.parse(reference.scales().levels[level].accepted_for)
    until = holds.past(at).astimezone(PARIS).date()
    made = Acceptance(level=level, reason=reason, by_name=by_name, at=at, until=until)
    return replace(risk, acceptance=made)


def edited(before: Risk, after: Risk, *, is_settled: bool) -> Risk:
    """`after` as a person wrote it: moves stay; an acceptance ends where the risk got worse.

    Once the analysis was validated (`is_settled`), a likelihood moves only by `moved`.
    """
    if is_settled and before.likelihood not in (None, after.likelihood):
        raise MoveRefusedError(field="likelihood")
    kept = replace(
        after,
        moves=before.moves,
        acceptance=before.acceptance,
        source=before.source,
        why=before.why,
        is_own=True,
    )
    if before.acceptance and rank(kept.standing_level) > rank(before.acceptance.level):
        return replace(kept, acceptance=None)
    return kept


def ensure_bounded(risk: Risk) -> None:
    """RiskShapeError for a text or a list longer than Probant keeps, or an unknown code."""
    known = reference.vocabulary()
    if not risk.title.strip():
        raise RiskShapeError(field="title")
    for name, most in _TEXTS.items():
        if len(getattr(risk, name)) > most:
            raise RiskShapeError(name)
    for name, among in (("threat", known.threats), ("origin", known.origins)):
        if getattr(risk, name) and getattr(risk, name) not in among:
            raise RiskShapeError(name)
    if risk.treatment and risk.treatment not in known.treatments:
        raise RiskShapeError(field="treatment")
    if set(risk.criteria) - set(known.criteria):
        raise RiskShapeError(field="criteria")
    for name in ("severity", "likelihood", "residual_severity", "residual_likelihood"):
        if getattr(risk, name) not in (None, *reference.STEPS):
            raise RiskShapeError(name)
    _ensure_bounded_lists(risk)


def _ensure_bounded_lists(risk: Risk) -> None:
    if len(risk.measures) > MOST_ROWS or len(risk.activities) > MOST_ROWS * 10:
        raise RiskShapeError(field="measures")
    for one in risk.measures:
        if len(one.text) > MOST_TEXT or len(one.owner) > MOST_LINE or not one.text.strip():
            raise RiskShapeError(field="measures")
    for name in ("residual_severity", "residual_likelihood"):
        before, after = getattr(risk, name.removeprefix("residual_")), getattr(risk, name)
        if before is not None and after is not None and after > before:
            raise RiskShapeError(name)


_TEXTS: Mapping[str, int] = {
    "title": MOST_LINE,
    "feared": MOST_TEXT,
    "supports": MOST_TEXT,
    "vulnerability": MOST_TEXT,
    "existing": MOST_TEXT,
    "owner": MOST_LINE,
}


def rank(level: Level | None) -> int:
    """The level as a number: -1 while not estimated, 3 for the highest."""
    return -1 if level is None else reference.LEVELS.index(level)


def to_json(risk: Risk) -> dict[str, Any]:
    """The risk as JSON values."""
    made: dict[str, Any] = json_values.of(risk)
    return made


def from_json(content: Mapping[str, Any]) -> Risk:
    """The risk that JSON values say, what they leave out included; RiskShapeError otherwise."""
    try:
        return replace(msgspec.convert(dict(content), Risk))  # anew: every field is its own
    except msgspec.ValidationError as error:
        raise RiskShapeError(str(error).partition(" - at `$.")[2].rstrip("`")) from error


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785)."""
    return hashlib.sha256(canonical_json.dumps(content)).hexdigest()
