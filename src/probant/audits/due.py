"""What audits have due: findings to fix, corrective actions, the next audit."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.audits import obligations, queries
from probant.audits.domain.campaigns import State
from probant.audits.domain.findings import Step
from probant.audits.models import Finding
from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

FINDING, ACTION, NEXT = "audits.finding", "audits.action", "audits.next"
KINDS = {
    FINDING: _("Fix a finding of an audit"),
    ACTION: _("Finish a corrective action"),
    NEXT: _("Audit again"),
}
MAY_SEE = "audits.view"


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001  every slice's signature
    """Everything that has a day and is not done."""
    rows = list(queries.findings(organisation.pk).exclude(step=Step.FIXED.value))
    actions = queries.actions_of(rows)
    return (
        *(_due(one, FINDING, str(one.pk), one.due_on) for one in rows if one.due_on),
        *(
            _due(one, ACTION, str(action.pk), action.due_on)
            for one in rows
            for action in actions[one.pk]
            if action.due_on and action.done_by is None and action.round == one.round
        ),
        *_next(organisation),
    )


def _next(organisation: Organisation) -> Iterator[Due]:
    """A year (or two) after the last audit that was concluded."""
    found = queries.campaigns(organisation.pk)
    closed = found.filter(state=State.CLOSED.value, ends_on__isnull=False)
    last = closed.order_by("-ends_on").first()
    if last is None or last.ends_on is None:
        return
    begins, period = _instant(last.ends_on), obligations.lasts(organisation)
    ends = period.past(begins)
    yield Due(
        organisation=organisation.pk,
        kind=NEXT,
        subject=str(last.pk),
        reference=last.reference,
        deadline=Deadline(begins, period, ends, ends, ()),
        url=reverse("audits:list", args=[organisation.pk]),
        permission=MAY_SEE,
    )


def _due(one: Finding, kind: str, subject: str, day: date | None) -> Due:
    assert day is not None  # noqa: S101  only what has a day comes here
    begins = _instant(one.known_on)
    ends = make_aware(datetime.combine(day, time(23, 59)))
    period = Period(days=max((day - one.known_on).days, 1))
    return Due(
        organisation=one.organisation_id,
        kind=kind,
        subject=subject,
        reference=f"{one.campaign.reference} {one.reference}",
        deadline=Deadline(begins, period, ends, ends, ()),
        url=reverse("audits:finding", args=[one.organisation_id, one.pk]),
        permission=MAY_SEE,
    )


def _instant(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
