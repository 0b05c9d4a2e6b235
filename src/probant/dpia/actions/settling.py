"""The officer's advice, the views of persons, validation and what follows it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.common.errors import ProbantError
from probant.dpia import needs, queries
from probant.dpia.actions.recording import Act, StatusError, held, opened, state, write
from probant.dpia.domain import editing, progress
from probant.dpia.domain.content import Content
from probant.dpia.domain.editing import ValueRefusedError
from probant.dpia.domain.progress import Gap
from probant.dpia.models import ARCHIVED, DRAFT, REFUSED, VALIDATED, Assessment
from probant.organisations.domain import Member
from probant.register import queries as register

ADVISE, VALIDATE, EDIT = "dpia.advise", "dpia.validate", "dpia.edit"
MOST = 20_000
TOOL_STATUS = {DRAFT: 0, REFUSED: 1, VALIDATED: 2}


class NotReadyError(ProbantError):
    """It cannot be validated yet: `gaps` says what lacks."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__(len(gaps))
        self.gaps = gaps


@transaction.atomic
def advise(  # noqa: PLR0913  an advice is on what, which way, in which words, by whom
    assessment_id: UUID,
    *,
    is_favourable: bool,
    opinion: str,
    names: str,
    expected: int,
    by: Member,
    at: datetime,
) -> Assessment:
    """The officer's advice, art. 35(2); it may come again and the earlier ones stay."""
    found = opened(by, assessment_id, "advise", ADVISE)
    _ensure(opinion=opinion)
    found.advised_at, found.is_advice_favourable = at, is_favourable
    fields = {
        "dpo_status": int(is_favourable),
        "dpo_opinion": opinion,
        "dpos_names": names.strip() or by.name,
    }
    return _said(found, fields, Act("advised", "advice", by, at, expected))


@transaction.atomic
def hear(
    assessment_id: UUID, fields: dict[str, Any], *, expected: int, by: Member, at: datetime
) -> Assessment:
    """The views of the persons, or why they were not sought, art. 35(9).

    `is_sought`, then `is_favourable`, `opinion` and `names`; or `why_not`.
    """
    found = opened(by, assessment_id, "hear")
    is_sought = bool(fields["is_sought"])
    _ensure(
        **{"opinion" if is_sought else "why_not": fields["opinion" if is_sought else "why_not"]}
    )
    found.heard_at = at
    kept = {
        "concerned_people_searched_opinion": is_sought,
        "concerned_people_status": int(bool(fields.get("is_favourable"))) if is_sought else None,
        "concerned_people_opinion": fields["opinion"] if is_sought else "",
        "people_names": fields["names"] if is_sought else "",
        "concerned_people_searched_content": "" if is_sought else fields["why_not"],
    }
    return _said(found, kept, Act("heard", "views", by, at, expected))


@transaction.atomic
def validate(  # noqa: PLR0913  a validation is of what, read at which state, until when, by whom
    assessment_id: UUID,
    *,
    expected: int,
    review_on: date | None,
    note: str = "",
    by: Member,
    at: datetime,
) -> Assessment:
    """The controller's decision; `expected` is the version of the whole that was read."""
    found = opened(by, assessment_id, "validate", VALIDATE)
    _ensure_read(found, expected)
    lacking = progress.gaps(Content(found.document), queries.asked(found, found.organisation))
    blocking = tuple(gap for gap in lacking if gap.is_blocking)
    if blocking:
        raise NotReadyError(blocking)
    found.validated_at, found.validated_by_name, found.review_on = at, by.name, review_on
    _read_activity(found)
    said = {"note": note, "review_on": review_on.isoformat() if review_on else ""}
    facts = {"is_high": found.is_high, "gaps": len(lacking)}
    return _become(found, VALIDATED, said, Act("validated", "decision", by, at, facts=facts))


@transaction.atomic
def refuse(
    assessment_id: UUID, reason: str, *, expected: int, by: Member, at: datetime
) -> Assessment:
    """It is sent back with what must change."""
    found = opened(by, assessment_id, "refuse", VALIDATE)
    _ensure_read(found, expected)
    _ensure(reason=reason)
    return _become(found, REFUSED, {"reason": reason}, Act("refused", "decision", by, at))


