"""What risks have due: a measure to put in place, an acceptance that ends, an analysis to redo."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.risks import queries
from probant.risks.models import Analysis, Risk

MEASURE, ACCEPTANCE, REVIEW = "risks.measure", "risks.acceptance", "risks.review"
KINDS = {
    MEASURE: _("Put a measure against a risk in place"),
    ACCEPTANCE: _("Decide again on an accepted risk"),
    REVIEW: _("Do the risk analysis again"),
}
MAY_SEE = "risks.view"
REDONE_EVERY = Period(months=12)


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001  the dates depend on the data alone
    """The treatments not done, the acceptances in force or past, the analysis in force."""
    found = [one for risk in queries.dated(organisation.pk) for one in _of(risk)]
    latest = queries.latest_validated(organisation.pk)
    if latest is not None and latest.validated_at is not None:
        found.append(_review(latest, latest.validated_at))
    return tuple(found)


def _of(risk: Risk) -> Iterator[Due]:
    page = reverse("risks:risk", args=[risk.organisation_id, risk.pk])
    for kind, day in ((MEASURE, risk.due_on), (ACCEPTANCE, risk.accepted_until)):
        if day is not None:
            yield Due(
                organisation=risk.organisation_id,
                kind=kind,
                subject=str(risk.pk),
                reference=risk.reference,
                deadline=until(risk.updated_at, day),
                url=page,
                permission=MAY_SEE,
            )


def _review(latest: Analysis, validated_at: datetime) -> Due:
    ends = REDONE_EVERY.past(validated_at)
    return Due(
        organisation=latest.organisation_id,
        kind=REVIEW,
        subject=str(latest.pk),
        reference=latest.reference,
        deadline=until(validated_at, timezone.localdate(ends)),
        url=reverse("risks:analysis", args=[latest.organisation_id, latest.pk]),
        permission=MAY_SEE,
    )


def until(said_at: datetime, day: date) -> Deadline:
    """A day that people agreed on, whole: no rule of the law moved it."""
    end = make_aware(datetime.combine(day, time(23, 59)))
    days = max((end - said_at).days, 1)
    return Deadline(said_at, Period(days=days), end, end, ())
