"""Five questions answered: which are right, and whether that is enough."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from probant.common.errors import ProbantError
from probant.reference.training import Module

PLAIN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that a hand mistakes for something else
GROUP, GROUPS = 4, 2


class AnswersError(ProbantError):
    """Questions left out, or answers that were not offered: `fields` says which."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """`fields`: the question's id, and "required" or "unknown"."""
        super().__init__(dict(fields))
        self.fields = dict(fields)


@dataclass(frozen=True)
class Outcome:
    """How many of the answers were right, and whether the module is passed."""

    right: int
    total: int
    is_passed: bool


def marked(module: Module, answers: Mapping[str, str], *, pass_percent: int) -> Outcome:
    """Every question has one right answer; AnswersError where one is missing or made up."""
    _ensure_offered(module, answers)
    right = sum(answers[question.id] == question.right for question in module.questions)
    total = len(module.questions)
    return Outcome(right, total, right * 100 >= pass_percent * total)


def certificate_number(on: date) -> str:
    """`AF-2026-7KX3-M2QD`: it says nothing of the person, and nobody guesses the next one."""
    groups = ("".join(secrets.choice(PLAIN) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(["AF", str(on.year), *groups])


def _ensure_offered(module: Module, answers: Mapping[str, str]) -> None:
    asked = {question.id: {one.id for one in question.choices} for question in module.questions}
    faults = dict.fromkeys(answers.keys() - asked.keys(), "unknown")
    for id_, offered in asked.items():
        if not answers.get(id_):
            faults[id_] = "required"
        elif answers[id_] not in offered:
            faults[id_] = "unknown"
    if faults:
        raise AnswersError(faults)
