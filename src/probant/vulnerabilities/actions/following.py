"""What people say of a flaw: fixed, accepted until a date, not affected; its facts, its twins."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import vulnerabilities as reference
from probant.vulnerabilities import queries
from probant.vulnerabilities.actions.loading import EDIT, FutureScanError
from probant.vulnerabilities.domain.occurrence import Justification
from probant.vulnerabilities.domain.severity import Severity, scored
from probant.vulnerabilities.domain.standing import State, ensure, ensure_acceptable
from probant.vulnerabilities.models import Flaw, Scan, Sighting, Step
from probant.vulnerabilities.replaying import recompute


class MovedFlawError(ProbantError):
    """Somebody saved this flaw first; `flaw` is as they left it."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.version)
        self.flaw = flaw


class MergeError(ProbantError):
    """A flaw is not the same as itself, nor as one of another product."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a flaw's exploitation, with its source and its day; None: not known."""

    is_exploitable: bool | None = None
    has_public_exploit: bool | None = None
    is_exploited: bool | None = None
    source: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Rating:
    """How grave a person finds it: a vector, else a severity; and its CWE."""

    vector: str = ""
    severity: Severity = Severity.UNKNOWN
    cwe: int | None = None


@dataclass(frozen=True)
class Act:
    """Who does it, when, and over which version."""

    by: Member
    at: datetime
    expected: int


@transaction.atomic
def say_fixed(flaw_id: UUID, why: str, act: Act) -> Flaw:
    """Said, not verified: the next scan of its scope tells."""
    flaw = _opened(flaw_id, act, "say_fixed")
    _state(flaw, State.FIXED_SAID, why, act)
    return _done(flaw, "say_fixed", why, act)


@transaction.atomic
def accept(flaw_id: UUID, why: str, until: date, act: Act) -> Flaw:
    """The risk is accepted under a name, for a reason, until a date."""
    flaw = _opened(flaw_id, act, "accept")
    ensure_acceptable(until, today=localdate(act.at))
    _state(flaw, State.ACCEPTED, why, act)
    flaw.accepted_until = until
    return _done(flaw, "accept", why, act, until=until.isoformat())


@transaction.atomic
def not_affected(flaw_id: UUID, why: str, justification: Justification, act: Act) -> Flaw:
    """The product cannot be reached by it, and why (VEX)."""
    flaw = _opened(flaw_id, act, "not_affected")
    _state(flaw, State.NOT_AFFECTED, why, act)
    flaw.justification = justification.value
    return _done(flaw, "not_affected", why, act, justification=justification.value)


@transaction.atomic
def reopen(flaw_id: UUID, why: str, act: Act) -> Flaw:
    """What was said does not hold."""
    flaw = _opened(flaw_id, act, "reopen")
    _state(flaw, State.OPEN, why, act)
    return _done(flaw, "reopen", why, act)


@transaction.atomic
def state_facts(flaw_id: UUID, facts: Facts, act: Act) -> Flaw:
    """Whether it can be, and is, exploited: who says so, and when."""
    flaw = _opened(flaw_id, act)
    told = {"source": facts.source, "on": (facts.on or localdate(act.at)).isoformat()}
    for name in ("is_exploitable", "has_public_exploit", "is_exploited"):
        setattr(flaw, name, getattr(facts, name))
        flaw.sources = {**flaw.sources, name: told}
    said = {name: getattr(facts, name) for name in ("is_exploitable", "is_exploited")}
    return _done(flaw, "facts", facts.source, act, **said)


@transaction.atomic
def rate(flaw_id: UUID, rating: Rating, why: str, act: Act) -> Flaw:
    """A person's own rating; InvalidVectorError for a vector that CVSS does not know."""
    flaw = _opened(flaw_id, act)
    score = scored(rating.vector) if rating.vector.strip() else None
    severity = score.severity if score else rating.severity
    flaw.vector, flaw.score = (score.vector, score.value) if score else ("", None)
    flaw.severity, flaw.rank = severity.value, severity.rank
    flaw.cwe, flaw.owasp = rating.cwe, reference.class_of(rating.cwe)
    told = {"source": act.by.name, "on": localdate(act.at).isoformat()}
    flaw.sources = {**flaw.sources, "rating": told}
    return _done(flaw, "rate", why, act, severity=severity.value)


