"""What policies have due: each approved one is read again by its date."""

from datetime import datetime, time

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.policies import queries

REVIEW = "policies.review"
KINDS = {REVIEW: _("Read the policy again")}


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001  the dates depend on the data alone
    """The reviews of the policies in force."""
    return tuple(
        Due(
            organisation=organisation.pk,
            kind=REVIEW,
            subject=str(one.pk),
            reference=one.reference,
            deadline=_until(one.approved_at, one.review_months),
            url=reverse("policies:policy", args=[organisation.pk, one.pk]),
            permission="policies.edit",
        )
        for one in queries.policies(organisation.pk)
        if one.approved_at is not None
    )


def _until(approved_at: datetime, months: int) -> Deadline:
    """The whole day counts: no rule of the law moved it."""
    period = Period(months=months)
    day = period.past(approved_at).date()
    end = make_aware(datetime.combine(day, time(23, 59)))
    return Deadline(approved_at, period, end, end, ())
