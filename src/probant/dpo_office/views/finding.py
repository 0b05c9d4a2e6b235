"""What the pages of the office share."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from probant.dpo_office import labels
from probant.dpo_office.papers import MEDIA_TYPES
from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation

METHODS = ["GET", "HEAD", "POST"]
EDIT = "dpo_office.edit"


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the office's pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"dpo_office:{name}", kwargs=kwargs)


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may_edit(request: MemberRequest) -> bool:
    """Whether this member keeps the office."""
    return permissions.is_allowed(request.member.role, EDIT)


def trail(request: MemberRequest, *steps: tuple[labels.Words, str]) -> list[tuple[Any, str]]:
    """Where the reader is: the office, then the steps."""
    return [(labels.OFFICE, url("home", request)), *steps]


def file(content: bytes, form: str, name: str) -> HttpResponse:
    """A paper to keep."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
