"""The proposal in the reader's language: score, reasons, and what would decide."""

from typing import Any

from probant.breaches import labels
from probant.breaches.domain.proposal import Proposal
from probant.breaches.domain.severity import Component
from probant.breaches.models import Breach
from probant.breaches.views import finding
from probant.organisations.access import MemberRequest
from probant.reference import breach as reference


def told_proposal(
    found: Proposal, of: Breach, request: MemberRequest, language: str
) -> dict[str, Any]:
    """What the page shows of a proposal."""
    bands = reference.severity_scale().bands
    return {
        "low": found.severity.low,
        "high": found.severity.high,
        "is_certain": found.severity.range.is_certain,
        "bands": [bands[name].label.in_(language) for name in found.severity.bands],
        "parts": [_part(one, language) for one in _components(found)],
        "has_many_persons": found.severity.has_many_persons,
        "is_unintelligible": found.severity.is_unintelligible,
        "reasons": [
            {
                "label": why.label.in_(language),
                "source": why.source,
                "confidence": why.confidence,
                "is_certain": why.is_certain,
                "level": why.level.name.lower(),
            }
            for why in found.reasons
        ],
        "open": [
            {
                "question": one.question.in_(language),
                "section": labels.SECTIONS[one.section][1],
                "url": finding.url("edit", request, of, section=one.section),
            }
            for one in found.open_facts
            if one.section in labels.SECTIONS
        ],
        "tells_controllers": found.tells_controllers,
    }


def _components(found: Proposal) -> tuple[Component, ...]:
    score = found.severity
    ease = Component("identification", score.identification)
    return (*score.data, ease, *score.circumstances)


def _part(one: Component, language: str) -> dict[str, Any]:
    name = labels.COMPONENTS.get(one.id, one.id)
    return {
        "name": name,
        "about": reference.label("data", one.about, language) if one.about else "",
        "low": one.range.low,
        "high": one.range.high,
        "is_certain": one.range.is_certain,
        "reasons": [why.in_(language) for why in one.reasons],
    }
