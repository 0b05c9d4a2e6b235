"""What the pages of requests share: finding one, addresses, the way back."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import is_allowed
from probant.subject_requests import queries
from probant.subject_requests.models import SubjectRequest

HANDLE = "subject_requests.handle"


def request_of(request: MemberRequest, request_id: UUID) -> SubjectRequest:
    """The request, or a page not found: another organisation's does not exist here."""
    try:
        return queries.request(request.member.organisation_id, request_id)
    except SubjectRequest.DoesNotExist as error:
        raise Http404 from error


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of these pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"subject_requests:{name}", kwargs=kwargs)


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may_handle(request: MemberRequest) -> bool:
    """Whether this member decides on requests."""
    return is_allowed(request.member.role, HANDLE)


def handlers(organisation: UUID) -> list[tuple[str, str]]:
    """The members who may take a request in charge."""
    return [
        (str(member.person_id), str(member.person))
        for member in organisations.members(organisation)
        if is_allowed(Role(member.role), HANDLE)
    ]


def trail(
    request: MemberRequest,
    found: SubjectRequest | None,
    *here: Any,  # noqa: ANN401  lazy text
) -> list[tuple[Any, str]]:
    """Where the reader is: the requests, this one, this page."""
    steps: list[tuple[Any, str]] = [(_("Requests"), url("list", request))]
    if found is not None:
        steps.append((found.number, url("detail", request, request_id=found.pk)))
    return [*steps, *((word, "") for word in here)]
