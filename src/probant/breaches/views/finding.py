"""What the pages of one breach share: finding it, its addresses, its way back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.breaches import labels, queries
from probant.breaches.models import Breach
from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation

METHODS = ["GET", "HEAD", "POST"]


def breach(request: MemberRequest, breach_id: UUID) -> Breach:
    """The breach, or a page not found: another organisation's does not exist here."""
    try:
        return queries.breach(request.member.organisation_id, breach_id)
    except Breach.DoesNotExist as error:
        raise Http404 from error


def url(name: str, request: MemberRequest, found: Breach | None = None, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the breaches' pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    if found is not None:
        kwargs["breach_id"] = found.pk
    return reverse(f"breaches:{name}", kwargs=kwargs)


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may(request: MemberRequest, name: str) -> bool:
    """Whether this member's role holds a permission."""
    return permissions.is_allowed(request.member.role, name)


def allowed(request: MemberRequest, found: Breach) -> dict[str, bool]:
    """What this member may do to this breach as it stands."""
    return {
        "qualify": found.is_open and may(request, "breaches.qualify"),
        "decide": found.is_open and may(request, "breaches.decide"),
        "open_crisis": found.is_open and may(request, "crisis.lead"),
        "reopen": not found.is_open and may(request, "breaches.decide"),
    }


def trail(
    request: MemberRequest, found: Breach | None, *here: labels.Words
) -> list[tuple[Any, str]]:
    """Where the reader is: the breaches, this one, this page."""
    steps: list[tuple[Any, str]] = [(labels.BREACHES, url("list", request))]
    if found is not None:
        steps.append((found.reference, url("breach", request, found)))
    return [*steps, *((word, "") for word in here)]


def refused(request: MemberRequest, found: Breach, detail: str, advice: str = "") -> HttpResponse:
    """409: what the breach's state does not allow; what was typed is still in the browser."""
    context = {
        "detail": detail,
        "kept": _("Nothing was changed by you; what others saved is kept."),
        "advice": advice,
        "next_url": url("breach", request, found),
        "next_label": _("Back to the breach"),
    }
    return render(request, "409.html", context, status=409)
