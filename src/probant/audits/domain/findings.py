"""A finding from the day it is known to the day somebody else saw that it is fixed.

Fixed means verified, not said: a corrective action that was done waits for another person, with a
proof. Found again by a later audit, a finding keeps the day on which it was first known (H4).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from uuid import UUID

from probant.common.errors import ProbantError

ALIKE = 0.6  # shared words out of all words: proposed as the same finding, a person confirms
WORD = re.compile(r"\w{3,}")


class Severity(StrEnum):
    """How far from what is required."""

    MAJOR = "major"
    MINOR = "minor"
    OPPORTUNITY = "opportunity"


class Step(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    TO_VERIFY = "to_verify"
    FIXED = "fixed"


class Fate(StrEnum):
    """What became of a finding between two audits; not seen again is not fixed."""

    PERSISTING = "persisting"
    PROPOSED = "proposed"
    NEW = "new"
    FIXED = "fixed"
    NOT_SEEN = "not_seen"


MUST_BE_FIXED = frozenset({Severity.MAJOR, Severity.MINOR})


class SamePersonError(ProbantError):
    """Whoever did it does not verify it."""


class ProofMissingError(ProbantError):
    """A verification shows what was seen: a file, an evidence, or where it can be seen."""


class WrongStepError(ProbantError):
    """The action is not in a state that allows this."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


@dataclass(frozen=True, kw_only=True)
class ActionFacts:
    """A corrective action as the rules see it."""

    is_done: bool
    is_verified: bool
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class FindingFacts:
    """A finding as the rules see it."""

    id: UUID
    control: str
    title: str
    severity: Severity
    step: Step
    known_on: date
    due_on: date | None
    fixed_on: date | None = None
    same_as: UUID | None = None


@dataclass(frozen=True)
class Compared:
    """A finding of either audit, or of both, and what became of it."""

    fate: Fate
    before: FindingFacts | None
    after: FindingFacts | None


def step_of(actions: Sequence[ActionFacts]) -> Step:
    """Open until every action is done; fixed once another person verified every one."""
    if not actions or not all(one.is_done for one in actions):
        return Step.OPEN
    return Step.FIXED if all(one.is_verified for one in actions) else Step.TO_VERIFY


def ensure_another(done_by: UUID, owner: str, verifier: UUID, name: str) -> None:
    """SamePersonError for whoever did it, by account or by the owner's name."""
    if done_by == verifier or (owner and _plain(owner) == _plain(name)):
        raise SamePersonError


def is_overdue(one: FindingFacts, today: date) -> bool:
    """Past its date and not verified as fixed; an opportunity may wait."""
    must = one.severity in MUST_BE_FIXED and one.step is not Step.FIXED
    return must and one.due_on is not None and one.due_on < today


def days_to_fix(found: Iterable[FindingFacts]) -> int | None:
    """Median days from known to verified as fixed, or None before the first (H4)."""
    days = [(one.fixed_on - one.known_on).days for one in found if one.fixed_on is not None]
    return round(median(days)) if days else None


def is_alike(one: FindingFacts, other: FindingFacts) -> bool:
    """On the same control, in words that mostly agree."""
    if one.control != other.control:
        return False
    mine, theirs = _words(one.title), _words(other.title)
    if not mine or not theirs:
        return _plain(one.title) == _plain(other.title)
    return len(mine & theirs) / len(mine | theirs) >= ALIKE


def compared(before: Sequence[FindingFacts], after: Sequence[FindingFacts]) -> list[Compared]:
    """Each finding once: confirmed pairs, proposed ones, new ones, then what the later left out."""
    by_id, used, told = {one.id: one for one in before}, set[UUID](), list[Compared]()
    for one in after:
        was = by_id.get(one.same_as) if one.same_as else None
        if was is not None:
            used.add(was.id)
            told.append(Compared(Fate.PERSISTING, was, one))
    for one in after:
        if one.same_as in by_id:
            continue
        likely = next((was for was in before if was.id not in used and is_alike(was, one)), None)
        if likely is not None:
            used.add(likely.id)
        told.append(Compared(Fate.PROPOSED if likely else Fate.NEW, likely, one))
    left = [was for was in before if was.id not in used]
    told += [
        Compared(Fate.FIXED if was.step is Step.FIXED else Fate.NOT_SEEN, was, None) for was in left
    ]
    return told


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """Without case, accents or doubled blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())
