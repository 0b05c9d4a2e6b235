"""Findings: all of them, one with its actions, written, reopened, carried over, confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.audits import actions, documents, exports, labels, queries
from probant.audits.domain.campaigns import State
from probant.audits.domain.findings import Step, WrongStepError
from probant.audits.forms import ActionForm, FindingFilters, FindingForm, ReasonForm
from probant.audits.models import CorrectiveAction, Finding
from probant.audits.views import finding as shared
from probant.audits.views.campaigns import finding_row, written
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

PAGE_SIZE = 50


@permission("audits.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every finding that the reader asks for."""
    filters = FindingFilters(request.GET)
    organisation = request.member.organisation_id
    found = queries.findings(organisation, filters.wanted(), today=timezone.localdate())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    is_filtered = any(request.GET.get(name) for name in filters.fields)
    rows = [finding_row(request, one) for one in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "is_filtered": is_filtered,
        "has_any": is_filtered or bool(rows),
        "export_url": shared.url(request, "findings-export"),
        "breadcrumb": shared.trail(request, _("Findings")),
    }
    return render(request, "audits/findings.html", context)


@permission("audits.view", traced_as="audits.exported")
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """The findings that the list shows, as a file."""
    organisation = shared.organisation(request)
    wanted = FindingFilters(request.GET).wanted()
    found = queries.findings(organisation.pk, wanted, today=timezone.localdate())
    language, now = shared.language(), clock.now()
    document = exports.of_findings(organisation, found, language=language, at=now)
    return written(request.GET.get("format", ""), document)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def new(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """A finding of an audit in progress."""
    found = shared.campaign(request, campaign_id)
    initial = {"control": request.GET.get("control", ""), "severity": "minor"}
    form = FindingForm(shared.typed(request), controls=queries.controls(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shared.explained(form):
            made = actions.add(found.pk, form.said(), by=request.member, at=clock.now())
            return redirect(shared.url(request, "finding", made.pk))
    context = {
        "form": form,
        "title": _("Write a finding"),
        "back_url": shared.url(request, "campaign", found.pk),
        "breadcrumb": shared.trail(request, _("Write a finding"), found),
    }
    return render(request, "audits/form.html", context, status=422 if form.errors else 200)


@permission("audits.view")
@require_safe
def finding(request: MemberRequest, finding_id: UUID) -> HttpResponse:
    """One finding: what was seen, what is done about it, who verified."""
    return page(request, shared.finding(request, finding_id), ActionForm())


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def edit(request: MemberRequest, finding_id: UUID) -> HttpResponse:
    """The finding as it is now; who saves second is told, and keeps what they typed."""
    found = shared.finding(request, finding_id)
    known = queries.controls(found.campaign)
    form = FindingForm(shared.typed(request), controls=known, initial=vars(found))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                actions.change(
                    found.pk,
                    form.said(),
                    seen=shared.seen(request),
                    by=request.member,
                    at=clock.now(),
                )
                return redirect(shared.url(request, "finding", found.pk))
        except actions.AuditMovedError as error:
            conflict = shared.conflict(error, known)
    here = shared.url(request, "finding", found.pk)
    context = {
        "form": form,
        "title": found.reference,
        "seen": conflict["version"] if conflict else found.version,
        "conflict": conflict,
        "back_url": here,
        "breadcrumb": shared.trail(request, _("Edit"), found.campaign, (found.reference, here)),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "audits/form.html", context, status=status)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def reopen(request: MemberRequest, finding_id: UUID) -> HttpResponse:
    """It was not fixed after all."""
    found, form = shared.finding(request, finding_id), ReasonForm(shared.typed(request))
    here = shared.url(request, "finding", found.pk)
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                actions.reopen(
                    found.pk,
                    reason=form.cleaned_data["reason"],
                    by=request.member,
                    at=clock.now(),
                )
                return redirect(here)
        except WrongStepError as error:
            raise Http404 from error
    context = {
        "heading": _("Reopen the finding"),
        "question": _("What shows that it is not fixed?"),
        "form": form,
        "confirm_label": _("Reopen the finding"),
        "cancel_url": here,
        "breadcrumb": shared.trail(request, _("Reopen"), found.campaign, (found.reference, here)),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@permission("audits.edit")
@require_POST
def carry_over(request: MemberRequest, campaign_id: UUID, earlier: UUID) -> HttpResponse:
    """A finding of the earlier audit, seen again in this one."""
    into, before = shared.campaign(request, campaign_id), shared.finding(request, earlier)
    try:
        made = actions.carry_over(before.pk, into.pk, by=request.member, at=clock.now())
    except (WrongStepError, actions.ClosedCampaignError) as error:
        raise Http404 from error
    messages.success(request, _("Carried over: it stays known since the earlier audit."))
    return redirect(shared.url(request, "finding", made.pk))


@permission("audits.edit")
@require_POST
def confirm_same(request: MemberRequest, finding_id: UUID, earlier: UUID) -> HttpResponse:
    """A person says that two findings are the same one."""
    found, before = shared.finding(request, finding_id), shared.finding(request, earlier)
    try:
        actions.confirm_same(found.pk, before.pk, by=request.member, at=clock.now())
    except WrongStepError as error:
        raise Http404 from error
    return redirect(shared.url(request, "trend", found.campaign_id))


def page(
    request: MemberRequest, found: Finding, form: ActionForm, *, status: int = 200
) -> HttpResponse:
    """One finding, with the form of a new action as it was typed."""
    rows = queries.actions_of([found])[found.pk]
    proofs = list(queries.proofs(found.campaign).filter(finding=found))
    organisation = found.organisation_id
    items = [f"finding:{found.pk}", *(f"action:{one.pk}" for one in rows)]
    known = queries.controls(found.campaign).get(found.control)
    context = {
        "finding": found,
        "row": finding_row(request, found),
        "told": _told(found, known.name if known else ""),
        "earlier": _earlier(request, found),
        "actions": [_action(request, found, one, proofs) for one in rows],
        "form": form,
        "proofs": shared.proofs(request, [one for one in proofs if one.action is None]),
        "history": shared.history(queries.records(organisation, found.campaign_id, *items)),
        "is_fixed": found.step == Step.FIXED,
        "is_started": found.step != Step.OPEN,
        "is_open": found.campaign.state == State.OPEN,
        "may_edit": shared.may_edit(request),
        "breadcrumb": shared.trail(request, found.reference, found.campaign),
    }
    return render(request, "audits/finding.html", context, status=status)


def _told(found: Finding, control: str) -> list[tuple[str, str]]:
    fixed = documents.day(found.fixed_on)
    days = (found.fixed_on - found.known_on).days if found.fixed_on else None
    if days is not None:
        after = _("%(days)s days after it was known") % {"days": days}
        fixed += f" ({after})"
    return [
        (str(labels.FIELDS["control"]), control),
        (str(labels.FIELDS["description"]), found.description),
        (str(labels.FIELDS["requirement"]), found.requirement),
        (str(labels.FIELDS["owner"]), found.owner),
        (str(labels.FIELDS["known_on"]), documents.day(found.known_on)),
        (str(labels.FIELDS["due_on"]), documents.day(found.due_on)),
        (_("Fixed and verified on"), fixed),
    ]


def _earlier(request: MemberRequest, found: Finding) -> dict[str, Any] | None:
    if found.same_as is None:
        return None
    return finding_row(request, shared.finding(request, found.same_as))


def _action(
    request: MemberRequest, found: Finding, one: CorrectiveAction, proofs: list[Any]
) -> dict[str, Any]:
    is_now = one.round == found.round
    return {
        "row": one,
        "is_earlier": not is_now,
        "may_do": is_now and one.done_by is None,
        "may_verify": is_now and one.done_by is not None and one.verified_by is None,
        "due_on": documents.day(one.due_on),
        "done_on": documents.day(one.done_on),
        "verified_on": documents.day(one.verified_on),
        "proofs": shared.proofs(request, [proof for proof in proofs if proof.action == one.pk]),
    }
