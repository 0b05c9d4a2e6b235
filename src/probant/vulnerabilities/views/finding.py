"""What the pages of flaws share: finding things, addresses, the way back."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.http import urlencode

from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.vulnerabilities import labels, queries
from probant.vulnerabilities.models import Flaw, Scan

METHODS = ["GET", "HEAD", "POST"]
EDIT = "vulnerabilities.edit"


def flaw(request: MemberRequest, flaw_id: UUID) -> Flaw:
    """The flaw, or a page not found."""
    try:
        return queries.flaw(request.member.organisation_id, flaw_id)
    except Flaw.DoesNotExist as error:
        raise Http404 from error


def scan(request: MemberRequest, scan_id: UUID) -> Scan:
    """The scan, or a page not found."""
    try:
        return queries.scan(request.member.organisation_id, scan_id)
    except Scan.DoesNotExist as error:
        raise Http404 from error


def url(
    name: str,
    request: MemberRequest,
    filters: dict[str, Any] | None = None,
    **parts: Any,  # noqa: ANN401  URL values
) -> str:
    """The address of one of these pages in this organisation."""
    where = {"organisation": request.member.organisation_id, **parts}
    place = reverse(f"vulnerabilities:{name}", kwargs=where)
    return f"{place}?{urlencode(filters)}" if filters else place


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may_edit(request: MemberRequest) -> bool:
    """Whether this member loads scans and follows flaws."""
    return permissions.is_allowed(request.member.role, EDIT)


def trail(request: MemberRequest, *here: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Where the reader is."""
    return [(labels.FLAWS, url("list", request)), *here]


def day(value: Any) -> str:  # noqa: ANN401  a date or nothing
    """A day as a list writes it."""
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""
