"""The pages of the plan: where readiness stands, the plan, its parts, versions and copies."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.crisis import obligations, plan_words
from probant.crisis.actions import plan as actions
from probant.crisis.domain import booklet as statements
from probant.crisis.domain import offline
from probant.crisis.domain import plan as rules
from probant.crisis.domain.plan import Gap, Plan, PlanShapeError
from probant.crisis.forms.plan import (
    EDITED,
    Editing,
    FirstPlan,
    JsonFile,
    Language,
    Passphrase,
    Seen,
)
from probant.crisis.models import PlanVersion
from probant.crisis.queries import exercises
from probant.crisis.queries import plan as queries
from probant.crisis.queries import room as rooms
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.reference import crisis as reference
from probant.reference import law

SECTION_OF_GAP = {"people": "people", "contacts": "contacts", "insurance": "insurance"}


@permission("crisis.view")
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Whether the organisation is ready, what is open, and the way to open a crisis."""
    organisation = _organisation(request)
    found, now = queries.standing(organisation.pk), clock.now()
    texts, language = law.obligations(), _language()
    context = {
        "standing": found,
        "gaps": rules.gaps(found.plan) if found.latest else (),
        "copied_at": queries.latest_copy(found),
        "exercise": exercises.latest_played(organisation.pk),
        "open_crises": rooms.open_crises(organisation.pk),
        "closed_crises": rooms.closed_crises(organisation.pk),
        "verdicts": [
            {"verdict": verdict, "text": texts[verdict.obligation_id].label.in_(language)}
            for verdict in obligations.verdicts(organisation, now=now)
        ],
        "guides": _guides(found.plan.scenarios or tuple(reference.guides())),
        "may_prepare": _may(request, "crisis.prepare"),
        "may_lead": _may(request, "crisis.lead"),
        "may_act": _may(request, "crisis.act"),
    }
    return render(request, "crisis/plan/home.html", context)


@permission("crisis.view")
@require_safe
def plan(request: MemberRequest) -> HttpResponse:
    """The plan as it is, what it lacks, and its copies."""
    found = queries.standing(request.member.organisation_id)
    if found.latest is None:
        return render(
            request, "crisis/plan/none.html", {"may_prepare": _may(request, "crisis.prepare")}
        )
    context = {
        "standing": found,
        "version": found.latest,
        "code": statements.short_code(found.latest.digest),
        "plan": found.plan,
        "teams": _teams(found.plan),
        "sections": plan_words.SECTIONS,
        "guides": _guides(found.plan.scenarios),
        "gaps": [_gap(request, gap) for gap in rules.gaps(found.plan)],
        "issues": queries.issues(request.member.organisation_id)[:5],
        "copies": plan_words.COPIES,
        "language_form": Language(initial={"language": _organisation(request).language}),
        "may_prepare": _may(request, "crisis.prepare"),
        "breadcrumb": _trail(request, _("Crisis plan")),
    }
    return render(request, "crisis/plan/plan.html", context)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: MemberRequest) -> HttpResponse:
    """A first plan from a few questions and from what is known already."""
    organisation = _organisation(request)
    if queries.versions(organisation.pk).exists():
        return redirect("crisis:plan", organisation.pk)
    proposed = queries.proposed(organisation)
    initial = {"size": proposed.size, "dpo": proposed.dpo}
    form = FirstPlan(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.plan(queries.proposed(organisation, form.cleaned_data["dpo"]))
        return _written(request, organisation, made, seen=0, section="")
    context = {
        "form": form,
        "proposed": proposed,
        "breadcrumb": _trail(request, _("Your crisis plan in fifteen minutes")),
    }
    return render(request, "crisis/plan/start.html", context, status=422 if form.errors else 200)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, part: str) -> HttpResponse:
    """One part of the plan."""
    organisation = _organisation(request)
    found = queries.standing(organisation.pk)
    if part not in EDITED or found.latest is None:
        raise Http404
    editing = Editing(part, found.plan, request.POST if request.method == "POST" else None)
    if request.method == "POST" and editing.is_valid():
        return _written(request, organisation, editing.changed(), seen=_seen(request), section=part)
    label = _part_label(part)
    context = {
        "editing": editing,
        "label": label,
        "seen": found.latest.number,
        "parts": [(name, _part_label(name)) for name in EDITED],
        "part": part,
        "breadcrumb": _trail(request, label, with_plan=True),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "crisis/plan/edit.html", context, status=status)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def validate(request: MemberRequest) -> HttpResponse:
    """Asks, then validates what was read."""
    organisation = _organisation(request)
    found = queries.standing(organisation.pk)
    if found.latest is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.validate(organisation, seen=_seen(request), by=request.member, at=clock.now())
        except actions.PlanMovedError:
            return _moved(request)
        messages.success(request, _("The plan is validated for twelve months."))
        return redirect("crisis:plan", organisation.pk)
    return render(request, "web/confirm.html", _validation(request, found))


