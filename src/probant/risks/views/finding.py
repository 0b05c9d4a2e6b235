"""What the pages of risks share: finding things, their addresses, the way back, a conflict."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.risks import labels, queries
from probant.risks.actions import MovedOnError
from probant.risks.forms.fields import Seen
from probant.risks.models import Analysis, Risk

METHODS = ["GET", "HEAD", "POST"]


def analysis(request: MemberRequest, analysis_id: UUID) -> Analysis:
    """The analysis, or a page not found: another organisation's does not exist here."""
    try:
        return queries.analysis(request.member.organisation_id, analysis_id)
    except Analysis.DoesNotExist as error:
        raise Http404 from error


def risk(request: MemberRequest, risk_id: UUID) -> Risk:
    """The risk, or a page not found."""
    try:
        return queries.risk(request.member.organisation_id, risk_id)
    except Risk.DoesNotExist as error:
        raise Http404 from error


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def url(name: str, request: MemberRequest, *args: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the risks' pages in this organisation."""
    return reverse(f"risks:{name}", args=[request.member.organisation_id, *args])


def may(request: MemberRequest, name: str) -> bool:
    """Whether this member's role holds a permission."""
    return permissions.is_allowed(request.member.role, name)


def seen(request: MemberRequest) -> int:
    """The version that was on screen; without a readable one, none is: a conflict, never a loss."""
    form = Seen(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else -1


def trail(
    request: MemberRequest,
    *here: labels.Words,
    of: Analysis | None = None,
    risk: Risk | None = None,
) -> list[tuple[Any, str]]:
    """Where the reader is: the risks, the analysis, the risk, this page."""
    steps: list[tuple[Any, str]] = [(labels.RISKS, url("list", request))]
    about = of or (risk.analysis if risk else None)
    if about is not None:
        steps.append((about.reference, url("analysis", request, about.pk)))
    if risk is not None:
        steps.append((risk.reference, url("risk", request, risk.pk)))
    return [*steps, *((word, "") for word in here)]


def moved(request: MemberRequest, error: MovedOnError, *, next_url: str) -> HttpResponse:
    """409: somebody saved first; what was typed stands below, to be copied."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in NOT_SHOWN and not name.endswith(ENDINGS)
    ]
    context = {
        "by_name": error.by_name,
        "typed": typed,
        "next_url": next_url,
        "breadcrumb": trail(request),
        "title": _("Somebody saved first"),
    }
    return render(request, "risks/moved.html", context, status=409)


NOT_SHOWN = frozenset({"csrfmiddlewaretoken", "seen"})
ENDINGS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS", "-code")
