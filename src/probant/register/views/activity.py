"""Reading one activity: its sections, what it lacks, its versions and their differences."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register import changes, queries
from probant.register.domain.completeness import required, undeclared_countries
from probant.register.domain.record import ActivityRole
from probant.register.views import finding

LATEST = 5


@require_safe
@permission("register.view")
def activity(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """The whole record, in words."""
    found = finding.activity(request, activity_id)
    record = queries.record_of(found)
    missing = finding.missing_here(request, record)
    gaps = finding.told(missing)
    history = queries.versions(request.member.organisation_id, activity_id).defer("content")
    context = {
        "activity": found,
        "record": record,
        "is_processor": record.role is ActivityRole.PROCESSOR,
        "parts": finding.parts(request, found, record, gaps),
        "gaps": [gap for gap in gaps if not gap.is_advice],
        "advice": [gap for gap in gaps if gap.is_advice],
        "is_complete": not required(missing),
        "undeclared": undeclared_countries(record),
        "may": finding.allowed(request, found),
        "history": history[:LATEST],
        "today": localdate(clock.now()),
        "breadcrumb": finding.trail(request, None, found.name),
    }
    return render(request, "register/activity.html", context)


@require_safe
@permission("register.view")
def versions(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """Every version, and the difference between two of them."""
    found = finding.activity(request, activity_id)
    listed = list(queries.versions(request.member.organisation_id, activity_id).defer("content"))
    before = _number(request.GET.get("from"), max(found.version - 1, 1))
    after = _number(request.GET.get("to"), found.version)
    older = finding.version(request, activity_id, before)
    newer = finding.version(request, activity_id, after)
    context = {
        "activity": found,
        "versions": listed,
        "older": older,
        "newer": newer,
        "changes": changes.told(queries.record_of(older), queries.record_of(newer)),
        "may": finding.allowed(request, found),
        "breadcrumb": finding.trail(request, found, _("Versions")),
    }
    return render(request, "register/versions.html", context)


def _number(asked: str | None, default: int) -> int:
    if asked is None:
        return default
    if not asked.isdecimal() or len(asked) > len("999999"):
        raise Http404
    return int(asked)
