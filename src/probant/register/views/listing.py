"""The register's list: two tabs, a search, filters, pages of fifty."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.register import labels, queries
from probant.register.domain.record import ActivityRole
from probant.register.forms.filters import FilterForm, wanted

PAGE_SIZE = 50
MARKS = ("sensitive", "incomplete", "lacks", "has", "hosting", "q", "status", "review")


@require_safe
@permission("register.view")
def activities(request: MemberRequest) -> HttpResponse:
    """The activities that the reader asks for, and the register's figures beside them."""
    today = localdate(clock.now())
    asked = wanted(request.GET)
    found = queries.listed(request.member.organisation_id, asked, on=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "activities": page.object_list,
        "asked": asked,
        "filters": FilterForm(request.GET),
        "is_filtered": any(request.GET.get(mark) for mark in MARKS),
        "state": queries.register_state(request.member.organisation_id, on=today),
        "roles": ActivityRole,
        "today": today,
        "unnamed": labels.UNNAMED,
        "may_edit": permissions.is_allowed(request.member.role, "register.edit"),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    name = "register/_results.html" if is_fragment else "register/list.html"
    return render(request, name, context)
