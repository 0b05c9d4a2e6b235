"""The exercises of one organisation, what their rooms show, and the findings that follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from probant.crisis.domain import exercise as rules
from probant.crisis.domain.exercise import Measured, State
from probant.crisis.models import Exercise
from probant.crisis.queries import room as rooms
from probant.reference import crisis as reference
from probant.reference.crisis import ExerciseScenario

PLAYED = (State.ENDED.value, State.EVALUATED.value)


@dataclass(frozen=True)
class Finding:
    """One finding, with the exercise that it comes from."""

    exercise: Exercise
    facts: dict[str, Any]


def exercises(organisation: UUID) -> QuerySet[Exercise]:
    """Every exercise, the latest first."""
    return Exercise.objects.filter(organisation=organisation).order_by("-planned_at")


def exercise(organisation: UUID, exercise_id: UUID, *, for_update: bool = False) -> Exercise:
    """One exercise; Exercise.DoesNotExist for another organisation's."""
    rows = Exercise.objects.select_for_update() if for_update else Exercise.objects
    return rows.get(organisation=organisation, pk=exercise_id)


def latest_played(organisation: UUID) -> Exercise | None:
    """The last exercise that came to its end."""
    return exercises(organisation).filter(state__in=PLAYED).order_by("-ended_at").first()


def of_crisis(organisation: UUID, crisis_id: UUID) -> Exercise | None:
    """The exercise that is played in this room, if one is."""
    return exercises(organisation).filter(crisis=crisis_id).first()


def scenario(found: Exercise) -> ExerciseScenario:
    """What is played."""
    return reference.exercises()[found.scenario]


def pauses(found: Exercise) -> list[dict[str, str | None]]:
    """When the clock stood still."""
    return list(found.evaluation.get("pauses", []))


def elapsed(found: Exercise, *, now: datetime) -> timedelta:
    """How long it has been played."""
    if found.started_at is None:
        return timedelta()
    return rules.elapsed(found.started_at, pauses(found), found.ended_at or now)


def measured(found: Exercise) -> tuple[Measured, ...]:
    """What the room's entries show of each objective; nothing before the start."""
    if found.started_at is None or found.crisis_id is None:
        return ()
    entries = rooms.entries(found.organisation_id, found.crisis_id)
    return rules.measured(
        scenario(found), entries, started_at=found.started_at, pauses=pauses(found)
    )


def findings(organisation: UUID) -> Iterator[Finding]:
    """Every finding of every exercise."""
    for found in exercises(organisation):
        for facts in found.findings:
            yield Finding(found, facts)
