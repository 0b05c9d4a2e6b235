"""Writing one section of the facts; what was typed comes back whatever happens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.breaches import actions, labels, scope
from probant.breaches.domain.chronology import TimelineError
from probant.breaches.domain.facts import SECTIONS, BreachFacts, FactsShapeError, from_json
from probant.breaches.forms.sections import Editing, TimelineForm, with_one_more_row
from probant.breaches.models import Breach
from probant.breaches.views import finding
from probant.breaches.views.summaries import summaries
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "number", "conflict"})


@require_http_methods(finding.METHODS)
@permission("breaches.qualify")
def edit(request: MemberRequest, breach_id: UUID, section: str) -> HttpResponse:
    """One section's form."""
    found = finding.breach(request, breach_id)
    if section not in SECTIONS:
        raise Http404
    if not found.is_open:
        return finding.refused(request, found, _("This file is closed: open it again first."))
    activities = scope.offered(request.member.organisation_id) if section == "data" else []
    editing = Editing(section, from_json(found.facts), _typed(request), activities)
    if request.method != "POST" or not _is_saving(request):
        return _page(request, found, editing)
    if not editing.is_valid:
        return _page(request, found, editing, status=422)
    return _save(request, found, editing)


def number_on_screen(data: QueryDict, name: str = "number") -> int:
    """The version that was on screen; without a readable one, none is: a conflict, never a loss."""
    number = data.get(name, "")
    return int(number) if number.isdecimal() and len(number) < len("9999999999") else -1


def _typed(request: HttpRequest) -> QueryDict | None:
    if request.method != "POST":
        return None
    more = request.POST.get("add")
    return with_one_more_row(request.POST, more) if more else request.POST


def _is_saving(request: HttpRequest) -> bool:
    return "add" not in request.POST and request.POST.get("conflict") != "again"


def _save(request: MemberRequest, found: Breach, editing: Editing) -> HttpResponse:
    try:
        actions.save_section(
            found.pk,
            editing.section,
            editing.value,
            by=request.member,
            at=clock.now(),
            expected=number_on_screen(request.POST),
        )
    except actions.StatementConflictError as conflict:
        return _conflict(request, found, editing, conflict)
    except TimelineError as error:
        for field, code in error.faults:
            editing.form.add_error(field, str(labels.TIMELINE_FAULTS[code]))
        return _page(request, found, editing, status=422)
    except actions.UnexplainedAwarenessError:
        why = _("Say why: it is the first thing an inspector asks.")
        editing.form.add_error("awareness_why", why)
        return _page(request, found, editing, status=422)
    except FactsShapeError:
        editing.form.add_error(None, _("All this together is too long: shorten the texts."))
        return _page(request, found, editing, status=422)
    messages.success(request, _("Saved."))
    if isinstance(editing.form, TimelineForm) and editing.form.is_hour_ambiguous:
        twice = _("That night this hour happened twice: the first one was taken.")
        messages.warning(request, twice)
    return redirect(f"{finding.url('breach', request, found)}#{editing.section}")


def _page(
    request: MemberRequest, found: Breach, editing: Editing, *, status: int = 200
) -> HttpResponse:
    icon, title, article = labels.SECTIONS[editing.section]
    others = [
        (labels.SECTIONS[name][1], finding.url("edit", request, found, section=name), name)
        for name in SECTIONS
    ]
    context = {
        "breach": found,
        "editing": editing,
        "on_screen": request.POST.get("number") or found.facts_number,
        "icon": icon,
        "title": title,
        "article": article,
        "others": others,
        "has_logs": bool(scope.SOURCES),
        "breadcrumb": finding.trail(request, found, title),
        "back_url": f"{finding.url('breach', request, found)}#{editing.section}",
    }
    return render(request, "breaches/edit.html", context, status=status)


def _conflict(
    request: MemberRequest,
    found: Breach,
    editing: Editing,
    conflict: actions.StatementConflictError,
) -> HttpResponse:
    """409: theirs, mine, and three ways on; what was typed rides along."""
    theirs = conflict.theirs
    context: dict[str, Any] = {
        "breach": found,
        "latest": theirs,
        "title": labels.SECTIONS[editing.section][1],
        "section": editing.section,
        "number": theirs.number if theirs else 0,
        "theirs": _told(editing.section, from_json(theirs.content) if theirs else BreachFacts()),
        "mine": _told(editing.section, from_json(conflict.mine)),
        "kept": [(k, v) for k, vs in request.POST.lists() if k not in NOT_KEPT for v in vs],
        "next_url": finding.url("edit", request, found, section=editing.section),
        "breadcrumb": finding.trail(request, found, labels.SECTIONS[editing.section][1]),
    }
    return render(request, "breaches/conflict.html", context, status=409)


def _told(section: str, facts: BreachFacts) -> list[tuple[str, str]]:
    found = summaries(facts, [], {})
    return next(one.known for one in found if one.id == section)
