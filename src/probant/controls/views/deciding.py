"""One control: what is decided, what proves it and by which way, and everything said before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.controls import actions, catalogue, labels, queries
from probant.controls.domain.framework import Control, Framework
from probant.controls.domain.standing import Arrival, Decision, Standing
from probant.controls.exports import day
from probant.controls.forms.deciding import DecisionForm
from probant.controls.models import APPLICABILITIES, IMPLEMENTATIONS, KINDS, Evidence
from probant.controls.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.reference import frameworks as reference

Rows = list[tuple[Any, Any]]
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "number", "conflict"})


@require_safe
@permission("controls.view")
def control(request: MemberRequest, framework: str, control: str) -> HttpResponse:
    """The control, its state and why it stands so."""
    found = finding.framework(request, framework)
    one = finding.control(found, control)
    organisation = request.member.organisation_id
    board = queries.board(organisation, found, today=finding.today())
    standing = board.standings[one.id]
    context: dict[str, Any] = {
        "framework": found,
        "control": one,
        "parents": _parents(found, one),
        "state": labels.STATES[standing.state],
        "meaning": labels.MEANINGS[standing.state],
        "tone": labels.TONES[standing.state],
        "icon": labels.ICONS[standing.state],
        "decision": decided(standing.decision),
        "is_decided": standing.decision.is_decided,
        "evidence": _arrivals(request, standing),
        "kin": _kin(request, found, one),
        "history": queries.history(organisation, found.ref(one.id))[:20],
        "may_edit": finding.may_edit(request),
        "ref": f"{found.id}:{one.id}",
        "breadcrumb": trail(request, found, (one.number or one.title, "")),
    }
    return render(request, "controls/control.html", context)


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def decide(request: MemberRequest, framework: str, control: str) -> HttpResponse:
    """The decision's form; somebody who saved first is shown, and nothing typed is lost."""
    found = finding.framework(request, framework)
    one = finding.control(found, control)
    row = queries.decision_row(request.member.organisation_id, found.ref(one.id))
    is_saving = request.method == "POST" and request.POST.get("conflict") != "again"
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial=DecisionForm.shown(queries.decision(row)),
    )
    if not is_saving or not form.is_valid():
        status = 422 if is_saving else 200
        number = request.POST.get("number") or (row.number if row else 0)
        return _form(request, found, one, form, number, status=status)
    try:
        actions.decide(
            finding.organisation_of(request),
            found.ref(one.id),
            form.decision(),
            by=request.member,
            at=clock.now(),
            expected=finding.number_on_screen(request),
        )
    except actions.DecisionConflictError as conflict:
        return _conflict(request, found, one, conflict)
    messages.success(request, _("Saved."))
    return redirect(finding.url("control", request, framework=found.id, control=one.id))


@require_POST
@permission("controls.edit")
def set_aside(request: MemberRequest, framework: str, control: str) -> HttpResponse:
    """An evidence that the mapping proposes here does not hold, or holds after all."""
    found = finding.framework(request, framework)
    one = finding.control(found, control)
    number = request.POST.get("evidence", "")
    known = queries.with_number(
        request.member.organisation_id, [int(number)] if number.isdecimal() else []
    )
    if not known:
        raise Http404
    evidence = next(iter(known.values()))
    act = actions.take_back if request.POST.get("act") == "take_back" else actions.set_aside
    address = finding.url("control", request, framework=found.id, control=one.id)
    try:
        act(evidence, found.ref(one.id), by=request.member, at=clock.now())
    except actions.WithdrawnError:
        return finding.refused(request, _("This evidence is withdrawn."), address)
    messages.success(request, _("Saved."))
    return redirect(f"{address}#evidence")


def decided(decision: Decision) -> Rows:
    """What is decided, in words."""
    said = labels.MATURITIES.get(decision.maturity) if decision.maturity is not None else ""
    return [
        (_("Applicability"), dict(APPLICABILITIES)[decision.applicability.value]),
        (_("Justification"), decision.justification),
        (_("What is in place"), dict(IMPLEMENTATIONS)[decision.implementation.value]),
        (_("How it is done"), decision.note),
        (_("Maturity"), said),
        (_("In charge"), decision.owner),
        (_("Next review"), day(decision.review_on)),
    ]


