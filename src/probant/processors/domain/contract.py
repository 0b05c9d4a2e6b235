"""A contract of art. 28: its dates, and what a person decided of each of its clauses.

Probant proposes; a person decides. Only what was decided is counted here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from probant.common.errors import ProbantError
from probant.common.verdicts import VerdictState
from probant.processors.domain.days import is_plausible
from probant.reference.processors import Clause

NOTE = 2_000


class ClauseState(StrEnum):
    """What a person decided of one clause; '' where nobody did."""

    UNDECIDED = ""
    FOUND = "found"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    ACCEPTED = "accepted"


class ContractShapeError(ProbantError):
    """A value that a contract cannot have; `field` says which, `reason` why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The contract's dates and delays; `ends_on` None: it has no end, or goes on by itself."""

    title: str = ""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_renewed: bool = False
    notice_days: int | None = None
    objection_days: int | None = None
    breach_hours: int | None = None
    owner: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class Decision:
    """What is to be written of one clause; a wording that is accepted needs its reason."""

    state: ClauseState
    note: str = ""


@dataclass(frozen=True)
class Counted:
    """The clauses that a contract is held against, by what was decided."""

    found: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def to_write(self) -> tuple[str, ...]:
        """What an amendment would add: the missing ones, then the doubtful ones."""
        return (*self.missing, *self.doubtful)


def ensure_terms(terms: Terms) -> None:
    """ContractShapeError where the dates contradict each other or a delay makes no sense."""
    for name in ("signed_on", "starts_on", "ends_on", "review_on"):
        if not is_plausible(getattr(terms, name)):
            raise ContractShapeError(name, "implausible")
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        raise ContractShapeError(field="ends_on", reason="before_start")
    for name, most in (("notice_days", 3_660), ("objection_days", 3_660), ("breach_hours", 8_760)):
        value = getattr(terms, name)
        if value is not None and not 0 <= value <= most:
            raise ContractShapeError(name, "out_of_range")
    for name in ("title", "owner"):
        if len(getattr(terms, name)) > 200 or "\0" in getattr(terms, name):  # noqa: PLR2004
            raise ContractShapeError(name, "too_long")


def ensure_decisions(decisions: Mapping[str, Decision], known: Iterable[Clause]) -> None:
    """ContractShapeError for a clause that does not concern the contract, or a note that lacks."""
    ids = {clause.id for clause in known}
    for id_, decision in decisions.items():
        if id_ not in ids:
            raise ContractShapeError(field=f"clauses.{id_}", reason="unknown")
        if decision.state is ClauseState.ACCEPTED and not decision.note.strip():
            raise ContractShapeError(field=f"clauses.{id_}.note", reason="required")
        if len(decision.note) > NOTE or "\0" in decision.note:
            raise ContractShapeError(field=f"clauses.{id_}.note", reason="too_long")


def counted(states: Mapping[str, ClauseState], clauses: Iterable[Clause]) -> Counted:
    """The decisions on these clauses, in their order."""
    held: dict[ClauseState, list[str]] = {state: [] for state in ClauseState}
    for clause in clauses:
        held[states.get(clause.id, ClauseState.UNDECIDED)].append(clause.id)
    return Counted(
        found=tuple(held[ClauseState.FOUND]),
        doubtful=tuple(held[ClauseState.DOUBTFUL]),
        missing=tuple(held[ClauseState.MISSING]),
        accepted=tuple(held[ClauseState.ACCEPTED]),
        undecided=tuple(held[ClauseState.UNDECIDED]),
    )


def has_ended(terms: Terms, on: date) -> bool:
    """Whether the contract is over; one that renews itself goes on until somebody ends it."""
    return terms.ends_on is not None and terms.ends_on < on and not terms.is_renewed


def has_begun(terms: Terms, on: date) -> bool:
    """Whether it binds already: signed, and its start not to come."""
    is_to_come = terms.starts_on is not None and terms.starts_on > on
    return terms.signed_on is not None and terms.signed_on <= on and not is_to_come


def notice_by(terms: Terms) -> date | None:
    """The last day on which the contract can be ended for its term."""
    if terms.ends_on is None or terms.notice_days is None:
        return None
    return terms.ends_on - timedelta(days=terms.notice_days)


def state_of(terms: Terms, required: Counted, *, has_file: bool, on: date) -> VerdictState:
    """How one contract stands for art. 28(3).

    A clause decided missing in a contract that is kept contradicts it; proof asks for the paper, in
    force, reviewed in time, and for each required clause decided found.
    """
    if has_ended(terms, on):
        return VerdictState.EXPIRED
    if required.missing:
        return VerdictState.CONTRADICTED if has_file else VerdictState.MISSING
    if not has_begun(terms, on):
        return VerdictState.MISSING
    is_decided = not (required.undecided or required.doubtful or required.accepted)
    if not (has_file and is_decided):
        return VerdictState.DECLARED
    is_late = terms.review_on is not None and terms.review_on < on
    return VerdictState.EXPIRED if is_late else VerdictState.PROVEN
