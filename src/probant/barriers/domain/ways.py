"""Ways to the sensitive data, as somebody told them: from where, to what, past which barriers."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from probant.common import canonical_json
from probant.common.errors import ProbantError

MOST_BARRIERS = 30
MOST_TIES = 300
MOST_CHARACTERS = 2_000
LONGEST_NAME = 200
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class Kind(StrEnum):
    """How a barrier holds somebody back, or notices them."""

    IDENTIFICATION = "identification"
    SECOND_FACTOR = "second_factor"
    NETWORK = "network"
    SEGMENTATION = "segmentation"
    ENCRYPTION = "encryption"
    AUTHORISATION = "authorisation"
    PHYSICAL = "physical"
    MONITORING = "monitoring"
    PROCEDURE = "procedure"


class Standing(StrEnum):
    """Whether the barrier is there; nobody knowing is an answer, and never a good one."""

    IN_PLACE = "in_place"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Outside(StrEnum):
    """Whether the way begins outside the organisation's own premises and network."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reach(StrEnum):
    """What one account obtains by this way."""

    SCOPED = "scoped"
    WHOLE = "whole"
    NO_ACCOUNT = "no_account"
    UNKNOWN = "unknown"


class WayShapeError(ProbantError):
    """The content is not that of a way: `field` names the place, `reason` what it has."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """One barrier; `component`: what would have to fall; `evidence`: where it can be seen."""

    kind: Kind = Kind.IDENTIFICATION
    standing: Standing = Standing.UNKNOWN
    component: str = ""
    note: str = ""
    evidence: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to the data; without activity nor system it leads to all of the sensitive data."""

    name: str = ""
    kind: str = "other"
    outside: Outside = Outside.UNKNOWN
    reach: Reach = Reach.UNKNOWN
    reach_reason: str = ""
    activities: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    note: str = ""


def from_json(content: object) -> Way:
    """WayShapeError where it is not a way, or larger than one may be."""
    try:
        way = msgspec.convert(content, Way)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        raise WayShapeError(where.rstrip("`") or "way", reason) from error
    _ensure_known(content, msgspec.to_builtins(way), "")
    ensure_bounded(way)
    return way


def to_json(way: Way) -> dict[str, Any]:
    """The way as JSON values."""
    told: dict[str, Any] = msgspec.to_builtins(way)
    return told


def digest(way: Way) -> str:
    """SHA-256 of the way's canonical JSON."""
    return hashlib.sha256(canonical_json.dumps(to_json(way))).hexdigest()


def ensure_bounded(way: Way) -> None:
    """WayShapeError where a text or a list is too long, or a way has no name."""
    if not way.name.strip():
        raise WayShapeError(field="name", reason="required")
    if len(way.name) > LONGEST_NAME:
        raise WayShapeError(field="name", reason="too_long")
    if len(way.barriers) > MOST_BARRIERS:
        raise WayShapeError(field="barriers", reason="too_many")
    if len(way.activities) > MOST_TIES or len(way.systems) > MOST_TIES:
        raise WayShapeError(field="activities", reason="too_many")
    for text in _texts(to_json(way)):
        if len(text) > MOST_CHARACTERS or UNWRITABLE.search(text):
            raise WayShapeError(field="way", reason="too_long")


def ensure_past(way: Way, *, today: date) -> None:
    """A check that is still to come proves nothing: WayShapeError."""
    for place, barrier in enumerate(way.barriers):
        if barrier.checked_on is not None and barrier.checked_on > today:
            raise WayShapeError(field=f"barriers.{place}.checked_on", reason="future")


def _ensure_known(content: object, held: object, path: str) -> None:
    """A field that no way has would be dropped in silence: it is refused."""
    if isinstance(content, Mapping) and isinstance(held, dict):
        for name, value in content.items():
            if name not in held:
                raise WayShapeError(field=f"{path}{name}", reason="unknown")
            _ensure_known(value, held[name], f"{path}{name}.")
    elif isinstance(content, list | tuple) and isinstance(held, list | tuple):
        for place, (value, kept) in enumerate(zip(content, held, strict=True)):
            _ensure_known(value, kept, f"{path}{place}.")


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list | tuple):
        for value in held.values() if isinstance(held, dict) else held:
            yield from _texts(value)
