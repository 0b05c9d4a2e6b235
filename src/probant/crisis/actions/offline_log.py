"""Bringing into the room what was noted on an offline page: each line once, with its own time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.crisis.actions import room
from probant.crisis.domain.entries import Said
from probant.crisis.domain.offline import Noted
from probant.crisis.models import RoomEntry
from probant.crisis.queries import room as queries
from probant.organisations.domain import Member


@transaction.atomic
def bring(crisis_id: UUID, lines: Iterable[Noted], *, by: Member, at: datetime) -> list[RoomEntry]:
    """All the lines or none: they enter as notes of whoever brings them, in their order.

    Crisis.DoesNotExist where there is no such room; a line that is there already stays one.
    """
    queries.crisis(by.organisation_id, crisis_id)
    ordered = sorted(lines, key=lambda line: line.said_at)
    return [room.append(crisis_id, _said(line), by=by, at=at) for line in ordered]


def _said(line: Noted) -> Said:
    body = {"text": line.text}
    return Said("note", line.client_key, body, team=line.team, said_at=line.said_at)
