"""A deadline that explains itself: where it starts, each rule applied, where it ends."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from probant.common.time_limits.errors import NaiveDatetimeError
from probant.common.time_limits.period import Period

StepValue = int | str | date | datetime | tuple[date, ...]


class Rule(StrEnum):
    """The rules of Regulation (EEC, Euratom) No 1182/71, numbered as in our law reference."""

    HOUR_OF_EVENT_EXCLUDED = "T1"
    WHOLE_HOURS = "T2"
    DAY_OF_EVENT_EXCLUDED = "T3"
    LAST_DAY = "T4"
    DAYS_OFF_COUNT = "T5"
    ENDS_ON_WORKING_DAY = "T6"
    TWO_WORKING_DAYS = "T7"
    WORKING_DAY = "T8"


@dataclass(frozen=True, slots=True)
class Step:
    """One rule, the article that states it, the instant it leads to, and what it read.

    `is_applied` is false for a rule that was considered and set aside: the reader is told that a
    weekend does not extend 72 hours, and that some argue otherwise.
    """

    rule: Rule
    article: str
    at: datetime
    facts: tuple[tuple[str, StepValue], ...] = ()
    is_applied: bool = True

    @property
    def values(self) -> dict[str, StepValue]:
        """The facts by name, for a sentence to be filled with."""
        return dict(self.facts)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a period ends, to the last instant that is still in time.

    `ends_at` is the formal end. A period in hours also has a `target_at`, the event plus exactly
    that many hours, which is earlier and which nobody can dispute; elsewhere the two are the same.
    """

    starting: datetime
    period: Period
    ends_at: datetime
    target_at: datetime
    steps: tuple[Step, ...]
    is_retroactive: bool = False

    @property
    def last_day(self) -> date:
        """The day, in local time, on which the period ends."""
        return self.ends_at.date()


def remaining(deadline: Deadline, now: datetime) -> timedelta:
    """The time left until the formal end, in elapsed time; negative once it has passed."""
    return deadline.ends_at.astimezone(UTC) - _aware(now)


def remaining_to_target(deadline: Deadline, now: datetime) -> timedelta:
    """The time left until the target, in elapsed time; negative once it has passed."""
    return deadline.target_at.astimezone(UTC) - _aware(now)


def is_late(deadline: Deadline, now: datetime) -> bool:
    """True once the formal end has passed; the very last instant is still in time."""
    return remaining(deadline, now) < timedelta(0)


def _aware(now: datetime) -> datetime:
    """In UTC: two local times subtracted as they stand would ignore a change of clocks."""
    if now.tzinfo is None:
        raise NaiveDatetimeError
    return now.astimezone(UTC)
