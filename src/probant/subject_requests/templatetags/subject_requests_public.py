"""How a request is told to the person who made it; and where an organisation's form is."""

from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.database import isolation
from probant.subject_requests import queries
from probant.subject_requests.domain.state import EventKind, Status
from probant.subject_requests.following import Told
from probant.subject_requests.models import SubjectRequest

register = template.Library()


@register.filter
def standing(request: SubjectRequest) -> str:
    """Where the request stands, in the person's words."""
    return {
        Status.RECEIVED: _("We received it. Nobody has started yet."),
        Status.IN_PROGRESS: _("We are working on it."),
        Status.WAITING: _("We need something from you."),
        Status.ANSWERED: _("We answered you."),
        Status.CLOSED: _("It is over."),
        Status.WITHDRAWN: _("You withdrew it."),
        Status.MERGED: _("We treat it together with another request of yours."),
    }[Status(request.status)]


@register.filter
def happening(line: Told) -> str:
    """What happened, in the person's words."""
    kind = EventKind(line.kind)
    if kind is EventKind.MESSAGE:
        return _("You wrote to us") if line.is_theirs else _("We wrote to you")
    if kind is EventKind.IDENTITY_RECEIVED and line.facts.get("file"):
        return _("Your paper arrived; it is destroyed once read")
    if kind is EventKind.HAND_OVER_REVOKED and line.facts.get("step") == "expired":
        return _("The time to fetch the answer is over")
    return _kinds()[kind]


@register.simple_tag
def request_form_url(organisation: UUID) -> str:
    """Where the organisation takes requests in; empty while its form is closed."""
    with isolation.tenant(organisation):
        form = queries.form_of(organisation)
    is_open = form is not None and form.is_open
    return reverse("requests:form", args=[organisation]) if is_open else ""


def _kinds() -> dict[EventKind, str]:
    return {
        EventKind.RECEIVED: _("We received your request"),
        EventKind.REPEATED: _("You sent the same request again: noted"),
        EventKind.ACKNOWLEDGED: _("We told you that we received it"),
        EventKind.IDENTITY_ASKED: _("We asked you to confirm who you are"),
        EventKind.IDENTITY_RECEIVED: _("You answered our question"),
        EventKind.IDENTITY_CHECKED: _("We read what you sent and destroyed the paper"),
        EventKind.EXTENDED: _("We told you that we need more time"),
        EventKind.ANSWERED: _("We answered you"),
        EventKind.HANDED_OVER: _("We handed the answer over"),
        EventKind.HAND_OVER_OPENED: _("You fetched the answer"),
        EventKind.HAND_OVER_REVOKED: _("We withdrew the link to the answer"),
        EventKind.CLOSED: _("We closed the request"),
        EventKind.REOPENED: _("We opened the request again"),
        EventKind.WITHDRAWN: _("You withdrew your request"),
        EventKind.MERGED: _("We put it together with another request of yours"),
    }
