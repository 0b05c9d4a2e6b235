"""Who may call an operation: a token, in its organisation, with the operation's permission.

One transaction holds it all: token → context → permission → (reading) trace and read-only → the
operation. An answer that refuses undoes whatever was written on the way to it.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from ninja.security.http import HttpAuthBase

from probant.accounts.access import READING, Access, View, declare
from probant.api import problems
from probant.common import clock
from probant.database import isolation
from probant.journal import actions as journal
from probant.organisations import permissions, tokens
from probant.organisations.domain import Member
from probant.organisations.models import ApiToken, Organisation
from probant.organisations.permissions import PermissionDeniedError

logger = logging.getLogger(__name__)

MOST_BYTES = 11_000_000
AROUND_FILES = 1_000_000
REFUSED = 400


class TokenRequest(HttpRequest):
    """A request made with a token."""

    member: Member
    organisation: Organisation
    token: ApiToken


class Token(HttpAuthBase):
    """`Authorization: Bearer probant_…`; nothing else opens anything, a session neither."""

    openapi_scheme = "bearer"

    def __init__(self, permission: str, traced_as: str = "") -> None:
        """`permission`: what the role must hold; `traced_as`: the reading's name in the journal."""
        self.permission = permission
        self.traced_as = traced_as
        super().__init__()

    def __call__(self, request: HttpRequest) -> Member | None:
        """The token as a member, or None; PermissionDeniedError where its role does not suffice."""
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        entered = tokens.enter(text, at=clock.now()) if scheme.lower() == "bearer" else None
        if entered is None:
            return None
        member, token = entered
        if not permissions.is_allowed(member.role, self.permission):
            raise PermissionDeniedError(self.permission, member.role)
        request.member, request.token = member, token  # type: ignore[attr-defined]
        request.organisation = token.organisation  # type: ignore[attr-defined]
        if request.method in READING:
            self._trace(request, member)
            isolation.forbid_writes()
        return member

    def _trace(self, request: HttpRequest, member: Member) -> None:
        """Journals the reading, and of what: the first identifier of its address."""
        if self.traced_as:
            named = request.resolver_match.kwargs.values() if request.resolver_match else ()
            journal.record(
                self.traced_as,
                by=member.actor,
                at=clock.now(),
                organisation=member.organisation_id,
                subject=next(map(str, named), ""),
                facts={},
            )


def mounted(view: Callable[..., HttpResponseBase], permission: str, *, most_bytes: int = 0) -> View:
    """The view of one operation with its transaction, its declared access and its errors.

    `most_bytes`: the files that it accepts, where they are larger than an ordinary request.
    """
    most = max(MOST_BYTES, most_bytes + AROUND_FILES) if most_bytes else MOST_BYTES

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        try:
            response = problems.early(request, most_bytes=most) or _answered(
                view, request, *args, **kwargs
            )
        except Exception:
            logger.exception("An operation failed: %s %s", request.method, view.__name__)
            response = problems.answer(problems.Problem(500, "fault"))
        response["Cache-Control"] = "no-store, private"
        return response

    return declare(wrapped, Access("token", permission))


def _answered(
    view: Callable[..., HttpResponseBase],
    request: HttpRequest,
    *args: Any,  # noqa: ANN401  URL values
    **kwargs: Any,  # noqa: ANN401  URL values
) -> HttpResponseBase:
    with transaction.atomic():
        response = problems.worded(view(request, *args, **kwargs))
        if response.status_code >= REFUSED:
            transaction.set_rollback(True)
    return response
