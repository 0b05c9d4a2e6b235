"""Writing one section: rows without JavaScript, errors beside what was typed, conflicts told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import law
from probant.reference.loading import Fact
from probant.register import actions, changes, labels, queries
from probant.register.domain.limits import LimitError
from probant.register.domain.sections import Section
from probant.register.domain.status import PurposeJustificationError, Status, is_allowed
from probant.register.forms.sections import Editing, with_one_more_row
from probant.register.models import Activity, ActivityVersion
from probant.register.views import finding

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "version", "conflict"})


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.edit")
def edit(request: MemberRequest, activity_id: UUID, section: str) -> HttpResponse:
    """One section's form; what was typed comes back whatever happens."""
    found = finding.activity(request, activity_id)
    if section not in set(Section):
        raise Http404
    if not is_allowed(Status(found.status), "edit"):
        return _archived(request, found)
    editing = Editing(Section(section), queries.record_of(found), _typed(request))
    if request.method != "POST" or not _is_saving(request):
        return _page(request, found, editing)
    if not editing.is_valid():
        return _page(request, found, editing, status=422)
    return _save(request, found, editing)


def _typed(request: HttpRequest) -> QueryDict | None:
    if request.method != "POST":
        return None
    more = request.POST.get("add")
    return with_one_more_row(request.POST, more) if more else request.POST


def _is_saving(request: HttpRequest) -> bool:
    return "add" not in request.POST and request.POST.get("conflict") != "again"


def _save(request: MemberRequest, found: Activity, editing: Editing) -> HttpResponse:
    try:
        saved = actions.save_section(
            found.pk,
            editing.section,
            editing.values(),
            by=request.member,
            at=clock.now(),
            expected_version=_version(request.POST),
            justification=editing.justification,
        )
    except actions.EditConflictError as conflict:
        return _conflict(request, conflict, editing.section)
    except PurposeJustificationError:
        reason = _("Say in a few words why the purposes change: the activity was validated.")
        _complain(editing, reason, field="justification")
        return _page(request, found, editing, status=422)
    except LimitError as error:
        _complain(editing, _too_large(error))
        return _page(request, found, editing, status=422)
    messages.success(request, _("Saved: version %(number)s.") % {"number": saved.version})
    page = finding.url("activity", request, activity_id=found.pk)
    return redirect(f"{page}#{editing.section}")


def _version(data: QueryDict) -> int:
    """The version that was on screen; without a readable one, none is: a conflict, never a loss."""
    number = data.get("version", "")
    return int(number) if number.isdecimal() and len(number) < len("9999999999") else 0


def _complain(editing: Editing, reason: str, *, field: str | None = None) -> None:
    for form in editing.forms[:1]:
        form.add_error(field, reason)


def _too_large(error: LimitError) -> str:
    return _("All texts together are too long: at most %(limit)s characters.") % {
        "limit": error.limit
    }


def _page(
    request: MemberRequest, found: Activity, editing: Editing, *, status: int = 200
) -> HttpResponse:
    icon, title, article = labels.SECTIONS[editing.section]
    gaps = finding.told(finding.missing_here(request, editing.record))
    context = {
        "activity": found,
        "editing": editing,
        "on_screen": request.POST.get("version") or found.version,
        "icon": icon,
        "title": title,
        "article": article,
        "gaps": [gap for gap in gaps if gap.section == editing.section],
        "needs_reason": found.validated_version is not None,
        "may": finding.allowed(request, found),
        "explained": _explained(editing.section),
        "breadcrumb": finding.trail(request, found, title),
        "parts": finding.parts(request, found, editing.record, gaps),
        "back_url": finding.url("activity", request, activity_id=found.pk) + f"#{editing.section}",
    }
    return render(request, "register/edit.html", context, status=status)


def _explained(section: Section) -> list[dict[str, Any]]:
    """The words of the law beside the lists that choose among them."""
    return [
        {
            "title": title,
            "by_source": facts is law.retention_rules(),
            "facts": [labels.named(facts, code) for code in facts],
        }
        for title, facts in _tables(section)
    ]


def _tables(section: Section) -> list[tuple[str, Mapping[str, Fact]]]:
    if section is Section.PURPOSES:
        return [
            (_("The six legal bases"), law.legal_bases()),
            (_("The exceptions for sensitive data"), law.exceptions()),
        ]
    if section is Section.DATA:
        return [(_("The retention rules and their sources"), law.retention_rules())]
    if section is Section.RECIPIENTS:
        return [(_("What allows a transfer out of Europe"), law.transfer_mechanisms())]
    if section is Section.MEASURES:
        return [(_("The security measures, explained"), law.measures())]
    return []


def _conflict(
    request: MemberRequest, conflict: actions.EditConflictError, section: Section
) -> HttpResponse:
    """409: theirs, mine, the difference, and three ways on; what was typed rides along."""
    found = conflict.theirs
    theirs = queries.record_of(found)
    base = _base(request, conflict)
    context: dict[str, Any] = {
        "activity": found,
        "latest": finding.version(request, found.pk, found.version),
        "title": labels.SECTIONS[section][1],
        "theirs": changes.told(queries.record_of(base), theirs) if base else [],
        "mine": changes.told(theirs, conflict.mine),
        "kept": [(k, v) for k, vs in request.POST.lists() if k not in NOT_KEPT for v in vs],
        "breadcrumb": finding.trail(request, found, labels.SECTIONS[section][1]),
    }
    return render(request, "register/conflict.html", context, status=409)


def _base(request: MemberRequest, conflict: actions.EditConflictError) -> ActivityVersion | None:
    """The version that this person had on screen, if it ever existed."""
    history = queries.versions(request.member.organisation_id, conflict.theirs.pk)
    return history.filter(number=conflict.expected_version).first()


def _archived(request: MemberRequest, found: Activity) -> HttpResponse:
    context = {
        "detail": _("This activity is archived: it is kept as it was."),
        "kept": _("Nothing was changed."),
        "advice": _("Take it out of the archive first, or duplicate it."),
        "next_url": finding.url("activity", request, activity_id=found.pk),
        "next_label": _("Back to the activity"),
    }
    return render(request, "409.html", context, status=409)
