"""Closing a breach once nothing is left open, and opening it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.breaches import closability
from probant.breaches.actions.recording import Act, Place, locked, opened, state
from probant.breaches.models import CLOSED, DISMISSED, OPEN, Breach
from probant.breaches.statements import Closing, Dismissal, Kind
from probant.organisations import permissions
from probant.organisations.domain import Member

DECIDE = "breaches.decide"


@transaction.atomic
def close(breach_id: UUID, reason: str, *, by: Member, at: datetime) -> Breach:
    """The file is complete: NotClosableError names what is still open."""
    permissions.require(by, DECIDE)
    breach = opened(by, breach_id)
    closability.ensure(breach)
    breach.status, breach.closed_at = CLOSED, at
    said = Closing(is_closed=True, reason=reason.strip())
    state(breach, Place(Kind.CLOSING), said, Act("closed", by, at))
    return breach


@transaction.atomic
def reopen(breach_id: UUID, reason: str, *, by: Member, at: datetime) -> Breach:
    """New facts, a key that was not safe after all: the file opens again, nothing is lost."""
    permissions.require(by, DECIDE)
    breach = locked(by, breach_id)
    if breach.is_open:
        return breach
    was_dismissed = breach.status == DISMISSED
    breach.status, breach.closed_at = OPEN, None
    act = Act("reopened", by, at)
    if was_dismissed:
        said = Dismissal(is_dismissed=False, reasons=reason.strip())
        state(breach, Place(Kind.DISMISSAL), said, act)
    else:
        state(breach, Place(Kind.CLOSING), Closing(is_closed=False, reason=reason.strip()), act)
    return breach
