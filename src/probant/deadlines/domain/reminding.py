"""When to remind, and whom: earlier for what lasts longer, wider as the end comes near.

A reminder belongs to one end: a deadline that moves is reminded of anew. After an interruption only
the last reminder that was missed is sent, not each of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count, takewhile

from probant.common.time_limits import Deadline, Unit
from probant.deadlines.domain.due import Due

HOURS = (timedelta(hours=48), timedelta(hours=24), timedelta(hours=6), timedelta(hours=1))
DAYS = (timedelta(days=15), timedelta(days=7), timedelta(days=3), timedelta(days=1))
AGAIN_AFTER = {True: timedelta(hours=24), False: timedelta(days=7)}
MOST_AGAIN = 8


class Audience(StrEnum):
    """Who is reminded: the one in charge; all who may do it; those who answer for it."""

    RESPONSIBLE = "responsible"
    HANDLERS = "handlers"
    ACCOUNTABLE = "accountable"


@dataclass(frozen=True)
class Reminder:
    """One reminder of one end: its key names both, so that it is sent once."""

    key: str
    audience: Audience
    is_late: bool


def reminder(due: Due, *, now: datetime, sent: Collection[str]) -> Reminder | None:
    """The reminder to send now; None while the clock is stopped, or once it was sent."""
    if not due.is_running:
        return None
    reached = [found for at, found in _plan(due.deadline, now) if at <= now]
    if not reached or reached[-1].key in sent:
        return None
    return reached[-1]


def _plan(deadline: Deadline, now: datetime) -> list[tuple[datetime, Reminder]]:
    """Every reminder until `now` and the next ones, in the order of time."""
    in_hours = deadline.period.unit is Unit.HOUR
    before, end = HOURS if in_hours else DAYS, deadline.target_at.astimezone(UTC)
    told = [(end - ahead, ahead) for ahead in before if end - ahead > deadline.starting]
    early = [(at, _early(deadline, ahead, is_last=ahead == before[-1])) for at, ahead in told]
    return early + [(at, _late(deadline, number)) for number, at in _overdue(deadline, now)]


def _overdue(deadline: Deadline, now: datetime) -> list[tuple[int, datetime]]:
    again = AGAIN_AFTER[deadline.period.unit is Unit.HOUR]
    end = deadline.ends_at.astimezone(UTC)
    times = ((number, end + number * again) for number in count())
    return list(takewhile(lambda item: item[0] <= MOST_AGAIN and item[1] <= now, times))


def _early(deadline: Deadline, ahead: timedelta, *, is_last: bool) -> Reminder:
    hours = int(ahead.total_seconds() // 3600)
    audience = Audience.HANDLERS if is_last else Audience.RESPONSIBLE
    return Reminder(f"{_end(deadline)}-{hours}h", audience, is_late=False)


def _late(deadline: Deadline, number: int) -> Reminder:
    return Reminder(f"{_end(deadline)}+{number}", Audience.ACCOUNTABLE, is_late=True)


def _end(deadline: Deadline) -> str:
    return f"{deadline.ends_at.astimezone(UTC):%Y%m%dT%H%M}"
