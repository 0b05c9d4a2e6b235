"""One framework: its controls with how they stand, filtered, exported, decided several at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from probant.common import clock
from probant.controls import actions, catalogue, exports, labels, queries
from probant.controls.domain.framework import Control
from probant.controls.domain.standing import Standing, State
from probant.controls.forms.deciding import ManyForm
from probant.controls.forms.filters import BY_MAPPING, UNDECIDED, ControlFilters
from probant.controls.models import APPLICABILITIES
from probant.controls.queries import Board
from probant.controls.views import finding
from probant.organisations.access import MemberRequest, permission

PAGE_SIZE = 50
SHOWN_EVIDENCE = 3


@require_safe
@permission("controls.view")
def framework(request: MemberRequest, framework: str) -> HttpResponse:
    """The controls that the reader asks for, in the framework's order."""
    return page(request, framework, ManyForm())


@require_POST
@permission("controls.edit")
def decide_many(request: MemberRequest, framework: str) -> HttpResponse:
    """The same change for the controls that were ticked; what was typed comes back if refused."""
    found = finding.framework(request, framework)
    form = ManyForm(request.POST)
    ticked = [found.ref(id_) for id_ in request.POST.getlist("controls")]
    if not ticked:
        form.add_error(None, _("Tick at least one control."))
    if not form.is_valid():
        return page(request, framework, form, status=422)
    try:
        changed = actions.decide_many(
            finding.organisation_of(request),
            ticked,
            form.changes(),
            by=request.member,
            at=clock.now(),
        )
    except queries.UnknownControlError as error:
        raise Http404 from error
    told = ngettext("%(count)s control changed.", "%(count)s controls changed.", changed)
    messages.success(request, told % {"count": changed})
    query = request.GET.urlencode()
    address = finding.url("framework", request, framework=framework)
    return redirect(f"{address}?{query}" if query else address)


@require_safe
@permission("controls.view", traced_as="controls.exported")
def export(request: MemberRequest, framework: str) -> HttpResponse:
    """All its controls, whatever the filters: the statement of applicability is whole."""
    found = finding.framework(request, framework)
    asked = request.GET.get("format", "")
    if asked not in exports.MEDIA_TYPES:
        raise Http404
    organisation = finding.organisation_of(request)
    board = queries.board(organisation.pk, found, today=finding.today())
    sheet = exports.of_board(organisation, board, at=clock.now())
    response = HttpResponse(exports.write(asked, sheet), content_type=exports.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{sheet.filename}.{asked}"'
    return response


def page(
    request: MemberRequest, framework: str, form: ManyForm, *, status: int = 200
) -> HttpResponse:
    """The list, with the form below it."""
    found = finding.framework(request, framework)
    organisation = finding.organisation_of(request)
    board = queries.board(organisation.pk, found, today=finding.today())
    filters = ControlFilters(request.GET, framework=found)
    wanted = [row for row in board.rows if filters.wants(*row)]
    shown = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("controls"))
    context: dict[str, Any] = {
        "framework": found,
        "page": shown,
        "rows": [_row(request, board, *row, ticked) for row in shown.object_list],
        "told": _columns(),
        "tiles": _tiles(request, board),
        "coverage": board.coverage,
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "form": form,
        "may_edit": finding.may_edit(request),
        "export_url": finding.url("export", request, framework=found.id),
        "here": request.get_full_path().removeprefix(request.path),
        "statements": queries.statements(organisation.pk, found.id)[:5],
        "breadcrumb": finding.trail(request, (found.name, "")),
    }
    return render(request, "controls/framework.html", context, status=status)


def _columns() -> dict[str, str]:
    """The titles once: a cell repeats its own on a phone."""
    return {
        "control": _("Control"),
        "state": _("State"),
        "applies": _("Applicability"),
        "owner": _("In charge"),
        "evidence": _("Evidence"),
        "via": _("via"),
    }


def _tiles(request: MemberRequest, board: Board) -> list[dict[str, Any]]:
    address = finding.url("framework", request, framework=board.framework.id)
    found = board.coverage
    counted = [
        (found.counts[state], labels.STATES[state], state.value, labels.TONES[state])
        for state in reversed(State)
    ]
    counted.append((found.undecided, _("To decide"), UNDECIDED, "unknown"))
    if found.by_mapping:
        counted.append((found.by_mapping, _("Proven through another control"), BY_MAPPING, "info"))
    return [
        {"count": count, "label": label, "url": f"{address}?state={state}", "tone": tone}
        for count, label, state, tone in counted
    ]


def _row(
    request: MemberRequest, board: Board, control: Control, standing: Standing, ticked: set[str]
) -> dict[str, Any]:
    """A line in words: fifty of them are written without a template each."""
    framework = board.framework
    decision = standing.decision
    return {
        "id": control.id,
        "url": finding.url("control", request, framework=framework.id, control=control.id),
        "number": control.number,
        "title": control.title,
        "theme": framework.themes.get(control.theme) or _heading(board, control),
        "is_doubtful": not control.is_certain and framework.is_certain,
        "is_ticked": control.id in ticked,
        "state": labels.STATES[standing.state],
        "tone": labels.TONES[standing.state],
        "icon": labels.ICONS[standing.state],
        "applies": dict(APPLICABILITIES)[decision.applicability.value],
        "is_unusual": not decision.is_decided and not control.is_usual,
        "owner": decision.owner,
        "maturity": decision.maturity,
        "evidence": _evidence(standing),
        "more": max(len(standing.arrivals) - SHOWN_EVIDENCE, 0),
    }


def _heading(board: Board, control: Control) -> str:
    above = board.framework.controls.get(control.parent)
    return above.name if above else ""


def _evidence(standing: Standing) -> list[tuple[str, str]]:
    """The first of them with the nearest step of their way."""
    language = finding.language()
    return [
        (
            f"P-{one.number:03d}",
            "" if one.way.is_direct else catalogue.short_name(one.way.via[-1], language),
        )
        for one in standing.arrivals[:SHOWN_EVIDENCE]
    ]
