"""What assessments have due: a line of an action plan, a day of review."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.dpia import queries
from probant.dpia.models import ARCHIVED, VALIDATED, Assessment
from probant.organisations.models import Organisation

ACTION, REVIEW = "dpia.action", "dpia.review"
KINDS = {
    ACTION: _("Carry out a measure of the impact assessment"),
    REVIEW: _("Read the impact assessment again"),
}
MAY_SEE = "dpia.view"


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001  the common signature
    """Every line that has a day and is not done, and every review."""
    made = queries.assessments(organisation.pk).exclude(status=ARCHIVED)
    return tuple(found for one in made for found in _of(one))


def _of(one: Assessment) -> Iterator[Due]:
    for action in queries.summed_actions(one):
        if action["due_on"] is not None and action["done_on"] is None:
            yield _due(one, ACTION, action["reference"], action["due_on"], "#plan")
    if one.status == VALIDATED and one.review_on is not None:
        yield _due(one, REVIEW, "review", one.review_on)


def _due(one: Assessment, kind: str, subject: str, on: date, place: str = "") -> Due:
    until = make_aware(datetime.combine(on, time(23, 59)))
    since = min(one.validated_at or one.created_at, until)
    days = max((until - since).days, 1)
    page = reverse("dpia:assessment", args=[one.organisation_id, one.pk])
    return Due(
        organisation=one.organisation_id,
        kind=kind,
        subject=f"{one.pk}:{subject}",
        reference=one.reference,
        deadline=Deadline(since, Period(days=days), until, until, ()),
        url=f"{page}{place}",
        permission=MAY_SEE,
    )
