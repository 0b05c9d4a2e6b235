"""The officer's independence as data: functions that conflict with it, and what art. 38 asks."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from probant.reference.loading import Text, read_document

Level = Literal["conflict", "doubt", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A function that somebody may hold beside that of officer."""

    id: str
    level: Level
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A guarantee of independence, and its article."""

    id: str
    article: str
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """All of it, with the periods that Probant chose."""

    source: str
    verified_on: date
    advice_answered: str
    advice_decided: str
    assessed_every: str
    report_within: str
    functions: tuple[Function, ...]
    questions: tuple[Question, ...]


@cache
def office() -> Office:
    """The file, read once."""
    return read_document("dpo_office.yaml", schema="dpo_office.schema.json", as_=Office)
