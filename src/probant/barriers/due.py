"""What ways have due: to look at their barriers again, a year after the oldest check."""

from collections.abc import Iterator
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.barriers import queries
from probant.barriers.domain.judging import FRESH_FOR
from probant.barriers.domain.ways import Standing
from probant.barriers.queries import Seen
from probant.common.time_limits import Deadline
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

CHECK = "barriers.check"
KINDS = {CHECK: _("Check the barriers of a way to the data")}
MAY_SEE = "barriers.view"


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """One date a way in use of which a barrier was checked."""
    found = queries.seen(organisation, queries.ways(organisation.pk), now=now)
    return tuple(one for way in found for one in _of(organisation.pk, way))


def _of(organisation: UUID, one: Seen) -> Iterator[Due]:
    days = [
        barrier.checked_on
        for barrier in one.facts.barriers
        if barrier.standing is Standing.IN_PLACE and barrier.checked_on is not None
    ]
    if not days:
        return
    begins = make_aware(datetime.combine(min(days), time()))
    ends = FRESH_FOR.past(begins)
    yield Due(
        organisation=organisation,
        kind=CHECK,
        subject=str(one.way.pk),
        reference=one.way.reference,
        deadline=Deadline(begins, FRESH_FOR, ends, ends, ()),
        url=reverse("barriers:way", args=[organisation, one.way.pk]),
        permission=MAY_SEE,
    )
