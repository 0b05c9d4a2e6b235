"""The file of one breach: clocks first, then what is next, then everything that is known."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.breaches import casefile, closability, labels, queries, scope, timeline
from probant.breaches.clocks import clocks_of
from probant.breaches.domain.facts import SECTIONS
from probant.breaches.models import Breach
from probant.breaches.statements import Choice, Kind, Question
from probant.breaches.views import finding
from probant.breaches.views.summaries import summaries
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import law

LATEST = 6
WHERE: dict[str, tuple[str, dict[str, str]]] = {
    "facts": ("edit", {"section": "timeline"}),
    "effects": ("edit", {"section": "consequences"}),
    "notify": ("proposal", {}),
    "inform": ("proposal", {}),
    "notification": ("notification", {}),
    "complement": ("notification", {}),
    "persons": ("new", {"kind": "communication"}),
    "public": ("new", {"kind": "communication"}),
    "controllers": ("new", {"kind": "warning"}),
}
ANCHORS = {"measures": "followed"}


@require_safe
@permission("breaches.view")
def breach(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Everything about one breach."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    return render(request, "breaches/breach.html", _context(request, found, file))


def _context(request: MemberRequest, found: Breach, file: casefile.CaseFile) -> dict[str, Any]:
    urls = {name: finding.url("edit", request, found, section=name) for name in SECTIONS}
    activities = scope.offered(request.member.organisation_id)
    now = clock.now()
    return {
        "breach": found,
        "file": file,
        "may": finding.allowed(request, found),
        "clocks": clocks_of(found, now=now, facts=file.facts, sendings=file.sent),
        "now": now,
        "sections": summaries(file.facts, activities, urls),
        "steps": [_step(request, found, code) for code in file.still_open],
        "untold": _untold(found, file),
        "questions": [_question(file, question) for question in Question],
        "scores": (file.proposal.severity.low, file.proposal.severity.high),
        "logs": scope.found_in_logs(found),
        "has_logs": bool(scope.SOURCES),
        "history": [*reversed(file.told)][:LATEST],
        "breadcrumb": finding.trail(request, None, found.reference),
    }


def _untold(found: Breach, file: casefile.CaseFile) -> list[str]:
    """The groups that still have to be told, once it is decided that people are."""
    if found.inform != Choice.YES:
        return []
    groups, language = law.data_subjects(), get_language() or "fr"
    names = closability.untold_groups(found, file.told)
    return [groups[name].label.in_(language) for name in names]


def _step(request: MemberRequest, found: Breach, code: str) -> dict[str, Any]:
    name, parts = WHERE.get(code, ("", {}))
    address = finding.url(name, request, found, **parts) if name else f"#{ANCHORS.get(code, '')}"
    return {"label": labels.STILL_OPEN[code], "url": address}


def _question(file: casefile.CaseFile, question: Question) -> dict[str, Any]:
    proposal = file.proposal
    advice = proposal.notify if question is Question.NOTIFY else proposal.inform
    decided = file.decision(question)
    return {
        "id": question.value,
        "label": labels.QUESTIONS[question.value],
        "advice": advice.value,
        "decided": decided and {"by": decided[0], "said": decided[1]},
    }


@require_safe
@permission("breaches.view")
def history(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Every statement ever made, the latest first; a clock set back is said."""
    found = finding.breach(request, breach_id)
    told = queries.history(found)
    lines, before = [], None
    facts: dict[str, Any] = {}
    for made in told:
        is_back = before is not None and made.at < before.at
        line: dict[str, Any] = {"made": made, "is_back": is_back}
        if made.kind == Kind.FACTS:
            line["sections"] = _changed(facts, made.content) if facts else []
            facts = made.content
        lines.append(line)
        before = made
    context = {
        "breach": found,
        "lines": lines[::-1],
        **_timeline(casefile.CaseFile(found, told)),
        "breadcrumb": finding.trail(request, found, _("History")),
    }
    return render(request, "breaches/history.html", context)


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[labels.Words]:
    """The sections that differ between two statements of the facts."""
    return [labels.SECTIONS[name][1] for name in SECTIONS if before.get(name) != after.get(name)]


def _timeline(file: casefile.CaseFile) -> dict[str, Any]:
    """The picture and its table: instants known, clocks, what was done."""
    language = get_language() or "fr"
    facts = file.facts
    running = clocks_of(file.breach, now=clock.now(), facts=facts, sendings=file.sent)
    found = timeline.moments(facts.timeline, running, language)
    drawn = mark_safe(timeline.svg(found, language))  # noqa: S308  our own, every label escaped
    return {"picture": drawn if found else "", "instants": timeline.table(found, language)}
