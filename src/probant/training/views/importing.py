"""Bringing a list: the file, its columns with what they would do, then all of it or nothing."""

from html import unescape
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register.exchange.errors import ExchangeError
from probant.training import labels, queries, tables
from probant.training.actions import importing
from probant.training.actions.holding import SessionDateError, SessionStateError
from probant.training.actions.importing import (
    ColumnsMissingError,
    FaultyLinesError,
    NothingToTakeError,
    Preview,
    SameFileError,
    Wishes,
)
from probant.training.domain import phishing as rules
from probant.training.forms.keeping import ColumnsForm, Taking, TakingPhishing, UploadForm
from probant.training.importing.fields import FIELDS
from probant.training.importing.rows import Fault
from probant.training.models import ATTENDANCE, PHISHING, STAFF, PhishingExercise, Upload
from probant.training.views import finding
from probant.vault.reception import accepts_files

SHOWN = 100
REFUSALS = (
    ColumnsMissingError,
    FaultyLinesError,
    NothingToTakeError,
    SameFileError,
    SessionDateError,
)


@require_http_methods(finding.METHODS)
@permission("training.edit")
@accepts_files(most=importing.LIMITS.file_bytes + 1)
def bring(request: MemberRequest, kind: str) -> HttpResponse:
    """The file of a staff list or of a phishing exercise."""
    if kind not in {STAFF, PHISHING}:
        raise Http404
    return _received(request, kind, None, _home(request, kind))


