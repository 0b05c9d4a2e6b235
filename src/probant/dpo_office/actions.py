"""The office's acts: described, assessed, asked for advice, advised, decided, planned, reported."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.dpo_office import queries
from probant.dpo_office.domain.figures import to_json
from probant.dpo_office.figures import figures
from probant.dpo_office.models import (
    EVENT_KINDS,
    FOLLOWED,
    OUTCOMES,
    PENDING,
    Advice,
    OfficeVersion,
    PlannedEvent,
    YearReport,
)
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import dpo_office as reference

EDIT = "dpo_office.edit"
WRITING = 0x64706F6F  # the lock's class: one version, one number at a time, by organisation
FIRST_YEAR, LAST_YEAR = 2018, 2100
YES_NO = frozenset({"yes", "no", ""})


class OfficeMovedError(ProbantError):
    """Somebody saved first: `number` is what stands."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class UnknownAnswerError(ProbantError):
    """A function, a question or an answer that does not exist."""


class AdviceStateError(ProbantError):
    """Decided before it was given, or a date before the one that it follows."""


class ReasonMissingError(ProbantError):
    """Advice that is not wholly followed needs the controller's reason."""


class ImplausibleYearError(ProbantError):
    """No report can be made of that year, or no date of it is meant."""


@transaction.atomic
def describe(said: Mapping[str, Any], *, seen: int, by: Member, at: datetime) -> OfficeVersion:
    """Designation, mission, means: the rest of the office stays as it was."""
    return _written("dpo_office.described", said, seen=seen, by=by, at=at)


@transaction.atomic
def assess(
    functions: list[str], answers: Mapping[str, str], *, seen: int, by: Member, at: datetime
) -> OfficeVersion:
    """Art. 38(3), (6): functions held beside, and the guarantees."""
    known = reference.office()
    if set(functions) - {one.id for one in known.functions}:
        raise UnknownAnswerError
    if set(answers) - {one.id for one in known.questions} or set(answers.values()) - YES_NO:
        raise UnknownAnswerError
    said = {
        "functions": sorted(functions),
        "answers": dict(answers),
        "assessed_at": at.isoformat(),
    }
    return _written("dpo_office.assessed", said, seen=seen, by=by, at=at)


@transaction.atomic
def ask(  # noqa: PLR0913  a question is what, of whom, when, in which form, by whom
    question: str, *, asked_by: str, asked_on: date, key: UUID, by: Member, at: datetime
) -> Advice:
    """A question to the officer; the same form sent twice asks once."""
    permissions.require(by, EDIT)
    _plausible(asked_on, at)
    _alone(by.organisation_id)
    known = Advice.objects.filter(organisation=by.organisation_id, key=key).first()
    if known is not None:
        return known
    given = Advice.objects.filter(organisation=by.organisation_id, year=asked_on.year)
    number = (given.aggregate(highest=Max("number"))["highest"] or 0) + 1
    made = Advice.objects.create(
        organisation_id=by.organisation_id,
        key=key,
        year=asked_on.year,
        number=number,
        question=question,
        asked_by=asked_by,
        asked_on=asked_on,
        changed_at=at,
    )
    _about("dpo_office.advice_asked", made, by=by, at=at)
    return made


@transaction.atomic
def advise(  # noqa: PLR0913  advice is on what, in which words, when, of which version
    advice_id: UUID, text: str, *, on: date, seen: int, by: Member, at: datetime
) -> Advice:
    """What the officer advises."""
    found = _locked(advice_id, seen, by)
    _plausible(on, at)
    if on < found.asked_on or found.outcome != PENDING:
        raise AdviceStateError
    found.advice, found.advised_on = text, on
    return _kept("dpo_office.advice_given", found, by=by, at=at)


@transaction.atomic
def decide(  # noqa: PLR0913  a decision is on what, which, why, when, of which version, by whom
    advice_id: UUID, outcome: str, *, reason: str, on: date, seen: int, by: Member, at: datetime
) -> Advice:
    """Followed or not, with the controller's reason where it is not."""
    found = _locked(advice_id, seen, by)
    _plausible(on, at)
    if outcome not in dict(OUTCOMES) or outcome == PENDING:
        raise UnknownAnswerError
    if found.advised_on is None or on < found.advised_on:
        raise AdviceStateError
    if outcome != FOLLOWED and not reason.strip():
        raise ReasonMissingError
    found.outcome, found.reason, found.decided_on = outcome, reason, on
    return _kept("dpo_office.advice_decided", found, by=by, at=at)


