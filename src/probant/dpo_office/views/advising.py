"""Advice and its outcome; the yearly report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.dpo_office import actions, due, labels, papers, queries, tables
from probant.dpo_office.actions import (
    AdviceStateError,
    ImplausibleYearError,
    OfficeMovedError,
    ReasonMissingError,
)
from probant.dpo_office.domain.figures import from_json
from probant.dpo_office.figures import figures
from probant.dpo_office.forms.office import Decision, Given, Question, Report, next_step
from probant.dpo_office.models import PENDING, Advice, YearReport
from probant.dpo_office.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.training.tables import MEDIA_TYPES, write

PAGE_SIZE = 50


@require_safe
@permission("dpo_office.view")
def advice(request: MemberRequest) -> HttpResponse:
    """Every question put to the officer, the latest first."""
    found = queries.advice(request.member.organisation_id)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(request, one) for one in page.object_list],
        "page": page,
        "export_url": finding.url("export", request),
        "may_edit": finding.may_edit(request),
        "breadcrumb": finding.trail(request, (_("Advice given"), "")),
    }
    return render(request, "dpo_office/advice.html", context)


@require_http_methods(finding.METHODS)
@permission("dpo_office.edit")
def ask(request: MemberRequest) -> HttpResponse:
    """A question, as it came."""
    today = timezone.localdate(clock.now())
    form = Question(request.POST if request.method == "POST" else None, initial={"asked_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(**form.cleaned_data, by=request.member, at=clock.now())
        except ImplausibleYearError:
            form.add_error("asked_on", _("Check the date: it is not in the future."))
        else:
            return redirect(finding.url("one-advice", request, advice_id=made.pk))
    listed = finding.url("advice", request)
    context = {
        "form": form,
        "back_url": listed,
        "breadcrumb": finding.trail(request, (_("Advice given"), listed), (_("New question"), "")),
    }
    return render(request, "dpo_office/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(finding.METHODS)
@permission("dpo_office.view")
def one_advice(request: MemberRequest, advice_id: UUID) -> HttpResponse:
    """The question, the advice, the outcome; and the next of them to write."""
    found = _advice(request, advice_id)
    form = next_step(found, request.POST if request.method == "POST" else None)
    moved = False
    if request.method == "POST":
        if not finding.may_edit(request):
            raise PermissionDenied
        if form is None or request.POST.get("step") != type(form).__name__:
            moved, form = True, next_step(found)
        elif form.is_valid():
            moved = not _kept(request, found, form)
            if not moved and not form.errors:
                return redirect(finding.url("one-advice", request, advice_id=found.pk))
    listed = finding.url("advice", request)
    context = {
        "advice": _advice(request, advice_id),
        "form": form if finding.may_edit(request) else None,
        "step": type(form).__name__,
        "is_deciding": isinstance(form, Decision),
        "moved": moved,
        "typed": request.POST.get("advice") or request.POST.get("reason") or "" if moved else "",
        "until": due.until(found) if found.outcome == PENDING else None,
        "tone": labels.OUTCOME_TONES[found.outcome],
        "breadcrumb": finding.trail(request, (_("Advice given"), listed), (found.reference, "")),
    }
    status = 409 if moved else 422 if form is not None and form.errors else 200
    return render(request, "dpo_office/one_advice.html", context, status=status)


@require_safe
@permission("dpo_office.view", traced_as="dpo_office.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The advice and what became of it, as a file."""
    asked = request.GET.get("format", "")
    if asked not in MEDIA_TYPES:
        raise Http404
    made = tables.advice(finding.organisation_of(request), at=clock.now())
    response = HttpResponse(write(asked, made), content_type=MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response


@require_safe
@permission("dpo_office.view")
def reports(request: MemberRequest) -> HttpResponse:
    """The figures of a year as they stand now, and the reports that were made."""
    return _reports(request, None)


@require_POST
@permission("dpo_office.edit")
def make_report(request: MemberRequest) -> HttpResponse:
    """The figures kept with the officer's words."""
    form, organisation = Report(request.POST), finding.organisation_of(request)
    if form.is_valid():
        try:
            made = actions.report(
                organisation, **form.cleaned_data, by=request.member, at=clock.now()
            )
        except ImplausibleYearError:
            form.add_error("year", _("This year is still to come."))
        else:
            return redirect(finding.url("report", request, report_id=made.pk))
    return _reports(request, form)


def _reports(request: MemberRequest, sent: Report | None) -> HttpResponse:
    now = clock.now()
    this_year = timezone.localdate(now).year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this_year  # noqa: PLR2004  digits of a year
    year = min(max(year, actions.FIRST_YEAR), this_year)
    organisation = finding.organisation_of(request)
    form = sent or Report(initial={"year": year})
    context = {
        "form": form,
        "year": year,
        "years": [this_year - 1, this_year],
        "sections": _sections(papers.by_section(figures(organisation, year, now=now))),
        "reports": queries.reports(organisation.pk),
        "may_edit": finding.may_edit(request),
        "breadcrumb": finding.trail(request, (_("Yearly report"), "")),
    }
    status = 422 if form.errors else 200
    return render(request, "dpo_office/reports.html", context, status=status)


@require_safe
@permission("dpo_office.view")
def report(request: MemberRequest, report_id: UUID) -> HttpResponse:
    """A report as it was made."""
    found = _report(request, report_id)
    listed = finding.url("reports", request)
    context = {
        "report": found,
        "sections": _sections(papers.by_section(from_json(found.figures))),
        "breadcrumb": finding.trail(request, (_("Yearly report"), listed), (str(found.year), "")),
    }
    return render(request, "dpo_office/report.html", context)


@require_safe
@permission("dpo_office.view", traced_as="dpo_office.report_read")
def report_file(request: MemberRequest, report_id: UUID, form: str) -> HttpResponse:
    """The report as PDF, DOCX or JSON."""
    if form not in papers.MEDIA_TYPES:
        raise Http404
    found = _report(request, report_id)
    organisation, language = finding.organisation_of(request), get_language() or "fr"
    content = papers.report(found, organisation, form, language=language)
    name = _("report")
    return finding.file(content, form, f"{name}-dpo-{found.year}-{found.number}")


def _kept(request: MemberRequest, found: Advice, form: Given | Decision) -> bool:
    """Whether it was kept, or the form says why not; False where somebody else came first."""
    said, by, at = form.cleaned_data, request.member, clock.now()
    try:
        if isinstance(form, Given):
            actions.advise(
                found.pk, said["advice"], on=said["on"], seen=found.version, by=by, at=at
            )
        else:
            actions.decide(
                found.pk,
                said["outcome"],
                reason=said["reason"],
                on=said["on"],
                seen=found.version,
                by=by,
                at=at,
            )
    except OfficeMovedError:
        return False
    except ReasonMissingError:
        form.add_error("reason", _("Write the reason: advice that is not followed needs one."))
    except (AdviceStateError, ImplausibleYearError):
        form.add_error(
            "on", _("Check the date: neither before what it follows, nor in the future.")
        )
    else:
        messages.success(request, _("Kept."))
    return True


def _advice(request: MemberRequest, advice_id: UUID) -> Advice:
    try:
        return queries.one_advice(request.member.organisation_id, advice_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _report(request: MemberRequest, report_id: UUID) -> YearReport:
    try:
        return queries.report(request.member.organisation_id, report_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _row(request: MemberRequest, one: Advice) -> dict[str, Any]:
    return {
        "url": finding.url("one-advice", request, advice_id=one.pk),
        "reference": one.reference,
        "question": one.question[:160],
        "asked_on": tables.day(one.asked_on),
        "outcome": one.get_outcome_display(),
        "tone": labels.OUTCOME_TONES[one.outcome],
    }


def _sections(found: list[tuple[str, list[Any]]]) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "rows": [
                {
                    "label": labels.FIGURES.get(one.id, one.id),
                    "value": labels.value(one),
                    "is_known": one.value is not None,
                    "url": one.url,
                }
                for one in held
            ],
        }
        for title, held in found
    ]
