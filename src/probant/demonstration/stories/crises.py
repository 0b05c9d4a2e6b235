"""Crisis plans, an exercise that was played, a crisis that is over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.utils.timezone import localdate

from probant.crisis import papers
from probant.crisis.actions import exercises, keeping
from probant.crisis.actions import plan as plans
from probant.crisis.actions import room as rooms
from probant.crisis.domain import plan as planning
from probant.crisis.domain.entries import Said
from probant.crisis.domain.plan import Plan
from probant.crisis.queries import plan as plans_of
from probant.crisis.queries import room as rooms_of
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A plan: what it says beyond the register's proposal, when it was written and copied."""

    written: str
    validated: str = ""
    copied: str = ""
    says: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is said in a room, so many minutes after it opened; `name` lets another be about it.

    `instants`: fields of the entry that are instants, in minutes after the opening too.
    """

    minutes: int
    kind: str
    name: str = ""
    about: str = ""
    by: str = ""
    team: str = ""
    audience: str = ""
    body: dict[str, str] = field(default_factory=dict)
    instants: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Lived:
    """A crisis from its opening to its review."""

    opened: str
    title: str
    kind: str
    text: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an exercise showed; `closed`: days after it, where something was done about it."""

    text: str
    owner: str
    due: int
    closed: str = ""
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Played:
    """An exercise: planned, played, evaluated, its findings followed."""

    planned: str
    played: str
    scenario: str
    minutes: int
    lines: tuple[Line, ...] = ()
    grades: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    review: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """All that an organisation did about crises."""

    plan: Planned | None = None
    exercises: tuple[Played, ...] = ()
    crises: tuple[Lived, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """The plan's, then one for each exercise and each crisis."""
    ready = msgspec.convert(read("crises").get(name, {}), Readiness)
    if ready.plan is not None:
        yield _plan(scene, ready.plan)
    yield from (_exercise(scene, played) for played in ready.exercises)
    yield from (_crisis(scene, lived) for lived in ready.crises)


def _plan(scene: Scene, planned: Planned) -> Story:
    at = scene.instant(planned.written)
    yield at
    proposed = planning.to_json(plans_of.proposed(scene.organisation))
    plan = planning.from_json({**proposed, **planned.says})
    plans.write(scene.organisation, _without_empty(plan), seen=0, by=scene.by, at=at)
    if planned.validated:
        at = scene.instant(planned.validated)
        yield at
        plans.validate(scene.organisation, seen=1, by=scene.by, at=at)
    if planned.copied:
        at = scene.instant(planned.copied)
        yield at
        language = scene.organisation.language
        plans.issue_booklet(scene.organisation, language=language, by=scene.by, at=at)


def _without_empty(plan: Plan) -> Plan:
    """A person named twice in the proposal is written once."""
    people = {(one.team, one.name): one for one in plan.people if one.name}
    return replace(plan, people=tuple(people.values()))


def _crisis(scene: Scene, lived: Lived) -> Story:
    at = scene.instant(lived.opened)
    yield at
    crisis = rooms.open_crisis(
        scene.organisation,
        title=lived.title,
        kind=lived.kind,
        text=lived.text,
        by=scene.by,
        at=at,
    )
    yield from _lines(scene, crisis.pk, lived.lines, at)


def _exercise(scene: Scene, played: Played) -> Story:
    planned_at, at = scene.instant(played.planned), scene.instant(played.played)
    yield planned_at
    exercise = exercises.plan(
        scene.organisation, played.scenario, planned_at=at, by=scene.by, at=planned_at
    )
    yield at
    crisis = exercises.start(exercise.pk, by=scene.by, at=at).crisis_id
    assert crisis is not None  # noqa: S101  a started exercise has its room
    injected = [Line(minutes=one["after"], kind="next_inject") for one in exercise.injects]
    lines = sorted([*injected, *played.lines], key=lambda line: line.minutes)
    yield from _lines(scene, crisis, lines, at, exercise=exercise.pk)
    over = at + timedelta(minutes=played.minutes)
    yield over
    exercises.end(exercise.pk, by=scene.by, at=over)
    exercises.evaluate(exercise.pk, played.grades, remarks=played.remarks, by=scene.by, at=over)
    rooms.close(crisis, played.review, by=scene.by, at=over)
    yield from _findings(scene, exercise.pk, played.findings, over)


def _lines(
    scene: Scene,
    crisis: UUID,
    lines: Iterable[Line],
    opened: datetime,
    exercise: UUID | None = None,
) -> Story:
    named: dict[str, int] = {}
    for line in lines:
        at = opened + timedelta(minutes=line.minutes)
        yield at
        if exercise is not None and line.kind == "next_inject":
            exercises.inject(exercise, by=scene.by, at=at)
        else:
            named[line.name] = _entered(scene, crisis, line, named, opened=opened, at=at)


def _entered(  # noqa: PLR0913  a line is of which room, about what, counted from when
    scene: Scene,
    crisis: UUID,
    line: Line,
    named: dict[str, int],
    *,
    opened: datetime,
    at: datetime,
) -> int:
    by, key = scene.who(line.by), uuid4()
    if line.kind == "situation_report":
        found = rooms_of.crisis(scene.organisation.pk, crisis)
        digest = papers.digest_of(found, rooms_of.room(scene.organisation.pk, crisis), now=at)
        return keeping.issue_report(crisis, digest, key=key, by=by, at=at).sequence
    if line.kind == "message_sent":
        how = line.body["text"]
        sent = keeping.send_message(crisis, named[line.about], key=key, by=by, at=at, how=how)
        return sent.sequence
    later = {
        name: (opened + timedelta(minutes=minutes)).isoformat()
        for name, minutes in line.instants.items()
    }
    said = Said(
        line.kind,
        key,
        {**line.body, **later},
        line.team,
        line.audience,
        about=named[line.about] if line.about else None,
    )
    if line.kind == "closed":
        return rooms.close(crisis, said.body, by=by, at=at, key=key).sequence
    return rooms.append(crisis, said, by=by, at=at).sequence


def _findings(scene: Scene, exercise: UUID, findings: tuple[Finding, ...], over: datetime) -> Story:
    at = over + timedelta(hours=1)
    yield at
    added = [(_found(scene, exercise, one, at), one) for one in findings]
    settled = [
        (scene.instant(one.closed, after=over), id_, one) for id_, one in added if one.closed
    ]
    for then, id_, one in sorted(settled, key=lambda held: held[0]):
        yield then
        exercises.close_finding(exercise, id_, outcome=one.outcome, by=scene.by, at=then)


def _found(scene: Scene, exercise: UUID, finding: Finding, at: datetime) -> str:
    """The finding's id."""
    due_on = localdate(at) + timedelta(days=finding.due)
    after = exercises.add_finding(
        exercise, finding.text, owner=finding.owner, due_on=due_on, by=scene.by, at=at
    )
    return str(after.findings[-1]["id"])
