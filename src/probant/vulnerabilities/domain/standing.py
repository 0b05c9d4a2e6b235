"""Where a flaw stands: what its scans show, then what people said of it.

Fixed means verified: only a scan of the same scope that no longer shows the flaw fixes it. What
people say counts until a scan says otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from probant.common.errors import ProbantError
from probant.vulnerabilities.domain.persistence import Persistence
from probant.vulnerabilities.domain.severity import Severity


class State(StrEnum):
    """Where a flaw stands."""

    OPEN = "open"
    FIXED_SAID = "fixed_said"
    FIXED_VERIFIED = "fixed_verified"
    ACCEPTED = "accepted"
    NOT_AFFECTED = "not_affected"


UNFIXED = frozenset({State.OPEN, State.FIXED_SAID, State.ACCEPTED})
# From which states an act is possible.
ACTS: dict[str, Collection[State]] = {
    "say_fixed": {State.OPEN, State.ACCEPTED},
    "accept": {State.OPEN, State.FIXED_SAID, State.ACCEPTED},
    "not_affected": {State.OPEN, State.FIXED_SAID, State.ACCEPTED},
    "reopen": {State.FIXED_SAID, State.ACCEPTED, State.NOT_AFFECTED},
}
LONGEST_ACCEPTANCE = timedelta(days=366)


class FlawStateError(ProbantError):
    """The flaw's state does not allow this act."""

    def __init__(self, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act = act
        self.state = state


class AcceptanceError(ProbantError):
    """An acceptance ends after today, and within a year: it is looked at again then."""


@dataclass(frozen=True)
class Said:
    """What a person said last, and when; `until` ends an acceptance."""

    state: State = State.OPEN
    on: date | None = None
    until: date | None = None


def standing(scans: Persistence, said: Said) -> State:
    """Gone is fixed; shown again after it was said to be fixed is open."""
    if said.state is State.NOT_AFFECTED:
        return State.NOT_AFFECTED
    if scans.is_gone:
        return State.FIXED_VERIFIED
    if said.state is State.FIXED_SAID and said.on and scans.last_seen_on > said.on:
        return State.OPEN
    return said.state


def due_on(
    known_on: date, severity: Severity, days: dict[str, int], *, is_exploited: bool
) -> date | None:
    """The end of the period from known to fixed; what attackers exploit waits the least."""
    if severity is Severity.NONE and not is_exploited:
        return None
    chosen = days.get(severity.value, days["low"])
    if is_exploited:
        chosen = min(chosen, days["exploited"])
    return known_on + timedelta(days=chosen)


def ensure(act: str, state: str) -> None:
    """FlawStateError unless `act` is possible from `state`."""
    if state not in ACTS[act]:
        raise FlawStateError(act, state)


def ensure_acceptable(until: date, *, today: date) -> None:
    """AcceptanceError for an acceptance without end, or already over."""
    if not today < until <= today + LONGEST_ACCEPTANCE:
        raise AcceptanceError
