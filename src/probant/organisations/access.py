"""Pages of one organisation: membership, permission, isolation and read-only GET in one place."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase

from probant.accounts.access import READING, Access, View, declare
from probant.accounts.models import Person
from probant.common import clock
from probant.database import isolation
from probant.journal import actions as journal
from probant.organisations import permissions, queries
from probant.organisations.domain import Member


class MemberRequest(HttpRequest):
    """A request made by a member inside their organisation."""

    member: Member


def permission(name: str, *, traced_as: str = "") -> Callable[[Callable[..., Any]], View]:
    """A page of the organisation named in the URL, for members whose role holds `name`.

    Others receive 404 (not a member: the organisation's existence is not told) or 403. A reading
    is read-only in the database; with `traced_as` it is journalled first, and refused if it cannot
    be.
    """

    def decorate(view: Callable[..., Any]) -> View:
        @wraps(view)
        def wrapped(request: MemberRequest, organisation: UUID, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
            with transaction.atomic():
                is_reading = request.method in READING
                request.member = _member(
                    request, organisation, is_reading=is_reading and not traced_as
                )
                if not permissions.is_allowed(request.member.role, name):
                    raise PermissionDenied(name)
                if is_reading and traced_as:
                    _trace(request, traced_as, kwargs)
                    isolation.forbid_writes()
                response: HttpResponseBase = view(request, **kwargs)
                return response

        return declare(login_required(wrapped), Access("member", name))

    return decorate


def _member(request: HttpRequest, organisation: UUID, *, is_reading: bool) -> Member:
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    isolation.enter(organisation, person=person.pk, is_reading=is_reading)
    membership = queries.membership(organisation, person_id=person.pk)
    if membership is None:
        raise Http404
    request.organisation = membership.organisation  # type: ignore[attr-defined]
    return queries.member_of(membership, name=str(person))


def _trace(request: MemberRequest, event: str, subject: dict[str, Any]) -> None:
    """Journals the reading; whatever keeps the journal from it makes the answer a 503."""
    if not event:
        return
    try:
        journal.record(
            event,
            by=request.member.actor,
            at=clock.now(),
            organisation=request.member.organisation_id,
            subject=next((str(value) for value in subject.values()), ""),
            facts={},
        )
    except DatabaseError as error:
        raise OperationalError from error