@transaction.atomic
def reopen(assessment_id: UUID, reason: str, *, by: Member, at: datetime) -> Assessment:
    """A validated or archived assessment may be written again; what was validated stays known."""
    found = held(by, assessment_id)
    if found.is_open:
        raise StatusError(found, "reopen")
    _ensure(reason=reason)
    found.validated_at, found.validated_by_name = None, ""
    found.advised_at = found.is_advice_favourable = None
    return _become(found, DRAFT, {"reason": reason}, Act("reopened", "decision", by, at))


@transaction.atomic
def confirm(
    assessment_id: UUID, note: str, *, review_on: date | None, by: Member, at: datetime
) -> Assessment:
    """Read again after a change of the activity, or on its day, and still right, art. 35(11)."""
    found = held(by, assessment_id, VALIDATE)
    if found.status != VALIDATED:
        raise StatusError(found, "confirm")
    _ensure(note=note)
    found.validated_at, found.validated_by_name, found.review_on = at, by.name, review_on
    _read_activity(found)
    said = {"note": note, "review_on": review_on.isoformat() if review_on else ""}
    return state(found, said, Act("confirmed", "decision", by, at))


@transaction.atomic
def consult(
    assessment_id: UUID, consulted_on: date, outcome: str, *, by: Member, at: datetime
) -> Assessment:
    """The authority was consulted before the processing, art. 36."""
    found = held(by, assessment_id, ADVISE)
    if found.status == ARCHIVED:
        raise StatusError(found, "consult")
    if len(outcome) > MOST:
        raise ValueRefusedError(field="outcome", reason="too_long")
    found.consulted_on = consulted_on
    said = {"consulted_on": consulted_on.isoformat(), "outcome": outcome}
    return state(found, said, Act("consulted", "consultation", by, at))


@transaction.atomic
def follow(  # noqa: PLR0913  what was done, of which line, when, by whom
    assessment_id: UUID, reference: str, done_on: date, note: str, *, by: Member, at: datetime
) -> Assessment:
    """A line of the action plan is done; the text stays as it was validated."""
    found = held(by, assessment_id)
    if found.status == ARCHIVED:
        raise StatusError(found, "follow")
    if reference not in {one.reference for one in queries.actions_of(found)}:
        raise ValueRefusedError(field="reference", reason="unknown")
    if len(note) > MOST:
        raise ValueRefusedError(field="note", reason="too_long")
    found.followed[reference] = {"done_on": done_on.isoformat(), "note": note}
    said = {"reference": reference, "done_on": done_on.isoformat(), "note": note}
    return state(found, said, Act("followed", f"action:{reference}", by, at))


@transaction.atomic
def archive(assessment_id: UUID, *, by: Member, at: datetime) -> Assessment:
    """The processing ended: it leaves the lists and stays readable."""
    found = held(by, assessment_id)
    if found.status == ARCHIVED:
        raise StatusError(found, "archive")
    found.status = ARCHIVED
    return state(found, {}, Act("archived", "decision", by, at))


def _ensure(**texts: str) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise ValueRefusedError(field=field, reason="required")
        if len(text) > MOST:
            raise ValueRefusedError(field=field, reason="too_long")


def _ensure_read(found: Assessment, expected: int) -> None:
    if found.version != expected:
        raise MovedError(expected, found.version)


class MovedError(ProbantError):
    """Somebody wrote in the assessment since it was read; nothing was decided over it."""

    def __init__(self, expected: int, version: int) -> None:
        super().__init__(expected, version)
        self.expected = expected
        self.version = version


def _read_activity(found: Assessment) -> None:
    activity = queries.activity_of(found)
    if activity is not None:
        found.activity_version = activity.version
        found.activity_digest = needs.digest_of(register.record_of(activity))


def _said(found: Assessment, fields: dict[str, Any], act: Act) -> Assessment:
    return write(found, editing.with_fields(found.document, fields, at=act.at), fields, act)


def _become(found: Assessment, status: str, said: dict[str, Any], act: Act) -> Assessment:
    """The status here and in the document, with the whole document beside what was decided."""
    found.status = status
    fields: dict[str, Any] = {"status": TOOL_STATUS[status]}
    if status == REFUSED:
        fields["rejection_reason"] = said["reason"]
    if status == VALIDATED:
        fields["validator_name"] = act.by.name
    document = editing.with_fields(found.document, fields, at=act.at)
    return write(found, document, {**said, "document": document}, act)
