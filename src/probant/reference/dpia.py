"""How an impact assessment is asked: parts, questions, and the two scales of four levels.

The numbers (111 to 346) are those of the CNIL's PIA tool, so that its files can be exchanged; the
words are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from probant.common.verdicts import Confidence
from probant.reference.loading import Text, read_document

Kind = Literal["text", "list", "measures", "severity", "likelihood"]
Theme = Literal["context", "principles", "risks"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question: how it is numbered, what answers it."""

    number: int
    kind: Kind
    label: Text
    help: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Several questions evaluated together, or each by itself."""

    number: str
    theme: Theme
    article: str
    evaluated: Literal["part", "question"]
    label: Text
    questions: tuple[Question, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """What an evaluation of this part is about: "1.1", or "2.1.211" and the others."""
        if self.evaluated == "part":
            return (self.number,)
        return tuple(f"{self.number}.{question.number}" for question in self.questions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One level of a scale."""

    level: int
    label: Text
    explanation: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """The whole method, with where its numbers come from."""

    source: str
    article: str
    confidence: Confidence
    verified_on: date
    parts: tuple[Part, ...]
    severities: tuple[Level, ...]
    likelihoods: tuple[Level, ...]


@cache
def method() -> Method:
    """The method, read once."""
    return read_document("dpia/method.yaml", schema="dpia_method.schema.json", as_=Method)


@cache
def questions() -> Mapping[int, Question]:
    """Every question by its number, in the order in which they are asked."""
    return MappingProxyType(
        {question.number: question for part in method().parts for question in part.questions}
    )


@cache
def part_of(number: int) -> Part:
    """The part that asks this question; KeyError for no question."""
    return {question.number: part for part in method().parts for question in part.questions}[number]


@cache
def parts() -> Mapping[str, Part]:
    """Every part by its number."""
    return MappingProxyType({part.number: part for part in method().parts})
