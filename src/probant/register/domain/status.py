"""The life of an activity: draft → validated → archived, and back to draft when it is edited.

Decisions: an incomplete record may be validated only with a recorded reason, because art. 30 says
"where possible" of some items and a register that hides its gaps proves less than one that explains
them. An archived activity is read-only until it is restored. Once validated, its purposes change
only by a dated, justified decision (art. 5(1)(b): no further use outside the declared purposes).
"""

from enum import StrEnum

from probant.common.errors import ProbantError
from probant.register.domain.completeness import Missing, required
from probant.register.domain.record import ActivityRecord

REASON_LENGTH = 20


class Status(StrEnum):
    """Where an activity stands."""

    DRAFT = "draft"
    VALIDATED = "validated"
    ARCHIVED = "archived"


class StatusError(ProbantError):
    """The activity's status forbids this act."""

    def __init__(self, status: Status, act: str) -> None:
        """`act`: edit, validate, archive, restore or delete."""
        super().__init__(status.value, act)
        self.status = status
        self.act = act


class IncompleteActivityError(ProbantError):
    """The record lacks what art. 30 asks, and nobody said why."""

    def __init__(self, found: tuple[Missing, ...]) -> None:
        """`missing`: what is required and not stated."""
        super().__init__(len(found))
        self.missing = found


class PurposeJustificationError(ProbantError):
    """The purposes of a once validated activity change without a reason (art. 5(1)(b))."""


_ALLOWED = {
    "edit": frozenset({Status.DRAFT, Status.VALIDATED}),
    "validate": frozenset({Status.DRAFT}),
    "archive": frozenset({Status.DRAFT, Status.VALIDATED}),
    "restore": frozenset({Status.ARCHIVED}),
    "delete": frozenset({Status.DRAFT}),
}


def is_allowed(status: Status, act: str) -> bool:
    """Whether an activity in this status admits the act."""
    return status in _ALLOWED[act]


def ensure_allowed(status: Status, act: str) -> None:
    """Raises StatusError where the status forbids the act."""
    if not is_allowed(status, act):
        raise StatusError(status, act)


def ensure_deletable(status: Status, *, was_validated: bool) -> None:
    """A draft that was never validated may go; what once counted is archived, never deleted."""
    if was_validated or not is_allowed(status, "delete"):
        raise StatusError(status, "delete")


def ensure_validatable(status: Status, found: tuple[Missing, ...], justification: str) -> None:
    """A complete record, or an incomplete one with a reason of some length."""
    ensure_allowed(status, "validate")
    gaps = required(found)
    if gaps and not is_reason(justification):
        raise IncompleteActivityError(gaps)


def ensure_purposes_justified(
    before: ActivityRecord, after: ActivityRecord, *, was_validated: bool, justification: str
) -> None:
    """Art. 5(1)(b), 6(4), 13(3): another purpose is another decision."""
    if was_validated and are_purposes_changed(before, after) and not is_reason(justification):
        raise PurposeJustificationError


def are_purposes_changed(before: ActivityRecord, after: ActivityRecord) -> bool:
    """Whether what the data are for, or on which ground, differs; order does not count."""
    return set(before.purposes) != set(after.purposes)


def is_reason(text: str) -> bool:
    """A few words are needed: « ok » explains nothing."""
    return len(text.strip()) >= REASON_LENGTH
