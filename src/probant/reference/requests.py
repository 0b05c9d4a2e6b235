"""What is asked of a request of a person before it is answered: questions as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from probant.reference.loading import Fact, Text, read_facts

Effect = Literal["allow", "refuse", "limit", "require"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestCondition(Fact):
    """A question whose answer opens, limits or closes a right; empty lists ask nothing."""

    rights: tuple[str, ...]
    cases: tuple[str, ...]
    states: tuple[str, ...]
    bases: tuple[str, ...]
    effect: Effect
    question: Text
    advice: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestRetention(Fact):
    """How long what belongs to a request stays: ISO 8601, empty for nothing at all."""

    period: str
    starts: Text


@cache
def conditions() -> Mapping[str, RequestCondition]:
    """Every question by its id, in the order in which they are asked."""
    return read_facts(
        "request_conditions.yaml", schema="request_conditions.schema.json", as_=RequestCondition
    )


@cache
def retention() -> Mapping[str, RequestRetention]:
    """How long a closed request and an identity paper stay."""
    return read_facts(
        "request_retention.yaml", schema="request_retention.schema.json", as_=RequestRetention
    )
