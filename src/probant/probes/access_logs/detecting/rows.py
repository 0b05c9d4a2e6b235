"""Unexplained accesses as values: one account in one record on one day, and seven days of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

SPAN = 7  # days of one alert


@dataclass(frozen=True, slots=True)
class Access:
    """The columns of `marked`, in its order."""

    account: str
    person: str
    unit: str | None
    role: str | None
    patient: str
    kept: str
    day: date
    daynum: int
    first_at: datetime
    last_at: datetime
    how: int
    peers: int
    direct_peers: int
    opened: int
    events: int
    sensitive: int
    written: int
    copied: int
    is_self: int
    is_colleague: int
    is_same_unit: int
    is_kin: int
    is_neighbour: int
    is_same_address: int
    bearers: int
    is_vip: int
    is_off: int

    @property
    def is_about_someone(self) -> bool:
        """A colleague, a relation or a VIP: what is learned does not explain it."""
        return bool(
            self.is_self
            or self.is_colleague
            or self.is_kin
            or self.is_neighbour
            or self.is_same_address
            or self.is_vip
        )


@dataclass(frozen=True, slots=True)
class Episode:
    """One account on one record, as known at the end of `day`: its accesses of seven days."""

    accesses: tuple[Access, ...]

    @property
    def last(self) -> Access:
        """The day that is judged."""
        return self.accesses[-1]

    @property
    def days(self) -> int:
        """Days on which the record was opened."""
        return len({one.day for one in self.accesses})

    def most(self, name: str) -> int:
        """The largest of a column over the seven days."""
        return max(int(getattr(one, name)) for one in self.accesses)


def episodes(accesses: Iterable[Access]) -> Iterator[Episode]:
    """One for each account, record and day, in the order of days, accounts and records."""
    by_pair: dict[tuple[str, str], list[Access]] = defaultdict(list)
    for one in sorted(accesses, key=attrgetter("daynum", "account", "patient")):
        pair = by_pair[one.account, one.kept]
        pair.append(one)
        while pair[0].daynum <= one.daynum - SPAN:
            pair.pop(0)
        yield Episode(tuple(pair))
