"""How much may be sent: Django bounds a form's text, but writes a file of any size to disk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse


class BoundedBody:
    """A body larger than DATA_UPLOAD_MAX_MEMORY_SIZE is refused unread, whoever sends it.

    The programming interface states its own limit, in its own form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on; the gate stands before the view."""
        return self.get_response(request)

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
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if kind != "token" and length.isdecimal() and int(length[:20]) > most:
            raise RequestDataTooBig
