"""The register's list: two tabs, a search, filters, pages of fifty."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.register import labels, queries
from probant.register.forms.filters import selects, wanted
from probant.register.models import Activity
from probant.register.views import finding

PAGE_SIZE = 50
MARKS = ("sensitive", "incomplete", "lacks", "has", "hosting", "q", "status", "review")


@require_safe
@permission("register.view")
def activities(request: MemberRequest) -> HttpResponse:
    """The activities that the reader asks for, and the register's figures beside them."""
    today = localdate(clock.now())
    asked = wanted(request.GET)
    state = queries.tabs(request.member.organisation_id)
    page = _page(request, asked, state, today)
    context: dict[str, Any] = {
        "page": page,
        "activities": page.object_list,
        "asked": asked,
        "selects": selects(request.GET),
        "is_filtered": any(request.GET.get(mark) for mark in MARKS),
        "state": state,
        "list_url": request.path,
        "export_url": finding.url("export_file", request),
        "import_url": finding.url("import", request) if _may(request, "register.import") else "",
        "today": today,
        "unnamed": labels.UNNAMED,
        "may_edit": _may(request, "register.edit"),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    name = "register/_results.html" if is_fragment else "register/list.html"
    return render(request, name, context)


def _may(request: MemberRequest, name: str) -> bool:
    return permissions.is_allowed(request.member.role, name)


def _page(
    request: MemberRequest, asked: queries.Wanted, state: queries.RegisterState, today: date
) -> Page[Activity]:
    found = queries.listed(request.member.organisation_id, asked, on=today)
    paginator = Paginator(found, PAGE_SIZE)
    if not any(request.GET.get(mark) for mark in MARKS):
        shown = {"controller": state.controller, "processor": state.processor}
        paginator.count = shown.get(asked.role, state.activities)  # known already: one query less
    return paginator.get_page(request.GET.get("page"))
