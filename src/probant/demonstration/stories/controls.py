"""Controls: frameworks followed, controls decided, an evidence that serves several of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils.timezone import localdate

from probant.controls import actions
from probant.controls.domain.evidence import Kind, Said
from probant.controls.domain.standing import Applicability, Implementation
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.reference.frameworks import HYGIENE


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act at an instant: exactly one of what to follow, decide, or add."""

    at: str
    follow: str = ""
    habits: dict[Implementation, tuple[str, ...]] = field(default_factory=dict)
    decide: str = ""
    controls: tuple[str, ...] = ()
    applicability: Applicability = Applicability.YES
    implementation: Implementation | None = None
    justification: str = ""
    owner: str = ""
    maturity: int | None = None
    evidence: str = ""
    page: str = ""
    dated: int = 0
    valid_for: str = ""
    serves: tuple[str, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for the organisation."""
    told = msgspec.convert(read("controls").get(name, []), list[Act])
    if told:
        yield _story(scene, told)


def _story(scene: Scene, told: list[Act]) -> Story:
    for act in told:
        at = scene.instant(act.at)
        yield at
        if act.follow:
            actions.follow(scene.organisation, act.follow, by=scene.by, at=at)
        elif act.evidence:
            _add(scene, act, at)
        else:
            _decide(scene, act, at)


def _decide(scene: Scene, act: Act, at: datetime) -> None:
    if act.habits:
        for answer, names in act.habits.items():
            changes = {"applicability": Applicability.YES, "implementation": answer}
            refs = [(HYGIENE, name) for name in names]
            actions.decide_many(scene.organisation, refs, changes, by=scene.by, at=at)
        return
    names = ("applicability", "implementation", "justification", "owner", "maturity")
    said: dict[str, Any] = {name: getattr(act, name) for name in names if getattr(act, name)}
    refs = [(act.decide, name) for name in act.controls]
    actions.decide_many(scene.organisation, refs, said, by=scene.by, at=at)


def _add(scene: Scene, act: Act, at: datetime) -> None:
    said = Said(
        title=act.evidence,
        kind=Kind.LINK if act.page else Kind.STATEMENT,
        dated_on=localdate(at) + timedelta(days=act.dated),
        valid_for=act.valid_for,
        path=f"/o/{scene.organisation.pk}/{act.page}" if act.page else "",
    )
    pairs = [name.partition(":") for name in act.serves]
    serves = [(framework, control) for framework, _colon, control in pairs]
    actions.add_evidence(scene.organisation, said, by=scene.by, at=at, serves=serves)
