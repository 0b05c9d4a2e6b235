"""Training as data: short modules in the product, and how often people must be trained."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from probant.reference.loading import Text, read_document, read_folder

Confidence = Literal["found", "to_verify"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A titled part of a module's page."""

    label: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer among those offered."""

    id: str
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question with one right answer, and why it is."""

    id: str
    label: Text
    choices: tuple[Choice, ...]
    right: str
    why: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A page of text and five questions; `version` grows when a question changes."""

    id: str
    version: int
    icon: str
    minutes: int
    label: Text
    summary: Text
    source: str
    article: str
    confidence: Confidence
    verified_on: date
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """Periods are ISO 8601 durations; the figures are Probant's where the law gives none."""

    source: str
    article: str
    confidence: Confidence
    verified_on: date
    pass_percent: int
    newcomer: str
    yearly: str
    phishing: str
    phishing_from_people: int
    smallest_group: int


@cache
def modules() -> Mapping[str, Module]:
    """Every module by its id, phishing first: it opens most breaches."""
    found = read_folder("training/modules", schema="training_module.schema.json", as_=Module)
    return {id_: found[id_] for id_ in sorted(found, key=lambda id_: (id_ != "phishing", id_))}


@cache
def rules() -> Rules:
    """What is expected, and since when it was checked."""
    return read_document("training/rules.yaml", schema="training_rules.schema.json", as_=Rules)
