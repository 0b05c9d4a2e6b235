"""What each way shows: its depth, its second factor, what one account obtains; and in which state.

The states are those of the verdicts: nothing that nobody knows is good, and what was only said is
`declared` until somebody looked, `expired` once they looked too long ago.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from probant.barriers.domain.depth import ENOUGH, checked_depth, depth
from probant.barriers.domain.ways import Barrier, Kind, Outside, Reach, Standing, Way
from probant.common.time_limits import PARIS, Period
from probant.common.verdicts import VerdictState, freshness, worst

FRESH_FOR = Period(months=12)


class Finding(StrEnum):
    """What is wrong, or cannot be told, about one way."""

    NO_BARRIER = "no_barrier"
    ONE_BARRIER = "one_barrier"
    DEPTH_UNKNOWN = "depth_unknown"
    NO_SECOND_FACTOR = "no_second_factor"
    SECOND_FACTOR_UNKNOWN = "second_factor_unknown"
    WHOLE_BASE = "whole_base"
    REACH_UNKNOWN = "reach_unknown"
    NEVER_CHECKED = "never_checked"
    CHECK_TOO_OLD = "check_too_old"


GRAVE = frozenset(
    {Finding.NO_BARRIER, Finding.ONE_BARRIER, Finding.NO_SECOND_FACTOR, Finding.WHOLE_BASE}
)


@dataclass(frozen=True)
class Judgement:
    """One way on the three counts, and what was found."""

    depth: VerdictState
    second_factor: VerdictState
    scope: VerdictState
    findings: tuple[Finding, ...]

    @property
    def state(self) -> VerdictState:
        """The gravest of the three."""
        return worst([self.depth, self.second_factor, self.scope])


def judged(way: Way, *, now: datetime, is_small: bool = False) -> Judgement:
    """`is_small`: a practice, where a written reason may stand for a scope by person (E3)."""
    states = (
        depth_state(way, now=now),
        second_factor_state(way, now=now),
        scope_state(way, now=now, is_small=is_small),
    )
    return Judgement(*states, tuple(_findings(way, states)))


def depth_state(way: Way, *, now: datetime) -> VerdictState:
    """F2: at least two independent barriers, each looked at within the year."""
    found = depth(way.barriers)
    if found.possible < ENOUGH:
        return VerdictState.MISSING
    if found.sure < ENOUGH:
        return VerdictState.UNDETERMINED
    if checked_depth(way.barriers, _recent(now)) >= ENOUGH:
        return VerdictState.PROVEN
    was_checked = checked_depth(way.barriers) >= ENOUGH
    return VerdictState.EXPIRED if was_checked else VerdictState.DECLARED


def second_factor_state(way: Way, *, now: datetime) -> VerdictState:
    """F6: a second factor wherever the data are reached from outside (SAN-2026-009)."""
    if way.outside is Outside.NO:
        return VerdictState.NOT_APPLICABLE
    state = _of_kind(way.barriers, Kind.SECOND_FACTOR, now)
    if way.outside is Outside.UNKNOWN and state is VerdictState.MISSING:
        return VerdictState.UNDETERMINED
    return state


def scope_state(way: Way, *, now: datetime, is_small: bool) -> VerdictState:
    """Art. 25, 32: one account obtains what its person needs, not the whole base."""
    match way.reach:
        case Reach.NO_ACCOUNT:
            return VerdictState.NOT_APPLICABLE
        case Reach.UNKNOWN:
            return VerdictState.UNDETERMINED
        case Reach.WHOLE:
            is_reasoned = is_small and bool(way.reach_reason.strip())
            return VerdictState.DECLARED if is_reasoned else VerdictState.MISSING
    state = _of_kind(way.barriers, Kind.AUTHORISATION, now)
    return VerdictState.DECLARED if state is VerdictState.MISSING else state


def together(states: Iterable[VerdictState]) -> VerdictState:
    """The gravest of the ways that it concerns; concerning none of them, it does not apply."""
    held = [state for state in states if state is not VerdictState.NOT_APPLICABLE]
    return worst(held) if held else VerdictState.NOT_APPLICABLE


def _of_kind(barriers: Sequence[Barrier], kind: Kind, now: datetime) -> VerdictState:
    found = [one for one in barriers if one.kind is kind]
    there = [one for one in found if one.standing is Standing.IN_PLACE]
    if not there:
        is_unknown = any(one.standing is Standing.UNKNOWN for one in found)
        return VerdictState.UNDETERMINED if is_unknown else VerdictState.MISSING
    days = [one.checked_on for one in there if one.checked_on is not None]
    if any(_recent(now)(day) for day in days):
        return VerdictState.PROVEN
    return VerdictState.EXPIRED if days else VerdictState.DECLARED


def _recent(now: datetime) -> Callable[[date], bool]:
    return lambda day: (
        freshness(datetime.combine(day, time(), PARIS), now, FRESH_FOR) is VerdictState.PROVEN
    )


def _findings(way: Way, states: tuple[VerdictState, ...]) -> Iterable[Finding]:
    found, second_factor, scope = states
    if found is VerdictState.MISSING:
        is_none = depth(way.barriers).possible == 0
        yield Finding.NO_BARRIER if is_none else Finding.ONE_BARRIER
    if found is VerdictState.UNDETERMINED:
        yield Finding.DEPTH_UNKNOWN
    if second_factor is VerdictState.MISSING:
        yield Finding.NO_SECOND_FACTOR
    if second_factor is VerdictState.UNDETERMINED:
        yield Finding.SECOND_FACTOR_UNKNOWN
    if way.reach is Reach.WHOLE:
        yield Finding.WHOLE_BASE
    if scope is VerdictState.UNDETERMINED:
        yield Finding.REACH_UNKNOWN
    if VerdictState.EXPIRED in states:
        yield Finding.CHECK_TOO_OLD
    elif found is VerdictState.DECLARED or second_factor is VerdictState.DECLARED:
        yield Finding.NEVER_CHECKED
