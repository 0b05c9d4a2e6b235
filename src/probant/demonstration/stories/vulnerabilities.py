"""Two audits of an invented product, a year apart: one flaw persists, one is fixed, one is new."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.utils.timezone import localdate

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.vulnerabilities import actions
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.exchange import reading

TITLES = "titre;gravité;CWE;URL;exploitable"


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A penetration test: when it was loaded, how many days ago it was done, what it found."""

    told: str
    done: int
    product: str
    rows: tuple[str, ...]


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One, of all audits."""
    audits = msgspec.convert(read("vulnerabilities").get(name, []), tuple[Audit, ...])
    if audits:
        yield _story(scene, audits)


def _story(scene: Scene, audits: tuple[Audit, ...]) -> Story:
    for one in audits:
        at = scene.instant(one.told)
        yield at
        _load(scene, one, at)


def _load(scene: Scene, one: Audit, at: datetime) -> None:
    content = io.BytesIO("\r\n".join([TITLES, *one.rows]).encode())
    digest, size = reading.digest(content)
    done_on = localdate(scene.now) - timedelta(days=one.done)
    asked = actions.Asked(product=one.product, method=Method.PENTEST, done_on=done_on)
    actions.load(
        scene.organisation,
        reading.read(content, "audit-invente.csv"),
        asked,
        file=actions.File(digest=digest, size=size),
        by=scene.by,
        at=at,
    )
