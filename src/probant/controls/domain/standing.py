"""How a control stands: what was decided, what proves it, and what follows from both.

    not applicable   a person said so, and why
    proven           a fresh document or record, and nobody says that it is only planned or partial
    expired          documents or records, none of them fresh
    declared         said to be in place, or partly, and nothing fresh proves all of it
    missing          nothing yet, or only planned

A person's word alone is a declaration. What arrives through the mapping counts once a person has
said that the control applies: Probant proposes, a person decides.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from probant.common.errors import ProbantError
from probant.controls.domain.arrival import Way
from probant.controls.domain.evidence import PROVING, Kind, is_fresh

MOST_MATURE = 5
PERCENT = 100


class Applicability(StrEnum):
    """Whether the control concerns the organisation."""

    UNDECIDED = "undecided"
    YES = "yes"
    NO = "no"


class Implementation(StrEnum):
    """What the organisation says of the control."""

    UNSAID = "unsaid"
    PLANNED = "planned"
    PARTIAL = "partial"
    DONE = "done"


class State(StrEnum):
    """What follows, the worst first."""

    MISSING = "missing"
    EXPIRED = "expired"
    DECLARED = "declared"
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"


class UnjustifiedError(ProbantError):
    """A control set aside needs its reason: an auditor asks for it first."""


class MaturityError(ProbantError):
    """Maturity goes from 0 to 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about one control."""

    applicability: Applicability = Applicability.UNDECIDED
    justification: str = ""
    implementation: Implementation = Implementation.UNSAID
    maturity: int | None = None
    owner: str = ""
    note: str = ""
    review_on: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether somebody said if it applies."""
        return self.applicability is not Applicability.UNDECIDED


@dataclass(frozen=True, slots=True)
class Arrival:
    """An evidence at a control: the number it is called by, its kind, its end, its way."""

    number: int
    kind: Kind
    expires_on: date | None
    way: Way

    def proves(self, today: date) -> bool:
        """Whether it is more than a word, and still fresh."""
        return self.kind in PROVING and is_fresh(self.expires_on, today)


@dataclass(frozen=True, slots=True)
class Standing:
    """A control with its decision and what arrives at it."""

    decision: Decision
    arrivals: tuple[Arrival, ...]
    state: State

    @property
    def is_proven_by_mapping(self) -> bool:
        """Whether every proof came from another control."""
        proofs = [one for one in self.arrivals if one.kind in PROVING]
        return self.state is State.PROVEN and not any(one.way.is_direct for one in proofs)


def ensure_sound(decision: Decision) -> None:
    """Not applicable needs its reason; maturity is a number from 0 to 5."""
    if decision.applicability is Applicability.NO and not decision.justification.strip():
        raise UnjustifiedError
    if decision.maturity is not None and not 0 <= decision.maturity <= MOST_MATURE:
        raise MaturityError


def stand(decision: Decision, arrivals: Iterable[Arrival], today: date) -> Standing:
    """The control's state on that day."""
    arrived = tuple(arrivals)
    return Standing(decision, arrived, _state(decision, arrived, today))


def _state(decision: Decision, arrivals: tuple[Arrival, ...], today: date) -> State:
    if decision.applicability is Applicability.NO:
        return State.NOT_APPLICABLE
    if decision.implementation is Implementation.PLANNED:
        return State.MISSING
    counted = [one for one in arrivals if decision.is_decided or one.way.is_direct]
    proofs = [one for one in counted if one.kind in PROVING]
    is_partial = decision.implementation is Implementation.PARTIAL
    if any(one.proves(today) for one in proofs):
        return State.DECLARED if is_partial else State.PROVEN
    if proofs:
        return State.EXPIRED
    is_said = counted or decision.implementation is not Implementation.UNSAID
    return State.DECLARED if is_said else State.MISSING


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many controls of a framework stand in each state."""

    counts: Counter[State]
    undecided: int
    by_mapping: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def applicable(self) -> int:
        """Those that concern the organisation, as far as anybody said."""
        return self.total - self.counts[State.NOT_APPLICABLE]

    @property
    def decided(self) -> int:
        """Those of which somebody said whether they apply."""
        return self.total - self.undecided

    @property
    def proven_percent(self) -> int:
        """Of those that apply, rounded down: a share never flatters."""
        return self.counts[State.PROVEN] * PERCENT // self.applicable if self.applicable else 0


def coverage(standings: Iterable[Standing]) -> Coverage:
    """The counts of one framework."""
    found = list(standings)
    return Coverage(
        Counter(one.state for one in found),
        sum(1 for one in found if not one.decision.is_decided),
        sum(1 for one in found if one.is_proven_by_mapping),
    )
