"""Ways to the data as invented organisations told them, their checks some days before today."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec
from django.utils.timezone import localdate

from probant.barriers import actions
from probant.barriers.domain.ways import Way
from probant.barriers.domain.ways import from_json as way_from_json
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story


@dataclass(frozen=True, kw_only=True)
class Told:
    """A way, when it was told, and for each barrier how many days before now it was checked."""

    told: str
    way: dict[str, Any]
    checked: tuple[int | None, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for each way."""
    for one in msgspec.convert(read("barriers").get(name, []), tuple[Told, ...]):
        yield _story(scene, one)


def _story(scene: Scene, one: Told) -> Story:
    at = scene.instant(one.told)
    yield at
    actions.add(scene.organisation, _dated(scene, one), by=scene.by, at=at)


def _dated(scene: Scene, one: Told) -> Way:
    way, today = way_from_json(one.way), localdate(scene.now)
    days = [*one.checked, *[None] * len(way.barriers)][: len(way.barriers)]
    return replace(
        way,
        barriers=tuple(
            replace(barrier, checked_on=None if ago is None else today - timedelta(days=ago))
            for barrier, ago in zip(way.barriers, days, strict=True)
        ),
    )
