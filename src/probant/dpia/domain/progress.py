"""How far an assessment is, and what keeps it from being validated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from probant.dpia.domain.content import Content, Grade
from probant.dpia.domain.risks import is_high, risks
from probant.reference import dpia as reference

# Without the level of each risk nothing can be validated, nor over what its evaluator refused;
# the advice of the officer and the views of persons are asked by art. 35(2) and 35(9).
BLOCKING = frozenset({"level", "to_fix", "advice", "views"})


@dataclass(frozen=True)
class Gap:
    """One thing that lacks: answer, level, measures, evaluation, to_fix, plan, advice, views."""

    kind: str
    reference: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether nobody can validate before it is filled."""
        return self.kind in BLOCKING


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked of others, beside the document."""

    has_officer: bool
    is_advised: bool
    is_heard: bool


@dataclass(frozen=True, kw_only=True)
class Action:
    """One line of the action plan, and when it was done."""

    reference: str
    plan: str
    person: str
    due_on: date | None
    done_on: date | None = None
    note: str = ""

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and nobody said that it was done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


def gaps(content: Content, asked: Asked) -> tuple[Gap, ...]:
    """What lacks, in the order in which it is filled."""
    return (*_answers(content), *_evaluations(content), *_others(asked))


def progress(content: Content) -> int:
    """The share, in hundredths, of questions answered and of parts evaluated."""
    given = [answer.is_given for answer in content.answers.values()]
    found = [content.evaluation(about).grade > Grade.PENDING for about in content.references]
    done = sum(given) + sum(found) + bool(content.measures)
    return 100 * done // (len(given) + len(found) + 1)


def actions(content: Content, followed: Mapping[str, Mapping[str, Any]]) -> tuple[Action, ...]:
    """The action plan: what the evaluations ask, the earliest first, those without day last."""
    found = [
        Action(
            reference=about,
            plan=said.plan,
            person=said.person,
            due_on=said.due_on,
            done_on=_day(followed.get(about, {}).get("done_on")),
            note=followed.get(about, {}).get("note", ""),
        )
        for about in content.references
        for said in [content.evaluation(about)]
        if said.has_plan
    ]
    return tuple(sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max)))


def summary(content: Content, asked: Asked, plan: Sequence[Action]) -> dict[str, Any]:
    """What lists, verdicts and due dates ask, so that none of them opens the document."""
    found = risks(content)
    return {
        "progress": progress(content),
        "gaps": len(gaps(content, asked)),
        "risks": [
            [one.severity, one.likelihood, one.residual_severity, one.residual_likelihood]
            for one in found
        ],
        "is_high": is_high(found),
        "actions": [
            {
                "reference": one.reference,
                "due_on": one.due_on.isoformat() if one.due_on else None,
                "done_on": one.done_on.isoformat() if one.done_on else None,
            }
            for one in plan
        ],
    }


def _answers(content: Content) -> Iterator[Gap]:
    for number, question in reference.questions().items():
        if not content.answers[number].is_given:
            is_level = question.kind in {"severity", "likelihood"}
            yield Gap("level" if is_level else "answer", str(number))
    if not content.measures:
        yield Gap("measures")


def _evaluations(content: Content) -> Iterator[Gap]:
    for about in content.references:
        said = content.evaluation(about)
        if said.grade is Grade.PENDING:
            yield Gap("evaluation", about)
        elif said.grade is Grade.TO_FIX:
            yield Gap("to_fix", about)
        elif said.grade is Grade.IMPROVABLE and not (said.plan.strip() and said.due_on):
            yield Gap("plan", about)


def _others(asked: Asked) -> Iterator[Gap]:
    if asked.has_officer and not asked.is_advised:
        yield Gap("advice")
    if not asked.is_heard:
        yield Gap("views")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
