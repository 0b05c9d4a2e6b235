"""Coverage by role and date, the staff list, and every list as a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import training as reference
from probant.training import labels, queries, tables
from probant.training.actions import listing
from probant.training.actions.listing import StaffMovedError
from probant.training.domain import coverage as rules
from probant.training.domain.coverage import Found, Share, Standing
from probant.training.domain.names import key_of
from probant.training.forms.keeping import CoverageFilters, Staff
from probant.training.models import StaffMember
from probant.training.views import finding

PAGE_SIZE = 50


@require_safe
@permission("training.edit")
def coverage(request: MemberRequest) -> HttpResponse:
    """Who is trained as at a day: the shares by function and service, then the people."""
    filters, on, found = _asked(request)
    shown = queries.wanted(found, filters.wanted())
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    whole = rules.share(found)
    context = {
        "share": whole,
        "gaps": whole.expected - whole.trained,
        "functions": _groups(rules.shares(found, "function")),
        "services": _groups(rules.shares(found, "service")),
        "rows": [_row(request, one) for one in page.object_list],
        "page": page,
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "on": on,
        "unlisted": len(queries.unlisted_members(request.member.organisation_id)),
        "rules": reference.rules(),
        "export_url": finding.url("export", request, listed="coverage"),
        "breadcrumb": finding.trail(request, (_("Coverage"), "")),
    }
    return render(request, "training/coverage.html", context)


@require_safe
@permission("training.edit")
def staff(request: MemberRequest) -> HttpResponse:
    """The staff list."""
    organisation, words = request.member.organisation_id, request.GET.get("words", "")[:100]
    found = queries.staff(organisation)
    for word in key_of(words).split():
        found = found.filter(name_key__contains=word)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [_line(request, one) for one in page.object_list],
        "page": page,
        "words": words,
        "has_any": bool(page.paginator.count) or queries.staff(organisation).exists(),
        "unlisted": len(queries.unlisted_members(organisation)),
        "export_url": finding.url("export", request, listed="staff"),
        "breadcrumb": finding.trail(request, (_("Staff list"), "")),
    }
    return render(request, "training/staff.html", context)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def new_staff(request: MemberRequest) -> HttpResponse:
    """One more person."""
    form = Staff(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        listing.add(form.stated(), by=request.member, at=clock.now())
        messages.success(request, _("Added to the staff list."))
        return redirect(finding.url("staff", request))
    return _edited(request, form, _("Add somebody"))


@require_http_methods(finding.METHODS)
@permission("training.edit")
def edit_staff(request: MemberRequest, staff_id: UUID) -> HttpResponse:
    """A line corrected; what another saved meanwhile is shown beside what was typed."""
    found = finding.staff(request, staff_id)
    form = Staff.of(found, request.POST if request.method == "POST" else None)
    theirs = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            listing.change(found.pk, form.stated(), seen=seen, by=request.member, at=clock.now())
        except StaffMovedError as error:
            theirs = error.version
        else:
            messages.success(request, _("The line is kept."))
            return redirect(finding.url("staff", request))
    return _edited(request, form, found.name, found, theirs)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def remove_staff(request: MemberRequest, staff_id: UUID) -> HttpResponse:
    """Taken off the list, once confirmed."""
    found = finding.staff(request, staff_id)
    if request.method == "POST":
        listing.remove(found.pk, by=request.member, at=clock.now())
        messages.success(request, _("Taken off the staff list."))
        return redirect(finding.url("staff", request))
    context = {
        "heading": _("Take somebody off the staff list"),
        "question": _("Take “%(name)s” off the list?") % {"name": found.name},
        "consequences": [
            _("Their attendance at sessions is deleted too."),
            _("Somebody who leaves stays on the list with a day of leaving."),
        ],
        "confirm_label": _("Take off the list"),
        "cancel_url": finding.url("edit-staff", request, staff_id=found.pk),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


@require_POST
@permission("training.edit")
def add_members(request: MemberRequest) -> HttpResponse:
    """Everybody who has an account here, on the staff list."""
    count = listing.add_members(by=request.member, at=clock.now())
    told = ngettext(
        "%(count)s person was added: write their function.",
        "%(count)s people were added: write their functions.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect(finding.url("staff", request))


@require_safe
@permission("training.edit", traced_as="training.exported")
def export(request: MemberRequest, listed: str) -> HttpResponse:
    """A list as a file; the coverage follows the filters of its page."""
    asked = request.GET.get("format", "")
    if asked not in tables.MEDIA_TYPES or listed not in tables.LISTS:
        raise Http404
    organisation, at = finding.organisation_of(request), clock.now()
    if listed == "coverage":
        filters, _on, found = _asked(request)
        made = tables.coverage(organisation, queries.wanted(found, filters.wanted()), at=at)
    else:
        made = tables.LISTS[listed](organisation, at=at)
    response = HttpResponse(tables.write(asked, made), content_type=tables.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response


def _asked(request: MemberRequest) -> tuple[CoverageFilters, Any, tuple[Found, ...]]:
    """The filters, the day that they ask for or today, and who works here then."""
    first = CoverageFilters(request.GET)
    first.is_valid()
    on = first.cleaned_data.get("on") or timezone.localdate(clock.now())
    on = on if on.year in range(1990, 2101) else timezone.localdate(clock.now())
    found = queries.coverage(request.member.organisation_id, on)
    groups = {name: rules.shares(found, name) for name in ("function", "service")}
    filters = CoverageFilters(request.GET, functions=groups["function"], services=groups["service"])
    return filters, on, found


def _groups(found: tuple[Share, ...]) -> list[dict[str, Any]]:
    """Shares in words; one nameless group alone says nothing more than the whole."""
    if [one.name for one in found] == [""]:
        return []
    return [
        {
            "name": one.name or str(labels.NO_GROUP),
            "total": one.total,
            "trained": one.trained,
            "waiting": one.waiting,
            "percent": one.percent,
            "tone": _tone(one),
        }
        for one in found
    ]


def _tone(one: Share) -> str:
    if one.percent is None:
        return "neutral"
    return "good" if one.trained == one.expected else "warn" if one.trained else "bad"


def _row(request: MemberRequest, one: Found) -> dict[str, Any]:
    return {
        "url": finding.url("edit-staff", request, staff_id=one.person.id),
        "name": one.person.name,
        "group": " · ".join(filter(None, [one.person.function, one.person.service])),
        "standing": labels.standing(one.standing),
        "tone": labels.TONES[one.standing],
        "last_on": tables.day(one.last_on),
        "due_on": tables.day(one.due_on) if one.standing is not Standing.UNTRAINED else "",
    }


def _line(request: MemberRequest, one: StaffMember) -> dict[str, Any]:
    return {
        "url": finding.url("edit-staff", request, staff_id=one.pk),
        "name": one.name,
        "function": one.function,
        "service": one.service,
        "has_account": one.person_id is not None,
        "arrived_on": tables.day(one.arrived_on),
        "left_on": tables.day(one.left_on),
    }


def _edited(
    request: MemberRequest,
    form: Staff,
    title: str,
    found: StaffMember | None = None,
    theirs: int | None = None,
) -> HttpResponse:
    steps = ((_("Staff list"), finding.url("staff", request)), (title, ""))
    context = {
        "form": form,
        "title": title,
        "staff": found,
        "theirs": _stands(found) if found and theirs else [],
        "their_version": theirs,
        "back_url": finding.url("staff", request),
        "breadcrumb": finding.trail(request, *steps),
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "training/edit_staff.html", context, status=status)


def _stands(found: StaffMember) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile."""
    return [
        (_("Name"), found.name),
        (_("Function"), found.function),
        (_("Service"), found.service),
        (_("Arrived on"), tables.day(found.arrived_on)),
        (_("Left on"), tables.day(found.left_on)),
    ]
