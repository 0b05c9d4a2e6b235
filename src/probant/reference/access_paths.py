"""Usual ways to sensitive data, by kind of organisation, with the barriers one asks about there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from probant.reference.loading import Fact, Text, read_facts


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessPath(Fact):
    """One usual way; `asks`: kinds of barriers; `lesson`: what a decision taught about it."""

    icon: str
    sectors: tuple[str, ...]
    outside: str
    reach: str
    asks: tuple[str, ...]
    lesson: Text | None


@cache
def access_paths() -> Mapping[str, AccessPath]:
    """Every usual way by id, in the file's order."""
    return read_facts("access_paths.yaml", schema="access_paths.schema.json", as_=AccessPath)


def for_sector(sector: str) -> tuple[AccessPath, ...]:
    """The usual ways of one kind of organisation."""
    return tuple(path for path in access_paths().values() if sector in path.sectors)
