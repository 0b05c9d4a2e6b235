"""A calendar's private address, asked for and revoked; a reminder noted as sent."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from probant.deadlines.domain import Due, Reminder
from probant.deadlines.models import CalendarFeed, SentReminder
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member


@transaction.atomic
def open_calendar(by: Member, *, at: datetime) -> str:
    """The secret of a new address, shown once; the one before opens nothing any more."""
    permissions.require(by, "deadlines.view")
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        defaults={"digest": sha256(token.encode()).digest(), "created_at": at},
    )
    _journal("calendar.opened", by, at)
    return token


@transaction.atomic
def close_calendar(by: Member, *, at: datetime) -> None:
    """The address opens nothing any more."""
    permissions.require(by, "deadlines.view")
    found = CalendarFeed.objects.filter(organisation=by.organisation_id, person=by.person_id)
    if found.delete()[0]:
        _journal("calendar.closed", by, at)


def note_sent(due: Due, reminder: Reminder, *, recipients: int, at: datetime) -> bool:
    """Whether this call is the one that sends it: a reminder is noted once, whoever comes first."""
    _row, is_new = SentReminder.objects.get_or_create(
        organisation_id=due.organisation,
        kind=due.kind,
        subject=due.subject,
        key=reminder.key,
        defaults={"sent_at": at, "recipients": recipients},
    )
    return is_new


def _journal(event: str, by: Member, at: datetime) -> None:
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=str(by.person_id),
        facts={},
    )
