"""The list of requests: what is due first comes first; a page opens the names of its rows alone."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.organisations.permissions import is_allowed
from probant.subject_requests import queries, rows
from probant.subject_requests.forms.filters import FILTERS, selects, wanted
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.views import finding

PAGE_SIZE = 50


@require_safe
@permission("subject_requests.view")
def requests(request: MemberRequest) -> HttpResponse:
    """The requests that the reader asks for."""
    now = clock.now()
    organisation = request.member.organisation_id
    asked = wanted(request.GET)
    people = finding.handlers(organisation)
    page = Paginator(queries.listed(organisation, asked, now=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    context: dict[str, Any] = {
        "page": page,
        "lines": _lines(request, shown, dict(people), now) if shown else "",
        "titles": _titles(),
        "asked": asked,
        "selects": selects(asked, people),
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
        "export_url": finding.url("export", request),
        "may_enter": is_allowed(request.member.role, "subject_requests.enter"),
        "may_handle": finding.may_handle(request),
        "now": now,
    }
    return render(request, "subject_requests/list.html", context)


def _lines(
    request: MemberRequest, shown: list[SubjectRequest], people: dict[str, str], now: datetime
) -> SafeString:
    names = queries.personal_of_many(shown)
    today, titles = timezone.localdate(now), _titles()
    here = finding.url("list", request)
    return SafeString(
        "".join(
            rows.line(
                row,
                names[row.pk].name,
                people.get(str(row.handled_by or ""), ""),
                today=today,
                now=now,
                address=f"{here}{row.pk}/",
                titles=titles,
            )
            for row in shown
        )
    )


def _titles() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Name"),
        _("What is asked for"),
        _("To answer by"),
        _("Status"),
        _("In charge"),
    )