@transaction.atomic
def retest(flaw_id: UUID, *, is_shown: bool, done_on: date, why: str, act: Act) -> Flaw:
    """One flaw looked for again, in the scope that showed it last: found, or in vain."""
    flaw = _opened(flaw_id, act)
    if done_on > localdate(act.at):
        raise FutureScanError
    seen = queries.sightings(flaw).filter(count__gt=0).last()
    if seen is None or done_on < seen.scan.done_on:
        raise FutureScanError
    scan = _retest(seen.scan, done_on, is_shown=is_shown, act=act)
    Sighting.objects.create(
        organisation_id=flaw.organisation_id, scan=scan, flaw=flaw, count=int(is_shown)
    )
    return _done(flaw, "retest", why, act, is_shown=is_shown, scan=str(scan.pk))


@transaction.atomic
def merge(flaw_id: UUID, into: Flaw, why: str, act: Act) -> Flaw:
    """Two audits worded one flaw differently: the first gives its scans to the other."""
    flaw = _opened(flaw_id, act)
    if flaw.pk == into.pk or flaw.product_key != into.product_key or into.merged_into_id:
        raise MergeError
    held = dict(Sighting.objects.filter(flaw=into).values_list("scan_id", "id"))
    for sighting in Sighting.objects.filter(flaw=flaw):
        if sighting.scan_id not in held:
            sighting.flaw = into
            sighting.save(update_fields=["flaw"])
    Flaw.objects.filter(merged_into=flaw).update(merged_into=into)
    flaw.merged_into = into
    _done(flaw, "merge", why, act, into=str(into.pk))
    recompute(into.organisation_id, Flaw.objects.filter(pk=into.pk))
    into.refresh_from_db()
    return into


def _opened(flaw_id: UUID, act: Act, name: str = "") -> Flaw:
    permissions.require(act.by, EDIT)
    flaw = queries.flaw(act.by.organisation_id, flaw_id, for_update=True)
    if flaw.version != act.expected:
        raise MovedFlawError(flaw)
    if name:
        ensure(name, flaw.state)
    return flaw


def _state(flaw: Flaw, state: State, why: str, act: Act) -> None:
    flaw.said, flaw.said_on = state.value, localdate(act.at)
    flaw.said_by_name, flaw.said_why = act.by.name, why
    flaw.accepted_until, flaw.justification = None, ""


def _done(flaw: Flaw, name: str, why: str, act: Act, **facts: Any) -> Flaw:  # noqa: ANN401  JSON
    flaw.version += 1
    flaw.save()
    Step.objects.create(
        organisation_id=flaw.organisation_id,
        flaw=flaw,
        act=name,
        why=why,
        content=facts,
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
    )
    if flaw.merged_into_id is None:
        recompute(flaw.organisation_id, Flaw.objects.filter(pk=flaw.pk))
    journal.record(
        f"vulnerabilities.{name}",
        by=act.by.actor,
        at=act.at,
        organisation=flaw.organisation_id,
        subject=str(flaw.pk),
        facts={"number": flaw.number, **facts},
    )
    flaw.refresh_from_db()
    return flaw


def _retest(model: Scan, done_on: date, *, is_shown: bool, act: Act) -> Scan:
    return Scan.objects.create(
        organisation_id=model.organisation_id,
        number=queries.next_number(Scan, model.organisation_id),
        product=model.product,
        product_version=model.product_version,
        method=model.method,
        perimeter=model.perimeter,
        tool=model.tool,
        scope=model.scope,
        format="hand",
        is_complete=False,
        done_on=done_on,
        flaws=int(is_shown),
        occurrences=int(is_shown),
        imported_at=act.at,
        imported_by=act.by.person_id,
        imported_by_name=act.by.name,
    )
