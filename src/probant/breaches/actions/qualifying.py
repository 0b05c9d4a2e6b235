"""Qualifying a breach: its facts, a section at a time, by several people at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.breaches import queries, scope
from probant.breaches.actions.recording import (
    Act,
    Place,
    StatementConflictError,
    opened,
    state,
)
from probant.breaches.domain.chronology import ensure_possible
from probant.breaches.domain.facts import BreachFacts, OwnRole, Timeline, from_json, to_json
from probant.breaches.domain.limits import ensure_within_limits
from probant.breaches.domain.severity import severity
from probant.breaches.models import DECLARED, OPEN, Breach
from probant.breaches.statements import Kind
from probant.common.errors import ProbantError
from probant.organisations import permissions
from probant.organisations.domain import Member

QUALIFY = "breaches.qualify"


class UnexplainedAwarenessError(ProbantError):
    """The instant that starts the 72 hours is given with its reason."""


@transaction.atomic
def save_section(  # noqa: PLR0913  an edit is what, on which version, by whom and when
    breach_id: UUID,
    section: str,
    value: Any,  # noqa: ANN401  a section of the facts
    *,
    by: Member,
    at: datetime,
    expected: int,
    note: str = "",
) -> Breach:
    """One section of the facts; another section that a colleague saved meanwhile stays theirs.

    StatementConflictError where the same section was changed since `expected`.
    """
    permissions.require(by, QUALIFY)
    breach = opened(by, breach_id)
    now = from_json(breach.facts)
    mine = replace(now, **{section: value})
    if expected != breach.facts_number:
        _ensure_untouched(breach, section, mine, expected)
    if section == "data":
        mine = scope.with_activities(breach.organisation_id, mine, before=now.data.activities)
    return _save(breach, mine, now, Act("facts_changed", by, at, note), (section,))


@transaction.atomic
def save_facts(  # noqa: PLR0913  an edit is what, on which version, by whom and when
    breach_id: UUID,
    facts: BreachFacts,
    *,
    by: Member,
    at: datetime,
    expected: int,
    note: str = "",
) -> Breach:
    """The facts whole, as a program sends them; on the version that it read."""
    permissions.require(by, QUALIFY)
    breach = opened(by, breach_id)
    if expected != breach.facts_number:
        theirs = queries.latest(breach, Kind.FACTS)
        raise StatementConflictError(theirs, to_json(facts), expected=expected)
    return _save(breach, facts, from_json(breach.facts), Act("facts_changed", by, at, note), ())


def _ensure_untouched(breach: Breach, section: str, mine: BreachFacts, expected: int) -> None:
    seen = queries.statements(breach.organisation_id, breach.pk)
    base = seen.filter(kind=Kind.FACTS.value, number=expected).first()
    theirs = queries.latest(breach, Kind.FACTS)
    is_same = base and theirs and base.content.get(section) == theirs.content.get(section)
    if not is_same:
        raise StatementConflictError(theirs, to_json(mine), expected=expected)


def _save(
    breach: Breach, facts: BreachFacts, before: BreachFacts, act: Act, sections: Iterable[str]
) -> Breach:
    if facts == before and breach.status == OPEN:
        return breach
    ensure_within_limits(facts)
    if facts.timeline != before.timeline:
        ensure_possible(facts.timeline, now=act.at)
        _ensure_explained(facts.timeline)
    breach.facts = to_json(facts)
    breach.facts_number += 1
    breach.aware_at = facts.timeline.aware_at
    breach.is_processor = facts.involvement.role is OwnRole.PROCESSOR
    breach.severity = queries.bands_of(severity(facts))
    if breach.status == DECLARED:
        breach.status = OPEN
    told = {"sections": list(sections), "is_aware": breach.aware_at is not None}
    state(breach, Place(Kind.FACTS), breach.facts, replace(act, facts=told))
    return breach


def _ensure_explained(timeline: Timeline) -> None:
    """The instant that starts the 72 hours is what an inspector asks for first."""
    if timeline.aware_at is not None and not timeline.awareness_why.strip():
        raise UnexplainedAwarenessError
