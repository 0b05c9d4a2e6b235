"""The way in, and the pages of errors: what happened, what was kept, what to do next."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from probant.accounts.access import signed_in
from probant.organisations import queries
from probant.organisations.models import Membership
from probant.web import navigation


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """A person's only organisation opens at once; with several, or when asked, they choose."""
    memberships = queries.memberships_of(request.user.pk)  # type: ignore[arg-type]  # signed in
    doors = [_door(membership) for membership in memberships]
    if len(doors) == 1 and "choose" not in request.GET:
        return redirect(doors[0]["url"])
    may_create = queries.may_create(request.user.pk)  # type: ignore[arg-type]  # signed in
    context = {"organisations": doors, "may_create": may_create}
    return render(request, "web/organisations.html", context)


def _door(membership: Membership) -> dict[str, str]:
    organisation = membership.organisation
    return {
        "name": organisation.name,
        "url": reverse(navigation.HOME, kwargs={"organisation": organisation.pk}),
        "kind": organisation.get_sector_display(),
        "role": membership.get_role_display(),
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read; 413 where it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    """403: the reader's role does not allow it."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 never shown: it speaks to developers
    """403: the form is too old or came from elsewhere."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 the path is not repeated
    """404: no such page for this reader."""
    return render(request, "404.html", status=404)


def conflict(request: HttpRequest, *, next_url: str = "") -> HttpResponse:
    """409: someone saved first."""
    return render(request, "409.html", {"next_url": next_url}, status=409)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a text or a file is over the limit; the browser's Back still holds what was typed."""
    return render(request, "413.html", status=413)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: attempts are slowed down."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with what was typed when the database is the fault (full disk, stopped).

    Rendered without session or database, since one of them may be the fault.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html", _typed(request)), status=503)
    return HttpResponse(render_to_string("500.html"), status=500)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was sent, so that the page can send it again; files cannot be kept."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return {"typed": fields, "path": request.get_full_path()}
