"""What requests have due: an answer each, computed at every read."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.subject_requests import queries
from probant.subject_requests.domain.state import State
from probant.subject_requests.models import SubjectRequest

ANSWER = "subject_requests.answer"
KINDS = {ANSWER: _("Answer the request")}
MAY_SEE = "subject_requests.view"
WAITING = _("The person was asked for proof of identity.")


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Every request that somebody waits for; in two queries."""
    found = queries.open_requests(organisation.pk)
    states = queries.states_of(organisation.pk, found)
    return tuple(_due(item, states[item.pk], now=now) for item in found)


def _due(found: SubjectRequest, state: State, *, now: datetime) -> Due:
    clock = queries.clock_of(found, state, now=now)
    kwargs = {"organisation": found.organisation_id, "request_id": found.pk}
    return Due(
        organisation=found.organisation_id,
        kind=ANSWER,
        subject=str(found.pk),
        reference=found.number,
        deadline=clock.deadline,
        url=reverse("subject_requests:detail", kwargs=kwargs),
        permission=MAY_SEE,
        responsible=found.handled_by,
        suspended_since=state.suspended_since,
        reason=str(WAITING) if state.suspended_since else "",
    )
