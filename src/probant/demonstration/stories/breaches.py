"""Breaches: declared in two minutes, understood over days, decided, told, closed or still open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from probant.breaches import actions, casefile, preparing
from probant.breaches.clocks import AUTHORITY
from probant.breaches.domain import facts as facts_of
from probant.breaches.domain import notification
from probant.breaches.models import Breach
from probant.breaches.statements import (
    Choice,
    Communication,
    Decision,
    Declaration,
    Lesson,
    Measure,
    Notification,
    Question,
    Sending,
)
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is done about a breach, so many days after its declaration.

    `said`: the statement's own fields. `moments`: instants of the timeline, days after the
    declaration too. `owed`: in how many days a measure is due.
    """

    after: str
    act: str
    by: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)
    question: str = ""
    choice: str = ""
    text: str = ""
    owed: int | None = None


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An invented breach and what becomes of it."""

    declared: str
    noticed: str
    by: str = ""
    said: dict[str, Any]
    steps: tuple[Step, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for each breach."""
    for happened in msgspec.convert(read("breaches").get(name, []), list[Happened]):
        yield story(scene, happened)


def story(scene: Scene, happened: Happened) -> Story:
    """One breach, from its declaration to its last step."""
    at = scene.instant(happened.declared)
    yield at
    given = {**happened.said, "noticed_at": scene.instant(happened.noticed, after=at)}
    said, by = msgspec.convert(given, Declaration), scene.who(happened.by)
    breach = actions.declare(scene.organisation, said, key=uuid4(), by=by, at=at)
    for step in happened.steps:
        then = scene.instant(step.after, after=at)
        yield then
        breach.refresh_from_db()
        STEPS[step.act](scene, breach, step, then)


def _alert(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    path = reverse("breaches:breach", args=[scene.organisation.pk, breach.pk])
    address = f"{settings.PROBANT_ORIGIN}{path}"
    actions.alert(scene.organisation, breach, address=address, by=scene.who(step.by), at=at)


def _understand(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    """Facts completed section by section: what is not said again stays as it was."""
    known = facts_of.to_json(facts_of.from_json(breach.facts))
    declared_at = breach.declared_at
    instants = {
        name: scene.instant(said, after=declared_at).isoformat()
        for name, said in step.moments.items()
    }
    given = {**step.said, "timeline": {**step.said.get("timeline", {}), **instants}}
    whole = {section: {**held, **given.get(section, {})} for section, held in known.items()}
    facts = facts_of.from_json(whole)
    by, expected = scene.who(step.by), breach.facts_number
    actions.save_facts(breach.pk, facts, by=by, at=at, expected=expected, note=step.text)


def _decide(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    question = Question(step.question)
    decision = Decision(choice=Choice(step.choice), justification=step.text, **step.said)
    number = casefile.of(breach).number_of(question)
    actions.decide(breach.pk, question, decision, by=scene.by, at=at, expected=number)


def _notify(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    """The form is frozen as it is filled then, and its sending recorded."""
    file = casefile.of(breach)
    form = preparing.prepare(file, scene.organisation, scene.by.name, at=at)
    kept = Notification(
        type=form.type.value, facts_number=breach.facts_number, form=notification.to_json(form)
    )
    number = len(file.notifications)
    actions.freeze(breach.pk, kept, by=scene.by, at=at, expected=number)
    sent = Sending(duty=AUTHORITY, sent_at=at, notification=number + 1, **step.said)
    actions.record_sending(breach.pk, sent, by=scene.by, at=at)


def _tell(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    said = msgspec.convert({**step.said, "text": step.text}, Communication)
    told = replace(said, sent_on=localdate(at))
    actions.follow(breach.pk, told, by=scene.by, at=at)


def _measure(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    """Done already, or owed by a day."""
    said = msgspec.convert({**step.said, "text": step.text}, Measure)
    if step.owed is None:
        measure = replace(said, done_on=localdate(at))
    else:
        measure = replace(said, due_on=localdate(scene.instant(f"{step.owed} 12:00", after=at)))
    actions.follow(breach.pk, measure, by=scene.by, at=at)


def _learn(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    said = msgspec.convert({**step.said, "text": step.text}, Lesson)
    actions.follow(breach.pk, said, by=scene.by, at=at)


def _dismiss(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    actions.dismiss(breach.pk, step.text, by=scene.by, at=at)


def _close(scene: Scene, breach: Breach, step: Step, at: datetime) -> None:
    actions.close(breach.pk, step.text, by=scene.by, at=at)


STEPS: Mapping[str, Callable[[Scene, Breach, Step, datetime], None]] = {
    "alert": _alert,
    "understand": _understand,
    "decide": _decide,
    "notify": _notify,
    "tell": _tell,
    "measure": _measure,
    "learn": _learn,
    "dismiss": _dismiss,
    "close": _close,
}
