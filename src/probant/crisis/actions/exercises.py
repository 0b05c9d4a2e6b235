"""Playing an exercise: planned, started in a room of its own, fed, evaluated, followed.

A room of an exercise is marked as one from its opening: its title, its reference (E-…), each of
its injects. Nothing here writes to anybody outside.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from probant.common.errors import ProbantError
from probant.crisis.actions import room as rooms
from probant.crisis.domain import exercise as rules
from probant.crisis.domain.entries import Said
from probant.crisis.domain.exercise import MARK, State
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises as queries
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import crisis as reference

PREPARE, LEAD = "crisis.prepare", "crisis.lead"


class UnknownScenarioError(ProbantError):
    """There is no exercise of this name."""


class UnknownFindingError(ProbantError):
    """There is no such finding, or it is closed already."""


@transaction.atomic
def plan(
    organisation: Organisation, scenario: str, *, planned_at: datetime, by: Member, at: datetime
) -> Exercise:
    """An exercise at a date; whoever plans it leads it."""
    permissions.require(by, PREPARE)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(PREPARE, by.role)
    if scenario not in reference.exercises():
        raise UnknownScenarioError
    rules.ensure_plausible(planned_at)
    held = reference.exercises()[scenario]
    made = Exercise.objects.create(
        organisation=organisation,
        scenario=scenario,
        title=held.label.in_(organisation.language),
        state=State.PLANNED,
        facilitator=by.person_id,
        facilitator_name=by.name,
        planned_at=planned_at,
        injects=rules.injects_of(held, organisation.language),
    )
    _journal("exercise.planned", made, by=by, at=at, scenario=scenario)
    return made


@transaction.atomic
def start(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """The clock starts and the room opens, marked as an exercise."""
    found = _locked(exercise_id, "start", by)
    language = found.organisation.language
    mark = MARK.get(language, MARK["fr"])
    scenario = queries.scenario(found)
    found.crisis = rooms.open_crisis(
        found.organisation,
        title=f"{mark} – {found.title}",
        kind=scenario.guide,
        text=f"{mark}. {scenario.summary.in_(language)}",
        is_exercise=True,
        by=by,
        at=at,
    )
    found.state, found.started_at = State.RUNNING, at
    return _saved(found, "exercise.started", by=by, at=at)


@transaction.atomic
def inject(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """The next event happens in the room, marked as of an exercise."""
    found = _locked(exercise_id, "inject", by)
    place = rules.next_inject(found.injects)
    held = found.injects[place]
    mark = MARK.get(found.organisation.language, MARK["fr"])
    body = {"title": mark, "text": f"{mark} – {held['text']}"}
    said = Said("inject", uuid4(), body, team=held["team"])
    entry = rooms.append(_crisis_of(found), said, by=by, at=at)
    found.injects[place] = {**held, "given_at": at.isoformat(), "sequence": entry.sequence}
    return _saved(found, "exercise.injected", by=by, at=at, inject=place)


@transaction.atomic
def pause(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """The exercise's clock stands still."""
    found = _locked(exercise_id, "pause", by)
    found.evaluation["pauses"] = [*queries.pauses(found), {"from": at.isoformat(), "to": None}]
    found.state = State.PAUSED
    return _saved(found, "exercise.paused", by=by, at=at)


@transaction.atomic
def resume(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """The clock runs again."""
    found = _locked(exercise_id, "resume", by)
    _end_pause(found, at)
    found.state = State.RUNNING
    return _saved(found, "exercise.resumed", by=by, at=at)


@transaction.atomic
def end(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """It is over; its room stays open for the review that closes it."""
    found = _locked(exercise_id, "end", by)
    _end_pause(found, at)
    found.state, found.ended_at = State.ENDED, at
    return _saved(found, "exercise.ended", by=by, at=at)


@transaction.atomic
def cancel(exercise_id: UUID, *, by: Member, at: datetime) -> Exercise:
    """It will not be played."""
    found = _locked(exercise_id, "cancel", by)
    found.state = State.CANCELLED
    return _saved(found, "exercise.cancelled", by=by, at=at)


@transaction.atomic
def evaluate(
    exercise_id: UUID,
    grades: Mapping[str, str],
    *,
    remarks: Mapping[str, str],
    by: Member,
    at: datetime,
) -> Exercise:
    """Which objectives were met, beside what the room's own times say."""
    found = _locked(exercise_id, "evaluate", by)
    held = rules.checked_grades(queries.scenario(found), grades)
    times = {one.objective.id: one.minutes for one in queries.measured(found)}
    found.evaluation = {
        **found.evaluation,
        "grades": held,
        "minutes": times,
        "remarks": dict(remarks),
        "evaluated_at": at.isoformat(),
        "evaluated_by": by.name,
    }
    found.state = State.EVALUATED
    return _saved(found, "exercise.evaluated", by=by, at=at, grades=held, minutes=times)


@transaction.atomic
def add_finding(  # noqa: PLR0913  a finding is of what, to do what, whose, by when, who, when
    exercise_id: UUID, text: str, *, owner: str, due_on: date, by: Member, at: datetime
) -> Exercise:
    """Something to fix: by whom and before when."""
    found = _locked(exercise_id, "find", by)
    finding = {
        "id": str(uuid4()),
        "text": text,
        "owner": owner,
        "due_on": due_on.isoformat(),
        "opened_at": at.isoformat(),
        "closed_at": None,
        "outcome": "",
    }
    found.findings = [*found.findings, finding]
    facts = {"finding": finding["id"], "due_on": finding["due_on"]}
    return _saved(found, "exercise.finding_added", by=by, at=at, **facts)


@transaction.atomic
def close_finding(
    exercise_id: UUID, finding_id: str, *, outcome: str, by: Member, at: datetime
) -> Exercise:
    """What was done about it; a closed finding is not closed twice."""
    found = _locked(exercise_id, "find", by)
    places = [
        place
        for place, one in enumerate(found.findings)
        if one["id"] == finding_id and not one["closed_at"]
    ]
    if not places:
        raise UnknownFindingError
    closed = {"closed_at": at.isoformat(), "outcome": outcome, "closed_by": by.name}
    found.findings[places[0]] = {**found.findings[places[0]], **closed}
    return _saved(found, "exercise.finding_closed", by=by, at=at, finding=finding_id)


def _locked(exercise_id: UUID, act: str, by: Member) -> Exercise:
    permissions.require(by, LEAD if act == "start" else PREPARE)
    found = queries.exercise(by.organisation_id, exercise_id, for_update=True)
    rules.ensure(act, found.state)
    return found


def _end_pause(found: Exercise, at: datetime) -> None:
    found.evaluation["pauses"] = [
        {**pause, "to": pause["to"] or at.isoformat()} for pause in queries.pauses(found)
    ]


def _crisis_of(found: Exercise) -> UUID:
    if found.crisis_id is None:  # `ensure` lets no act before the start
        raise rules.ExerciseActError(act="inject", state=found.state)
    return found.crisis_id


def _saved(found: Exercise, event: str, *, by: Member, at: datetime, **facts: Any) -> Exercise:  # noqa: ANN401  JSON
    found.save()
    _journal(event, found, by=by, at=at, **facts)
    return found


def _journal(event: str, found: Exercise, *, by: Member, at: datetime, **facts: Any) -> None:  # noqa: ANN401  JSON
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={"state": str(found.state), **facts},
    )