def trail(
    request: MemberRequest, framework: Framework, *steps: tuple[Any, str]
) -> list[tuple[Any, str]]:
    """The controls, this framework, and the steps below."""
    address = finding.url("framework", request, framework=framework.id)
    return finding.trail(request, (framework.name, address), *steps)


def _form(  # noqa: PLR0913  a form is shown for what, as it was typed, over which version
    request: MemberRequest,
    framework: Framework,
    control: Control,
    form: DecisionForm,
    number: Any,  # noqa: ANN401  a number, or what the browser sent as one
    *,
    status: int,
) -> HttpResponse:
    back = finding.url("control", request, framework=framework.id, control=control.id)
    context = {
        "framework": framework,
        "control": control,
        "form": form,
        "number": number,
        "back_url": back,
        "breadcrumb": trail(request, framework, (control.number, back), (_("Decide"), "")),
    }
    return render(request, "controls/decide.html", context, status=status)


def _conflict(
    request: MemberRequest,
    framework: Framework,
    control: Control,
    conflict: actions.DecisionConflictError,
) -> HttpResponse:
    """409: theirs, mine, and three ways on; what was typed rides along."""
    theirs = conflict.theirs
    context = {
        "who": theirs.updated_by_name,
        "when": theirs.updated_at,
        "number": theirs.number,
        "theirs": decided(queries.decision(theirs)),
        "mine": decided(conflict.mine),
        "kept": [(k, v) for k, vs in request.POST.lists() if k not in NOT_KEPT for v in vs],
        "next_url": finding.url("decide", request, framework=framework.id, control=control.id),
        "back_url": finding.url("control", request, framework=framework.id, control=control.id),
        "breadcrumb": trail(request, framework, (control.number, "")),
    }
    return render(request, "controls/conflict.html", context, status=409)


def _parents(framework: Framework, control: Control) -> list[str]:
    """The headings above, the highest first."""
    above: list[str] = []
    here = framework.controls.get(control.parent)
    while here is not None:
        above.append(here.name)
        here = framework.controls.get(here.parent)
    return above[::-1] or [name for name in [framework.themes.get(control.theme)] if name]


def _arrivals(request: MemberRequest, standing: Standing) -> list[dict[str, Any]]:
    known = queries.with_number(
        request.member.organisation_id, [one.number for one in standing.arrivals]
    )
    return [_arrival(request, one, known[one.number]) for one in standing.arrivals]


def _arrival(request: MemberRequest, arrival: Arrival, evidence: Evidence) -> dict[str, Any]:
    is_fresh = arrival.expires_on is None or finding.today() < arrival.expires_on
    return {
        "number": evidence.number,
        "reference": evidence.reference,
        "title": evidence.title,
        "url": finding.url("evidence", request, evidence_id=evidence.pk),
        "kind": dict(KINDS)[evidence.kind],
        "dated_on": evidence.dated_on,
        "expires_on": evidence.expires_on,
        "is_fresh": is_fresh,
        "via": via(request, arrival.way.via),
    }


def via(request: MemberRequest, refs: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The controls by which an evidence came, each with its page."""
    language = finding.language()
    return [
        (
            catalogue.short_name((framework, control), language),
            finding.url("control", request, framework=framework, control=control),
        )
        for framework, control in refs
    ]


def _kin(request: MemberRequest, framework: Framework, control: Control) -> list[dict[str, str]]:
    """The controls of other frameworks that speak of the same thing."""
    language, known = finding.language(), reference.frameworks()
    return [
        {
            "name": catalogue.short_name((id_, name), language),
            "title": known[id_].controls[name].title.in_(language),
            "url": finding.url("control", request, framework=id_, control=name),
        }
        for id_, name in reference.mapping().links.get(framework.ref(control.id), ())
    ]
