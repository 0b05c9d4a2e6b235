"""The page « Remettre la réponse »: its files, the protected link and its code, or paper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import handover, portability, private_links, queries, wording
from probant.subject_requests.actions import RequestConflictError, TooEarlyError, ensure_reflected
from probant.subject_requests.forms.handing import AnswerFile, Link, PaperGiven
from probant.subject_requests.models import HandOver, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.subject_requests.views import finding
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files, receive, told

HANDLE = "subject_requests.handle"
PURPOSE = "handover"
REFUSED: tuple[type[Exception], ...] = (*wording.FORESEEN, handover.HandOverError)
PURPOSES = (PURPOSE, "letter", "evidence")


@require_http_methods(["GET", "HEAD", "POST"])
@permission(HANDLE)
@sensitive_variables()
def page(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """The page; sent, it prepares the link, whose secret parts are shown this once."""
    found = finding.request_of(request, request_id)
    if request.method != "POST":
        return _page(request, found)
    link = Link(request.POST, choices=_choices(found), is_record=found.is_record_request)
    if not link.is_valid():
        return _page(request, found, link=link)
    given = link.cleaned_data
    try:
        made = handover.prepare(
            request.member,
            found.pk,
            given["version"],
            files=link.chosen,
            at=clock.now(),
            lasts=timedelta(days=given["days"]),
            most_downloads=given["most_downloads"],
            has_code=given.get("has_code", True),
        )
    except RequestConflictError:
        return _moved(request, found)
    except REFUSED as error:
        link.add_error(None, _why(error))
        return _page(request, found, link=link)
    return _secret(request, found, made)


@require_POST
@permission(HANDLE)
@accepts_files(most=RULES[PURPOSE].most_bytes)
def add_file(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """One more file of the answer, into the request's dossier."""
    found = finding.request_of(request, request_id)
    form = AnswerFile(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, file=form)
    dossier = queries.dossier(found)
    if dossier is None:
        raise Http404
    try:
        upload = form.cleaned_data["file"]
        by, now = request.member.actor, clock.now()
        receive(upload, dossier, purpose=PURPOSE, by=by, at=now)
    except RefusedFileError as error:
        form.add_error("file", told(error))
        return _page(request, found, file=form)
    messages.success(request, _("File added."))
    return _back(request, found)


