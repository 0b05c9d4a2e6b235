"""An invented officer's office: what it is, advice with what became of it, events to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import msgspec
from django.utils.timezone import localdate

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.dpo_office import actions


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, the advice if it was given, and what was decided."""

    asked: str
    question: str
    by: str
    given: str = ""
    text: str = ""
    decided: str = ""
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The office; an event is a kind, a title and a number of days from now."""

    told: str
    office: dict[str, str]
    advice: tuple[Asked, ...]
    events: tuple[tuple[str, str, int], ...]


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """The office's own, and one for each question."""
    if found := read("dpo_office").get(name):
        told = msgspec.convert(found, Told)
        yield _office(scene, told)
        for one in told.advice:
            yield _asked(scene, one)


def _office(scene: Scene, told: Told) -> Story:
    at = scene.instant(told.told)
    yield at
    actions.describe(told.office, seen=0, by=scene.by, at=at)
    for kind, title, days in told.events:
        on = localdate(scene.now) + timedelta(days=days)
        actions.schedule(kind, title, on=on, by=scene.by, at=at)


def _asked(scene: Scene, one: Asked) -> Story:
    at = scene.instant(one.asked)
    yield at
    made = actions.ask(
        one.question, asked_by=one.by, asked_on=localdate(at), key=uuid4(), by=scene.by, at=at
    )
    if not one.given:
        return
    at = scene.instant(one.given)
    yield at
    made = actions.advise(
        made.pk, one.text, on=localdate(at), seen=made.version, by=scene.by, at=at
    )
    at = scene.instant(one.decided)
    yield at
    actions.decide(
        made.pk,
        one.outcome,
        reason=one.reason,
        on=localdate(at),
        seen=made.version,
        by=scene.by,
        at=at,
    )
