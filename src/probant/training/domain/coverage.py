"""Who was trained, who still has time, who has not: as at a day, by function and by service.

The law asks for training and gives no figure (art. 39(1)(b), 32(4)): the periods are arguments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from probant.common.time_limits import Period


class Standing(StrEnum):
    """How one person stands, the gravest first."""

    LATE = "late"
    EXPIRED = "expired"
    UNTRAINED = "untrained"
    WAITING = "waiting"
    TRAINED = "trained"


GAPS = frozenset({Standing.LATE, Standing.EXPIRED, Standing.UNTRAINED})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the staff, and the days on which they were trained."""

    id: UUID
    name: str
    function: str
    service: str
    arrived_on: date | None = None
    left_on: date | None = None
    trained_on: tuple[date, ...] = ()

    def is_here(self, on: date) -> bool:
        """Whether they work here on that day; the day of leaving is still one."""
        has_come = self.arrived_on is None or self.arrived_on <= on
        return has_come and (self.left_on is None or on <= self.left_on)


@dataclass(frozen=True)
class Periods:
    """How long a newcomer may wait, and how long a training lasts."""

    newcomer: Period
    yearly: Period


@dataclass(frozen=True)
class Found:
    """One person as at a day: when last trained, and when next due."""

    person: Person
    standing: Standing
    last_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Share:
    """How many of a group are trained; those who still have time are not counted against it."""

    name: str
    total: int
    trained: int
    waiting: int

    @property
    def expected(self) -> int:
        """Those who should be trained by now."""
        return self.total - self.waiting

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 means everybody. None where nobody is expected yet."""
        return self.trained * 100 // self.expected if self.expected else None


def standing_of(person: Person, on: date, periods: Periods) -> Found:
    """Trained within the year, or waiting as a newcomer; else a gap."""
    last = max((day for day in person.trained_on if day <= on), default=None)
    if last is not None:
        due = periods.yearly.after(last)
        state = Standing.TRAINED if on < due else Standing.EXPIRED
        return Found(person, state, last, due)
    if person.arrived_on is None:
        return Found(person, Standing.UNTRAINED, None, None)
    due = periods.newcomer.after(person.arrived_on)
    return Found(person, Standing.WAITING if on <= due else Standing.LATE, None, due)


def coverage(people: Iterable[Person], on: date, periods: Periods) -> tuple[Found, ...]:
    """Everybody who works here on that day, the gaps first."""
    found = [standing_of(person, on, periods) for person in people if person.is_here(on)]
    order = list(Standing)
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), one.person.name)))


def share(found: Iterable[Found], name: str = "") -> Share:
    """The figures of a group."""
    states = [one.standing for one in found]
    trained, waiting = states.count(Standing.TRAINED), states.count(Standing.WAITING)
    return Share(name, len(states), trained, waiting)


def shares(found: Iterable[Found], by: str) -> tuple[Share, ...]:
    """One share a function or a service, by name; an empty name comes last."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(getattr(one.person, by), []).append(one)
    names = sorted(groups, key=lambda name: (not name, name.casefold()))
    return tuple(share(groups[name], name) for name in names)


def newcomers(found: Iterable[Found], since: date) -> tuple[Found, ...]:
    """Those who arrived on that day or later."""
    return tuple(one for one in found if (one.person.arrived_on or date.min) >= since)
