"""Clients of an invented publisher: advised, told of a flaw, and what they answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from probant.clients import actions, queries
from probant.clients.domain import services
from probant.clients.models import Advice, Client
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.vulnerabilities import queries as vulnerabilities


@dataclass(frozen=True, kw_only=True)
class Held:
    """A client, what they use, and their answer to the notice if they gave one."""

    name: str
    email: str
    services: str
    answer: actions.Answer | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """What was said, when, and of which flaw where it is a notice."""

    subject: str
    text: str
    at: str
    flaw: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The whole story."""

    told: str
    clients: tuple[Held, ...]
    advised: Words
    notified: Words
    answered: str


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One, of a publisher."""
    if found := read("clients").get(name):
        yield _story(scene, msgspec.convert(found, Told))


def _story(scene: Scene, told: Told) -> Story:
    at = scene.instant(told.told)
    yield at
    first, *_others = [_kept(scene, one, at) for one in told.clients]
    at = scene.instant(told.advised.at)
    yield at
    said = actions.Said(kind="advice", subject=told.advised.subject, text=told.advised.text)
    actions.advise(first, said, by=scene.by, at=at)
    at = scene.instant(told.notified.at)
    yield at
    given = _notified(scene, told.notified, at)
    at = scene.instant(told.answered)
    yield at
    answers = {one.name: one.answer for one in told.clients}
    for advice in given:
        if answer := answers[advice.client.name]:
            actions.record_answer(advice.pk, answer, by=scene.by, at=at)


def _kept(scene: Scene, one: Held, at: datetime) -> Client:
    used = services.read(one.services)
    identity = actions.Identity(name=one.name, email=one.email, services=used)
    return actions.keep(scene.organisation, identity, by=scene.by, at=at)


def _notified(scene: Scene, words: Words, at: datetime) -> list[Advice]:
    """All who use the product, by the client area: the demonstration sends no mail."""
    organisation = scene.organisation.pk
    flaw = vulnerabilities.flaws(organisation).get(title__startswith=words.flaw)
    concerned = [
        one for one, _service in queries.concerned(organisation, flaw.product_key, at.date())
    ]
    said = actions.Said(
        kind="notice", subject=words.subject, text=words.text, means="portal", is_critical=True
    )
    return actions.notify(scene.organisation, flaw, concerned, said, by=scene.by, at=at)
