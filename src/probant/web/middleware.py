"""How much may be sent: Django bounds a form's text, but writes a file of any size to disk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from probant.accounts.middleware import Gate

PIECE = 64 * 1024
FORM_AROUND_FILES = 1_000_000
MOST_DROPPED = 200_000_000


class BoundedBody(Gate):
    """A body larger than DATA_UPLOAD_MAX_MEMORY_SIZE is refused unkept, whoever sends it.

    A view that accepts files (`probant.vault.reception.accepts_files`) states its own limit.
    One of an honest size is taken in and dropped: a browser shows an answer only once it has sent
    everything. The programming interface states its own limit, in its own form.
    """

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],  # noqa: ARG002  Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002  Django's signature
    ) -> None:
        """RequestDataTooBig; a body without length is empty to WSGI."""
        kind = getattr(getattr(view, "access", None), "kind", "")
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = _most(request, view)
        if kind != "token" and length.isdecimal() and int(length[:20]) > most:
            _drop(request, int(length[:20]))
            raise RequestDataTooBig


def _most(request: HttpRequest, view: Callable[..., HttpResponse]) -> int:
    """A page for members takes large files from a person who signed in alone: CSRF reads first."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    files: int = getattr(view, "most_bytes", 0)
    access = getattr(view, "access", None)
    is_public = access is not None and access.kind == "public"
    if not files or not (is_public or request.user.is_authenticated):
        return most
    return max(most, files + FORM_AROUND_FILES)


def _drop(request: HttpRequest, length: int) -> None:
    while length <= MOST_DROPPED and request.read(PIECE):
        pass
