"""What a crisis has due: its actions that have a time, and the time limits that run in its room.

An exercise asks nobody to wake up: nothing of it is due here.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.crisis.clocks import clocks_of
from probant.crisis.domain.room import Item, Room
from probant.crisis.models import Crisis
from probant.crisis.queries import room as queries
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

ACTION, CLOCK = "crisis.action", "crisis.clock"
KINDS = {ACTION: _("Do the action of the crisis"), CLOCK: _("Keep the time limit of the crisis")}
MAY_SEE = "crisis.view"
AN_HOUR = 3600


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """The open crises' actions and running clocks."""
    running = queries.open_crises(organisation.pk).filter(is_exercise=False)
    return tuple(
        found
        for crisis in running
        for found in _of(crisis, queries.room(organisation.pk, crisis.pk), now=now)
    )


def _of(crisis: Crisis, room: Room, *, now: datetime) -> Iterator[Due]:
    for item in room.open_actions:
        if item.due_at is not None:
            yield _due(crisis, ACTION, item.sequence, _until(item, item.due_at))
    for clock in clocks_of(crisis, room, now=now):
        if clock.is_running and clock.sequence and clock.deadline is not None:
            yield _due(crisis, CLOCK, clock.sequence, clock.deadline)


def _due(crisis: Crisis, kind: str, sequence: int, deadline: Deadline) -> Due:
    place = reverse("crisis:room", args=[crisis.organisation_id, crisis.pk])
    return Due(
        organisation=crisis.organisation_id,
        kind=kind,
        subject=f"{crisis.pk}:{sequence}",
        reference=f"{crisis.reference} n° {sequence}",
        deadline=deadline,
        url=f"{place}#e{sequence}",
        permission=MAY_SEE,
    )


def _until(item: Item, due_at: datetime) -> Deadline:
    """A time that people agreed on: no rule of the law moved it."""
    hours = max(1, round((due_at - item.entry.at).total_seconds() / AN_HOUR))
    return Deadline(item.entry.at, Period(hours=hours), due_at, due_at, ())
