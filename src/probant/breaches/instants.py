"""A local hour as a person writes it, and the instant it was: clocks change twice a year.

In October an hour happens twice: the first is taken, the earlier and the safer for a clock that
runs, and this is said. In March an hour does not happen: nobody can have seen it on a clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from probant.breaches.domain.chronology import PLAUSIBLE
from probant.common.errors import ProbantError
from probant.common.time_limits import PARIS

LENIENCY = timedelta(minutes=5)  # a telephone's clock beside the server's


class MissingHourError(ProbantError):
    """This local hour does not exist: clocks went forward over it."""

    def __init__(self, wall: datetime) -> None:
        """`wall`: what was written, without zone."""
        super().__init__(wall.isoformat())
        self.wall = wall


class FutureError(ProbantError):
    """Something is said to have happened later than now."""

    def __init__(self, said: datetime, now: datetime) -> None:
        """`said`: the instant written; `now`: the server's clock."""
        super().__init__(said.isoformat(), now.isoformat())
        self.said = said
        self.now = now


class ImplausibleError(ProbantError):
    """A year was mistyped: no breach is of that time, and calendars overflow there."""


@dataclass(frozen=True)
class Instant:
    """When it was, and whether the hour written happened twice that day."""

    at: datetime
    is_ambiguous: bool = False


def local(wall: datetime, *, zone: ZoneInfo = PARIS) -> Instant:
    """The instant at which clocks of `zone` showed `wall`; the first of two."""
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        raise MissingHourError(wall)
    return Instant(first.astimezone(UTC), first.utcoffset() != second.utcoffset())


def ensure_plausible(said: datetime) -> None:
    """ImplausibleError where no calendar could count from it."""
    if said.year not in PLAUSIBLE:
        raise ImplausibleError


def not_after(said: datetime, now: datetime) -> datetime:
    """`said`, or `now` where a telephone is a few minutes fast; FutureError beyond that."""
    ensure_plausible(said)
    if said > now + LENIENCY:
        raise FutureError(said, now)
    return min(said, now)
