"""The hygiene of a practice (F11): fourteen habits on one page, in plain words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from probant.common import clock
from probant.controls import actions, catalogue, labels, queries
from probant.controls.domain.standing import Applicability, Implementation
from probant.controls.forms.deciding import HabitsForm
from probant.controls.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.reference.frameworks import HYGIENE


@require_safe
@permission("controls.view")
def hygiene(request: MemberRequest) -> HttpResponse:
    """What is so today."""
    return _page(request, None)


@require_POST
@permission("controls.edit")
def answer(request: MemberRequest) -> HttpResponse:
    """What changed is saved at once, and the rest stays."""
    return _page(request, request.POST)


def _page(request: MemberRequest, data: QueryDict | None) -> HttpResponse:
    found = finding.framework(request, HYGIENE)
    organisation = finding.organisation_of(request)
    board = queries.board(organisation.pk, found, today=finding.today())
    said = {id_: standing.decision.implementation for id_, standing in board.standings.items()}
    initial = {id_: one.value for id_, one in said.items()}
    form = HabitsForm(data, controls=found.controls, initial=initial)
    if data is not None and form.is_valid():
        _save(request, form, said)
        messages.success(request, _("Saved."))
        return redirect(finding.url("hygiene", request))
    context: dict[str, Any] = {
        "framework": found,
        "form": form,
        "groups": _groups(request, form, board),
        "coverage": board.coverage,
        "may_edit": finding.may_edit(request),
        "breadcrumb": finding.trail(request, (found.name, "")),
    }
    return render(request, "controls/hygiene.html", context, status=422 if form.errors else 200)


def _save(request: MemberRequest, form: HabitsForm, said: dict[str, Implementation]) -> None:
    """One act for each answer, so that each habit has its own history."""
    organisation, at = finding.organisation_of(request), clock.now()
    for answer in Implementation:
        changed = [
            (HYGIENE, id_) for id_, told in form.answers() if told is answer and said[id_] != told
        ]
        if changed:
            changes = {"implementation": answer, "applicability": Applicability.YES}
            actions.decide_many(organisation, changed, changes, by=request.member, at=at)


def _groups(request: MemberRequest, form: HabitsForm, board: queries.Board) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for control, standing in board.rows:
        groups.setdefault(control.theme, []).append(
            {
                "field": form[control.id],
                "state": labels.STATES[standing.state],
                "tone": labels.TONES[standing.state],
                "icon": labels.ICONS[standing.state],
                "evidence": len(standing.arrivals),
                "url": finding.url("control", request, framework=HYGIENE, control=control.id),
                "told_by": _told_by(control.id),
            }
        )
    themes = board.framework.themes
    return [{"title": themes[theme], "habits": habits} for theme, habits in groups.items()]


def _told_by(habit: str) -> str:
    """The CNIL's fiches and the ANSSI's measures that ask for it."""
    language = finding.language()
    reached = catalogue.reached_from((HYGIENE, habit))
    names = [
        catalogue.short_name(ref, language)
        for ref, _way in reached
        if ref[0] in {"cnil_guide", "anssi_hygiene"}
    ]
    return ", ".join(sorted(set(names), key=names.index))
