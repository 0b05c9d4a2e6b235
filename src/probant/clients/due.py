"""Critical notices that clients have not answered yet."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.clients import queries
from probant.clients.models import Advice
from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

ANSWER = "clients.answer"
KINDS = {ANSWER: _("Remind the client of an unanswered critical notice")}
MAY_SEE = "clients.view"
MOST = 50


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001  each slice has one
    """The nearest first."""
    return tuple(_due(one) for one in queries.unanswered(organisation.pk)[:MOST])


def _due(one: Advice) -> Due:
    day = one.answer_before or timezone.localdate(one.given_at)
    ends = timezone.make_aware(datetime.combine(day, time(23, 59)))
    days = max((ends - one.given_at).days, 1)
    return Due(
        organisation=one.organisation_id,
        kind=ANSWER,
        subject=str(one.pk),
        reference=one.reference,
        deadline=Deadline(one.given_at, Period(days=days), ends, ends, ()),
        url=reverse("clients:advice", args=[one.organisation_id, one.pk]),
        permission=MAY_SEE,
    )
