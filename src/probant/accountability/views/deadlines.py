"""What is due, with its clocks and how each was counted; and one's own calendar of it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.accountability import exports, queries
from probant.accountability.dues import KINDS, visible
from probant.accountability.explanations import explained
from probant.accounts.access import public
from probant.common import clock
from probant.database import isolation
from probant.deadlines import actions, calendar
from probant.deadlines import queries as deadlines
from probant.deadlines.domain import Due
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation


@require_safe
@permission("deadlines.view")
def listed(request: MemberRequest) -> HttpResponse:
    """Everything that is due for this reader; with `?format=`, the file."""
    return _page(request)


@require_POST
@permission("deadlines.view")
def open_calendar(request: MemberRequest) -> HttpResponse:
    """A new private address, shown on the page that answers and never again."""
    token = actions.open_calendar(request.member, at=clock.now())
    where = {"organisation": request.member.organisation_id, "token": token}
    return _page(request, address=settings.PROBANT_ORIGIN + reverse("calendar", kwargs=where))


@require_http_methods(["GET", "HEAD", "POST"])
@permission("deadlines.view")
def close_calendar(request: MemberRequest) -> HttpResponse:
    """Asks, then closes the address."""
    page = reverse("accountability:deadlines", args=[request.member.organisation_id])
    if request.method == "POST":
        actions.close_calendar(request.member, at=clock.now())
        messages.success(request, _("The calendar’s address is closed."))
        return redirect(page)
    context = {
        "heading": _("Close the calendar’s address"),
        "question": _("Should this address stop working?"),
        "consequences": [_("The calendars that follow it will no longer be updated.")],
        "confirm_label": _("Close the address"),
        "cancel_url": page,
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


@require_safe
@public
@never_cache
def feed(
    request: HttpRequest,  # noqa: ARG001  Django's signature
    organisation: UUID,
    token: str,
) -> HttpResponse:
    """The calendar that a secret address opens; any other address is not found."""
    isolation.enter(organisation, person=None, is_reading=True)
    reader = deadlines.reader(organisation, token)
    if reader is None:
        raise Http404
    found, now = organisations.organisation(organisation), clock.now()
    content = calendar.feed(
        visible(found, reader.role, now=now),
        name=_("Deadlines of %(organisation)s") % {"organisation": found.name},
        labels=KINDS,
        origin=settings.PROBANT_ORIGIN,
        now=now,
    )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _page(request: MemberRequest, *, address: str = "") -> HttpResponse:
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]  # set by access
    now = clock.now()
    found = visible(organisation, request.member.role, now=now)
    form = request.GET.get("format", "")
    if form in exports.FORMATS:
        return _file(found, form, organisation)
    standing = queries.standing(organisation, now=now)
    context: dict[str, Any] = {
        "rows": [(due, KINDS[due.kind]) for due in found],
        "obligations": [explained(item, organisation.pk) for item in standing.due],
        "feed": deadlines.feed_of(request.member),
        "address": address,
        "now": now,
    }
    return render(request, "accountability/deadlines.html", context)


def _file(found: tuple[Due, ...], form: str, organisation: Organisation) -> HttpResponse:
    at = clock.now()
    made = exports.of_deadlines(form, found, KINDS, organisation.name, at=at)
    response = HttpResponse(made.content, content_type=made.kind)
    response["Content-Disposition"] = (
        f'attachment; filename="{_("deadlines")}-{at:%Y-%m-%d}.{form}"'
    )
    return response
