"""How a risk is measured, what it is called, and the short questionnaire, as data.

Scales run from 1 to 4; a level is read in the matrix. The questionnaire's rules only add and take
away: whoever reads a result sees how each answer counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from probant.common.verdicts import Confidence
from probant.reference.loading import Text, read_document

Level = Literal["low", "moderate", "high", "very_high"]
ColumnKind = Literal["text", "long", "scale", "choice", "ref", "yes_no", "activity"]
Conditions = Mapping[str, tuple[str, ...]]
STEPS = (1, 2, 3, 4)
LEVELS: tuple[Level, ...] = ("low", "moderate", "high", "very_high")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a scale."""

    label: Text
    meaning: Text


@dataclass(frozen=True, kw_only=True)
class LevelText(Step):
    """What a level is called, and how long its acceptance holds."""

    tone: Literal["good", "warn", "bad"]
    accepted_for: str
    is_high: bool


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Severity, likelihood and the matrix between them."""

    severity: tuple[Step, ...]
    likelihood: tuple[Step, ...]
    matrix: tuple[tuple[Level, ...], ...]
    levels: Mapping[Level, LevelText]

    def level(self, severity: int, likelihood: int) -> Level:
        """The level where two steps, from 1 to 4, cross."""
        return self.matrix[severity - 1][likelihood - 1]


@dataclass(frozen=True, kw_only=True)
class Threat:
    """A kind of threat: where it comes from and what it usually touches."""

    origin: str
    criteria: tuple[str, ...]
    label: Text


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of codes."""

    methods: Mapping[str, Text]
    criteria: Mapping[str, Text]
    origins: Mapping[str, Text]
    treatments: Mapping[str, Text]
    reasons: Mapping[str, Text]
    threats: Mapping[str, Threat]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One possible answer."""

    id: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class Question:
    """One plain question; `unknown_as`: the answer that « I do not know » counts as."""

    id: str
    text: Text
    help: Text
    unknown_as: str
    options: tuple[Option, ...]
    unless: Conditions = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What some answers to a question add to the two scales, and why."""

    question: str
    answers: tuple[str, ...]
    because: Text
    severity: int = 0
    likelihood: int = 0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Something that may happen: where its scales start, and the rules that move them."""

    id: str
    threat: str
    label: Text
    feared: Text
    criteria: tuple[str, ...]
    severity: int
    likelihood: int
    rules: tuple[Rule, ...]
    unless: Conditions = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A better answer to one question; `effort` from 1 (an hour) to 3 (a project), by size."""

    id: str
    question: str
    becomes: str
    fiche: int
    effort: Mapping[str, int]
    label: Text


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """The short analysis."""

    id: str
    label: Text
    intro: Text
    questions: tuple[Question, ...]
    scenarios: tuple[Scenario, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a workshop's table."""

    id: str
    kind: ColumnKind
    label: Text
    table: str = ""
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class TableText:
    """A table of a workshop; `computed`: a figure that its rows give."""

    prefix: str
    label: Text
    columns: tuple[Column, ...]
    computed: str = ""


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """One of the five workshops."""

    id: str
    label: Text
    help: Text
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Workshops:
    """The method: its source, its workshops in order, their tables."""

    source: str
    confidence: Confidence
    workshops: tuple[Workshop, ...]
    tables: Mapping[str, TableText]


@cache
def scales() -> Scales:
    """The two scales and the matrix."""
    return read_document("risks/scales.yaml", schema="risk_scales.schema.json", as_=Scales)


@cache
def vocabulary() -> Vocabulary:
    """The words of codes."""
    return read_document(
        "risks/vocabulary.yaml", schema="risk_vocabulary.schema.json", as_=Vocabulary
    )


@cache
def questionnaire() -> Questionnaire:
    """The twenty minutes of a practice."""
    return read_document(
        "risks/practice.yaml", schema="risk_questionnaire.schema.json", as_=Questionnaire
    )


@cache
def workshops() -> Workshops:
    """The five workshops."""
    return read_document("risks/ebios.yaml", schema="risk_workshops.schema.json", as_=Workshops)
