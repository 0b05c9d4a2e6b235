"""What the pages of one processor share: finding it, its addresses, its way back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.processors import labels, queries
from probant.processors.models import Contract, Processor, Review

METHODS = ["GET", "HEAD", "POST"]


def processor(request: MemberRequest, processor_id: UUID) -> Processor:
    """The processor, or a page not found: another organisation's does not exist here."""
    try:
        return queries.processor(request.member.organisation_id, processor_id)
    except Processor.DoesNotExist as error:
        raise Http404 from error


def contract(request: MemberRequest, contract_id: UUID) -> Contract:
    """The contract with its processor, or a page not found."""
    try:
        return queries.contract(request.member.organisation_id, contract_id)
    except Contract.DoesNotExist as error:
        raise Http404 from error


def review(request: MemberRequest, review_id: UUID) -> Review:
    """The questionnaire or audit with its processor, or a page not found."""
    try:
        return queries.review(request.member.organisation_id, review_id)
    except Review.DoesNotExist as error:
        raise Http404 from error


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the processors' pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"processors:{name}", kwargs=kwargs)


def page_of(request: MemberRequest, found: Processor, anchor: str = "") -> str:
    """The processor's own page, at one of its parts."""
    address = url("processor", request, processor_id=found.pk)
    return f"{address}#{anchor}" if anchor else address


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may(request: MemberRequest, name: str) -> bool:
    """Whether this member's role holds a permission."""
    return permissions.is_allowed(request.member.role, name)


def trail(
    request: MemberRequest, found: Processor | None, *here: labels.Words
) -> list[tuple[Any, str]]:
    """Where the reader is: the processors, this one, this page."""
    steps: list[tuple[Any, str]] = [(labels.PROCESSORS, url("list", request))]
    if found is not None:
        steps.append((found.name, page_of(request, found)))
    return [*steps, *((word, "") for word in here)]


def seen(request: MemberRequest) -> int | None:
    """The version that the page was made from."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else None  # noqa: PLR2004


def moved(request: MemberRequest, found: Processor) -> HttpResponse:
    """409: somebody saved first; what was typed is still in the browser."""
    context = {
        "detail": _("Another person saved this while you were writing."),
        "kept": _("Theirs is kept. Yours is still in your browser: go back to find it."),
        "advice": "",
        "next_url": page_of(request, found),
        "next_label": _("See what stands now"),
    }
    return render(request, "409.html", context, status=409)