@require_http_methods(finding.METHODS)
@permission("training.edit")
@accepts_files(most=importing.LIMITS.file_bytes + 1)
def bring_attendance(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """The file of who was at a session."""
    found = finding.session(request, session_id)
    back = finding.url("session", request, session_id=found.pk)
    return _received(request, ATTENDANCE, found.pk, back)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def columns(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """What each column is, and what taking the file would do."""
    found = finding.upload(request, upload_id)
    choices = importing.choices_of(found)
    sheet = importing.sheet_of(found, choices)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(found.kind, sheet, choices, data)
    if request.method == "POST" and form.is_valid():
        importing.choose(found, form.chosen(), by=request.member)
        return redirect(finding.url("columns", request, upload_id=found.pk))
    return _previewed(request, found, form, _taking_form(found))


@require_POST
@permission("training.edit")
def take(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """All of it, or nothing and the reasons."""
    found = finding.upload(request, upload_id)
    choices = importing.choices_of(found)
    form = _taking_form(found, request.POST)
    columns_form = ColumnsForm(found.kind, importing.sheet_of(found, choices), choices)
    if not form.is_valid():
        return _previewed(request, found, columns_form, form, status=422)
    try:
        made = importing.confirm(
            found, Wishes(**form.cleaned_data), by=request.member, at=clock.now()
        )
    except SessionStateError:
        told = _("This session is cancelled: nobody came.")
        return finding.refused(request, told, _back(request, found))
    except REFUSALS as error:
        seen = Preview(faults=error.faults) if isinstance(error, FaultyLinesError) else None
        _explain(form, error, found)
        return _previewed(request, found, columns_form, form, seen=seen, status=422)
    messages.success(request, _("Taken: the file is deleted."))
    if isinstance(made, PhishingExercise):
        return redirect(finding.url("exercise", request, exercise_id=made.pk))
    return redirect(_back(request, found))


@require_POST
@permission("training.edit")
def give_up(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Deletes the file that waits."""
    found = finding.upload(request, upload_id)
    importing.cancel(found, by=request.member)
    messages.success(request, _("The file was deleted; nothing else changed."))
    return redirect(_back(request, found))


@require_safe
@permission("training.edit")
def exercises(request: MemberRequest) -> HttpResponse:
    """The phishing exercises, the latest first: shares, and nobody."""
    found = queries.exercises(request.member.organisation_id)[:SHOWN]
    context = {
        "rows": [
            {
                "url": finding.url("exercise", request, exercise_id=one.pk),
                "name": one.name,
                "launched_on": tables.day(one.launched_on),
                "total": rules.total(one.counts),
            }
            for one in found
        ],
        "export_url": finding.url("export", request, listed="phishing"),
        "breadcrumb": finding.trail(request, (_("Phishing exercises"), "")),
    }
    return render(request, "training/phishing.html", context)


@require_safe
@permission("training.edit")
def exercise(request: MemberRequest, exercise_id: UUID) -> HttpResponse:
    """One exercise by service."""
    found = finding.exercise(request, exercise_id)
    listed = finding.url("phishing", request)
    context = {
        "exercise": found,
        "total": rules.total(found.counts),
        "rows": [
            {"name": one["service"] or labels.OTHERS, "counts": rules.Counts(**one)}
            for one in found.counts
        ],
        "outcomes": len(found.outcomes or []),
        "breadcrumb": finding.trail(request, (_("Phishing exercises"), listed), (found.name, "")),
    }
    return render(request, "training/exercise.html", context)


def _received(request: MemberRequest, kind: str, session: UUID | None, back: str) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    problem: ExchangeError | None = None
    if request.method == "POST" and form.is_valid():
        filename, data = form.content()
        try:
            made = importing.receive(
                kind,
                filename=filename,
                data=data,
                session=session,
                by=request.member,
                at=clock.now(),
            )
        except ExchangeError as error:
            problem = error
        else:
            return redirect(finding.url("columns", request, upload_id=made.pk))
    if problem is not None:
        form.add_error("file", _worded(problem))
    context = {
        "form": form,
        "title": labels.KIND_TITLES[kind],
        "kind": kind,
        "known": [str(one.label) for one in FIELDS[kind]],
        "back_url": back,
        "breadcrumb": finding.trail(request, (labels.KIND_TITLES[kind], "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/upload.html", context, status=status)


def _previewed(  # noqa: PLR0913  a page is of a file, its columns, what is wished, what was seen
    request: MemberRequest,
    found: Upload,
    form: ColumnsForm,
    taking: Taking | TakingPhishing,
    *,
    seen: Preview | None = None,
    status: int = 0,
) -> HttpResponse:
    lacking: list[str] = []
    shown = seen or Preview()
    if seen is None:
        try:
            shown = importing.preview(found)
        except ColumnsMissingError as error:
            words = {one.id: str(one.label) for one in FIELDS[found.kind]}
            lacking = [words[id_] for id_ in error.fields]
    context = {
        "upload": found,
        "form": form,
        "taking": taking,
        "seen": shown,
        "lacking": lacking,
        "faults": [_told(one, found.kind) for one in shown.faults[:SHOWN]],
        "fault_count": len(shown.faults),
        "lines": [_line(shown, at) for at in range(min(len(shown.lines), SHOWN))],
        "counts": [{"name": one.service or labels.OTHERS, "counts": one} for one in shown.counts],
        "is_phishing": found.kind == PHISHING,
        "title": labels.KIND_TITLES[found.kind],
        "breadcrumb": finding.trail(request, (labels.KIND_TITLES[found.kind], "")),
    }
    answer = status or (422 if form.errors else 200)
    return render(request, "training/columns.html", context, status=answer)


def _taking_form(found: Upload, data: Any = None) -> Taking | TakingPhishing:  # noqa: ANN401  request data
    if found.kind == PHISHING:
        return TakingPhishing(data)
    return Taking(data, initial={"adds_unknown": True})


def _explain(form: Taking | TakingPhishing, error: Exception, found: Upload) -> None:
    """What the form says; columns and lines are told by the page itself."""
    if isinstance(error, SameFileError):
        form.add_error(None, _("The results of this very file are kept already."))
    elif isinstance(error, SessionDateError):
        name = "launched_on" if found.kind == PHISHING else None
        form.add_error(name, _("This day is still to come."))


def _told(found: Fault, kind: str) -> dict[str, Any]:
    words = {one.id: str(one.label) for one in FIELDS[kind]}
    return {
        "line": found.line,
        "column": words.get(found.field, found.field),
        "value": found.value,
        "why": labels.fault(found),
    }


def _line(seen: Preview, at: int) -> dict[str, Any]:
    line = seen.lines[at]
    return {
        "number": line.number,
        "name": line.values["name"],
        "group": " · ".join(
            filter(None, [line.values.get("function", ""), line.values.get("service", "")])
        ),
        "is_known": line.number in seen.known,
        "is_present": line.is_present,
    }


def _worded(problem: ExchangeError) -> str:
    """The reader's own words for a file that cannot be read."""
    told = render_to_string("register/exchange/_problem.html", {"problem": problem})
    return unescape(told).strip()


def _home(request: MemberRequest, kind: str) -> str:
    return finding.url("staff" if kind == STAFF else "phishing", request)


def _back(request: MemberRequest, found: Upload) -> str:
    if found.session_id is not None:
        return finding.url("session", request, session_id=found.session_id)
    return _home(request, found.kind)
