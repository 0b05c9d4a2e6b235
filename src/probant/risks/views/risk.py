"""The pages of one risk: read, written, moved, accepted, withdrawn, and its history."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import risks as reference
from probant.risks import actions, exports, labels, queries
from probant.risks.domain import risk as rules
from probant.risks.domain.risk import MoveRefusedError, RiskShapeError
from probant.risks.forms.risks import (
    MeasureFormSet,
    Move,
    Reason,
    RiskForm,
    initial_of,
    measures_of,
)
from probant.risks.models import Analysis, Risk
from probant.risks.views import finding

NOT_IN_FACTS = 3


@require_safe
@permission("risks.view")
def risk(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """Everything about one risk, with the trace of its likelihood and what may move it."""
    found = finding.risk(request, risk_id)
    value, now = queries.value_of(found), clock.now()
    today = timezone.localdate(now)
    state = rules.state_of(value, today)
    activities = queries.scope(found.organisation_id).activities if value.activities else {}
    context = {
        "risk": found,
        "value": value,
        "why": value.why,
        "state": {"word": labels.STATES[state], "tone": labels.STATE_TONES[state]},
        "levels": _levels(value),
        "facts": list(exports.entry(found, value, today).items())[NOT_IN_FACTS:10],
        "activities": [activities.get(id_, id_) for id_ in value.activities],
        "treatment": labels.word(reference.vocabulary().treatments, value.treatment),
        "measures": value.measures,
        "today": today,
        "moves": [_move(one) for one in reversed(value.moves)],
        "touching": _proposals(request, found, value),
        "is_high": rules.is_high(value.standing_level),
        "may_edit": finding.may(request, "risks.edit") and not found.is_withdrawn,
        "may_accept": finding.may(request, "risks.accept")
        and not found.is_withdrawn
        and value.level is not None,
        "breadcrumb": finding.trail(request, found.reference, of=found.analysis),
    }
    return render(request, "risks/risk.html", context)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def new(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """A scenario written by hand."""
    analysis = finding.analysis(request, analysis_id)
    form, measures = _forms(request, rules.Risk())
    if request.method == "POST" and form.is_valid() and measures.is_valid():
        try:
            made = actions.add(
                analysis.pk, form.value(measures.values()), by=request.member, at=clock.now()
            )
        except RiskShapeError as error:
            form.add_error(_named(form, error.field), labels.refusal(error.field))
        else:
            messages.success(request, _("Saved."))
            return redirect(finding.url("risk", request, made.pk))
    return _page(request, form, measures, analysis=analysis, title=_("New risk"), seen=0)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def edit(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """The same, again; somebody who saved in between is told, and nothing typed is lost."""
    found = finding.risk(request, risk_id)
    form, measures = _forms(request, queries.value_of(found))
    if request.method == "POST" and form.is_valid() and measures.is_valid():
        try:
            actions.edit(
                found.pk,
                form.value(measures.values()),
                seen=finding.seen(request),
                by=request.member,
                at=clock.now(),
            )
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        except (RiskShapeError, MoveRefusedError) as error:
            form.add_error(_named(form, error.field), labels.refusal(error.field))
        else:
            messages.success(request, _("Saved."))
            return redirect(finding.url("risk", request, found.pk))
    seen = request.POST.get("seen") or found.version
    return _page(request, form, measures, risk=found, title=_("Edit the risk"), seen=seen)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def move(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """The likelihood up or down, with its reason; a breach that touched it is proposed."""
    found = finding.risk(request, risk_id)
    value = queries.value_of(found)
    initial = {
        "because": request.GET.get("because", "breach"),
        "named": request.GET.get("named", "")[:200],
        "after": min((value.likelihood or 0) + 1, reference.STEPS[-1]),
    }
    form = Move(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = finding.seen(request)
        try:
            actions.move(
                found.pk, **form.cleaned_data, seen=seen, by=request.member, at=clock.now()
            )
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        except MoveRefusedError as error:
            form.add_error(error.field, labels.refusal(error.field))
        else:
            messages.success(request, _("The likelihood moved; its reason stays beside it."))
            return redirect(finding.url("risk", request, found.pk))
    context = {
        "form": form,
        "title": _("Move the likelihood"),
        "lede": _("Now: %(step)s") % {"step": labels.step("likelihood", value.likelihood) or "—"},
        "submit": _("Move"),
        "seen": request.POST.get("seen") or found.version,
        "back_url": finding.url("risk", request, found.pk),
        "breadcrumb": finding.trail(request, _("Move the likelihood"), risk=found),
    }
    return render(request, "risks/form.html", context, status=422 if form.errors else 200)


@require_http_methods(finding.METHODS)
@permission("risks.accept")
def accept(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """What remains, accepted by this person, for as long as its level allows."""
    found = finding.risk(request, risk_id)
    value = queries.value_of(found)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], finding.seen(request)
        try:
            actions.accept(found.pk, reason, seen=seen, by=request.member, at=clock.now())
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        except RiskShapeError as error:
            form.add_error(None, labels.refusal(error.field))
        else:
            messages.success(request, _("Accepted under your name."))
            return redirect(finding.url("risk", request, found.pk))
    level = labels.level(value.standing_level)["word"]
    context = {
        "form": form,
        "title": _("Accept the residual risk"),
        "lede": _("“%(title)s” stands today at: %(level)s.")
        % {"title": found.title, "level": level},
        "consequences": _consequences(value),
        "submit": _("Accept under my name"),
        "seen": request.POST.get("seen") or found.version,
        "back_url": finding.url("risk", request, found.pk),
        "breadcrumb": finding.trail(request, _("Accept the residual risk"), risk=found),
    }
    return render(request, "risks/form.html", context, status=422 if form.errors else 200)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def withdraw(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """It no longer concerns the organisation."""
    found = finding.risk(request, risk_id)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], finding.seen(request)
        try:
            actions.withdraw(found.pk, reason, seen=seen, by=request.member, at=clock.now())
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        messages.success(request, _("Withdrawn: its history stays."))
        return redirect(finding.url("analysis", request, found.analysis_id))
    context = {
        "form": form,
        "title": _("Withdraw the risk"),
        "lede": found.title,
        "submit": _("Withdraw the risk"),
        "seen": request.POST.get("seen") or found.version,
        "back_url": finding.url("risk", request, found.pk),
        "breadcrumb": finding.trail(request, _("Withdraw the risk"), risk=found),
    }
    return render(request, "risks/form.html", context, status=422 if form.errors else 200)


@require_safe
@permission("risks.view")
def history(request: MemberRequest, risk_id: UUID) -> HttpResponse:
    """Each state of the risk, and what it changed."""
    found = finding.risk(request, risk_id)
    states = list(queries.statements(found.organisation_id, found.pk)[:100])
    today = timezone.localdate(clock.now())
    told = [exports.entry(found, rules.from_json(one.content), today) for one in states]
    context = {
        "risk": found,
        "states": [
            {
                "label": labels.EVENTS.get(one.event, one.event),
                "one": one,
                "changes": _changes(told[at + 1], told[at]) if at + 1 < len(told) else [],
            }
            for at, one in enumerate(states)
        ],
        "breadcrumb": finding.trail(request, _("History"), risk=found),
    }
    return render(request, "risks/history.html", context)


def _forms(request: MemberRequest, value: rules.Risk) -> tuple[RiskForm, Any]:
    data = request.POST if request.method == "POST" else None
    activities = queries.scope(request.member.organisation_id).activities
    known = {**{id_: id_ for id_ in value.activities}, **activities}
    form = RiskForm(data, initial=initial_of(value), activities=known)
    return form, MeasureFormSet(data, initial=measures_of(value), prefix="measures")


def _named(form: RiskForm, field: str) -> str | None:
    return field if field in form.fields else None


def _page(  # noqa: PLR0913  a page is of what, called how, from which version
    request: MemberRequest,
    form: RiskForm,
    measures: Any,  # noqa: ANN401  a formset
    *,
    title: str,
    seen: Any,  # noqa: ANN401  a number, or what was posted
    analysis: Analysis | None = None,
    risk: Risk | None = None,
) -> HttpResponse:
    back = (
        finding.url("risk", request, risk.pk)
        if risk
        else finding.url("analysis", request, analysis.pk if analysis else None)
    )
    context = {
        "form": form,
        "measures": measures,
        "title": title,
        "seen": seen,
        "systems": queries.systems(request.member.organisation_id)[:40],
        "back_url": back,
        "breadcrumb": finding.trail(request, title, of=analysis, risk=risk),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "risks/edit.html", context, status=status)


def _levels(value: rules.Risk) -> list[dict[str, Any]]:
    return [
        {
            "name": _("Before treatment"),
            "severity": labels.step("severity", value.severity),
            "likelihood": labels.step("likelihood", value.likelihood),
            **labels.level(value.level),
        },
        {
            "name": _("Once every measure is done"),
            "severity": labels.step("severity", value.residual_severity or value.severity),
            "likelihood": labels.step("likelihood", value.residual_likelihood or value.likelihood),
            **labels.level(value.residual_level),
        },
    ]


def _move(one: rules.Move) -> dict[str, Any]:
    return {
        "before": labels.step("likelihood", one.before),
        "after": labels.step("likelihood", one.after),
        "is_up": one.after > one.before,
        "because": labels.word(reference.vocabulary().reasons, one.because),
        "one": one,
    }


def _proposals(request: MemberRequest, found: Risk, value: rules.Risk) -> list[dict[str, str]]:
    """Breaches that touched the same activities and that no move named yet."""
    if value.likelihood is None or not finding.may(request, "breaches.view"):
        return []
    named = {one.reference for one in value.moves}
    lately = queries.breaches_touching(found.organisation_id, value.activities, now=clock.now())
    return [
        {
            "reference": one.reference,
            "day": formats.date_format(timezone.localdate(one.declared_at), "SHORT_DATE_FORMAT"),
            "url": f"{finding.url('move', request, found.pk)}?because=breach&named={one.reference}",
        }
        for one in lately
        if one.reference not in named
    ][:5]


def _consequences(value: rules.Risk) -> list[str]:
    said = [_("It bears your name and today’s date.")]
    if value.standing_level:
        level = reference.scales().levels[value.standing_level]
        months = level.accepted_for.removeprefix("P").removesuffix("M")
        said.append(
            _("It holds for %(count)s months, then has to be decided again.") % {"count": months}
        )
    if any(one.done_on is None for one in value.measures):
        said.append(_("Its planned measures stay due; until they are done the risk counts whole."))
    return said


def _changes(before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": label, "before": before.get(label, ""), "after": said}
        for label, said in after.items()
        if said != before.get(label, "")
    ]
