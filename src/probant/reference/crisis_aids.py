"""Legal aids of the crisis room: what to do about complaint, insurance, providers, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from probant.reference.loading import Fact, Text, read_facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Aid(Fact):
    """One aid: why it matters, its steps in order, and the clock that it starts, if any."""

    icon: str
    kinds: tuple[str, ...]
    clock: str
    why: Text
    steps: tuple[Text, ...]


@cache
def aids() -> Mapping[str, Aid]:
    """Every aid by id, in the file's order."""
    return read_facts("crisis_aids.yaml", schema="crisis_aids.schema.json", as_=Aid)


def for_kind(kind: str) -> tuple[Aid, ...]:
    """The aids of one scenario; those without scenarios concern all."""
    return tuple(aid for aid in aids().values() if not aid.kinds or kind in aid.kinds)
