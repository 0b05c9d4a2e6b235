"""The pages of one analysis: begun, read as a matrix, validated, exported, replaced."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import law
from probant.reference import risks as reference
from probant.risks import actions, answers, exports, labels, matrix, queries
from probant.risks.domain import risk as rules
from probant.risks.domain import short
from probant.risks.due import REDONE_EVERY
from probant.risks.forms.analyses import DoneMeasure, PlanMeasure, Scope, Start
from probant.risks.models import VALIDATED, Analysis
from probant.risks.views import finding, listing

TOP_MEASURES = 8
NEXT_PAGES = {"quick": "questions", "scenarios": "analysis", "ebios": "workshop"}


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def new(request: MemberRequest) -> HttpResponse:
    """Which way, then straight to its first page."""
    organisation = finding.organisation_of(request)
    initial = {
        "method": request.GET.get("method") or _usual(organisation.sector),
        "title": _("Risk analysis %(year)s") % {"year": timezone.localdate(clock.now()).year},
    }
    form = Start(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.start(
            organisation, said["method"], title=said["title"], by=request.member, at=clock.now()
        )
        return redirect(_next(request, made))
    context = {"form": form, "breadcrumb": finding.trail(request, _("New analysis"))}
    return render(request, "risks/new.html", context, status=422 if form.errors else 200)


@require_safe
@permission("risks.view")
def analysis(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """The matrix, what to do next, the risks, and where the analysis stands."""
    found = finding.analysis(request, analysis_id)
    held = [
        (one, queries.value_of(one)) for one in queries.risks_of(found).select_related("analysis")
    ]
    placed = exports.placed(held)
    today, language = timezone.localdate(clock.now()), labels.language()
    answered = answers.of(found)
    context: dict[str, Any] = {
        "analysis": found,
        "state": listing.analysis_row(request, found),
        "svg": mark_safe(matrix.svg(placed, language)),  # noqa: S308  every text in it is escaped
        "matrix": matrix.rows(placed, language),
        "columns": matrix.columns(language),
        "told": listing.titles(),
        "rows": [listing.row(request, one, today) for one, _value in held],
        "measures": _measures(found, held, answered),
        "unplaced": len(held) - len(placed),
        "review_on": found.validated_at
        and timezone.localdate(REDONE_EVERY.past(found.validated_at)),
        "has_answers": bool(answered),
        "unread": found.method == "quick"
        and bool(short.next_question(reference.questionnaire(), answered)),
        "is_applied": bool(found.content.get("applied_at")),
        "workshops": reference.workshops().workshops if found.method == "ebios" else (),
        "language": language,
        "may_edit": finding.may(request, "risks.edit"),
        "may_accept": finding.may(request, "risks.accept"),
        "is_validated": found.state == VALIDATED,
        "export_url": finding.url("analysis-export", request, found.pk),
        "breadcrumb": finding.trail(request, found.reference),
    }
    return render(request, "risks/analysis.html", context)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def scope(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """Its name, and what it leaves out."""
    found = finding.analysis(request, analysis_id)
    initial = {"title": found.title, "left_out": found.left_out}
    form = Scope(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.save_scope(
                found.pk,
                title=said["title"],
                left_out=said["left_out"],
                seen=finding.seen(request),
                by=request.member,
                at=clock.now(),
            )
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        messages.success(request, _("Saved."))
        return redirect(finding.url("analysis", request, found.pk))
    context = {
        "form": form,
        "analysis": found,
        "seen": request.POST.get("seen") or found.version,
        "title": _("Name and scope"),
        "known": queries.scope(request.member.organisation_id),
        "back_url": finding.url("analysis", request, found.pk),
        "breadcrumb": finding.trail(request, _("Name and scope"), of=found),
    }
    return render(request, "risks/scope.html", context, status=422 if form.errors else 200)


@require_http_methods(finding.METHODS)
@permission("risks.accept")
def validate(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """Asks, then validates what was read."""
    found = finding.analysis(request, analysis_id)
    back = finding.url("analysis", request, found.pk)
    if request.method == "POST":
        seen, at = finding.seen(request), clock.now()
        try:
            actions.validate(found.pk, seen=seen, by=request.member, at=at)
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=back)
        except actions.IncompleteAnalysisError:
            return _refused(request, found)
        messages.success(request, _("The analysis is validated for twelve months."))
        return redirect(back)
    return _confirm(
        request,
        found,
        heading=_("Validate the analysis"),
        question=_("Have you read its risks through?"),
        consequences=[
            _("It is dated and bears your name; it is to be done again within twelve months."),
            _("From then on a likelihood only moves with its reason."),
        ],
        confirm_label=_("Validate"),
    )


@require_http_methods(finding.METHODS)
@permission("risks.accept")
def archive(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """Asks, then takes it and its risks out of the lists."""
    found = finding.analysis(request, analysis_id)
    if request.method == "POST":
        seen = finding.seen(request)
        try:
            actions.archive(found.pk, seen=seen, by=request.member, at=clock.now())
        except actions.MovedOnError as error:
            back = finding.url("analysis", request, found.pk)
            return finding.moved(request, error, next_url=back)
        messages.success(request, _("Archived: its history stays."))
        return redirect(finding.url("list", request))
    return _confirm(
        request,
        found,
        heading=_("Archive the analysis"),
        question=_("Does another analysis replace it?"),
        consequences=[_("Its risks leave the lists and the obligations; its history stays.")],
        confirm_label=_("Archive"),
    )


@require_POST
@permission("risks.edit")
def measure(request: MemberRequest, analysis_id: UUID, code: str) -> HttpResponse:
    """A measure planned, or done, in every risk that it lowers."""
    found = finding.analysis(request, analysis_id)
    at, back = clock.now(), finding.url("analysis", request, found.pk)
    form = DoneMeasure(request.POST) if "done_on" in request.POST else PlanMeasure(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was saved: say who does it and before when."))
    elif isinstance(form, DoneMeasure):
        done_on = form.cleaned_data["done_on"]
        actions.complete_measure(found.pk, code, done_on=done_on, by=request.member, at=at)
        messages.success(request, _("The measure is done."))
    else:
        actions.plan_measure(found.pk, code, **form.cleaned_data, by=request.member, at=at)
        messages.success(request, _("The measure is planned; its date is among the deadlines."))
    return redirect(f"{back}#measures")


@require_safe
@permission("risks.view")
def history(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """What was done to the analysis, and by whom."""
    found = finding.analysis(request, analysis_id)
    context = {
        "analysis": found,
        "states": [
            {"label": labels.EVENTS.get(one.event, one.event), "one": one}
            for one in queries.statements(found.organisation_id, found.pk)[:200]
        ],
        "breadcrumb": finding.trail(request, _("History"), of=found),
    }
    return render(request, "risks/history.html", context)


@require_safe
@permission("risks.view", traced_as="risks.exported")
def export(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """The analysis as a file, the matrix in its PDF."""
    found = finding.analysis(request, analysis_id)
    held = list(queries.risks_of(found).select_related("analysis"))
    return listing.as_file(request, held, found)


def _usual(sector: str) -> str:
    """In proportion to the size: a hospital or a publisher writes scenarios."""
    return "scenarios" if sector in {"hospital", "publisher", "external_dpo"} else "quick"


def _next(request: MemberRequest, made: Analysis) -> str:
    name = NEXT_PAGES[made.method]
    more = ("scope",) if name == "workshop" else ()
    return finding.url(name, request, made.pk, *more)


def _measures(
    found: Analysis, held: list[tuple[Any, rules.Risk]], answered: dict[str, str]
) -> list[dict[str, Any]]:
    """The measures of the short version, ranked; what each lowers, whose it is, when."""
    if found.method != "quick" or not held:
        return []
    named = {value.source.removeprefix(answers.SOURCE): one for one, value in held}
    planned = {m.code: m for _one, value in held for m in value.measures if m.code}
    language, guide = labels.language(), law.cnil_security_guide()
    return [
        {
            "code": one.measure.id,
            "label": one.measure.label.in_(language),
            "effort": (_("An hour"), _("A day"), _("A project"))[one.effort - 1],
            "lowers": [named[id_] for id_ in one.lowers if id_ in named],
            "planned": planned[one.measure.id],
            "fiche": guide[f"fiche_{one.measure.fiche}"],
            "fiche_label": guide[f"fiche_{one.measure.fiche}"].label.in_(language),
        }
        for one in short.ranked(reference.questionnaire(), answered)
        if one.measure.id in planned
    ]


def _confirm(request: MemberRequest, found: Analysis, **words: Any) -> HttpResponse:  # noqa: ANN401  texts
    context = {
        **words,
        "hidden": {"seen": found.version},
        "cancel_url": finding.url("analysis", request, found.pk),
        "breadcrumb": finding.trail(request, words["heading"], of=found),
    }
    return render(request, "web/confirm.html", context)


def _refused(request: MemberRequest, found: Analysis) -> HttpResponse:
    context = {
        "detail": _("This analysis cannot be validated yet."),
        "kept": _("Nothing was changed."),
        "advice": _("It needs at least one risk, and each of its risks needs both estimates."),
        "next_url": finding.url("analysis", request, found.pk),
        "next_label": _("Back to the analysis"),
    }
    return render(request, "409.html", context, status=409)
