"""One control of an audit: its result, its proofs, what was found; files handed over."""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.audits import actions, queries
from probant.audits.actions import About
from probant.audits.domain.campaigns import Result, State
from probant.audits.forms import ProofForm, ResultForm
from probant.audits.models import Campaign, Check, Proof
from probant.audits.views import finding as shared
from probant.audits.views.campaigns import finding_row
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.vault import queries as vault
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import accepts_files
from probant.vault.serving import download


@permission("audits.view")
@require_safe
def check(request: MemberRequest, campaign_id: UUID, control: str) -> HttpResponse:
    """One control: how to look at it, what it gave, what shows it."""
    found = shared.campaign(request, campaign_id)
    row = _row(found, control)
    form = ResultForm(initial={"result": row.result, "note": row.note})
    return _page(request, found, row, form)


@permission("audits.edit")
@require_POST
def state_result(request: MemberRequest, campaign_id: UUID, control: str) -> HttpResponse:
    """What the control gave; the second of two auditors is told, and keeps what they typed."""
    found = shared.campaign(request, campaign_id)
    row, form = _row(found, control), ResultForm(request.POST)
    if not form.is_valid():
        return _page(request, found, row, form, status=422)
    try:
        with shared.explained(form):
            actions.state_result(
                found.pk,
                control,
                Result(form.cleaned_data["result"]),
                note=form.cleaned_data["note"],
                seen=shared.seen(request),
                by=request.member,
                at=clock.now(),
            )
            return redirect(_next(request, found, row))
    except actions.AuditMovedError as error:
        return _page(request, found, row, form, status=409, moved=error)
    return _page(request, found, row, form, status=422)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
@accepts_files(most=RULES["evidence"].most_bytes)
def prove(request: MemberRequest, campaign_id: UUID, control: str) -> HttpResponse:
    """A proof of one control."""
    found = shared.campaign(request, campaign_id)
    row = _row(found, control)
    known = shared.known_evidence(request, found, control)
    form = ProofForm(shared.typed(request), request.FILES or None, known=known)
    back = shared.url(request, "check", found.pk, control)
    if request.method == "POST" and form.is_valid():
        with shared.explained(form):
            add_proof(request, found, form, About(control=control))
            return redirect(f"{back}#proofs")
    name = queries.controls(found)[row.control].name
    context = {
        "form": form,
        "title": _("Add a proof"),
        "subject": name,
        "back_url": back,
        "breadcrumb": shared.trail(request, _("Add a proof"), found, (name, back)),
    }
    return render(request, "audits/form.html", context, status=422 if form.errors else 200)


@permission("audits.view")
@require_safe
def file(
    request: MemberRequest, campaign_id: UUID, proof: UUID
) -> HttpResponse | StreamingHttpResponse:
    """A proof's file, from the vault."""
    found = shared.campaign(request, campaign_id)
    row = queries.proofs(found).filter(pk=proof, file__isnull=False).first()
    if row is None or row.file is None:
        raise Http404
    try:
        return download(vault.file(found.organisation_id, row.file))
    except VaultError as error:
        raise Http404 from error


def add_proof(request: MemberRequest, found: Campaign, form: ProofForm, about: About) -> Proof:
    """The file or the evidence that a form chose."""
    said, by, at = form.cleaned_data, request.member, clock.now()
    if said["evidence"]:
        return actions.cite(found.pk, UUID(said["evidence"]), about, by=by, at=at)
    return actions.attach(found.pk, said["file"], about, by=by, at=at, title=said["title"])


def _row(found: Campaign, control: str) -> Check:
    try:
        return queries.check(found, control)
    except Check.DoesNotExist as error:
        raise Http404 from error


def _next(request: MemberRequest, found: Campaign, row: Check) -> str:
    """The following control of the list, where the auditor asked for it."""
    after = queries.checks(found).filter(place__gt=row.place).first()
    target = after if "next" in request.POST and after else row
    return shared.url(request, "check", found.pk, target.control)


def _page(  # noqa: PLR0913  a page is of what, with which form, answered how
    request: MemberRequest,
    found: Campaign,
    row: Check,
    form: ResultForm,
    *,
    status: int = 200,
    moved: actions.AuditMovedError | None = None,
) -> HttpResponse:
    one = queries.controls(found)[row.control]
    wanted = queries.WantedFindings(campaign=found.pk)
    findings = queries.findings(found.organisation_id, wanted).filter(control=row.control)
    item = f"check:{row.control}"
    context = {
        "campaign": found,
        "control": one,
        "form": form,
        "seen": moved.version if moved else row.version,
        "conflict": shared.conflict(moved, {}) if moved else None,
        "proofs": shared.proofs(request, queries.proofs(found).filter(control=row.control)),
        "findings": [finding_row(request, finding) for finding in findings],
        "history": shared.history(queries.records(found.organisation_id, found.pk, item)),
        "is_open": found.state == State.OPEN,
        "may_edit": shared.may_edit(request),
        "breadcrumb": shared.trail(request, one.number or one.title, found),
    }
    return render(request, "audits/check.html", context, status=status)
