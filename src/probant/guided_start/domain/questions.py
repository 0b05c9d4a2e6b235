"""The way through a questionnaire: which question comes next, and what an answer holds.

An answer of None means « I do not know »: the question was read and stays in what is left to do.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.reference.templates import Answers, Questionnaire
from probant.reference.templates.question import Field, Question

UNKNOWN = "unknown"


class UnknownQuestionError(ProbantError):
    """The questionnaire asks no such question."""

    def __init__(self, question: str) -> None:
        """`question`: the id that was asked for."""
        super().__init__(question)
        self.question = question


@dataclass(frozen=True)
class Place:
    """Where a question stands: the ones before and after it, and its rank from 1."""

    question: Question
    rank: int
    total: int
    before: str
    after: str


def place(questionnaire: Questionnaire, question_id: str) -> Place:
    """The place of one question; UnknownQuestionError where there is none."""
    ids = [question.id for question in questionnaire.questions]
    if question_id not in ids:
        raise UnknownQuestionError(question_id)
    rank = ids.index(question_id)
    return Place(
        question=questionnaire.questions[rank],
        rank=rank + 1,
        total=len(ids),
        before=ids[rank - 1] if rank else "",
        after=ids[rank + 1] if rank + 1 < len(ids) else "",
    )


def is_read(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the person answered, be it that they do not know."""
    return question.id in answers


def next_unread(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> str:
    """The first question that was not read yet; "" when all were."""
    unread = (q.id for q in questionnaire.questions if not is_read(q, answers))
    return next(unread, "")


def read_count(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> int:
    """How many questions were read."""
    return sum(is_read(question, answers) for question in questionnaire.questions)


def known(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that this version of the questionnaire still understands."""
    ids = {question.id for question in questionnaire.questions} | set(questionnaire.fields)
    return {id_: value for id_, value in answers.items() if id_ in ids}


def answered(
    questionnaire: Questionnaire,
    answers: Mapping[str, Any],
    question: Question,
    values: Answers,
) -> dict[str, Any]:
    """The answers after one page: the question's own value, and the details it still asks for.

    A detail that another choice made useless is forgotten. AnswerError where a value cannot be.
    """
    own = {id_: values.get(id_) for id_ in _ids(questionnaire, question)}
    chosen = set(question.chosen(own))
    after = {id_: value for id_, value in known(questionnaire, answers).items() if id_ not in own}
    after[question.id] = own[question.id] if chosen else None
    for field in questionnaire.fields_of(question):
        value = own[field.id]
        if chosen & set(field.when) and value not in {None, ""}:
            after[field.id] = value
    _check(questionnaire.fields_of(question), after)
    return after


def _check(fields: tuple[Field, ...], answers: Answers) -> None:
    for field in fields:
        field.value(answers)


def _ids(questionnaire: Questionnaire, question: Question) -> tuple[str, ...]:
    return (question.id, *(field.id for field in questionnaire.fields_of(question)))


def version_of(questionnaire: Questionnaire) -> str:
    """Which wording was answered: the first 16 digits of the questionnaire's SHA-256."""
    content = canonical_json.dumps(msgspec.to_builtins(questionnaire))
    return hashlib.sha256(content).hexdigest()[:16]
