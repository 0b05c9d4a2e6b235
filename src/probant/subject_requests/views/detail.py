"""One request on one page: its clock and what to do next on top, then everything that happened."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.common.time_limits import Deadline
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import labels, queries, uses
from probant.subject_requests.domain.clock import Clock
from probant.subject_requests.domain.next_step import TOLD, next_steps, possible
from probant.subject_requests.domain.state import EventKind, State
from probant.subject_requests.models import CHANNELS, ON_BEHALF, OUTCOMES, RIGHTS, SubjectRequest
from probant.subject_requests.queries import Happened
from probant.subject_requests.views import finding
from probant.subject_requests.views.acts import ACTS
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import VaultError
from probant.vault.serving import download

WORDS = ("text", "justification", "doubt", "wanted", "explanation", "reasons", "detail",
         "handed_over", "message", "name", "addressee")  # fmt: skip


@require_safe
@permission("subject_requests.view")
def detail(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """The request, its clock, its next step, its history."""
    found, now = finding.request_of(request, request_id), clock.now()
    rows = queries.event_rows(found)
    state, happened = queries.state_of(rows), queries.timeline(found, rows)
    counted = queries.clock_of(found, state, now=now)
    context: dict[str, Any] = {
        "found": found,
        "state": state,
        "personal": queries.personal_of(found),
        "clock": counted,
        "is_late": counted.is_late(now) and state.status not in {"withdrawn", "merged"},
        "considered": _considered(counted),
        "told": _told(found),
        "happened": [_line(item) for item in reversed(happened)],
        "files": _files(found, happened),
        "now": now,
        "breadcrumb": finding.trail(request, None, found.number),
        "export_url": finding.url("export", request),
        **_acts(request, found, state),
        **_analysis(found, state, happened),
    }
    return render(request, "subject_requests/detail.html", context)


@require_safe
@permission("subject_requests.handle", traced_as="subject_requests.file_read")
def file(request: MemberRequest, request_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A letter as it was sent, or what the person sent; the reading is journalled."""
    found = finding.request_of(request, request_id)
    try:
        held = vaults.file(request.member.organisation_id, file_id)
        dossier = vaults.dossier(request.member.organisation_id, "subject_request", found.pk)
        if held.dossier != dossier.id:
            raise Http404
        return download(held)
    except VaultError as error:
        raise Http404 from error


def _acts(request: MemberRequest, found: SubjectRequest, state: State) -> dict[str, Any]:
    if not finding.may_handle(request):
        return {"next_steps": [], "acts": [], "may_handle": False}
    wanted = next_steps(state, tuple(found.rights))
    others = [act for act in possible(state) if act not in {*wanted[:1], *_pointless(found)}]
    return {
        "next_steps": [_act(request, found, act) for act in wanted],
        "acts": [_act(request, found, act) for act in others],
        "may_handle": True,
    }


def _pointless(found: SubjectRequest) -> set[str]:
    """Acts that the state allows and that this request gives no occasion for."""
    told = set() if TOLD & set(found.rights) else {"transmit", "tell-nobody"}
    return told if queries.twins(found) else told | {"merge"}


def _act(request: MemberRequest, found: SubjectRequest, act: str) -> dict[str, Any]:
    if act == "analysis":
        address = finding.url("analysis", request, request_id=found.pk)
        return {"act": act, "title": labels.DECIDE, "icon": "signpost-split", "url": address}
    page = ACTS[act]
    address = finding.url("act", request, request_id=found.pk, act=act)
    return {"act": act, "title": page.title, "icon": page.icon, "url": address}


def _told(found: SubjectRequest) -> dict[str, Any]:
    """The columns in words."""
    rights = dict(RIGHTS)
    return {
        "rights": [rights[right] for right in found.rights],
        "channel": dict(CHANNELS)[found.channel],
        "on_behalf": dict(ON_BEHALF)[found.on_behalf],
        "outcome": dict(OUTCOMES).get(found.outcome, ""),
        "tone": labels.TONES[found.status],
        "grounds": labels.GROUNDS,
    }


def _considered(counted: Clock) -> list[tuple[labels.Words, Deadline, bool, bool]]:
    return [
        (labels.RULES[item.rule], item.deadline, item is counted.kept, item.is_certain)
        for item in counted.considered
    ]


def _line(item: Happened) -> dict[str, Any]:
    said = [item.detail[name] for name in WORDS if item.detail.get(name)]
    return {
        "at": item.row.at,
        "label": labels.EVENTS[item.kind],
        "by": item.row.by_name,
        "is_person": item.row.by_kind == "requester",
        "said": [text for text in said if isinstance(text, str)],
        "chips": _chips(item),
        "file": item.facts.get("file", ""),
    }


def _chips(item: Happened) -> list[labels.Words]:
    facts = item.facts
    found = [
        labels.WAYS.get(str(facts.get("way", "")), ""),
        dict(OUTCOMES).get(str(facts.get("outcome", "")), ""),
        labels.PAPERS.get(str(facts.get("paper", "")), ""),
        labels.RESULTS.get(str(facts.get("result", "")), ""),
        labels.STEPS.get(str(facts.get("step", "")), ""),
        dict(RIGHTS).get(str(facts.get("right", "")), ""),
        facts.get("into_number") or facts.get("merged_number") or "",
    ]
    return [word for word in found if word]


def _files(found: SubjectRequest, happened: list[Happened]) -> list[StoredFile]:
    dossier = queries.dossier(found)
    return list(vaults.files(dossier)) if dossier and happened else []


def _analysis(found: SubjectRequest, state: State, happened: list[Happened]) -> dict[str, Any]:
    """The decision, the sources to search, whom to tell, the requests that look the same."""
    analysed = next((item for item in reversed(happened) if item.kind is EventKind.ANALYSED), None)
    chosen = list(analysed.facts.get("activities", [])) if analysed else []
    return {
        "analysed": analysed,
        "decisions": _decisions(analysed),
        "sources": _sources(found, state, chosen),
        "transmissions": list(queries.transmissions(found)),
        "hand_overs": list(queries.hand_overs(found)),
        "twins": queries.twins(found) if state.is_open else [],
    }


def _decisions(analysed: Happened | None) -> list[tuple[Any, Any, bool]]:
    if analysed is None:
        return []
    rights, outcomes = dict(RIGHTS), dict(OUTCOMES)
    differing = set(analysed.facts.get("differing", []))
    return [
        (rights[right], outcomes[outcome], right in differing)
        for right, outcome in analysed.facts["decisions"].items()
    ]


def _sources(
    found: SubjectRequest, state: State, chosen: list[str]
) -> list[tuple[uses.Place, labels.Words]]:
    steps = state.sources or {}
    return [
        (place, labels.STEPS.get(steps.get(place.key, ""), ""))
        for place in uses.sources(found.organisation_id, chosen)
    ]
