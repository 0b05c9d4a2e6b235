"""A question of the guided start: its possible answers, and what a file says of each of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from probant.common.errors import ProbantError
from probant.reference.countries import countries
from probant.reference.loading import Text
from probant.reference.templates.instantiation import Task

Answer = str | bool | Sequence[str] | None
Answers = Mapping[str, Answer]
Detail = str | date | bool | None
FieldKind = Literal["text", "country", "date", "yes_no"]

YES_NO = {True: "yes", False: "no"}


class AnswerError(ProbantError):
    """An answer that the questionnaire cannot take: which question, and why (`reason`)."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(question, reason)
        self.question = question
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One possible answer; an exclusive one goes with no other."""

    id: str
    label: Text
    is_exclusive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A detail asked once an answer makes it useful; always optional."""

    id: str
    when: tuple[str, ...]
    kind: FieldKind
    text: Text
    help: Text | None = None

    def value(self, answers: Answers) -> Detail:
        """What was given, of the field's own type; None when nothing is given."""
        given = answers.get(self.id)
        if given is None or (isinstance(given, str) and not given.strip()):
            return None
        return _DETAILS[self.kind](self.id, given)


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """A processor that an answer reveals, and the activities it serves."""

    id: str
    when: tuple[str, ...]
    service: Text
    asks: Text
    activities: tuple[str, ...]
    needs_hds: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureEffect:
    """A measure to state in some activities."""

    measure: str
    activities: tuple[str, ...]
    text: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemEffect:
    """A system (a block of the templates) to state in some activities."""

    use: str
    activities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRule:
    """A task, unless a field is filled."""

    id: str
    text: Text
    article: str
    unless_field: str = ""

    def task(self) -> Task:
        """The task as it is handed over."""
        return Task(id=self.id, text=self.text, article=self.article)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one answer changes."""

    when: str
    activities: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    measures: tuple[MeasureEffect, ...] = ()
    systems: tuple[SystemEffect, ...] = ()
    tasks: tuple[TaskRule, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderWording:
    """How one detail of a provider is asked."""

    text: Text
    help: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One plain question, its possible answers and what each of them changes."""

    id: str
    text: Text
    help: Text
    kind: Literal["yes_no", "choice", "multiple"]
    effects: tuple[Outcome, ...]
    options: tuple[Option, ...] = ()
    providers: tuple[Provider, ...] = ()
    fields: tuple[Field, ...] = ()

    def chosen(self, answers: Answers) -> tuple[str, ...]:
        """The ids of the answers given, in the order of the options; none when unanswered."""
        value = answers.get(self.id)
        if value is None or (not isinstance(value, bool) and not value):
            return ()
        given = _as_ids(value)
        if unknown := set(given) - set(self.choices):
            raise AnswerError(self.id, f"unknown:{min(unknown)}")
        if len(given) > 1 and self.kind != "multiple":
            raise AnswerError(self.id, "several")
        if len(given) > 1 and any(o.is_exclusive for o in self.options if o.id in given):
            raise AnswerError(self.id, "exclusive")
        return tuple(choice for choice in self.choices if choice in given)

    @property
    def choices(self) -> tuple[str, ...]:
        """The ids that an answer may have."""
        return tuple(option.id for option in self.options) or ("yes", "no")

    def outcomes(self, answers: Answers) -> Iterator[Outcome]:
        """What the answers given change, in the order of the options."""
        by_answer = {outcome.when: outcome for outcome in self.effects}
        for choice in self.chosen(answers):
            yield by_answer[choice]

    def revealed(self, answers: Answers) -> Iterator[Provider]:
        """The providers that the answers given reveal."""
        given = set(self.chosen(answers))
        return (provider for provider in self.providers if given & set(provider.when))


def _as_ids(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - an answer comes from a form or JSON
    if isinstance(value, bool):
        return (YES_NO[value],)
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value)


def _text(_: str, value: Answer) -> str:
    return str(value).strip()


def _country(field_id: str, value: Answer) -> str:
    code = str(value).strip().upper()
    if code not in countries():
        raise AnswerError(field_id, "country")
    return code


def _date(field_id: str, value: Answer) -> date:
    try:
        return msgspec.convert(value, date)
    except msgspec.ValidationError as error:
        raise AnswerError(field_id, "date") from error


def _yes_no(field_id: str, value: Answer) -> bool:
    answers = {"yes": True, "no": False}
    given = _as_ids(value)
    if len(given) != 1 or given[0] not in answers:
        raise AnswerError(field_id, "yes_no")
    return answers[given[0]]


_DETAILS: dict[FieldKind, Callable[[str, Answer], Detail]] = {
    "text": _text,
    "country": _country,
    "date": _date,
    "yes_no": _yes_no,
}
