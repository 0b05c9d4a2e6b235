"""The pages of exercises: planned ones, the facilitator's, the evaluation, the findings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.crisis import exercise_evidence, plan_words
from probant.crisis.actions import exercises as actions
from probant.crisis.domain import exercise as rules
from probant.crisis.domain.exercise import ExerciseActError, NoInjectLeftError, State
from probant.crisis.forms.exercises import Evaluation, NewFinding, Outcome, Planning
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises as queries
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.reference import crisis as reference

REFRESHED = 20
ACTS: dict[str, Callable[..., Exercise]] = {
    "start": actions.start,
    "inject": actions.inject,
    "pause": actions.pause,
    "resume": actions.resume,
    "end": actions.end,
    "cancel": actions.cancel,
}


@permission("crisis.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every exercise, and what is left to fix."""
    of, today = request.member.organisation_id, timezone.localdate()
    findings = [
        {
            "exercise": one.exercise,
            **one.facts,
            "is_late": bool(rules.overdue([one.facts], today)),
        }
        for one in queries.findings(of)
    ]
    context = {
        "rows": [
            {"exercise": one, "state": plan_words.STATES[one.state]}
            for one in queries.exercises(of)
        ],
        "findings": sorted(findings, key=lambda one: (bool(one["closed_at"]), one["due_on"])),
        "may_prepare": permissions.is_allowed(request.member.role, "crisis.prepare"),
        "breadcrumb": _trail(request, _("Exercises")),
    }
    return render(request, "crisis/exercise/list.html", context)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Choose a scenario and a date."""
    organisation = organisations.organisation(request.member.organisation_id)
    size = reference.size_of(organisation.sector)
    fitting = {id_: one for id_, one in reference.exercises().items() if size in one.sizes}
    first = min(fitting, key=lambda id_: fitting[id_].minutes, default="")
    initial = {"scenario": first, "planned_at": timezone.localtime()}
    form = Planning(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = actions.plan(
            organisation,
            form.cleaned_data["scenario"],
            planned_at=form.cleaned_data["planned_at"],
            by=request.member,
            at=clock.now(),
        )
        return redirect("crisis:exercise", organisation.pk, made.pk)
    language = _language()
    scenarios = [
        {
            "label": one.label.in_(language),
            "summary": one.summary.in_(language),
            "roles": len(one.roles),
            "minutes": one.minutes,
        }
        for one in reference.exercises().values()
    ]
    context = {
        "form": form,
        "scenarios": scenarios,
        "breadcrumb": _trail(request, _("Plan an exercise"), with_list=True),
    }
    return render(request, "crisis/exercise/new.html", context, status=422 if form.errors else 200)


@permission("crisis.view")
@require_safe
def exercise(request: MemberRequest, exercise: UUID) -> HttpResponse:
    """The facilitator's page; the others see roles, objectives and results, not what comes next."""
    found = _found(request, exercise)
    may_lead = permissions.is_allowed(request.member.role, "crisis.prepare")
    played = queries.elapsed(found, now=clock.now())
    is_on = found.state in {State.RUNNING, State.PAUSED}
    context = {
        "exercise": found,
        "state": plan_words.STATES[found.state],
        "scenario": _scenario(found),
        "minutes": int(played / timedelta(minutes=1)),
        "injects": _injects(found, played) if may_lead or not is_on else [],
        "is_inject_left": any(not one["given_at"] for one in found.injects),
        "acts": {act for act, states in rules.ACTS.items() if found.state in states},
        "results": _results(found),
        "remarks": found.evaluation.get("remarks", {}),
        "finding_form": NewFinding(),
        "may_prepare": may_lead,
        "dossier_url": _dossier_url(request, found),
        "refresh_seconds": REFRESHED if found.state == State.RUNNING else 0,
        "breadcrumb": _trail(request, found.title, with_list=True),
    }
    return render(request, "crisis/exercise/exercise.html", context)


@permission("crisis.prepare")
@require_POST
def act(request: MemberRequest, exercise: UUID, act: str) -> HttpResponse:
    """Start, next inject, pause, resume, end, cancel."""
    if act not in ACTS:
        raise Http404
    _found(request, exercise)
    try:
        ACTS[act](exercise, by=request.member, at=clock.now())
    except ExerciseActError:
        messages.error(request, _("The exercise has moved on: this act is no longer possible."))
    except NoInjectLeftError:
        messages.info(request, _("Every event of the scenario has happened."))
    return redirect("crisis:exercise", request.member.organisation_id, exercise)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: MemberRequest, exercise: UUID) -> HttpResponse:
    """Grades, proposed from the room's own times."""
    found = _found(request, exercise)
    if found.state not in rules.ACTS["evaluate"]:
        return redirect("crisis:exercise", request.member.organisation_id, exercise)
    form = Evaluation(
        queries.scenario(found),
        request.POST if request.method == "POST" else None,
        initial=_proposal(found),
    )
    if request.method == "POST" and form.is_valid():
        actions.evaluate(
            exercise, form.grades, remarks=form.remarks, by=request.member, at=clock.now()
        )
        messages.success(request, _("The evaluation is kept."))
        return redirect("crisis:exercise", request.member.organisation_id, exercise)
    context = {
        "form": form,
        "exercise": found,
        "results": _results(found),
        "breadcrumb": _trail(request, _("Evaluate"), with_list=True),
    }
    status = 422 if form.errors else 200
    return render(request, "crisis/exercise/evaluate.html", context, status=status)