@permission("crisis.view")
@require_safe
def versions(request: MemberRequest) -> HttpResponse:
    """Every version, and what changed between two of them."""
    listed = list(queries.versions(request.member.organisation_id)[:200])
    numbers = {str(version.number): version for version in listed}
    newer = numbers.get(request.GET.get("newer", ""), listed[0] if listed else None)
    older = numbers.get(request.GET.get("older", ""), listed[1] if len(listed) > 1 else None)
    context = {
        "versions": listed,
        "events": plan_words.PLAN_EVENTS,
        "older": older,
        "newer": newer,
        "changes": _changes(older, newer),
        "breadcrumb": _trail(request, _("Versions of the plan"), with_plan=True),
    }
    return render(request, "crisis/plan/versions.html", context)


@permission("crisis.view")
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """The latest plan as JSON."""
    found = queries.versions(request.member.organisation_id).first()
    if found is None:
        raise Http404
    value = {"format": rules.FORMAT, "number": found.number, "plan": found.content}
    content = json.dumps(value, ensure_ascii=False, indent=1)
    return _file(content.encode(), "application/json", f"crisis-plan-{found.number}.json")


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def import_plan(request: MemberRequest) -> HttpResponse:
    """A plan written elsewhere becomes the next version."""
    form = JsonFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read = rules.read_file(form.cleaned_data["file"])
            return _written(request, _organisation(request), read, seen=_seen(request), section="")
        except PlanShapeError:
            form.add_error("file", _("This file is not a crisis plan of Probant."))
    latest = queries.versions(request.member.organisation_id).first()
    context = {
        "form": form,
        "seen": latest.number if latest else 0,
        "breadcrumb": _trail(request, _("Import a plan"), with_plan=True),
    }
    return render(request, "crisis/plan/import.html", context, status=422 if form.errors else 200)


@permission("crisis.prepare")
@require_POST
def booklet(request: MemberRequest) -> HttpResponse:
    """The printable booklet, recorded and signed as it is made."""
    form = Language(request.POST)
    if not form.is_valid():
        raise Http404
    language = form.cleaned_data["language"]
    try:
        copy = actions.issue_booklet(
            _organisation(request), language=language, by=request.member, at=clock.now()
        )
    except actions.NoPlanError as error:
        raise Http404 from error
    return _file(copy.content, "application/pdf", copy.filename)


