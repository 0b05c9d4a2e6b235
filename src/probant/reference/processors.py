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


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Fact):
    """A question to a processor; `expected` is the answer that reassures."""

    expected: Literal["yes", "no"]
    is_grave: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HostingActivity(Fact):
    """One of the six activities for which a host of health data is certified."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HostingService(Fact):
    """A kind of hosting, with the activities it usually needs."""

    needs: tuple[int, ...]


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by id, in the order in which a contract would hold them."""
    return read_facts("processor_clauses.yaml", schema="processor_clauses.schema.json", as_=Clause)


def clauses_for(*, hosts_health_data: bool) -> tuple[Clause, ...]:
    """The clauses that one contract is held against."""
    return tuple(
        clause for clause in clauses().values() if hosts_health_data or clause.applies == "always"
    )


@cache
def questions() -> Mapping[str, Question]:
    """The questionnaire, by id, in its order."""
    return read_facts(
        "processor_questions.yaml", schema="processor_questions.schema.json", as_=Question
    )


@cache
def hosting_activities() -> Mapping[str, HostingActivity]:
    """CSP art. R.1111-9: the six activities, by id, in their order."""
    return read_facts(
        "hds_activities.yaml", schema="hds_activities.schema.json", as_=HostingActivity
    )


@cache
def hosting_services() -> Mapping[str, HostingService]:
    """Kinds of service and the activities they usually need: a proposal, not a rule."""
    return read_facts(
        "hosting_services.yaml", schema="hosting_services.schema.json", as_=HostingService
    )
