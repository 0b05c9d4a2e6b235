"""The home page: what to do first, what is due, what is contradicted, missing, declared, proven."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from probant.accountability import queries
from probant.accountability.domain.standing import Standing, exposures
from probant.accountability.dues import KINDS, visible
from probant.accountability.explanations import STATES, explained
from probant.accountability.views.rows import row
from probant.common import clock
from probant.common.verdicts import VerdictState
from probant.deadlines.domain import Due
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.reference import law

EMPTY = "register.exists"
MOST_DUE = 5
ICONS = {
    VerdictState.CONTRADICTED: ("x-octagon-fill", "bad"),
    VerdictState.MISSING: ("circle", "warn"),
    VerdictState.EXPIRED: ("hourglass-bottom", "warn"),
    VerdictState.UNDETERMINED: ("question-diamond", "unknown"),
    VerdictState.DECLARED: ("chat-left-text", "info"),
    VerdictState.PROVEN: ("check-circle-fill", "good"),
    VerdictState.NOT_APPLICABLE: ("dash-circle", "neutral"),
}


@require_safe
@permission("accountability.view")
def home(request: MemberRequest) -> HttpResponse:
    """Where the organisation stands now; `?state=` shows the verdicts of one state."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]  # set by access
    now = clock.now()
    standing = queries.standing(organisation, now=now)
    step = standing.next_step
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else ""
    shown = standing.with_state(state) if state else standing.to_look_at
    context = {
        "now": now,
        "state": state,
        "tiles": tiles(standing),
        "shown": [row(item, organisation.pk, now=now) for item in shown],
        "held": [] if state else [row(it, organisation.pk, now=now) for it in standing.good],
        "step": explained(step, organisation.pk) if step else None,
        **_first_step(standing, organisation, request),
        "pressing": _pressing(request, organisation, now),
        "due": [explained(item, organisation.pk) for item in standing.due[:MOST_DUE]],
        "recent": _recent(request),
        **exposure_context(standing, organisation),
        "may_edit_identity": permissions.is_allowed(request.member.role, "organisation.edit"),
    }
    return render(request, "accountability/home.html", context)


def tiles(standing: Standing) -> list[dict[str, Any]]:
    """One tile a state, zeros included; what does not apply is no figure."""
    return [
        {
            "state": state.value,
            "label": STATES[state],
            "count": count,
            "icon": ICONS[state][0],
            "tone": ICONS[state][1] if count else "neutral",
        }
        for state, count in standing.counts.items()
        if state is not VerdictState.NOT_APPLICABLE
    ]


def exposure_context(standing: Standing, organisation: Organisation) -> Mapping[str, Any]:
    """Art. 83: the ceilings that the unmet obligations fall under."""
    return {
        "exposures": exposures(standing.unmet, organisation.group_turnover),
        "ceilings": law.sanction_tiers(),
        "turnover": organisation.group_turnover,
        "identity_url": reverse(
            "organisations:edit-identity", kwargs={"organisation": organisation.pk}
        ),
    }


def _first_step(
    standing: Standing, organisation: Organisation, request: MemberRequest
) -> Mapping[str, Any]:
    states = {verdict.obligation_id: verdict.state for verdict in standing.verdicts}
    is_empty = states.get(EMPTY) is VerdictState.MISSING
    return {
        "is_empty": is_empty,
        "start_url": _start(organisation, request) if is_empty else "",
        "unmet": len(standing.unmet),
        "total": len(standing.verdicts),
    }


def _start(organisation: Organisation, request: MemberRequest) -> str:
    """The guided start, where this reader may answer it."""
    if not permissions.is_allowed(request.member.role, "guided_start.answer"):
        return ""
    try:
        return reverse("guided_start:start", kwargs={"organisation": organisation.pk})
    except NoReverseMatch:
        return ""


def _pressing(
    request: MemberRequest, organisation: Organisation, now: datetime
) -> list[tuple[Due, str | Promise]]:
    """What ends first among what this reader may do."""
    found = visible(organisation, request.member.role, now=now)
    return [(due, KINDS[due.kind]) for due in found[:MOST_DUE]]


def _recent(request: MemberRequest) -> list[queries.Series]:
    if not permissions.is_allowed(request.member.role, "journal.view"):
        return []
    return queries.lately(request.member.organisation_id)
