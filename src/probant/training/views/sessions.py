"""The pages of sessions: planned, held, their attendance and their documents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.training import files, labels, queries, tables
from probant.training.actions import holding
from probant.training.actions.holding import (
    SessionDateError,
    SessionMovedError,
    SessionStateError,
)
from probant.training.forms.keeping import Document, Presence, SessionForm
from probant.training.models import CANCELLED, HELD, PLANNED, Session
from probant.training.views import finding
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told
from probant.vault.serving import download

PAGE_SIZE = 50


@require_safe
@permission("training.edit")
def sessions(request: MemberRequest) -> HttpResponse:
    """Every session, the latest first."""
    found = queries.sessions(request.member.organisation_id)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(request, one) for one in page.object_list],
        "page": page,
        "export_url": finding.url("export", request, listed="sessions"),
        "breadcrumb": finding.trail(request, (_("Sessions"), "")),
    }
    return render(request, "training/sessions.html", context)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def new(request: MemberRequest) -> HttpResponse:
    """A session, held or to come."""
    form = SessionForm.blank(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        if key is None:
            raise Http404
        made = holding.plan(form.plan(), key=key, by=request.member, at=clock.now())
        return redirect(finding.url("session", request, session_id=made.pk))
    return _edited(request, form, _("Plan a session"))


@require_safe
@permission("training.edit")
def session(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """One session: what it was, who came, its documents."""
    found = finding.session(request, session_id)
    attendance = list(queries.attendance(found))
    context = {
        "session": found,
        "facts": _facts(found),
        "attendance": attendance,
        "present": sum(one.is_present for one in attendance),
        "papers": files.papers(found),
        "is_past": found.held_on <= timezone.localdate(clock.now()),
        "is_planned": found.state == PLANNED,
        "is_cancelled": found.state == CANCELLED,
        "tone": labels.STATE_TONES[found.state],
        "document_form": Document(),
        "breadcrumb": _trail(request, found),
    }
    return render(request, "training/session.html", context)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def edit(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """Another date, another trainer."""
    found = finding.session(request, session_id)
    form = SessionForm.of(found, request.POST if request.method == "POST" else None)
    theirs = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            holding.change(found.pk, form.plan(), seen=seen, by=request.member, at=clock.now())
        except SessionMovedError as error:
            theirs = error.version
        except SessionDateError:
            form.add_error("held_on", _("A session that was held is not in the future."))
        else:
            messages.success(request, _("The session is kept."))
            return redirect(finding.url("session", request, session_id=found.pk))
    return _edited(request, form, found.reference, found, theirs)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def attend(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """A box for each person of the staff on that day."""
    found = finding.session(request, session_id)
    people = list(queries.staff_here(found.organisation_id, found.held_on))
    came = [str(one.staff_id) for one in queries.attendance(found) if one.is_present]
    data = request.POST if request.method == "POST" else None
    form = Presence(people, data, initial={"present": came})
    if request.method == "POST" and form.is_valid():
        try:
            holding.attend(found.pk, form.presence(), by=request.member, at=clock.now())
        except SessionStateError:
            told = _("This session is cancelled: nobody came.")
            return finding.refused(request, told, _page(request, found))
        except SessionDateError:
            form.add_error(None, _("This session is still to come: attendance is entered after."))
        else:
            messages.success(request, _("The attendance is kept."))
            return redirect(_page(request, found))
    context = {
        "session": found,
        "form": form,
        "people": people,
        "back_url": _page(request, found),
        "import_url": finding.url("import-attendance", request, session_id=found.pk),
        "breadcrumb": _trail(request, found, _("Attendance")),
    }
    status = 422 if form.errors else 200
    return render(request, "training/attend.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("training.edit")
def cancel(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """It will not take place, once confirmed."""
    found = finding.session(request, session_id)
    if request.method == "POST":
        try:
            holding.cancel(found.pk, by=request.member, at=clock.now())
        except SessionStateError:
            told = _("This session was held, or is cancelled already.")
            return finding.refused(request, told, _page(request, found))
        messages.success(request, _("The session is cancelled."))
        return redirect(_page(request, found))
    context = {
        "heading": _("Cancel the session"),
        "question": _("Cancel the session %(number)s?") % {"number": found.reference},
        "consequences": [_("It stays in the list, marked as cancelled.")],
        "confirm_label": _("Cancel the session"),
        "cancel_url": _page(request, found),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


@require_POST
@permission("training.edit")
@accepts_files(most=RULES[holding.RULE].most_bytes)
def add_file(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """A document; a refused one is explained and nothing of it stays."""
    found = finding.session(request, session_id)
    form = Document(request.POST, request.FILES)
    if form.is_valid():
        try:
            holding.attach(found.pk, form.cleaned_data["file"], by=request.member, at=clock.now())
        except RefusedFileError as error:
            messages.error(request, refusal_told(error))
        else:
            messages.success(request, _("The file is kept, encrypted."))
    else:
        messages.error(request, _("Choose a file."))
    return redirect(f"{_page(request, found)}#files")


@require_safe
@permission("training.edit", traced_as="training.file_read")
def file(request: MemberRequest, session_id: UUID, file_id: UUID) -> StreamingHttpResponse:
    """A document of a session, as it came."""
    found = finding.session(request, session_id)
    try:
        return download(files.stored(found, file_id))
    except VaultError as error:
        raise Http404 from error


def _row(request: MemberRequest, one: Session) -> dict[str, Any]:
    return {
        "url": _page(request, one),
        "reference": one.reference,
        "title": one.title,
        "subjects": labels.subjects(one),
        "held_on": tables.day(one.held_on),
        "way": labels.way(one),
        "state": one.get_state_display(),
        "tone": labels.STATE_TONES[one.state],
        "present": getattr(one, "present", 0) if one.state == HELD else "",
    }


def _facts(found: Session) -> list[tuple[str, Any]]:
    minutes = _("%(count)s min") % {"count": found.minutes} if found.minutes else ""
    return [
        (_("Date"), tables.day(found.held_on)),
        (_("Subjects"), labels.subjects(found)),
        (_("How"), labels.way(found)),
        (_("Length"), minutes),
        (_("Trainer"), found.trainer),
        (_("For whom"), found.audience),
    ]


def _edited(
    request: MemberRequest,
    form: SessionForm,
    title: str,
    found: Session | None = None,
    theirs: int | None = None,
) -> HttpResponse:
    listed = finding.url("sessions", request)
    context = {
        "form": form,
        "title": title,
        "session": found,
        "theirs": [(_("Title"), found.title), *_facts(found)] if found and theirs else [],
        "their_version": theirs,
        "back_url": _page(request, found) if found else listed,
        "breadcrumb": finding.trail(request, (_("Sessions"), listed), (title, "")),
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "training/edit_session.html", context, status=status)


def _page(request: MemberRequest, found: Session) -> str:
    return finding.url("session", request, session_id=found.pk)


def _trail(request: MemberRequest, found: Session, *here: str) -> list[tuple[Any, str]]:
    steps = [(_("Sessions"), finding.url("sessions", request))]
    if here:
        steps.append((found.reference, _page(request, found)))
    return finding.trail(request, *steps, (here[0] if here else found.reference, ""))
