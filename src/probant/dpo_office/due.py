"""What the officer's office has due: advice to give, decisions to obtain, events of the year."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.dpo_office import queries
from probant.dpo_office.models import Advice
from probant.organisations.models import Organisation
from probant.reference import dpo_office as reference

ANSWER, DECIDE, EVENT = "dpo_office.answer", "dpo_office.decide", "dpo_office.event"
KINDS = {
    ANSWER: _("Give the officer’s advice"),
    DECIDE: _("Say what becomes of the officer’s advice"),
    EVENT: _("Hold what the officer planned"),
}
MAY_SEE = "dpo_office.view"


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Everything open; our periods, said as such."""
    del now
    return tuple(_dues(organisation))


def until(advice: Advice) -> date:
    """A month to answer, then two months to decide."""
    office = reference.office()
    if advice.advised_on is None:
        return Period.parse(office.advice_answered).after(advice.asked_on)
    return Period.parse(office.advice_decided).after(advice.advised_on)


def _dues(organisation: Organisation) -> Iterator[Due]:
    of = organisation.pk
    for one in queries.open_advice(of):
        since = one.advised_on or one.asked_on
        yield Due(
            organisation=of,
            kind=DECIDE if one.advised_on else ANSWER,
            subject=str(one.pk),
            reference=one.reference,
            deadline=_deadline(since, until(one)),
            url=reverse("dpo_office:one-advice", args=[of, one.pk]),
            permission=MAY_SEE,
        )
    for event in queries.events(of).filter(done_on=None):
        since = timezone.localdate(event.made_at)
        yield Due(
            organisation=of,
            kind=EVENT,
            subject=str(event.pk),
            reference=event.title,
            deadline=_deadline(min(since, event.planned_on), event.planned_on),
            url=reverse("dpo_office:calendar", args=[of]),
            permission=MAY_SEE,
        )


def _deadline(since: date, day: date) -> Deadline:
    starting = timezone.make_aware(datetime.combine(since, time(0)))
    ends = timezone.make_aware(datetime.combine(day, time(23, 59)))
    return Deadline(starting, Period(days=max((day - since).days, 1)), ends, ends, ())
