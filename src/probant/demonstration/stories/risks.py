"""Risk analyses and policies of the invented organisations: begun, validated, moved, read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
from django.utils.timezone import localdate

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.policies import actions as policies
from probant.reference import policies as texts
from probant.risks import actions, queries
from probant.risks.domain import risk as rules
from probant.risks.models import Analysis


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A likelihood that an invented breach or audit moved."""

    risk: str
    after: int
    because: str
    named: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """An analysis: its answers or its scenarios; `planned`: measures, and in how many days."""

    begun: str
    method: str
    title: str
    answers: dict[str, str] = field(default_factory=dict)
    risks: tuple[dict[str, Any], ...] = ()
    planned: dict[str, int] = field(default_factory=dict)
    is_validated: bool = True
    accepted: dict[str, str] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A policy from a template; `approved`: how many days after it was begun, or never."""

    begun: str
    template: str
    approved: int | None = None
    is_read: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """What happens in one organisation."""

    analyses: tuple[Analysed, ...] = ()
    policies: tuple[Kept, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for each analysis and each policy."""
    told = msgspec.convert(read("risks").get(name, {}), Told)
    for analysed in told.analyses:
        yield _analysis(scene, analysed)
    for kept in told.policies:
        yield _policy(scene, kept)


def _analysis(scene: Scene, told: Analysed) -> Story:
    at = scene.instant(told.begun)
    yield at
    by = scene.by
    made = actions.start(scene.organisation, told.method, title=told.title, by=by, at=at)
    for question, said in told.answers.items():
        actions.answer(made.pk, question, said, by=by, at=at)
    if told.answers:
        actions.apply(made.pk, by=by, at=at)
    for one in told.risks:
        actions.add(made.pk, rules.from_json(one), by=by, at=at)
    for code, days in told.planned.items():
        due_on = localdate(scene.now + timedelta(days=days))
        actions.plan_measure(made.pk, code, owner=by.name, due_on=due_on, by=by, at=at)
    _decide(scene, made, told)


def _decide(scene: Scene, made: Analysis, told: Analysed) -> None:
    at, by = scene.instant(told.begun), scene.by
    for moved in told.moved:
        risk = _named(made, moved.risk)
        actions.move(
            risk.pk,
            moved.after,
            because=moved.because,
            named=moved.named,
            reason=moved.reason,
            seen=risk.version,
            by=by,
            at=at,
        )
    for title, reason in told.accepted.items():
        risk = _named(made, title)
        actions.accept(risk.pk, reason, seen=risk.version, by=by, at=at)
    if told.is_validated:
        made.refresh_from_db()
        actions.validate(made.pk, seen=made.version, by=by, at=at)


def _named(made: Analysis, title: str) -> Any:  # noqa: ANN401  a row of risks
    return queries.risks_of(made).get(title=title)


def _policy(scene: Scene, told: Kept) -> Story:
    at = scene.instant(told.begun)
    yield at
    template, by = texts.templates()[told.template], scene.by
    made = policies.begin(
        scene.organisation,
        template.kind,
        title=template.label.fr,
        text=template.written("fr", scene.organisation.name),
        template=told.template,
        by=by,
        at=at,
    )
    if told.approved is None:
        return
    then = scene.instant(f"{told.approved} 10:00", after=at)
    yield then
    policies.approve(made.pk, seen=1, by=by, at=then)
    if told.is_read:
        policies.acknowledge(made.pk, number=1, by=by, at=then)
