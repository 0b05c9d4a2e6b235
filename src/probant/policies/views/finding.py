"""What the pages of policies share: finding things, their addresses, the way back, files."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from probant.common import clock
from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.policies import exports, labels, queries
from probant.policies.models import Policy, PolicyVersion


def policy(request: MemberRequest, policy_id: UUID) -> Policy:
    """The policy, or a page not found."""
    try:
        return queries.policy(request.member.organisation_id, policy_id)
    except Policy.DoesNotExist as error:
        raise Http404 from error


def version(found: Policy, number: int) -> PolicyVersion:
    """One of its versions, or a page not found."""
    try:
        return queries.version(found, number)
    except PolicyVersion.DoesNotExist as error:
        raise Http404 from error


def table_file(request: MemberRequest, rows: Any, title: str, name: str) -> HttpResponse:  # noqa: ANN401  rows of words
    """Rows in the format asked for; 404 for another."""
    asked = request.GET.get("format", "")
    if asked not in exports.MEDIA_TYPES:
        raise Http404
    content = exports.table_file(
        asked,
        rows,
        title=title,
        organisation=organisation_of(request),
        language=(get_language() or "fr")[:2],
        at=clock.now(),
    )
    response = HttpResponse(content, content_type=exports.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{name}.{asked}"'
    return response


def seen(request: MemberRequest) -> int:
    """The version that was on screen; an unreadable one is none."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1  # noqa: PLR2004  digits of a version


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may_edit(request: MemberRequest) -> bool:
    """Whether this member writes and approves."""
    return permissions.is_allowed(request.member.role, "policies.edit")


def url(request: MemberRequest, name: str, *args: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the policies' pages."""
    return reverse(f"policies:{name}", args=[request.member.organisation_id, *args])


def trail(request: MemberRequest, found: Policy | None, *here: Any) -> list[tuple[Any, str]]:  # noqa: ANN401  lazy text
    """Where the reader is: the policies, this one, this page."""
    steps: list[tuple[Any, str]] = [(labels.POLICIES, url(request, "list"))]
    if found is not None:
        steps.append((found.reference, url(request, "policy", found.pk)))
    return [*steps, *((word, "") for word in here)]
