"""The register of breaches, art. 33(5): every one of them, filtered, exported."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probant.breaches import queries
from probant.organisations.access import MemberRequest, permission


@require_safe
@permission("breaches.view")
def breaches(request: MemberRequest) -> HttpResponse:
    """Every breach, the latest first."""
    found = queries.breaches(request.member.organisation_id)
    return render(request, "breaches/list.html", {"breaches": found})
