"""What a contract with a processor must say, what to ask a processor, what a host is certified for.

`clauses()` is the one list of clauses: art. 28(3) with its frame, the practice guide's list, and
CSP art. R.1111-11 for a host of health data. A guide's clause is advice; the others are required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from probant.reference.loading import Fact, Text, read_facts

Group = Literal["frame", "article_28", "guide", "hds"]
Applies = Literal["always", "hds"]
GROUPS: tuple[Group, ...] = ("frame", "article_28", "guide", "hds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause(Fact):
    """One thing that a contract must say; `model` is our wording of it for an amendment."""

    group: Group
    applies: Applies
    is_required: bool
    explanation: Text
    model: Text
    letter: str = ""


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by id, in the order in which a contract would hold them."""
    return read_facts("processor_clauses.yaml", schema="processor_clauses.schema.json", as_=Clause)


def clauses_for(*, hosts_health_data: bool) -> tuple[Clause, ...]:
    """The clauses that one contract is held against."""
    return tuple(
        clause for clause in clauses().values() if hosts_health_data or clause.applies == "always"
    )
