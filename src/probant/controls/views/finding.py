"""What the pages of controls share: finding things, their addresses, the way back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from probant.common import clock
from probant.controls import labels, queries
from probant.controls.actions.recording import EDIT
from probant.controls.domain.framework import Control, Framework, Ref
from probant.controls.models import Evidence, ImportedFramework
from probant.controls.queries import UnknownControlError, UnknownFrameworkError
from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation

METHODS = ["GET", "HEAD", "POST"]


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def language() -> str:
    """The reader's."""
    return get_language() or "fr"


def framework(request: MemberRequest, id_: str) -> Framework:
    """The framework, or a page not found."""
    try:
        return queries.framework(organisation_of(request), id_, language())
    except UnknownFrameworkError as error:
        raise Http404 from error


def control(of: Framework, id_: str) -> Control:
    """One of its controls, or a page not found."""
    try:
        return queries.control(of, id_)
    except UnknownControlError as error:
        raise Http404 from error


def ref(request: MemberRequest, text: str) -> Ref | None:
    """`"iso27001:a_8_13"` as a control of this organisation, or None."""
    id_, _colon, name = text.partition(":")
    try:
        found = queries.framework(organisation_of(request), id_, language())
        return found.ref(queries.control(found, name).id)
    except (UnknownFrameworkError, UnknownControlError):
        return None


def evidence(request: MemberRequest, evidence_id: UUID) -> Evidence:
    """The evidence, or a page not found: another organisation's does not exist here."""
    try:
        return queries.evidence(request.member.organisation_id, evidence_id)
    except Evidence.DoesNotExist as error:
        raise Http404 from error


def draft(request: MemberRequest, draft_id: UUID) -> ImportedFramework:
    """A preview that waits, or a page not found."""
    found = ImportedFramework.objects.filter(
        organisation=request.member.organisation_id, pk=draft_id, confirmed_at=None
    ).first()
    if found is None:
        raise Http404
    return found


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"controls:{name}", kwargs=kwargs)


def may_edit(request: MemberRequest) -> bool:
    """Whether this member decides and adds evidence."""
    return permissions.is_allowed(request.member.role, EDIT)


def today() -> Any:  # noqa: ANN401  a date
    """The day here."""
    return localdate(clock.now())


def number_on_screen(request: HttpRequest) -> int:
    """The version that was on screen; without a readable one, none is: a conflict, never a loss."""
    number = request.POST.get("number", "")
    return int(number) if number.isdecimal() and len(number) < len("9999999999") else -1


def trail(request: MemberRequest, *steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Where the reader is: the controls, and the steps below."""
    return [(labels.CONTROLS, url("home", request)), *steps]


def refused(request: MemberRequest, detail: str, next_url: str) -> HttpResponse:
    """409: what the state does not allow; what was typed is still in the browser."""
    context = {
        "detail": detail,
        "kept": _("Nothing was changed by you; what others saved is kept."),
        "next_url": next_url,
        "next_label": _("Back"),
    }
    return render(request, "409.html", context, status=409)