@permission("crisis.prepare")
@require_POST
def add_finding(request: MemberRequest, exercise: UUID) -> HttpResponse:
    """One more thing to fix."""
    _found(request, exercise)
    form = NewFinding(request.POST)
    if form.is_valid():
        try:
            actions.add_finding(exercise, **form.cleaned_data, by=request.member, at=clock.now())
        except ExerciseActError:
            messages.error(request, _("Findings are written once the exercise is over."))
    else:
        messages.error(request, _("A finding needs a text, somebody and a date."))
    url = reverse("crisis:exercise", args=[request.member.organisation_id, exercise])
    return redirect(f"{url}#findings")


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def close_finding(request: MemberRequest, exercise: UUID, finding: UUID) -> HttpResponse:
    """Say what was done, and close it."""
    found = _found(request, exercise)
    facts = next((one for one in found.findings if one["id"] == str(finding)), None)
    if facts is None:
        raise Http404
    form = Outcome(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        try:
            actions.close_finding(
                exercise, str(finding), outcome=outcome, by=request.member, at=clock.now()
            )
        except actions.UnknownFindingError:
            messages.info(request, _("Somebody closed this finding in the meantime."))
        return redirect("crisis:exercises", request.member.organisation_id)
    context = {
        "form": form,
        "finding": facts,
        "exercise": found,
        "breadcrumb": _trail(request, _("Close a finding"), with_list=True),
    }
    status = 422 if form.errors else 200
    return render(request, "crisis/exercise/finding.html", context, status=status)


@permission("crisis.view")
@require_safe
def report(request: MemberRequest, exercise: UUID) -> HttpResponse:
    """The report as PDF."""
    found = _found(request, exercise)
    content = exercise_evidence.pdf(found, language=found.organisation.language, at=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    name = f"exercise-{timezone.localtime(found.planned_at):%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(request: MemberRequest, exercise: UUID) -> Exercise:
    try:
        return queries.exercise(request.member.organisation_id, exercise)
    except Exercise.DoesNotExist as error:
        raise Http404 from error


def _dossier_url(request: MemberRequest, found: Exercise) -> str:
    """Where its dossier is made, for those who may make one."""
    if not permissions.is_allowed(request.member.role, "dossiers.make"):
        return ""
    where = {"organisation": found.organisation_id, "kind": "exercise", "subject": found.pk}
    return reverse("accountability:dossier-of", kwargs=where)


def _scenario(found: Exercise) -> dict[str, Any]:
    held, language = queries.scenario(found), _language()
    return {
        "summary": held.summary.in_(language),
        "minutes": held.minutes,
        "guide": held.guide,
        "roles": [
            {
                "label": role.label.in_(language),
                "team": plan_words.TEAMS[role.team],
                "brief": role.brief.in_(language),
            }
            for role in held.roles
        ],
    }


def _injects(found: Exercise, played: timedelta) -> list[dict[str, Any]]:
    minutes = played / timedelta(minutes=1)
    return [
        {
            **one,
            "team": plan_words.TEAMS[one["team"]],
            "channel": plan_words.CHANNELS[one["channel"]],
            "is_due": not one["given_at"] and one["after"] <= minutes,
        }
        for one in found.injects
    ]


def _results(found: Exercise) -> list[dict[str, Any]]:
    grades, language = found.evaluation.get("grades", {}), _language()
    return [
        {
            "label": one.objective.label.in_(language),
            "team": plan_words.TEAMS[one.objective.team],
            "within": one.objective.within,
            "minutes": one.minutes,
            "is_measured": bool(one.objective.measure),
            "seen": one.grade,
            "grade": grades.get(one.objective.id, ""),
            "grade_label": plan_words.GRADES.get(grades.get(one.objective.id, ""), ""),
        }
        for one in queries.measured(found)
    ]


def _proposal(found: Exercise) -> dict[str, str]:
    given = found.evaluation.get("grades", {})
    proposed = {
        f"grade_{one.objective.id}": given.get(one.objective.id) or one.grade
        for one in queries.measured(found)
    }
    return {**proposed, **found.evaluation.get("remarks", {})}


def _language() -> str:
    return (get_language() or "fr")[:2]


def _trail(request: MemberRequest, here: str, *, with_list: bool = False) -> list[tuple[str, str]]:
    of = request.member.organisation_id
    trail = [(_("Crisis"), reverse("crisis:home", args=[of]))]
    if with_list:
        trail.append((_("Exercises"), reverse("crisis:exercises", args=[of])))
    return [*trail, (here, "")]
