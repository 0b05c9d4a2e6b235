"""How many independent barriers hold on one way, and why each counts or does not.

Two barriers are independent when they rest on different components and hold in different ways: the
fall of one component, or one weakness of one kind, leaves the other standing. The count is the
largest set of barriers in which no two share a component or a kind.

What notices (alerts) and what asks people to behave (procedures) is shown and not counted: it holds
nobody back by itself. What nobody knows counts among what is possible, never among what is sure.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from probant.barriers.domain.ways import Barrier, Kind, Standing

ENOUGH = 2  # one may fall: art. 32(1)(b) and the state of the art of defence in depth
HOLDING = frozenset(Kind) - {Kind.MONITORING, Kind.PROCEDURE}


class Reason(StrEnum):
    """Why a barrier counts or is set aside."""

    COUNTED = "counted"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    HOLDS_NOBODY = "holds_nobody"
    UNNAMED = "unnamed"
    SAME_COMPONENT = "same_component"
    SAME_KIND = "same_kind"


@dataclass(frozen=True)
class Judged:
    """One barrier's place in the count; `like`: the counted barrier that it repeats."""

    reason: Reason
    like: int | None = None


@dataclass(frozen=True)
class Depth:
    """Independent barriers for sure, and at most if all that is unknown were there."""

    sure: int
    possible: int
    judged: tuple[Judged, ...]


def depth(barriers: Sequence[Barrier]) -> Depth:
    """The count of one way, with the reason of each barrier in the same order."""
    candidates = {place: barrier for place, barrier in enumerate(barriers) if _may_hold(barrier)}
    named = {place: one for place, one in candidates.items() if _is_sure(one)}
    chosen = _largest({place: (component(one), one.kind) for place, one in named.items()})
    judged = [_judged(place, barriers, chosen) for place in range(len(barriers))]
    if not chosen:
        judged, chosen = _one_without_name(barriers, judged)
    possible = {place: (component(one) or place, one.kind) for place, one in candidates.items()}
    return Depth(len(chosen), max(len(_largest(possible)), len(chosen)), tuple(judged))


def checked_depth(
    barriers: Sequence[Barrier], is_recent: Callable[[date], bool] = lambda _day: True
) -> int:
    """The same count over the barriers that somebody checked at a day that suffices."""
    return depth(
        [one for one in barriers if one.checked_on is not None and is_recent(one.checked_on)]
    ).sure


def component(barrier: Barrier) -> str:
    """Its component as it is compared: neither case nor blanks make two of one."""
    return " ".join(barrier.component.casefold().split())


def _may_hold(barrier: Barrier) -> bool:
    return barrier.kind in HOLDING and barrier.standing is not Standing.ABSENT


def _is_sure(barrier: Barrier) -> bool:
    return barrier.standing is Standing.IN_PLACE and bool(component(barrier))


def _judged(place: int, barriers: Sequence[Barrier], chosen: frozenset[int]) -> Judged:
    barrier = barriers[place]
    if place in chosen:
        return Judged(Reason.COUNTED)
    if barrier.standing is not Standing.IN_PLACE:
        return Judged(Reason(barrier.standing.value))
    if barrier.kind not in HOLDING:
        return Judged(Reason.HOLDS_NOBODY)
    if not component(barrier):
        return Judged(Reason.UNNAMED)
    same = [other for other in chosen if component(barriers[other]) == component(barrier)]
    if same:
        return Judged(Reason.SAME_COMPONENT, min(same))
    alike = [other for other in chosen if barriers[other].kind is barrier.kind]
    return Judged(Reason.SAME_KIND, min(alike, default=None))


def _one_without_name(
    barriers: Sequence[Barrier], judged: list[Judged]
) -> tuple[list[Judged], frozenset[int]]:
    """Barriers on components that nobody named may all rest on the same one: one counts."""
    first = next((place for place, one in enumerate(judged) if one.reason is Reason.UNNAMED), None)
    if first is None or barriers[first].standing is not Standing.IN_PLACE:
        return judged, frozenset()
    return [
        Judged(Reason.COUNTED) if place == first else one for place, one in enumerate(judged)
    ], frozenset({first})


def _largest(edges: Mapping[int, tuple[Hashable, Kind]]) -> frozenset[int]:
    """The largest set of edges between components and kinds that share no end (Kuhn, 1955)."""
    taken: dict[Kind, int] = {}
    by_component: dict[Hashable, list[int]] = {}
    for place, (resting_on, _kind) in edges.items():
        by_component.setdefault(resting_on, []).append(place)

    def placed(resting_on: Hashable, tried: set[Kind]) -> bool:
        for place in by_component[resting_on]:
            kind = edges[place][1]
            if kind in tried:
                continue
            tried.add(kind)
            if kind not in taken or placed(edges[taken[kind]][0], tried):
                taken[kind] = place
                return True
        return False

    for resting_on in by_component:
        placed(resting_on, set())
    return frozenset(taken.values())
