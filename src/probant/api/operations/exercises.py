"""Exercises: planned, played in a room, evaluated, their findings followed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError
from probant.api.schemas import Asked, Line, Refusal, Words
from probant.common import clock
from probant.crisis import exercise_evidence
from probant.crisis.actions import exercises as actions
from probant.crisis.domain.exercise import (
    EvaluationShapeError,
    ExerciseActError,
    ImplausibleInstantError,
    NoInjectLeftError,
)
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises as queries

router = Router(tags=["exercises"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
PDF = {"content": {"application/pdf": {"schema": {"type": "string"}}}}
ACTS: dict[str, Callable[..., Exercise]] = {
    "start": actions.start,
    "inject": actions.inject,
    "pause": actions.pause,
    "resume": actions.resume,
    "end": actions.end,
    "cancel": actions.cancel,
}


class ObjectiveOut(Schema):
    """An objective: what the room shows, in minutes, and what was decided of it."""

    id: str
    within: int
    minutes: int | None
    seen: str
    grade: str


class ExerciseOut(Schema):
    """One exercise with its events, results and findings."""

    id: UUID
    scenario: str
    title: str
    state: str
    crisis_id: UUID | None
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    injects: list[dict[str, Any]]
    objectives: list[ObjectiveOut]
    findings: list[dict[str, Any]]


class NewExercise(Asked):
    """Which scenario, and when."""

    scenario: Line
    planned_at: AwareDatetime


class Evaluation(Asked):
    """A grade by objective: met, partly, not_met, not_played."""

    grades: dict[str, str]
    worked: Words = ""
    missed: Words = ""


class NewFinding(Asked):
    """Something to fix: what, by whom, before when."""

    text: Words
    owner: Line
    due_on: date


class Outcome(Asked):
    """What was done."""

    outcome: Words


@router.get("/exercises", response=list[ExerciseOut], auth=Token("crisis.prepare"))
def list_exercises(request: TokenRequest) -> list[dict[str, Any]]:
    """Every exercise, the latest first."""
    return [_told(found) for found in queries.exercises(request.organisation.pk)]


@router.post("/exercises", response={201: ExerciseOut, **REFUSALS}, auth=Token("crisis.prepare"))
def plan_exercise(request: TokenRequest, asked: NewExercise) -> Status[dict[str, Any]]:
    """An exercise at a date."""
    try:
        made = actions.plan(
            request.organisation,
            asked.scenario,
            planned_at=asked.planned_at,
            by=request.member,
            at=clock.now(),
        )
    except actions.UnknownScenarioError as error:
        raise RefusedError(Problem(422, "invalid", {"scenario": "unknown"})) from error
    except ImplausibleInstantError as error:
        raise RefusedError(Problem(422, "invalid", {"planned_at": "implausible"})) from error
    return Status(201, _told(made))


@router.get(
    "/exercises/{uuid:exercise}",
    response={200: ExerciseOut, 404: Refusal},
    auth=Token("crisis.prepare"),
)
def read_exercise(request: TokenRequest, exercise: UUID) -> dict[str, Any]:
    """One exercise."""
    return _told(queries.exercise(request.organisation.pk, exercise))


@router.post(
    "/exercises/{uuid:exercise}/acts/{act}",
    response={200: ExerciseOut, **REFUSALS},
    auth=Token("crisis.prepare"),
)
def act_in_exercise(
    request: TokenRequest,
    exercise: UUID,
    act: Literal["start", "inject", "pause", "resume", "end", "cancel"],
) -> dict[str, Any]:
    """Start it, give the next event, pause, resume, end, cancel."""
    with _refusals():
        return _told(ACTS[act](exercise, by=request.member, at=clock.now()))


@router.put(
    "/exercises/{uuid:exercise}/evaluation",
    response={200: ExerciseOut, **REFUSALS},
    auth=Token("crisis.prepare"),
)
def evaluate_exercise(request: TokenRequest, exercise: UUID, asked: Evaluation) -> dict[str, Any]:
    """Which objectives were met."""
    remarks = {"worked": asked.worked, "missed": asked.missed}
    with _refusals():
        return _told(
            actions.evaluate(
                exercise, asked.grades, remarks=remarks, by=request.member, at=clock.now()
            )
        )


@router.post(
    "/exercises/{uuid:exercise}/findings",
    response={201: ExerciseOut, **REFUSALS},
    auth=Token("crisis.prepare"),
)
def add_finding(request: TokenRequest, exercise: UUID, asked: NewFinding) -> Status[dict[str, Any]]:
    """Something to fix."""
    with _refusals():
        made = actions.add_finding(
            exercise,
            asked.text,
            owner=asked.owner,
            due_on=asked.due_on,
            by=request.member,
            at=clock.now(),
        )
    return Status(201, _told(made))


@router.post(
    "/exercises/{uuid:exercise}/findings/{uuid:finding}/close",
    response={200: ExerciseOut, **REFUSALS},
    auth=Token("crisis.prepare"),
)
def close_finding(
    request: TokenRequest, exercise: UUID, finding: UUID, asked: Outcome
) -> dict[str, Any]:
    """What was done about it."""
    with _refusals():
        return _told(
            actions.close_finding(
                exercise,
                str(finding),
                outcome=asked.outcome,
                by=request.member,
                at=clock.now(),
            )
        )


@router.get(
    "/exercises/{uuid:exercise}/report",
    response={200: None, 404: Refusal},
    auth=Token("crisis.prepare"),
    openapi_extra={"responses": {200: PDF}},
)
def exercise_report(request: TokenRequest, exercise: UUID) -> HttpResponse:
    """The report as PDF."""
    found = queries.exercise(request.organisation.pk, exercise)
    content = exercise_evidence.pdf(found, language=request.organisation.language, at=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="exercise.pdf"'
    return response


@contextmanager
def _refusals() -> Iterator[None]:
    """What an act refuses, as answers."""
    try:
        yield
    except ExerciseActError as error:
        raise RefusedError(Problem(409, "refused", {"state": error.state})) from error
    except NoInjectLeftError as error:
        raise RefusedError(Problem(409, "refused", {"injects": "none_left"})) from error
    except EvaluationShapeError as error:
        raise RefusedError(Problem(422, "invalid", {f"grades.{error.name}": "unknown"})) from error
    except actions.UnknownFindingError as error:
        raise RefusedError(Problem(404, "not_found")) from error


def _told(found: Exercise) -> dict[str, Any]:
    grades = found.evaluation.get("grades", {})
    names = ("id", "scenario", "title", "crisis_id", "planned_at", "started_at", "ended_at")
    return {
        **{name: getattr(found, name) for name in names},
        "state": str(found.state),
        "injects": found.injects,
        "findings": found.findings,
        "objectives": [
            {
                "id": one.objective.id,
                "within": one.objective.within,
                "minutes": one.minutes,
                "seen": one.grade,
                "grade": grades.get(one.objective.id, ""),
            }
            for one in queries.measured(found)
        ],
    }
