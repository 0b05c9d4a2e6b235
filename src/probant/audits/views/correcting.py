"""Corrective actions: decided, said to be done, verified by another person with a proof."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from probant.audits import actions
from probant.audits.actions import About
from probant.audits.domain.findings import SamePersonError, WrongStepError
from probant.audits.forms import ActionForm, DoneForm, ProofForm, ReasonForm, VerifyForm
from probant.audits.models import CorrectiveAction
from probant.audits.views import finding as shared
from probant.audits.views import findings
from probant.audits.views.checks import add_proof
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.vault.domain.rules import RULES
from probant.vault.reception import accepts_files


@permission("audits.edit")
@require_POST
def decide(request: MemberRequest, finding_id: UUID) -> HttpResponse:
    """What will be done about a finding."""
    found, form = shared.finding(request, finding_id), ActionForm(request.POST)
    if form.is_valid():
        try:
            with shared.explained(form):
                actions.decide(found.pk, by=request.member, at=clock.now(), **form.cleaned_data)
                return redirect(f"{shared.url(request, 'finding', found.pk)}#actions")
        except WrongStepError as error:
            raise Http404 from error
    return findings.page(request, found, form, status=422)


@permission("audits.view")
@require_http_methods(shared.METHODS)
def do(request: MemberRequest, action_id: UUID) -> HttpResponse:
    """Says that it is done."""
    row = shared.action(request, action_id)
    form = DoneForm(shared.typed(request), initial={"done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                actions.do(row.pk, by=request.member, at=clock.now(), **form.cleaned_data)
                return redirect(_back(request, row))
        except WrongStepError as error:
            raise Http404 from error
    return _page(request, row, form, _("It is done"))


@permission("audits.edit")
@require_http_methods(shared.METHODS)
@accepts_files(most=RULES["evidence"].most_bytes)
def verify(request: MemberRequest, action_id: UUID) -> HttpResponse:
    """Another person saw it, and keeps what shows it."""
    row = shared.action(request, action_id)
    campaign = row.finding.campaign
    known = shared.known_evidence(request, campaign, row.finding.control)
    form = VerifyForm(shared.typed(request), request.FILES or None, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                _verified(request, row, form)
                return redirect(_back(request, row))
        except SamePersonError:
            form.add_error(None, _("Whoever did it does not verify it: ask another person."))
        except WrongStepError as error:
            raise Http404 from error
    return _page(request, row, form, _("Verify"))


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def refuse(request: MemberRequest, action_id: UUID) -> HttpResponse:
    """It is not done: to do again."""
    row, form = shared.action(request, action_id), ReasonForm(shared.typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                actions.refuse(row.pk, by=request.member, at=clock.now(), **form.cleaned_data)
                return redirect(_back(request, row))
        except WrongStepError as error:
            raise Http404 from error
    return _page(request, row, form, _("It is not done"))


@permission("audits.edit")
@require_http_methods(shared.METHODS)
@accepts_files(most=RULES["evidence"].most_bytes)
def prove(request: MemberRequest, finding_id: UUID) -> HttpResponse:
    """A proof of a finding."""
    found = shared.finding(request, finding_id)
    known = shared.known_evidence(request, found.campaign, found.control)
    form = ProofForm(shared.typed(request), request.FILES or None, known=known)
    here = shared.url(request, "finding", found.pk)
    if request.method == "POST" and form.is_valid():
        with shared.explained(form):
            add_proof(request, found.campaign, form, About(finding=found.pk))
            return redirect(f"{here}#proofs")
    context = {
        "form": form,
        "title": _("Add a proof"),
        "subject": found.title,
        "back_url": here,
        "breadcrumb": shared.trail(
            request, _("Add a proof"), found.campaign, (found.reference, here)
        ),
    }
    return render(request, "audits/form.html", context, status=422 if form.errors else 200)


def _verified(request: MemberRequest, row: CorrectiveAction, form: VerifyForm) -> None:
    """The proof and the verification are kept together, or neither is."""
    actions.verify_with(
        row.pk,
        lambda: add_proof(request, row.finding.campaign, form, About(action=row.pk)),
        verification=form.cleaned_data["verification"],
        by=request.member,
        at=clock.now(),
    )


def _back(request: MemberRequest, row: CorrectiveAction) -> str:
    return f"{shared.url(request, 'finding', row.finding_id)}#actions"


def _page(
    request: MemberRequest,
    row: CorrectiveAction,
    form: ProofForm | DoneForm | ReasonForm,
    title: str,
) -> HttpResponse:
    found, here = row.finding, _back(request, row)
    context = {
        "form": form,
        "title": title,
        "subject": row.text,
        "back_url": here,
        "breadcrumb": shared.trail(request, title, found.campaign, (found.reference, here)),
    }
    return render(request, "audits/form.html", context, status=422 if form.errors else 200)
