"""Figures of a year of requests: how many, of what, how fast, how late; merged ones count once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from probant.subject_requests.domain.state import OPEN, Outcome, Status

PERCENT = 100
NINETY = 90
FIFTY = 50


@dataclass(frozen=True)
class Row:
    """What one request gives to the figures."""

    rights: tuple[str, ...]
    channel: str
    status: str
    outcome: str
    received_at: datetime
    answered_at: datetime | None
    is_late: bool
    is_extended: bool


@dataclass(frozen=True)
class Statistics:
    """The figures; None where there is nothing to measure."""

    received: int
    open: int
    answered: int
    refused: int
    late: int
    extended: int
    withdrawn: int
    merged: int
    median_days: int | None
    p90_days: int | None
    by_right: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_month: tuple[int, ...]


def statistics(rows: Iterable[Row]) -> Statistics:
    """The figures of these requests; a request for two rights counts under both."""
    held = tuple(rows)
    counted = [row for row in held if row.status != Status.MERGED]
    days = sorted(_days(row) for row in counted if row.answered_at)
    return Statistics(
        received=len(counted),
        open=sum(row.status in OPEN for row in counted),
        answered=len(days),
        refused=sum(row.outcome == Outcome.REFUSED for row in counted),
        late=sum(row.is_late for row in counted),
        extended=sum(row.is_extended for row in counted),
        withdrawn=sum(row.status == Status.WITHDRAWN for row in counted),
        merged=len(held) - len(counted),
        median_days=_ranked(days, FIFTY),
        p90_days=_ranked(days, NINETY),
        by_right=Counter(right for row in counted for right in row.rights),
        by_channel=Counter(row.channel for row in counted),
        by_month=tuple(_months(counted)),
    )


def _days(row: Row) -> int:
    assert row.answered_at is not None  # noqa: S101  its caller chose it so
    return (row.answered_at - row.received_at).days


def _ranked(days: Sequence[int], percent: int) -> int | None:
    """Nearest rank: a number of days that was really taken, never an average of two."""
    if not days:
        return None
    return days[ceil(len(days) * percent / PERCENT) - 1]


def _months(rows: Iterable[Row]) -> Iterable[int]:
    counted = Counter(row.received_at.month for row in rows)
    return (counted[month] for month in range(1, 13))
