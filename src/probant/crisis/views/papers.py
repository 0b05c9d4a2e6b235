"""Around the room: evidence, sending, aids, situation report, exports."""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.correspondence.actions import CorrespondenceError
from probant.crisis import labels, papers
from probant.crisis.actions import keeping
from probant.crisis.domain.entries import EntryRefusedError
from probant.crisis.domain.room import Room, fold
from probant.crisis.forms.room import EvidenceForm, SendingForm
from probant.crisis.models import Crisis
from probant.crisis.queries import room as queries
from probant.crisis.views.room import crisis_of, trail
from probant.organisations.access import MemberRequest, permission
from probant.organisations.permissions import PermissionDeniedError
from probant.reference import crisis as law
from probant.reference import crisis_aids
from probant.vault import queries as vaults
from probant.vault import reception
from probant.vault.domain.errors import VaultError

MOST_BYTES = 1_010_000_000
TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}


@permission("crisis.act")
@reception.accepts_files(most=MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """A piece of evidence: what, where, how, by what right, and its file."""
    crisis = crisis_of(request, crisis_id)
    form = EvidenceForm("evidence", request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _is_kept(request, crisis, form):
        return redirect("crisis:room", crisis.organisation_id, crisis.pk)
    context = {
        "crisis": crisis,
        "form": form,
        "aid": crisis_aids.aids()["preservation"],
        "breadcrumb": trail(request, crisis, _("Keep a piece of evidence")),
    }
    return render(request, "crisis/room/evidence.html", context)


@permission("crisis.view", traced_as="crisis.evidence_read")
@require_safe
def evidence_file(request: MemberRequest, crisis_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file of a piece of evidence, as it was received; the reading is journalled."""
    crisis_of(request, crisis_id)
    try:
        dossier = vaults.dossier(request.member.organisation_id, keeping.DOSSIER, crisis_id)
        file = vaults.file(request.member.organisation_id, file_id)
    except VaultError as error:
        raise Http404 from error
    if file.dossier != dossier.id:
        raise Http404
    response = StreamingHttpResponse(vaults.content(file), content_type="application/octet-stream")
    name = get_valid_filename(vaults.name(file))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003  Django's
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permission("crisis.lead")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: MemberRequest, crisis_id: UUID, sequence: int) -> HttpResponse:
    """An approved message leaves, or is marked as sent."""
    crisis = crisis_of(request, crisis_id)
    message = queries.room(crisis.organisation_id, crisis.pk).items.get(sequence)
    if message is None or message.entry.kind != "message":
        raise Http404
    form = SendingForm(request.POST or None, initial={"client_key": uuid4()})
    if request.method == "POST" and form.is_valid() and _is_sent(request, crisis, sequence, form):
        return redirect("crisis:room", crisis.organisation_id, crisis.pk)
    context = {
        "crisis": crisis,
        "message": message,
        "form": form,
        "breadcrumb": trail(request, crisis, _("Send")),
    }
    return render(request, "crisis/room/send.html", context)


@permission("crisis.view")
@require_safe
def aids(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """Complaint, insurance, provider, evidence: what to do in this kind of crisis."""
    crisis = crisis_of(request, crisis_id)
    language = _language()
    shown = [
        {
            "aid": aid,
            "label": aid.label.in_(language),
            "why": aid.why.in_(language),
            "steps": [step.in_(language) for step in aid.steps],
            "clock": law.clocks().get(aid.clock),
        }
        for aid in crisis_aids.for_kind(crisis.kind)
    ]
    clocks = [
        {"clock": rule, "label": rule.label.in_(language), "starts": rule.starts.in_(language)}
        for rule in law.clocks().values()
    ]
    context = {
        "crisis": crisis,
        "aids": shown,
        "clocks": clocks,
        "breadcrumb": trail(request, crisis, _("What to do")),
    }
    return render(request, "crisis/room/aids.html", context)


@permission("crisis.view")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """Where the crisis stands, on one page; established, it is an entry of the timeline."""
    crisis = crisis_of(request, crisis_id)
    now, state = clock.now(), fold(papers.read(crisis))
    if request.method == "POST":
        digest = _digest(request, crisis, state, now)
        try:
            row = keeping.issue_report(crisis.pk, digest, key=uuid4(), by=request.member, at=now)
        except EntryRefusedError as error:
            return _refused(request, error)
        except PermissionDeniedError as error:
            raise PermissionDenied(error.permission) from error
        place = reverse("crisis:room-report", args=[crisis.organisation_id, crisis.pk])
        return redirect(f"{place}?issued={row.sequence}")
    context = {
        "crisis": crisis,
        "told": papers.situation(crisis, state, now=now),
        "issued": state.reports[::-1],
        "is_open": state.is_open,
        "breadcrumb": trail(request, crisis, _("Situation report")),
    }
    return render(request, "crisis/room/report.html", context)


@permission("crisis.view")
@require_safe
def report_pdf(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """The situation report as PDF: of now, or as it was at an entry (`?at=12`)."""
    crisis = crisis_of(request, crisis_id)
    entries, now, asked = papers.read(crisis), clock.now(), request.GET.get("at", "")
    issued = [
        one for one in entries if one.kind == "situation_report" and str(one.sequence) == asked
    ]
    if issued:
        entries, now = entries[: issued[0].sequence - 1], issued[0].at
    made = papers.situation_pdf(crisis, fold(entries), language=_language(), now=now)
    return _file(made, "pdf", f"{crisis.reference}-situation")


@permission("crisis.view")
@require_safe
def export(request: MemberRequest, crisis_id: UUID, kind: str) -> HttpResponse:
    """The whole timeline in a file."""
    crisis = crisis_of(request, crisis_id)
    entries = papers.read(crisis)
    if kind == "csv":
        made = papers.timeline_csv(entries)
    elif kind == "json":
        made = papers.timeline_json(crisis, entries)
    elif kind == "pdf":
        made = papers.timeline_pdf(
            crisis, entries, language=_language(), now=clock.now(), has_names=True
        )
    else:
        raise Http404
    return _file(made, kind, f"{crisis.reference}-timeline")


def _refused(request: MemberRequest, error: EntryRefusedError) -> HttpResponse:
    """409: the room does not take this now, and why."""
    why = [labels.REFUSALS[code] for code in error.fields.values()]
    context = {"detail": " ".join(map(str, why)), "kept": _("Nothing was changed.")}
    return render(request, "409.html", context, status=409)


def _is_kept(request: MemberRequest, crisis: Crisis, form: EvidenceForm) -> bool:
    upload = form.cleaned_data.get("file")
    try:
        keeping.collect(crisis.pk, form.said(), upload, by=request.member, at=clock.now())
    except EntryRefusedError as error:
        form.refuse(error)
    except reception.RefusedFileError as error:
        form.add_error("file", reception.told(error))
    else:
        return True
    return False


def _is_sent(request: MemberRequest, crisis: Crisis, sequence: int, form: SendingForm) -> bool:
    values = form.cleaned_data
    try:
        keeping.send_message(
            crisis.pk,
            sequence,
            key=values["client_key"],
            recipients=values["recipients"] if values["by_what"] == "mail" else (),
            how=values["text"],
            by=request.member,
            at=clock.now(),
        )
    except EntryRefusedError:
        form.add_error(None, _("This message is not approved yet, or has already been sent."))
    except CorrespondenceError:
        form.add_error("recipients", _("One of these addresses cannot receive a message."))
    else:
        return True
    return False


def _digest(request: MemberRequest, crisis: Crisis, state: Room, now: datetime) -> str:
    language = request.organisation.language  # type: ignore[attr-defined]  # set by `permission`
    with translation.override(language):
        return papers.digest_of(crisis, state, now=now)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    way = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}.{kind}"'
    return response


def _language() -> str:
    return (translation.get_language() or "fr")[:2]
