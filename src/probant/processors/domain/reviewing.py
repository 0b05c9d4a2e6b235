"""Questionnaires and audits of processors: art. 28(1) (sufficient guarantees) and 28(3)(h).

No text says how often: a year for a host of health data, two years otherwise, are our figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from probant.common.errors import ProbantError
from probant.common.time_limits import Period
from probant.common.verdicts import VerdictState
from probant.processors.domain.days import is_plausible
from probant.reference.processors import questions

EVERY, EVERY_OF_HOST = Period(years=2), Period(years=1)
NOTE = 2_000


class ReviewShapeError(ProbantError):
    """A value that a questionnaire or an audit cannot have."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


class ReviewKind(StrEnum):
    """How the processor was looked at."""

    QUESTIONNAIRE = "questionnaire"
    AUDIT = "audit"


class Result(StrEnum):
    """What came out of it; '' while it was only sent."""

    PENDING = ""
    SATISFACTORY = "satisfactory"
    RESERVATIONS = "reservations"
    INSUFFICIENT = "insufficient"


class Answer(StrEnum):
    """An answer to one question."""

    UNKNOWN = ""
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_CONCERNED = "not_concerned"


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """One questionnaire or audit; `held_on` is the day of its answers or of the audit."""

    kind: ReviewKind
    sent_on: date | None = None
    held_on: date | None = None
    next_on: date | None = None
    by_whom: str = ""
    scope: str = ""
    result: Result = Result.PENDING
    summary: str = ""
    answers: Mapping[str, Answer] | None = None


def ensure_facts(facts: ReviewFacts) -> None:
    """ReviewShapeError for a result without a day, an unknown question, dates in disorder."""
    for name in ("sent_on", "held_on", "next_on"):
        if not is_plausible(getattr(facts, name)):
            raise ReviewShapeError(name, "implausible")
    if facts.result is not Result.PENDING and facts.held_on is None:
        raise ReviewShapeError(field="held_on", reason="required")
    if facts.held_on and facts.next_on and facts.next_on <= facts.held_on:
        raise ReviewShapeError(field="next_on", reason="before_this_one")
    if set(facts.answers or {}) - set(questions()):
        raise ReviewShapeError(field="answers", reason="unknown")
    for name, most in (("by_whom", 200), ("scope", 1_000), ("summary", 5_000)):
        text = getattr(facts, name)
        if len(text) > most or "\0" in text:
            raise ReviewShapeError(name, "too_long")


def next_of(held_on: date, *, is_host: bool) -> date:
    """When the processor is looked at again unless somebody says another day."""
    return (EVERY_OF_HOST if is_host else EVERY).after(held_on)


def last_done(
    facts: Sequence[tuple[ReviewFacts, bool]], on: date
) -> tuple[ReviewFacts, bool] | None:
    """The last one that was done by a day, with whether a document supports it."""
    done = [(one, kept) for one, kept in facts if one.held_on is not None and one.held_on <= on]
    return max(done, key=lambda item: item[0].held_on or date.min, default=None)


def state_of(facts: Sequence[tuple[ReviewFacts, bool]], *, on: date, is_host: bool) -> VerdictState:
    """The last one that was done decides; each comes with whether a document supports it."""
    found = last_done(facts, on)
    if found is None:
        was_sent = any(one.sent_on is not None for one, _kept in facts)
        return VerdictState.DECLARED if was_sent else VerdictState.MISSING
    last, has_file = found
    if last.result is Result.INSUFFICIENT:
        return VerdictState.CONTRADICTED
    again = last.next_on or next_of(last.held_on or on, is_host=is_host)
    if again < on:
        return VerdictState.EXPIRED
    if last.result is Result.PENDING or not has_file:
        return VerdictState.DECLARED
    return VerdictState.PROVEN
