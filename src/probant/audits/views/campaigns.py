"""The audits: all of them, one of them, begun, described, concluded, exported, compared."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.audits import (
    actions,
    checklists,
    documents,
    exports,
    labels,
    obligations,
    oscal,
    queries,
)
from probant.audits.domain import findings as rules
from probant.audits.domain.campaigns import Result, State
from probant.audits.domain.findings import Compared, Fate
from probant.audits.forms import CampaignForm, CheckFilters, ConclusionForm, Filters, ReasonForm
from probant.audits.models import Campaign, Finding
from probant.audits.views import finding as shared
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import law

PAGE_SIZE = 50
CHECKS_A_PAGE = 100
OSCAL = {"oscal-ar": "assessment_results", "oscal-poam": "plan_of_action"}


@permission("audits.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """The audits that the reader asks for, the latest first."""
    organisation, filters = shared.organisation(request), Filters(request.GET)
    page = Paginator(queries.campaigns(organisation.pk, filters.wanted()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    told, texts = queries.progress(rows), law.obligations()
    is_filtered = any(request.GET.get(name) for name in filters.fields)
    context = {
        "page": page,
        "rows": [_row(request, one, told[one.pk]) for one in rows],
        "filters": filters,
        "is_filtered": is_filtered,
        "has_any": is_filtered or bool(rows),
        "export_url": shared.url(request, "list-export"),
        "verdicts": [
            {
                "state": one.state,
                "id": one.obligation_id,
                "text": texts[one.obligation_id].label.in_(shared.language()),
            }
            for one in obligations.verdicts(organisation, now=clock.now())
        ],
        "may_edit": shared.may_edit(request),
    }
    return render(request, "audits/list.html", context)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def new(request: MemberRequest) -> HttpResponse:
    """Begins an audit against a framework or a short list."""
    organisation, language = shared.organisation(request), shared.language()
    before = {
        str(one.pk): f"{one.reference} · {one.title}"
        for one in queries.campaigns(organisation.pk)[:PAGE_SIZE]
    }
    form = CampaignForm(
        shared.typed(request),
        frameworks=checklists.offered(organisation, language),
        before=before,
        initial={"starts_on": timezone.localdate(), "framework": request.GET.get("framework")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with shared.explained(form):
            made = actions.begin(
                organisation,
                form.terms(),
                checklists.checklist(organisation, said["framework"], language),
                previous=UUID(said["previous"]) if said["previous"] else None,
                by=request.member,
                at=clock.now(),
            )
            return redirect(shared.url(request, "campaign", made.pk))
    context = {
        "form": form,
        "title": _("Begin an audit"),
        "back_url": shared.url(request, "list"),
        "breadcrumb": shared.trail(request, _("Begin an audit")),
    }
    return render(request, "audits/form.html", context, status=422 if form.errors else 200)


@permission("audits.view")
@require_safe
def campaign(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """One audit: where it stands, each control, the findings."""
    found = shared.campaign(request, campaign_id)
    filters = CheckFilters(request.GET)
    filters.is_valid()
    checks = list(queries.checks(found))
    wanted = filters.cleaned_data.get("result")
    shown = [one for one in checks if not wanted or one.result == wanted]
    page = Paginator(shown, CHECKS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(queries.findings(found.organisation_id, queries.WantedFindings(campaign=found.pk)))
    by_control = Counter(one.control for one in rows)
    proofs, known = queries.proof_counts(found), queries.controls(found)
    counts = Counter(one.result for one in checks)
    context = {
        "campaign": found,
        "state": labels.STATE[found.state],
        "facts": exports.facts(found),
        "counts": [
            (label, labels.RESULT_TONES[Result(name)], counts[name])
            for name, label in labels.RESULT.items()
            if counts[name]
        ],
        "tested": len(checks) - counts[Result.NOT_TESTED.value],
        "total": len(checks),
        "page": page,
        "filters": filters,
        "is_filtered": bool(wanted),
        "rows": [
            {
                "url": shared.url(request, "check", found.pk, one.control),
                "number": known[one.control].number,
                "title": known[one.control].title,
                "result": labels.RESULT[one.result],
                "tone": labels.RESULT_TONES[Result(one.result)],
                "proofs": proofs.get(one.control, 0),
                "findings": by_control[one.control],
            }
            for one in page.object_list
        ],
        "findings": [finding_row(request, one) for one in rows],
        "is_open": found.state == State.OPEN,
        "previous": queries.previous_of(found),
        "export_url": shared.url(request, "export", found.pk),
        "formats": "pdf xlsx ods csv json oscal-ar" + (" oscal-poam" if rows else ""),
        "may_edit": shared.may_edit(request),
        "breadcrumb": shared.trail(request, found.reference),
    }
    return render(request, "audits/campaign.html", context)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def edit(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """What the audit is about."""
    found = shared.campaign(request, campaign_id)
    initial = {**vars(found), "auditors": "\n".join(found.auditors)}
    form = CampaignForm(shared.typed(request), frameworks={}, before={}, initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            with shared.explained(form):
                actions.describe(
                    found.pk,
                    form.terms(),
                    seen=shared.seen(request),
                    by=request.member,
                    at=clock.now(),
                )
                return redirect(shared.url(request, "campaign", found.pk))
        except actions.AuditMovedError as error:
            conflict = shared.conflict(error, {})
    context = {
        "form": form,
        "title": found.title,
        "seen": conflict["version"] if conflict else found.version,
        "conflict": conflict,
        "back_url": shared.url(request, "campaign", found.pk),
        "breadcrumb": shared.trail(request, _("Describe"), found),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "audits/form.html", context, status=status)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def conclude(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """The end of an audit; what was not tested is said before."""
    found = shared.campaign(request, campaign_id)
    initial = {"ends_on": found.ends_on or timezone.localdate()}
    form = ConclusionForm(shared.typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shared.explained(form):
            said = form.cleaned_data
            actions.conclude(found.pk, by=request.member, at=clock.now(), **said)
            return redirect(shared.url(request, "campaign", found.pk))
    left = queries.checks(found).filter(result=Result.NOT_TESTED.value).count()
    context = {
        "heading": _("Conclude the audit"),
        "question": _("Is everything that could be seen written down?"),
        "consequences": [
            _("%(count)s controls were not tested: the report says so.") % {"count": left},
            _("The results no longer change; the findings are followed to their fix."),
        ],
        "form": form,
        "confirm_label": _("Conclude the audit"),
        "cancel_url": shared.url(request, "campaign", found.pk),
        "breadcrumb": shared.trail(request, _("Conclude"), found),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@permission("audits.edit")
@require_http_methods(shared.METHODS)
def take_up(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """A concluded audit in progress again, with the reason."""
    found = shared.campaign(request, campaign_id)
    form = ReasonForm(shared.typed(request))
    if request.method == "POST" and form.is_valid():
        actions.take_up(
            found.pk, reason=form.cleaned_data["reason"], by=request.member, at=clock.now()
        )
        return redirect(shared.url(request, "campaign", found.pk))
    context = {
        "heading": _("Take the audit up again"),
        "question": _("What is still to look at?"),
        "form": form,
        "confirm_label": _("Take the audit up again"),
        "cancel_url": shared.url(request, "campaign", found.pk),
        "breadcrumb": shared.trail(request, _("Take up again"), found),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@permission("audits.view")
@require_safe
def trend(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """Two audits side by side: what persists, what may, what is new, what was fixed (H4)."""
    found = shared.campaign(request, campaign_id)
    before = queries.previous_of(found)
    pairs, rows = compared(before, found)
    counts = Counter(one.fate for one in pairs)
    context = {
        "campaign": found,
        "before": before,
        "counts": [(labels.FATES[fate], labels.FATE_TONES[fate], counts[fate]) for fate in Fate],
        "pairs": [_pair(request, one, rows) for one in pairs],
        "days_before": rules.days_to_fix(one.before for one in pairs if one.before),
        "days": rules.days_to_fix(one.after for one in pairs if one.after),
        "may_edit": shared.may_edit(request),
        "is_open": found.state == State.OPEN,
        "breadcrumb": shared.trail(request, _("Compared"), found),
    }
    return render(request, "audits/trend.html", context)


@permission("audits.view", traced_as="audits.exported")
@require_safe
def export(request: MemberRequest, campaign_id: UUID) -> HttpResponse:
    """One audit as a file, OSCAL included."""
    found, asked = shared.campaign(request, campaign_id), request.GET.get("format", "")
    organisation, now = shared.organisation(request), clock.now()
    if asked in OSCAL:
        telling = oscal.Telling(organisation, found, at=now)
        try:
            content = oscal.write(getattr(telling, OSCAL[asked])())
        except oscal.NothingToPlanError as error:
            raise Http404 from error
        return file(content, oscal.MEDIA_TYPE, f"{found.reference}-{asked}.json")
    language = shared.language()
    document = exports.of_campaign(organisation, found, language=language, at=now)
    return written(asked, document)


@permission("audits.view", traced_as="audits.exported")
@require_safe
def list_export(request: MemberRequest) -> HttpResponse:
    """The list as a file."""
    organisation = shared.organisation(request)
    found = queries.campaigns(organisation.pk, Filters(request.GET).wanted())
    language, now = shared.language(), clock.now()
    document = exports.of_campaigns(organisation, found, language=language, at=now)
    return written(request.GET.get("format", ""), document)


def written(format_: str, document: documents.Document) -> HttpResponse:
    """A document as an answer; 404 for a format that nobody writes."""
    if format_ not in documents.MEDIA_TYPES:
        raise Http404
    content = documents.write(format_, document)
    return file(content, documents.MEDIA_TYPES[format_], f"{document.filename}.{format_}")


def file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes that a browser saves."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def finding_row(request: MemberRequest, one: Finding) -> dict[str, Any]:
    """A finding as a line of a list."""
    facts = queries.facts_of(one)
    return {
        "url": shared.url(request, "finding", one.pk),
        "reference": f"{one.campaign.reference} {one.reference}",
        "title": one.title,
        "severity": labels.SEVERITY[one.severity],
        "severity_tone": labels.SEVERITY_TONES[facts.severity],
        "step": labels.STEP[one.step],
        "step_tone": labels.STEP_TONES[facts.step],
        "owner": one.owner,
        "due_on": documents.day(one.due_on),
        "is_late": rules.is_overdue(facts, timezone.localdate()),
    }


def compared(
    before: Campaign | None, after: Campaign
) -> tuple[list[Compared], dict[UUID, Finding]]:
    """The findings of two audits, and the rows that they come from."""
    ids = [one.pk for one in (before, after) if one is not None]
    found = [one for one in queries.findings(after.organisation_id) if one.campaign_id in ids]
    earlier = [queries.facts_of(one) for one in found if one.campaign_id != after.pk]
    later = [queries.facts_of(one) for one in found if one.campaign_id == after.pk]
    return rules.compared(earlier, later), {one.pk: one for one in found}


def _pair(request: MemberRequest, one: Compared, rows: dict[UUID, Finding]) -> dict[str, Any]:
    before = rows[one.before.id] if one.before else None
    after = rows[one.after.id] if one.after else None
    return {
        "fate": one.fate.value,
        "label": labels.FATES[one.fate],
        "tone": labels.FATE_TONES[one.fate],
        "before": finding_row(request, before) if before else None,
        "after": finding_row(request, after) if after else None,
        "before_id": before.pk if before else None,
        "after_id": after.pk if after else None,
    }


def _row(request: MemberRequest, one: Campaign, progress: Any) -> dict[str, Any]:  # noqa: ANN401  a Progress
    return {
        "url": shared.url(request, "campaign", one.pk),
        "reference": one.reference,
        "title": one.title,
        "kind": labels.KIND[one.kind],
        "begins": formats.date_format(one.starts_on, "SHORT_DATE_FORMAT"),
        "state": labels.STATE[one.state],
        "tone": "good" if one.state == State.CLOSED else "info",
        "tested": progress.tested,
        "total": progress.total,
        "bad": progress.counts.get(Result.MAJOR, 0) + progress.counts.get(Result.MINOR, 0),
    }
