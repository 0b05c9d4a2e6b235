"""An exercise: its clock, its injects, what its room shows of it, its findings.

The clock runs from the start and stands still in a pause. What the room's entries measure is
proposed; the facilitator's evaluation is what counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from probant.common.errors import ProbantError
from probant.common.time_limits.period import Period
from probant.crisis.domain.entries import Entry
from probant.reference.crisis import ExerciseScenario, Objective

PLAUSIBLE = range(2001, 2100)
EXERCISED_EVERY = Period(months=12)
MARK = {"fr": "EXERCICE", "en": "EXERCISE"}
# Which entry shows that something was done; an alert is whatever a participant writes first.
SHOWN_BY: Mapping[str, frozenset[str]] = {
    "alert": frozenset({"note", "fact", "action", "decision", "evidence", "message", "rumour"}),
    "decision": frozenset({"decision"}),
    "action": frozenset({"action"}),
    "evidence": frozenset({"evidence"}),
    "situation": frozenset({"situation_report"}),
    "message": frozenset({"message_approved"}),
}


class State(StrEnum):
    """Where an exercise stands."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    EVALUATED = "evaluated"
    CANCELLED = "cancelled"


ACTS: Mapping[str, frozenset[State]] = {
    "start": frozenset({State.PLANNED}),
    "cancel": frozenset({State.PLANNED}),
    "inject": frozenset({State.RUNNING}),
    "pause": frozenset({State.RUNNING}),
    "resume": frozenset({State.PAUSED}),
    "end": frozenset({State.RUNNING, State.PAUSED}),
    "evaluate": frozenset({State.ENDED, State.EVALUATED}),
    "find": frozenset({State.ENDED, State.EVALUATED}),
}
GRADES = ("met", "partly", "not_met", "not_played")


class ExerciseActError(ProbantError):
    """The act is not possible in this state."""

    def __init__(self, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act, self.state = act, state


class NoInjectLeftError(ProbantError):
    """Every inject was given."""


class ImplausibleInstantError(ProbantError):
    """No exercise is planned at such an instant: a year was mistyped."""


class EvaluationShapeError(ProbantError):
    """The evaluation names an objective or a grade that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Measured:
    """When an objective was first seen to be met, in minutes of exercise; None: never seen."""

    objective: Objective
    minutes: int | None

    @property
    def grade(self) -> str:
        """Met in time, partly when late, not met when never seen; nothing where unmeasured."""
        if not self.objective.measure:
            return ""
        if self.minutes is None:
            return "not_met"
        return "met" if self.minutes <= self.objective.within else "partly"


def ensure(act: str, state: str) -> None:
    """ExerciseActError unless the act is possible in this state."""
    if state not in ACTS[act]:
        raise ExerciseActError(act, state)


def ensure_plausible(planned_at: datetime) -> None:
    """ImplausibleInstantError outside this century, at whose edges calendars overflow."""
    if planned_at.year not in PLAUSIBLE:
        raise ImplausibleInstantError


def injects_of(scenario: ExerciseScenario, language: str) -> list[dict[str, Any]]:
    """The injects as an exercise keeps them: the words of the day it was planned."""
    return [
        {
            "after": inject.after,
            "team": inject.team,
            "channel": inject.channel,
            "text": inject.text.in_(language),
            "expected": inject.expected.in_(language),
            "given_at": None,
        }
        for inject in scenario.injects
    ]


def next_inject(injects: Sequence[Mapping[str, Any]]) -> int:
    """The place of the first inject not given yet; NoInjectLeftError after the last."""
    for at, inject in enumerate(injects):
        if not inject["given_at"]:
            return at
    raise NoInjectLeftError


def elapsed(
    started_at: datetime, pauses: Iterable[Mapping[str, str | None]], at: datetime
) -> timedelta:
    """How long the exercise has been played at an instant, pauses left out."""
    played = at - started_at
    for pause in pauses:
        begun = datetime.fromisoformat(str(pause["from"]))
        over = datetime.fromisoformat(str(pause["to"])) if pause["to"] else at
        played -= max(timedelta(), min(over, at) - min(begun, at))
    return max(timedelta(), played)


def measured(
    scenario: ExerciseScenario,
    entries: Iterable[Entry],
    *,
    started_at: datetime,
    pauses: Sequence[Mapping[str, str | None]] = (),
) -> tuple[Measured, ...]:
    """What the room's entries show of each objective, by the server's time."""
    first: dict[str, datetime] = {}
    for entry in entries:
        first.setdefault(entry.kind, entry.at)
    return tuple(
        Measured(objective, _minutes(objective, first, started_at, pauses))
        for objective in scenario.objectives
    )


def _minutes(
    objective: Objective,
    first: Mapping[str, datetime],
    started_at: datetime,
    pauses: Sequence[Mapping[str, str | None]],
) -> int | None:
    kinds = SHOWN_BY.get(objective.measure, frozenset())
    seen = [at for kind, at in first.items() if kind in kinds]
    if not seen:
        return None
    return int(elapsed(started_at, pauses, min(seen)) / timedelta(minutes=1))


def checked_grades(scenario: ExerciseScenario, grades: Mapping[str, str]) -> dict[str, str]:
    """The grades by objective; EvaluationShapeError for one that does not exist."""
    known = {objective.id for objective in scenario.objectives}
    for objective, grade in grades.items():
        if objective not in known or grade not in GRADES:
            raise EvaluationShapeError(objective)
    return dict(grades)


def overdue(findings: Iterable[Mapping[str, Any]], on: date) -> list[Mapping[str, Any]]:
    """Findings that are open after their day."""
    return [one for one in open_findings(findings) if date.fromisoformat(one["due_on"]) < on]


def open_findings(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings that nobody has closed."""
    return [one for one in findings if not one["closed_at"]]


def was_played(injects: Iterable[Mapping[str, Any]], minutes: Mapping[str, float | None]) -> bool:
    """Something was given to the players, and the room shows that they answered it."""
    is_given = any(one.get("given_at") for one in injects)
    return is_given and any(value is not None for value in minutes.values())
