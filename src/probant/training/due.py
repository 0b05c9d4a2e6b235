"""What training has due: sessions whose attendance is to enter, and the staff still to train.

People are counted, never named: one date for the newcomers, one for the yearly training.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.training import queries
from probant.training.domain.coverage import Found, Standing
from probant.training.models import Session

SESSION, NEWCOMERS, YEARLY = "training.session", "training.newcomers", "training.yearly"
KINDS = {
    SESSION: _("Hold the training session and enter who came"),
    NEWCOMERS: _("Train the newcomers"),
    YEARLY: _("Train the staff again"),
}
MAY_SEE = "training.edit"
SOON = Period(months=1)


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Planned sessions; the nearest date of newcomers; the nearest of those trained before."""
    today = timezone.localdate(now)
    found = queries.coverage(organisation.pk, today)
    waiting = [one for one in found if one.standing in {Standing.WAITING, Standing.LATE}]
    horizon = SOON.after(today)
    again = [
        one for one in found if one.last_on is not None and one.due_on and one.due_on <= horizon
    ]
    return (
        *_sessions(organisation),
        *_people(organisation, NEWCOMERS, waiting),
        *_people(organisation, YEARLY, again),
    )


def _sessions(organisation: Organisation) -> Iterator[Due]:
    for session in queries.planned_sessions(organisation.pk):
        yield Due(
            organisation=organisation.pk,
            kind=SESSION,
            subject=str(session.pk),
            reference=session.reference,
            deadline=_until(session.held_on, session.made_at),
            url=_page(session),
            permission=MAY_SEE,
        )


def _people(organisation: Organisation, kind: str, found: list[Found]) -> Iterator[Due]:
    """One line for all of them, at the nearest of their dates."""
    if not found:
        return
    nearest = min(one.due_on for one in found if one.due_on is not None)
    since = min(one.last_on or one.person.arrived_on or nearest for one in found)
    begins = timezone.make_aware(datetime.combine(since, time(0)))
    yield Due(
        organisation=organisation.pk,
        kind=kind,
        subject=kind,
        reference=str(len(found)),  # what is due is remembered whatever the language
        deadline=_until(nearest, begins),
        url=reverse("training:coverage", args=[organisation.pk]),
        permission=MAY_SEE,
    )


def _until(day: date, starting: datetime) -> Deadline:
    until = timezone.make_aware(datetime.combine(day, time(23, 59)))
    days = max((until - starting).days, 1)
    return Deadline(starting, Period(days=days), until, until, ())


def _page(session: Session) -> str:
    return reverse("training:session", args=[session.organisation_id, session.pk])