@permission("crisis.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: MemberRequest) -> HttpResponse:
    """The encrypted page: a passphrase is proposed, another may be typed."""
    organisation = _organisation(request)
    if not queries.versions(organisation.pk).exists():
        raise Http404
    drawn = offline.drawn(reference.passphrase_words())
    initial = {"language": organisation.language, "passphrase": drawn}
    form = Passphrase(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, language = form.cleaned_data["passphrase"], form.cleaned_data["language"]
        copy = actions.issue_page(
            organisation, said, language=language, by=request.member, at=clock.now()
        )
        return _file(copy.content, "text/html", copy.filename)
    context = {
        "form": form,
        "drawn": drawn,
        "bits": offline.bits(reference.passphrase_words()),
        "breadcrumb": _trail(request, _("Encrypted page"), with_plan=True),
    }
    return render(request, "crisis/plan/page.html", context, status=422 if form.errors else 200)


@permission("crisis.view")
@require_safe
def signature(request: MemberRequest, issue: int) -> HttpResponse:
    """The signed note about one copy's bytes."""
    found = queries.issues(request.member.organisation_id).filter(pk=issue).first()
    if found is None:
        raise Http404
    name = f"crisis-plan-{found.plan_number}-{found.language}.{found.kind}.sig"
    return _file(found.signature.encode(), "text/plain", name)


@permission("crisis.view")
@require_safe
def guide(request: MemberRequest, scenario: str) -> HttpResponse:
    """What to do in one kind of crisis, adapted to this organisation."""
    if scenario not in reference.guides():
        raise Http404
    organisation = _organisation(request)
    found = queries.standing(organisation.pk)
    held = found.plan if found.latest else queries.proposed(organisation)
    adapted = reference.guides()[scenario].of(held.size, held.dpo)
    context = {
        "id": scenario,
        "guide": adapted,
        "phases": [
            {"label": label, "steps": [_step(step) for step in adapted.phase(phase)]}
            for phase, label in plan_words.PHASES.items()
        ],
        "clocks": [reference.clocks()[id_] for id_ in adapted.clocks],
        "warn": [reference.contacts()[id_] for id_ in adapted.warn],
        "size": plan_words.SIZES[held.size],
        "may_lead": _may(request, "crisis.lead"),
        "breadcrumb": _trail(request, adapted.label.in_(_language())),
    }
    return render(request, "crisis/plan/guide.html", context)


def _written(
    request: MemberRequest, organisation: Organisation, made: Plan, *, seen: int, section: str
) -> HttpResponse:
    try:
        saved = actions.write(organisation, made, seen=seen, by=request.member, at=clock.now())
    except actions.PlanMovedError:
        return _moved(request)
    messages.success(request, _("Saved: version %(number)s.") % {"number": saved.number})
    url = reverse("crisis:plan", args=[organisation.pk])
    return redirect(f"{url}#{section}" if section else url)


def _moved(request: MemberRequest) -> HttpResponse:
    context = {
        "detail": _("Somebody saved the plan while you were writing."),
        "kept": _("Their version is kept; yours was not saved."),
        "next_url": reverse("crisis:plan", args=[request.member.organisation_id]),
        "next_label": _("Read the plan again"),
    }
    return render(request, "409.html", context, status=409)


def _validation(request: MemberRequest, found: queries.Standing) -> dict[str, Any]:
    number = found.latest.number if found.latest else 0
    lacking = len(rules.gaps(found.plan))
    consequences = [
        _("It is dated and bears your name; it is to be read again within twelve months."),
        _("Copies made before this version stay readable, and are shown as old."),
    ]
    if lacking:
        consequences.append(
            _("It still lacks %(count)s things, which it says.") % {"count": lacking}
        )
    return {
        "heading": _("Validate the crisis plan"),
        "question": _("Have you read it through, and tried the telephone numbers?"),
        "consequences": consequences,
        "confirm_label": _("Validate"),
        "cancel_url": reverse("crisis:plan", args=[request.member.organisation_id]),
        "hidden": {"seen": number},
        "breadcrumb": _trail(request, _("Validate the crisis plan"), with_plan=True),
    }


def _changes(older: PlanVersion | None, newer: PlanVersion | None) -> list[dict[str, Any]]:
    if older is None or newer is None:
        return []
    found = rules.changes(rules.from_json(older.content), rules.from_json(newer.content))
    return [
        {
            "section": plan_words.SECTIONS.get(change.section, change.section),
            "row": change.row,
            "field": plan_words.FIELDS.get(change.field, ""),
            "before": change.before,
            "after": change.after,
        }
        for change in found
    ]


def _gap(request: MemberRequest, gap: Gap) -> dict[str, Any]:
    part = "general" if gap.item in {"other_channel", "backups"} else gap.section
    return {
        "label": plan_words.GAPS[gap.item],
        "subject": plan_words.TEAMS.get(gap.subject, gap.subject),
        "url": reverse("crisis:plan-edit", args=[request.member.organisation_id, part]),
    }


def _teams(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"label": label, "people": [one for one in plan.people if one.team == team]}
        for team, label in plan_words.TEAMS.items()
        if any(one.team == team for one in plan.people)
    ]


def _guides(scenarios: Iterable[str]) -> list[dict[str, Any]]:
    language, known = _language(), reference.guides()
    return [
        {
            "id": id_,
            "icon": known[id_].icon,
            "label": known[id_].label.in_(language),
            "summary": known[id_].summary.in_(language),
        }
        for id_ in scenarios
        if id_ in known
    ]


def _step(step: reference.Step) -> dict[str, Any]:
    language = _language()
    return {
        "text": step.text.in_(language),
        "why": step.why.in_(language),
        "team": plan_words.TEAMS[step.team],
        "clock": reference.clocks().get(step.clock),
        "article": step.article,
        "confidence": step.confidence,
    }


def _part_label(part: str) -> str:
    return str(_("General") if part == "general" else plan_words.SECTIONS[part])


def _seen(request: MemberRequest) -> int:
    form = Seen(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else -1


def _may(request: MemberRequest, name: str) -> bool:
    return permissions.is_allowed(request.member.role, name)


def _organisation(request: MemberRequest) -> Organisation:
    return organisations.organisation(request.member.organisation_id)


def _language() -> str:
    return (get_language() or "fr")[:2]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _trail(request: MemberRequest, here: str, *, with_plan: bool = False) -> list[tuple[str, str]]:
    of = request.member.organisation_id
    trail = [(_("Crisis"), reverse("crisis:home", args=[of]))]
    if with_plan:
        trail.append((_("Crisis plan"), reverse("crisis:plan", args=[of])))
    return [*trail, (here, "")]
