"""When an event happened: the text of a log against the clock and the zone of who received it.

Stored times are UTC, without a zone, in microseconds. A time told without its zone is read in the
store's zone: NO_ZONE, or AMBIGUOUS within the hour that the end of summer time repeats (its first
pass is taken). A time after its reception is SKEWED and kept; one that no clock can tell (year
0000 or 2999, 31 February) is refused: no store has a place for its day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from probant.probes.access_logs.event import ClockQuality

TOLERANCE = timedelta(minutes=5)
FURTHEST_AHEAD = timedelta(days=400)  # a wrong year; beyond, the time tells nothing
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LEAP = 60
_LONGEST = 64
_INSTANT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"[ ]?(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Told:
    """An instant in UTC (microseconds since 1970) and how far it can be trusted."""

    microseconds: int
    clock: ClockQuality


class ImpossibleTimeError(ValueError):
    """The text is no instant, or one that no event can have."""


@dataclass(frozen=True)
class Clock:
    """The zone of texts without one, and the instant of reception."""

    zone: ZoneInfo
    now: datetime
    tolerance: timedelta = TOLERANCE

    def read(self, text: str) -> Told:
        """ISO 8601 or RFC 3339, with seconds or not; ImpossibleTimeError otherwise."""
        found = _INSTANT.fullmatch(text) if len(text) <= _LONGEST else None
        if found is None:
            raise ImpossibleTimeError
        local = _local(found)
        if (zone := found["zone"]) is None:
            return self.read_civil(local)
        return self._told(_shifted(local, _offset(zone)), ClockQuality.OK)

    def read_civil(self, local: datetime) -> Told:
        """A time of the wall, without its zone (`local` is naive or its zone is disregarded)."""
        there = local.replace(tzinfo=self.zone, fold=0)
        first, second = there.utcoffset(), there.replace(fold=1).utcoffset()
        if first is None or second is None:
            raise ImpossibleTimeError
        is_repeated = first > second  # in the hour that is skipped, the first is the smaller
        quality = ClockQuality.AMBIGUOUS if is_repeated else ClockQuality.NO_ZONE
        return self._told(_shifted(local.replace(tzinfo=UTC), first), quality)

    def read_instant(self, instant: datetime) -> Told:
        """An aware datetime."""
        return self._told(instant.astimezone(UTC), ClockQuality.OK)

    @cached_property
    def bounds(self) -> tuple[int, int, int]:
        """Earliest, latest before SKEWED, latest of all: microseconds since 1970, inclusive."""
        now = self.now.astimezone(UTC)
        return (
            (EARLIEST - _EPOCH) // _MICROSECOND,
            (now + self.tolerance - _EPOCH) // _MICROSECOND,
            (now + FURTHEST_AHEAD - _EPOCH) // _MICROSECOND,
        )

    def _told(self, instant: datetime, quality: ClockQuality) -> Told:
        microseconds = (instant - _EPOCH) // _MICROSECOND
        earliest, received, latest = self.bounds
        if not earliest <= microseconds <= latest:
            raise ImpossibleTimeError
        return Told(microseconds, ClockQuality.SKEWED if microseconds > received else quality)


def _local(found: re.Match[str]) -> datetime:
    """The text's own figures, as if they were UTC; second 60 is the next minute's first."""
    second = int(found["second"] or 0)
    is_leap = second == _LEAP
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    year, month, day = map(int, found["day"].split("-"))
    hour, minute = int(found["hour"]), int(found["minute"])
    try:
        told = datetime(year, month, day, hour, minute, 59 if is_leap else second, micro, UTC)
    except ValueError as error:
        raise ImpossibleTimeError from error
    return _shifted(told, timedelta(seconds=-1)) if is_leap else told


def _offset(zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:  # noqa: PLR2004  the widest offset there is, minutes in an hour
        raise ImpossibleTimeError
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def _shifted(told: datetime, offset: timedelta) -> datetime:
    try:
        return told - offset
    except OverflowError as error:
        raise ImpossibleTimeError from error
