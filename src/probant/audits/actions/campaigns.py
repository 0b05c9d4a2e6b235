"""Audits begun, described, concluded, taken up again; what each control gave."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from probant.audits import queries
from probant.audits.actions.recording import EDIT, Act, ensure_seen, locked, opened, record
from probant.audits.checklists import Checklist
from probant.audits.domain.campaigns import (
    LONGEST_TEXT,
    CampaignShapeError,
    Result,
    State,
    Terms,
    ensure_sound,
)
from probant.audits.models import Campaign, Check
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation

NUMBERING = 0xA0D1
ITEM = "campaign"


@transaction.atomic
def begin(  # noqa: PLR0913  an audit is of whom, what, against what, after which, by whom, when
    organisation: Organisation,
    terms: Terms,
    checklist: Checklist,
    *,
    previous: UUID | None = None,
    by: Member,
    at: datetime,
) -> Campaign:
    """A new audit with the list as it is today, nothing tested yet."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)
    ensure_sound(terms)
    if previous is not None:
        queries.campaign(organisation.pk, previous)
    made = Campaign.objects.create(
        organisation=organisation,
        year=terms.starts_on.year,
        number=_next_number(organisation.pk, terms.starts_on.year),
        framework=checklist.id,
        framework_name=checklist.name,
        controls=[_listed(one) for one in checklist.controls],
        previous=previous,
        created_at=at,
        updated_at=at,
        **_values(terms),
    )
    Check.objects.bulk_create(
        Check(organisation=organisation, campaign=made, place=place, control=one.id)
        for place, one in enumerate(checklist.controls)
    )
    content = {**_told(terms), "framework": checklist.id, "previous": str(previous or "")}
    record(made, content, Act("begun", ITEM, by, at))
    return made


@transaction.atomic
def describe(campaign_id: UUID, terms: Terms, *, seen: int, by: Member, at: datetime) -> Campaign:
    """Title, scope, auditors and days; AuditMovedError where somebody saved first."""
    found = opened(by, campaign_id)
    ensure_sound(terms)
    ensure_seen(found, ITEM, seen=seen, version=found.version, mine=_told(terms))
    for name, value in _values(terms).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    record(found, _told(terms), Act("described", ITEM, by, at))
    return found


@transaction.atomic
def conclude(
    campaign_id: UUID, *, conclusion: str, ends_on: date, by: Member, at: datetime
) -> Campaign:
    """The audit is over: its results stay as they are, its findings are followed."""
    found = opened(by, campaign_id)
    if len(conclusion) > LONGEST_TEXT:
        raise CampaignShapeError(field="conclusion", reason="too_long")
    if ends_on < found.starts_on:
        raise CampaignShapeError(field="ends_on", reason="before_start")
    found.state, found.closed_at = State.CLOSED, at
    found.ends_on, found.conclusion = ends_on, conclusion
    found.version += 1
    found.save()
    told = {"conclusion": conclusion, "ends_on": ends_on.isoformat()}
    record(found, told, Act("concluded", ITEM, by, at))
    return found


@transaction.atomic
def take_up(campaign_id: UUID, *, reason: str, by: Member, at: datetime) -> Campaign:
    """A concluded audit is in progress again."""
    found = locked(by, campaign_id)
    if found.state == State.OPEN:
        return found
    found.state, found.closed_at = State.OPEN, None
    found.version += 1
    found.save()
    record(found, {"reason": reason}, Act("taken_up", ITEM, by, at))
    return found


@transaction.atomic
def state_result(  # noqa: PLR0913  a result is of which control, what, why, over which version
    campaign_id: UUID,
    control: str,
    result: Result,
    *,
    note: str,
    seen: int,
    by: Member,
    at: datetime,
) -> Check:
    """What one control gave; AuditMovedError where another auditor stated it first."""
    found = opened(by, campaign_id)
    row = queries.check(found, control)
    if len(note) > LONGEST_TEXT:
        raise CampaignShapeError(field="note", reason="too_long")
    mine = {"result": result.value, "note": note}
    item = f"check:{control}"
    ensure_seen(found, item, seen=seen, version=row.version, mine=mine)
    row.result, row.note = result, note
    row.version += 1
    row.updated_at, row.updated_by_name = at, by.name
    row.save()
    record(found, mine, Act("result_stated", item, by, at))
    return row


def _values(terms: Terms) -> dict[str, Any]:
    return {**vars(terms), "auditors": list(terms.auditors)}


def _told(terms: Terms) -> dict[str, Any]:
    days = {"starts_on": terms.starts_on.isoformat()}
    days["ends_on"] = terms.ends_on.isoformat() if terms.ends_on else ""
    return {**_values(terms), **days}


def _listed(one: object) -> dict[str, str]:
    return {name: getattr(one, name) for name in ("id", "number", "title", "theme", "help")}


def _next_number(organisation: UUID, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    given = Campaign.objects.filter(organisation=organisation, year=year)
    highest: int | None = given.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