@transaction.atomic
def schedule(kind: str, title: str, *, on: date, by: Member, at: datetime) -> PlannedEvent:
    """One more event of the year."""
    permissions.require(by, EDIT)
    if kind not in dict(EVENT_KINDS):
        raise UnknownAnswerError
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ImplausibleYearError
    made = PlannedEvent.objects.create(
        organisation_id=by.organisation_id, kind=kind, title=title, planned_on=on, made_at=at
    )
    _record("dpo_office.event_planned", str(made.pk), {"kind": kind}, by=by, at=at)
    return made


@transaction.atomic
def finish(event_id: UUID, *, on: date, by: Member, at: datetime) -> PlannedEvent:
    """It took place on that day."""
    permissions.require(by, EDIT)
    _plausible(on, at)
    found = queries.event(by.organisation_id, event_id)
    found.done_on = on
    found.save(update_fields=["done_on"])
    _record("dpo_office.event_done", str(found.pk), {"kind": found.kind}, by=by, at=at)
    return found


@transaction.atomic
def report(  # noqa: PLR0913  a report is of whom, of which year, in which words, by whom and when
    organisation: Organisation,
    year: int,
    *,
    summary: str,
    recommendations: str,
    by: Member,
    at: datetime,
) -> YearReport:
    """The figures as they stand now, kept with the officer's words; made again, it is another."""
    permissions.require(by, EDIT)
    if not FIRST_YEAR <= year <= localdate(at).year:
        raise ImplausibleYearError
    _alone(by.organisation_id)
    found = to_json(figures(organisation, year, now=at))
    words = {"summary": summary, "recommendations": recommendations}
    digest = hashlib.sha256(
        canonical_json.dumps({"figures": cast("Any", found), **words})
    ).hexdigest()
    made = YearReport.objects.create(
        organisation=organisation,
        year=year,
        number=queries.reports(organisation.pk).filter(year=year).count() + 1,
        figures=found,
        digest=digest,
        made_at=at,
        made_by_name=by.name[:200],
        **words,
    )
    facts = {"year": year, "number": made.number, "sha256": digest}
    _record("dpo_office.reported", str(made.pk), facts, by=by, at=at)
    return made


def _written(
    event: str, said: Mapping[str, Any], *, seen: int, by: Member, at: datetime
) -> OfficeVersion:
    permissions.require(by, EDIT)
    _alone(by.organisation_id)
    latest = queries.office(by.organisation_id)
    number = latest.number if latest else 0
    if seen != number:
        raise OfficeMovedError(number)
    made = OfficeVersion.objects.create(
        organisation_id=by.organisation_id,
        number=number + 1,
        content={**(latest.content if latest else {}), **said},
        saved_at=at,
        saved_by_name=by.name[:200],
    )
    digest = hashlib.sha256(canonical_json.dumps(made.content)).hexdigest()
    facts = {"number": made.number, "sha256": digest}
    _record(event, str(by.organisation_id), facts, by=by, at=at)
    return made


def _locked(advice_id: UUID, seen: int, by: Member) -> Advice:
    permissions.require(by, EDIT)
    found = queries.one_advice(by.organisation_id, advice_id, for_update=True)
    if found.version != seen:
        raise OfficeMovedError(found.version)
    return found


def _kept(event: str, found: Advice, *, by: Member, at: datetime) -> Advice:
    found.version += 1
    found.changed_at = at
    found.save()
    _about(event, found, by=by, at=at)
    return found


def _about(event: str, found: Advice, *, by: Member, at: datetime) -> None:
    facts = {"reference": found.reference, "outcome": found.outcome, "version": found.version}
    _record(event, str(found.pk), facts, by=by, at=at)


def _record(event: str, subject: str, facts: dict[str, Any], *, by: Member, at: datetime) -> None:
    journal.record(
        event, by=by.actor, at=at, organisation=by.organisation_id, subject=subject, facts=facts
    )


def _plausible(said: date, at: datetime) -> None:
    if said.year < FIRST_YEAR or said > localdate(at):
        raise ImplausibleYearError


def _alone(organisation: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [WRITING, str(organisation)]
        )
