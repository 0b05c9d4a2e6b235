"""Short audit lists of our own: what to look at, and how; for who has no framework at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from probant.reference.loading import Fact, Text, read_facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to look at; `look`: how to see it for oneself."""

    id: str
    title: Text
    look: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist(Fact):
    """One list."""

    items: tuple[Item, ...]


@cache
def checklists() -> Mapping[str, Checklist]:
    """Every list by id, in the file's order."""
    return read_facts("audit_checklists.yaml", schema="audit_checklists.schema.json", as_=Checklist)
