"""Sanctions replayed: what an organisation had wrong, and the verdict that must see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from probant.common.verdicts import VerdictState
from probant.reference.loading import Text, read_folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """The obligation whose verdict raises the failing, in one of these states."""

    obligation: str
    states: tuple[VerdictState, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSeen:
    """Why no verdict raises it yet, and the issue of the project that will."""

    later: int
    fr: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Failing:
    """One failing of a decision; `facts`: what to load, each one act and its values."""

    id: str
    article: str
    label: Text
    facts: tuple[Mapping[str, Any], ...] = ()
    seen_by: Seen | None = None
    not_seen: NotSeen | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """A decision of `law.decisions()`, for an organisation of this sector."""

    decision: str
    sector: str
    failings: tuple[Failing, ...]


@cache
def replays() -> Mapping[str, Replay]:
    """Every replay by its decision."""
    return read_folder("replays", schema="replay.schema.json", as_=Replay)
