"""What a person does in the first minutes of a breach, by what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from probant.reference.loading import Fact, Text, read_facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One gesture, what it avoids, and a public number to call where there is one."""

    label: Text
    why: Text
    telephone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident(Fact):
    """A kind of incident as people tell it, and its first steps in the order in which they help."""

    hint: Text
    icon: str
    steps: tuple[Step, ...]


@cache
def incidents() -> Mapping[str, Incident]:
    """The choices of a declaration by id; the last is "something else"."""
    name = "breach_first_steps"
    return read_facts(f"{name}.yaml", schema=f"{name}.schema.json", as_=Incident)