@require_POST
@permission(HANDLE)
def make_portable(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Art. 20: the files of the answer once more, as FHIR, CSV and JSON."""
    found = finding.request_of(request, request_id)
    held = [file for file in _files(found) if file.purpose == PURPOSE]
    if not held:
        messages.error(request, _("Add the files of the answer first."))
        return _back(request, found)
    controller, now = finding.organisation_of(request).name, clock.now()
    content = portability.archive_of(found, held, controller=controller, at=now)
    vault.store(
        vault.open_dossier(found.organisation_id, kind=KIND, subject=found.pk),
        content,
        name=f"{found.number} FHIR CSV JSON.zip",
        media_type="application/zip",
        by=request.member.actor,
        at=now,
        purpose=PURPOSE,
    )
    messages.success(request, _("The reusable formats are ready: they are among the files."))
    return _back(request, found)


@require_POST
@permission(HANDLE)
def record_paper(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Paper handed over or posted."""
    found = finding.request_of(request, request_id)
    form = PaperGiven(request.POST)
    if not form.is_valid():
        return _page(request, found, paper=form)
    try:
        with transaction.atomic():
            given = dict(form.cleaned_data)
            version = given.pop("version")
            handover.record_paper(request.member, found.pk, version, **given, at=clock.now())
    except RequestConflictError:
        return _moved(request, found)
    except REFUSED as error:
        form.add_error("given_on", _why(error))
        return _page(request, found, paper=form)
    messages.success(request, _("Recorded."))
    return redirect(finding.url("detail", request, request_id=found.pk))


@require_POST
@permission(HANDLE)
def revoke(request: MemberRequest, request_id: UUID, hand_over: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    found = finding.request_of(request, request_id)
    _of(found, hand_over)
    handover.revoke(request.member, hand_over, found.version, at=clock.now())
    messages.success(request, _("The link opens nothing any more."))
    return _back(request, found)


@require_POST
@permission(HANDLE)
@sensitive_variables()
def renew_code(request: MemberRequest, request_id: UUID, hand_over: UUID) -> HttpResponse:
    """Another code for the same link."""
    found = finding.request_of(request, request_id)
    _of(found, hand_over)
    made = handover.renew_code(request.member, hand_over, found.version, at=clock.now())
    return _secret(request, found, made)


@require_POST
@permission(HANDLE)
@sensitive_variables()
def private_link(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Another link to follow the request, shown this once; or none any more."""
    found, now = finding.request_of(request, request_id), clock.now()
    try:
        if request.POST.get("do") == "revoke":
            private_links.revoke(request.member, found.pk, found.version, at=now)
            messages.success(request, _("The link opens nothing any more."))
            return _back(request, found)
        token = private_links.renew(request.member, found.pk, found.version, at=now)
    except private_links.PurgedError as error:
        raise Http404 from error
    return _secret(request, found, handover.Prepared(HandOver(), token, ""))


def _page(
    request: MemberRequest,
    found: SubjectRequest,
    *,
    link: forms.Form | None = None,
    file: forms.Form | None = None,
    paper: forms.Form | None = None,
) -> HttpResponse:
    now, version = clock.now(), {"version": found.version}
    state = queries.state_of(queries.event_rows(found))
    files, is_record = _choices(found), found.is_record_request
    context = {
        "found": found,
        "link": link or Link(initial=version, choices=files, is_record=is_record),
        "file": file or AnswerFile(),
        "paper": paper or PaperGiven(initial=version),
        "has_files": bool(files),
        "hand_overs": [_row(item, now) for item in queries.hand_overs(found)],
        "clock": queries.clock_of(found, state, now=now),
        "is_early": _is_early(found, now),
        "breadcrumb": finding.trail(request, found, _("Hand the answer over")),
    }
    status = 422 if link or file or paper else 200
    return render(request, "subject_requests/hand_over.html", context, status=status)


def _secret(request: MemberRequest, found: SubjectRequest, made: handover.Prepared) -> HttpResponse:
    address = reverse("requests:follow", args=[made.token]) if made.token else ""
    context = {
        "found": found,
        "hand_over": made.hand_over,
        "address": request.build_absolute_uri(address) if address else "",
        "code": made.code,
        "breadcrumb": finding.trail(request, found, _("Hand the answer over")),
    }
    return render(request, "subject_requests/hand_over_made.html", context)


def _row(item: HandOver, now: Any) -> dict[str, Any]:  # noqa: ANN401  an instant
    refusal = handover.opening_of(item).refusal(now) if item.means == handover.LINK else None
    return {"item": item, "is_link": item.means == handover.LINK, "refusal": refusal}


def _files(found: SubjectRequest) -> list[StoredFile]:
    dossier = queries.dossier(found)
    held = vaults.files(dossier) if dossier else ()
    return [file for file in held if file.purpose in PURPOSES]


def _choices(found: SubjectRequest) -> list[tuple[str, str]]:
    return [(str(file.id), file.name) for file in _files(found)]


def _is_early(found: SubjectRequest, now: Any) -> bool:  # noqa: ANN401  an instant
    try:
        ensure_reflected(found, at=now)
    except TooEarlyError:
        return True
    return False


def _why(error: Exception) -> str:
    reasons: dict[type[Exception], str] = {
        handover.NoFilesError: _("Choose files of this request."),
        handover.NoCodeError: _("A health record leaves with a code only."),
        handover.FutureHandOverError: _("This date is in the future."),
        handover.IdentityDoubtedError: _("The identity is in doubt: record its check first."),
    }
    known = reasons.get(type(error), "")
    return known or wording.told(error)


def _of(found: SubjectRequest, hand_over: UUID) -> None:
    if not queries.hand_overs(found).filter(pk=hand_over, means=handover.LINK).exists():
        raise Http404


def _back(request: MemberRequest, found: SubjectRequest) -> HttpResponse:
    return redirect(finding.url("hand-over", request, request_id=found.pk))


def _moved(request: MemberRequest, found: SubjectRequest) -> HttpResponse:
    context = {
        "detail": _("Somebody acted on this request while you were reading."),
        "kept": _("Nothing was handed over."),
        "next_url": finding.url("hand-over", request, request_id=found.pk),
        "next_label": _("Look at it again"),
    }
    return render(request, "409.html", context, status=409)
