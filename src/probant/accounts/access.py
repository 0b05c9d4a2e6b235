"""Who may reach a page: each view declares it, and a view that declares nothing is refused.

`public`: anyone. `signed_in`: a person with a second factor. Pages of an organisation use
`probant.organisations.access.permission`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from probant.database import isolation

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class View(Protocol):
    """A function of a request."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        """Answers the request."""


@dataclass(frozen=True)
class Access:
    """What a view declares: `kind` is public, signed_in or member (with its permission)."""

    kind: str
    permission: str = ""


def declare(view: Callable[..., HttpResponseBase], access: Access) -> View:
    """Marks `view` with its access; the gate and the route test read the mark."""
    view.access = access  # type: ignore[attr-defined]
    return cast("View", view)


def public(view: Callable[..., HttpResponseBase]) -> View:
    """A page for anyone; GET writes nothing."""
    return declare(_in_transaction(view), Access("public"))


def signed_in(view: Callable[..., HttpResponseBase]) -> View:
    """A page for any person signed in with a second factor; GET writes nothing."""
    return declare(login_required(_in_transaction(view)), Access("signed_in"))


def _in_transaction(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        with transaction.atomic():
            person = request.user.pk if request.user.is_authenticated else None
            isolation.enter(None, person=person, is_reading=request.method in READING)
            return view(request, *args, **kwargs)

    return wrapped
