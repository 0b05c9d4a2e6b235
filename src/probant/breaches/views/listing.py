"""The register of breaches, art. 33(5): every one of them, filtered."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probant.breaches import queries
from probant.breaches.clocks import AUTHORITY, clock_of
from probant.breaches.forms.filters import Filters
from probant.breaches.statements import Choice
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

PAGE_SIZE = 50


@require_safe
@permission("breaches.view")
def breaches(request: MemberRequest) -> HttpResponse:
    """The breaches that the reader asks for, the latest first."""
    filters = Filters(request.GET)
    organisation, now = request.member.organisation_id, clock.now()
    page = Paginator(queries.listed(organisation, filters.wanted()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "page": page,
        "rows": [{"breach": one, "clock": _clock(one, now)} for one in page.object_list],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": page.paginator.count > 0 or queries.breaches(organisation).exists(),
        "export_url": finding.url("export", request),
        "now": now,
    }
    return render(request, "breaches/list.html", context)


def _clock(one: Any, now: Any) -> Any:  # noqa: ANN401  a breach, an instant, a clock or nothing
    if not one.is_open or one.notify == Choice.NO:
        return None
    return clock_of(one, AUTHORITY, now=now)
