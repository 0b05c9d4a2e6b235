"""An invented staff list and the sessions that were held, with who missed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import msgspec
from django.utils.timezone import localdate

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.training.actions import holding, listing
from probant.training.models import StaffMember


@dataclass(frozen=True, kw_only=True)
class Held:
    """A session; `absent`: places in the staff list."""

    title: str
    at: str
    subjects: tuple[str, ...]
    minutes: int
    trainer: str
    absent: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """The staff, each a name and a function, and the sessions."""

    told: str
    staff: tuple[tuple[str, str], ...]
    sessions: tuple[Held, ...]


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One, of the staff of an organisation."""
    if found := read("training").get(name):
        yield _story(scene, msgspec.convert(found, Told))


def _story(scene: Scene, told: Told) -> Story:
    at = scene.instant(told.told)
    yield at
    staff = [
        listing.add(listing.Stated(name=name, function=function), by=scene.by, at=at)
        for name, function in told.staff
    ]
    for one in told.sessions:
        at = scene.instant(one.at)
        yield at
        _hold(scene, one, staff, at)


def _hold(scene: Scene, one: Held, staff: list[StaffMember], at: datetime) -> None:
    plan = holding.Plan(
        title=one.title,
        held_on=localdate(at),
        subjects=one.subjects,
        minutes=one.minutes,
        trainer=one.trainer,
    )
    made = holding.plan(plan, key=uuid4(), by=scene.by, at=at)
    presence = {who.pk: place not in one.absent for place, who in enumerate(staff)}
    holding.attend(made.pk, presence, by=scene.by, at=at)
