"""Requests of invented persons: received, acknowledged, answered in time or late, or still open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import localdate

from probant.demonstration.invention import address_of, marked, read
from probant.demonstration.stories.playing import Scene, Story
from probant.journal.domain import Actor
from probant.register import queries as register
from probant.subject_requests import actions, handover, opening, uses
from probant.subject_requests.actions import Analysis, Sending
from probant.subject_requests.domain import analysis
from probant.subject_requests.domain.request import Contact, Intake
from probant.subject_requests.models import SubjectRequest

PUBLIC = Actor(kind="requester", id="public_form")
WEB = "web"
MORE_AND_MORE = 0.7  # below one, requests come closer and closer to one another


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is done about a request, so many days after its receipt."""

    after: str
    act: str
    way: str = "post"
    text: str = ""
    reason: str = ""
    outcome: str = ""
    activities: tuple[str, ...] = ()
    answers: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An invented request and what becomes of it."""

    received: str = ""
    name: str = ""
    asks: dict[str, Any]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Requests that come in one after the other: their kinds and their ends take turns."""

    number: int
    first: int
    last: int
    names: tuple[str, ...]
    kinds: tuple[dict[str, Any], ...]
    ends: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An organisation's requests; `open_since`: when its public form was opened, if it was."""

    open_since: str = ""
    introduction: str = ""
    requests: tuple[Asked, ...] = ()
    stream: Stream | None = None


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for the public form, and one for each request."""
    desk = msgspec.convert(read("requests").get(name, {}), Desk)
    if desk.open_since:
        yield _opening(scene, desk)
    for asked in (*desk.requests, *_streamed(desk.stream)):
        yield _request(scene, asked)


def _opening(scene: Scene, desk: Desk) -> Story:
    at = scene.instant(desk.open_since)
    yield at
    wanted = opening.FormSettings(is_open=True, introduction_fr=desk.introduction)
    opening.change(scene.by, wanted, at=at)


def _streamed(stream: Stream | None) -> Iterator[Asked]:
    if stream is None:
        return
    for number in range(stream.number):
        passed = (number / (stream.number - 1)) ** MORE_AND_MORE
        day = stream.first + round((stream.last - stream.first) * passed)
        yield Asked(
            received=f"{day} {8 + number % 9:02d}:{number * 7 % 60:02d}",
            name=stream.names[number % len(stream.names)],
            asks=stream.kinds[number % len(stream.kinds)],
            steps=stream.ends[number % len(stream.ends)],
        )


def _request(scene: Scene, asked: Asked) -> Story:
    at = scene.instant(asked.received)
    yield at
    request = _received(scene, asked, at)
    for step in asked.steps:
        then = scene.instant(step.after, after=at)
        yield then
        STEPS[step.act](scene, request, step, then)


def _received(scene: Scene, asked: Asked, at: datetime) -> SubjectRequest:
    given = {"channel": WEB, "received_at": at, **asked.asks}
    contact = Contact(name=marked(asked.name), email=address_of(asked.name), answer_by="email")
    intake = replace(msgspec.convert(given, Intake), contact=contact)
    if intake.channel == WEB:
        return actions.receive(scene.organisation, intake, by=PUBLIC, at=at).request
    return actions.enter(scene.organisation, intake, by=scene.by, at=at).request


def _now(scene: Scene, request: SubjectRequest, at: datetime) -> dict[str, Any]:
    """By whom, when, on which version."""
    request.refresh_from_db(fields=["version"])
    return {"by": scene.by, "at": at, "expected_version": request.version}


def _acknowledge(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    actions.acknowledge(request.pk, Sending(step.way), **_now(scene, request, at))


def _assign(scene: Scene, request: SubjectRequest, _step: Step, at: datetime) -> None:
    actions.assign(request.pk, scene.by.person_id, **_now(scene, request, at))


def _doubt(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    sending = Sending(step.way)
    now = _now(scene, request, at)
    actions.ask_identity(request.pk, step.reason, step.text, sending, **now)


def _extend(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    sending = Sending(step.way)
    actions.extend(request.pk, step.reason, step.text, sending, **_now(scene, request, at))


def _note(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    actions.note(request.pk, step.text, **_now(scene, request, at))


def _analyse(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    """The law's own proposal is followed wherever it makes one."""
    organisation = scene.organisation.pk
    found = register.activities(organisation).filter(template__in=step.activities)
    chosen = [str(pk) for pk in found.values_list("pk", flat=True)]
    asked, held = uses.asked_by(request), uses.uses(organisation, chosen)
    usual = {item.id: item.effect == "require" for item in analysis.questions(asked, held)}
    answers = usual | step.answers
    decided = {
        item.right.value: item.suggested or step.outcome
        for item in analysis.propose(asked, held, answers)
    }
    whole = Analysis(chosen, answers, decided, step.text)
    actions.analyse(request.pk, whole, **_now(scene, request, at))
    if not step.reason:
        return
    for place in uses.sources(organisation, chosen):
        actions.gather(request.pk, place, step.reason, **_now(scene, request, at))


def _answer(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    actions.answer(
        request.pk,
        step.outcome,
        Sending(step.way),
        reasons=step.reason,
        detail=step.text,
        **_now(scene, request, at),
    )


def _hand_over(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    now = _now(scene, request, at)
    handover.record_paper(
        scene.by,
        request.pk,
        now["expected_version"],
        given_on=localdate(at),
        to=step.text,
        is_signed=True,
        at=at,
    )


def _close(scene: Scene, request: SubjectRequest, _step: Step, at: datetime) -> None:
    actions.close(request.pk, **_now(scene, request, at))


def _withdraw(scene: Scene, request: SubjectRequest, step: Step, at: datetime) -> None:
    actions.withdraw(scene.organisation.pk, request.pk, by=scene.by, at=at, text=step.text)


STEPS: Mapping[str, Callable[[Scene, SubjectRequest, Step, datetime], None]] = {
    "acknowledge": _acknowledge,
    "assign": _assign,
    "doubt": _doubt,
    "extend": _extend,
    "note": _note,
    "analyse": _analyse,
    "answer": _answer,
    "hand_over": _hand_over,
    "close": _close,
    "withdraw": _withdraw,
}
