"""What controls have due: an evidence to renew, a control to look at again."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.controls.models import SERVES, ControlDecision, Evidence
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

RENEW, REVIEW = "controls.renew", "controls.review"
KINDS = {
    RENEW: _("Renew an evidence"),
    REVIEW: _("Look at a control again"),
}
MAY_SEE = "controls.view"
A_DAY = timedelta(days=1)


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Evidence given for a control until its last day, controls until their day of review."""
    return (*_evidence(organisation, now), *_reviews(organisation, now))


def _evidence(organisation: Organisation, now: datetime) -> Iterator[Due]:
    found = Evidence.objects.filter(
        organisation=organisation.pk,
        withdrawn_at__isnull=True,
        expires_on__isnull=False,
        service__stance=SERVES,
    ).distinct()
    for one in found.only("pk", "number", "dated_on", "expires_on"):
        if one.expires_on is not None:
            yield Due(
                organisation=organisation.pk,
                kind=RENEW,
                subject=str(one.pk),
                reference=one.reference,
                deadline=_until(one.dated_on, one.expires_on - A_DAY, now),
                url=reverse("controls:evidence", args=[organisation.pk, one.pk]),
                permission=MAY_SEE,
            )


def _reviews(organisation: Organisation, now: datetime) -> Iterator[Due]:
    found = ControlDecision.objects.filter(organisation=organisation.pk, review_on__isnull=False)
    for one in found.only("framework", "control", "review_on", "updated_at"):
        if one.review_on is not None:
            yield Due(
                organisation=organisation.pk,
                kind=REVIEW,
                subject=f"{one.framework}:{one.control}",
                reference=f"{one.framework} {one.control}",
                deadline=_until(one.updated_at.date(), one.review_on, now),
                url=reverse("controls:control", args=[organisation.pk, one.framework, one.control]),
                permission=MAY_SEE,
            )


def _until(since: date, last: date, now: datetime) -> Deadline:
    """To the end of the last day."""
    began = make_aware(datetime.combine(since, time(0, 0)))
    ends = make_aware(datetime.combine(last, time(23, 59)))
    days = max((ends - min(began, now)).days, 1)
    return Deadline(began, Period(days=days), ends, ends, ())
