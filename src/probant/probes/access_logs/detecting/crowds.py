"""R4, the crowd: many accounts from many units on one record in a few days, without a reason.

It needs no list of VIPs: it is how the record that 85 people had opened would have been seen on the
first day. What is compared is how many would be there by the chance of missing context: in
proportion to the people who have a reason. People of one unit who miss the same appointment are
no crowd: at most two of a unit count, and three units are needed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from probant.probes.access_logs.detecting.rows import SPAN, Access

LEAST = 4  # accounts, from four units
SURE = 5  # accounts, from three units
SURPRISE = 3.0  # nats by which chance must be beaten


@dataclass(frozen=True, slots=True)
class Crowd:
    """The accesses of seven days at the moment when the last of them made it a crowd."""

    accesses: tuple[Access, ...]
    surprise: float
    expected: float

    @property
    def accounts(self) -> tuple[str, ...]:
        """In the order in which they came."""
        return tuple(dict.fromkeys(one.account for one in self.accesses))


def surprise(seen: float, expected: float) -> float:
    """Chernoff's bound on a Poisson count, in nats; 0 where no more than expected is seen."""
    if seen <= expected:
        return 0.0
    return seen * math.log(seen / expected) - (seen - expected)


def crowds(accesses: Iterable[Access], expected: Mapping[str, float]) -> Iterator[Crowd]:
    """One for each record and seven days; `expected` is how many each record would have."""
    by_record: dict[str, list[Access]] = defaultdict(list)
    for one in sorted(accesses, key=attrgetter("first_at", "account")):
        by_record[one.kept].append(one)
    for record in sorted(by_record):
        if len({one.person for one in by_record[record]}) >= LEAST:
            yield from _of_record(by_record[record], expected.get(record, 0.0))


def _of_record(accesses: list[Access], expected: float) -> Iterator[Crowd]:
    window: list[Access] = []
    told: Access | None = None
    for one in accesses:
        window = [kept for kept in window if kept.daynum > one.daynum - SPAN] + [one]
        if told is not None and one.daynum < told.daynum + SPAN:
            continue
        found = _crowd(window, expected)
        if found:
            told = one
            yield found


def _crowd(window: list[Access], expected: float) -> Crowd | None:
    units = {one.person: one.unit or one.person for one in window}
    spread = Counter(units.values())
    counted = sum(min(count, 2) for count in spread.values())
    is_many = (counted >= LEAST and len(spread) >= LEAST) or (
        counted >= SURE and len(spread) >= SURE - 2
    )
    beaten = surprise(counted, max(expected, 0.25))
    if not is_many or beaten < SURPRISE:
        return None
    return Crowd(tuple(window), beaten, expected)
