"""What the pages of one assessment share: finding it, its addresses, its way back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.dpia import labels, queries
from probant.dpia.models import Assessment
from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation

METHODS = ["GET", "HEAD", "POST"]
UNKNOWN = -1


def assessment(request: MemberRequest, assessment_id: UUID) -> Assessment:
    """The assessment, or a page not found: another organisation's does not exist here."""
    try:
        return queries.assessment(request.member.organisation_id, assessment_id)
    except Assessment.DoesNotExist as error:
        raise Http404 from error


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def url(name: str, request: MemberRequest, found: Assessment | None = None, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of these pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    if found is not None:
        kwargs["assessment_id"] = found.pk
    return reverse(f"dpia:{name}", kwargs=kwargs)


def may(request: MemberRequest, name: str) -> bool:
    """Whether this member's role holds a permission."""
    return permissions.is_allowed(request.member.role, f"dpia.{name}")


def trail(
    request: MemberRequest,
    found: Assessment | None,
    *here: Any,  # noqa: ANN401  words
) -> list[tuple[Any, str]]:
    """Where the reader is: the assessments, this one, this page."""
    steps: list[tuple[Any, str]] = [(labels.ASSESSMENTS, url("list", request))]
    if found is not None:
        steps.append((found.reference, url("assessment", request, found)))
    return [*steps, *((word, "") for word in here)]


def number_on_screen(request: MemberRequest) -> int:
    """The statement that was on screen; without a readable number, a conflict and never a loss."""
    said = request.POST.get("number", "")
    is_number = said.isascii() and said.isdigit() and len(said) < len("9999999999")
    return int(said) if is_number else UNKNOWN


def refused(request: MemberRequest, found: Assessment, detail: str = "") -> HttpResponse:
    """409: what the state of the assessment does not allow."""
    context = {
        "detail": detail or _("This assessment is validated or archived: open it again first."),
        "kept": _("Nothing was changed. What you typed is still in your browser: go back."),
        "next_url": url("assessment", request, found),
        "next_label": _("Back to the assessment"),
    }
    return render(request, "409.html", context, status=409)
