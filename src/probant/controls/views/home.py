"""The frameworks that the organisation follows, how each stands, and those that it may follow."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from probant.common import clock
from probant.controls import actions, queries
from probant.controls.domain.standing import State
from probant.controls.queries import Board, Offered
from probant.controls.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.reference.frameworks import HYGIENE

ACTS = {
    "follow": (actions.follow, _("The framework is followed.")),
    "unfollow": (actions.unfollow, _("The framework is no longer followed.")),
    "baseline": (actions.choose_baseline, _("This framework is your baseline now.")),
}


@require_safe
@permission("controls.view")
def home(request: MemberRequest) -> HttpResponse:
    """Each framework with its share proven; the evidence that ends soon."""
    organisation = finding.organisation_of(request)
    language, today = finding.language(), finding.today()
    offered = queries.offered(organisation, language)
    followed = queries.followed(organisation)
    known = queries.frameworks(organisation, followed.ids, language)
    mine = [known[id_] for id_ in followed.ids if id_ in known]
    boards = queries.boards(organisation.pk, mine, today=today)
    live, old = queries.count_of_evidence(organisation.pk, today=today)
    context: dict[str, Any] = {
        "cards": [_card(request, boards[one.id], followed.baseline) for one in mine],
        "others": [_other(request, one) for id_, one in offered.items() if id_ not in known],
        "evidence": live,
        "expired": old,
        "may_edit": finding.may_edit(request),
        "shows_hygiene": organisation.sector in {"practice", "pharmacy", "laboratory", "other"},
        "is_baseline_chosen": followed.is_baseline_chosen,
    }
    return render(request, "controls/home.html", context)


@require_POST
@permission("controls.edit")
def choose(request: MemberRequest, framework: str) -> HttpResponse:
    """Follow, no longer follow, or measure oneself by it."""
    found = finding.framework(request, framework)
    chosen = ACTS.get(request.POST.get("act", ""))
    if chosen is None:
        raise Http404
    act, told = chosen
    act(finding.organisation_of(request), found.id, by=request.member, at=clock.now())
    messages.success(request, told)
    return redirect(finding.url("home", request))


def _card(request: MemberRequest, board: Board, baseline: str) -> dict[str, Any]:
    found = board.coverage
    return {
        "id": board.framework.id,
        "name": board.framework.name,
        "edition": board.framework.edition,
        "url": _address(request, board.framework.id),
        "is_baseline": board.framework.id == baseline,
        "is_imported": board.framework.is_imported,
        "percent": found.proven_percent,
        "proven": found.counts[State.PROVEN],
        "applicable": found.applicable,
        "undecided": found.undecided,
        "expired": found.counts[State.EXPIRED],
    }


def _other(request: MemberRequest, one: Offered) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "publisher": one.publisher,
        "edition": one.edition,
        "count": one.count,
        "url": _address(request, one.id),
        "missing": one.missing,
    }


def _address(request: MemberRequest, framework: str) -> str:
    if framework == HYGIENE:
        return finding.url("hygiene", request)
    return finding.url("framework", request, framework=framework)
