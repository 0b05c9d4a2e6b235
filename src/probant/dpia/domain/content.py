"""A document as values: answers, measures, evaluations, and what points nowhere.

Reading is tolerant: nulls are empty, a gauge may be "3", a reference a number or a text. What is
not understood is left out of the values and stays in the document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Any

from probant.reference import dpia as reference

LEVELS = range(1, 5)
MEASURES_PART = "3.1"


class Grade(IntEnum):
    """How an evaluation finds a part: 0 in the tool stands for none yet."""

    PENDING = 0
    TO_FIX = 1
    IMPROVABLE = 2
    ACCEPTABLE = 3


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What answers one question: words in HTML, a list, or a level."""

    number: int
    text: str = ""
    items: tuple[str, ...] = ()
    level: int | None = None

    @property
    def is_given(self) -> bool:
        """Whether the question's kind of answer is there."""
        kind = reference.questions()[self.number].kind
        if kind == "text":
            return bool(self.text.strip())
        if kind in {"list", "measures"}:
            return bool(self.items)
        return self.level is not None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure that exists or is planned; its title is what the risks name it by."""

    id: int
    title: str = ""
    content: str = ""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How a part was found, what is to be done about it, by whom, before when."""

    reference: str
    grade: Grade = Grade.PENDING
    comment: str = ""
    plan: str = ""
    person: str = ""
    due_on: date | None = None
    severity: int | None = None
    likelihood: int | None = None

    @property
    def has_plan(self) -> bool:
        """Whether something is to be done: what is acceptable keeps no plan."""
        is_asked = self.grade in {Grade.TO_FIX, Grade.IMPROVABLE}
        return is_asked and bool(self.plan.strip() or self.due_on or self.person.strip())


@dataclass(frozen=True)
class Dangling:
    """What names something that is not there: kept, and shown as such."""

    kind: str
    reference: str


@dataclass(frozen=True)
class Content:
    """One document, read."""

    document: Mapping[str, Any]

    @property
    def pia(self) -> Mapping[str, Any]:
        """What is said of the whole."""
        found: Mapping[str, Any] = self.document["pia"]
        return found

    def said(self, name: str) -> str:
        """A text of the whole, empty where there is none."""
        return self.pia.get(name) or ""

    @cached_property
    def answers(self) -> Mapping[int, Answer]:
        """Every question's answer, given or not; of two for one question the first counts."""
        found = {number: Answer(number=number) for number in reference.questions()}
        for entry in reversed(entries(self.document, "answers")):
            number = whole(entry.get("reference_to"))
            if number in found:
                found[number] = _answer(number, entry.get("data") or {})
        return found

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures, in their order; one without identifier cannot be named."""
        return tuple(
            Measure(id=id_, title=entry.get("title") or "", content=entry.get("content") or "")
            for entry in entries(self.document, "measures")
            for id_ in [whole(entry.get("id"))]
            if id_ is not None
        )

    @cached_property
    def evaluations(self) -> Mapping[str, Evaluation]:
        """By what they are about; of two about one thing the first counts."""
        found = [_evaluation(entry) for entry in entries(self.document, "evaluations")]
        return {one.reference: one for one in reversed(found)}

    @cached_property
    def references(self) -> tuple[str, ...]:
        """What is to be evaluated, in the order of the method."""
        return tuple(self._references())

    def _references(self) -> Iterator[str]:
        measures = [f"{MEASURES_PART}.{measure.id}" for measure in self.measures]
        for part in reference.method().parts:
            if part.number == "3.2":
                yield from measures
            yield from part.references

    def evaluation(self, about: str) -> Evaluation:
        """How something was found, or that nobody said."""
        return self.evaluations.get(about, Evaluation(reference=about))

    @cached_property
    def dangling(self) -> tuple[Dangling, ...]:
        """What points nowhere."""
        return tuple(self._dangling())

    def _dangling(self) -> Iterator[Dangling]:
        known, titles = set(self.references), {measure.title for measure in self.measures}
        for about in self.evaluations:
            if about not in known:
                yield Dangling("evaluation", about)
        for number, answer in self.answers.items():
            if reference.questions()[number].kind == "measures":
                for title in answer.items:
                    if title not in titles:
                        yield Dangling("measure", title)
        for entry in entries(self.document, "answers"):
            if whole(entry.get("reference_to")) not in self.answers:
                yield Dangling("answer", str(entry.get("reference_to")))


def entries(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of one list; nulls stand for nothing."""
    return [entry for entry in document.get(name) or [] if entry is not None]


def whole(value: object) -> int | None:
    """A whole number, also where it is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value.strip()[:15])
    return None


def level(value: object) -> int | None:
    """One of the four levels; 0 and anything else are none."""
    number = whole(value)
    return number if number in LEVELS else None


def _answer(number: int, data: Mapping[str, Any]) -> Answer:
    items = tuple(item for item in data.get("list") or [] if item and item.strip())
    return Answer(
        number=number, text=data.get("text") or "", items=items, level=level(data.get("gauge"))
    )


def _evaluation(entry: Mapping[str, Any]) -> Evaluation:
    gauges = entry.get("gauges") or {}
    status = whole(entry.get("status"))
    return Evaluation(
        reference=str(entry.get("reference_to")),
        grade=Grade(status) if status in set(Grade) else Grade.PENDING,
        comment=entry.get("evaluation_comment") or "",
        plan=entry.get("action_plan_comment") or "",
        person=entry.get("person_in_charge") or "",
        due_on=day(entry.get("estimated_implementation_date")),
        severity=level(gauges.get("x")),
        likelihood=level(gauges.get("y")),
    )


def day(value: object) -> date | None:
    """The day of an instant in ISO 8601, or none where it is not one."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
