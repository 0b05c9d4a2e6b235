"""Counting what comes without an account, in the database that all workers share.

One statement takes from a count, so that two workers never give the same allowance twice. What is
counted is kept as a keyed hash of the day, and forgotten once the count is full again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.subject_requests.domain import abuse
from probant.subject_requests.domain.abuse import ALLOWANCES, Allowance, Bucket, Counter
from probant.subject_requests.models import Allowance as Row

SWEPT = 200
TABLE = Row._meta.db_table  # noqa: SLF001  Django's documented name for it
REFILLED = (
    f'LEAST(%(capacity)s, "{TABLE}".remaining'
    f' + GREATEST(EXTRACT(EPOCH FROM (%(at)s - "{TABLE}".counted_at)), 0) * %(a_second)s)'
)
TAKE = (
    f'INSERT INTO "{TABLE}" (key, remaining, counted_at, full_at)'  # noqa: S608  no value is pasted
    " VALUES (%(key)s, %(capacity)s - %(cost)s, %(at)s, %(full_at)s)"
    " ON CONFLICT (key) DO UPDATE SET"
    f" remaining = {REFILLED} - %(cost)s,"
    f' counted_at = GREATEST("{TABLE}".counted_at, %(at)s), full_at = %(full_at)s'
    f" WHERE {REFILLED} >= %(cost)s"
    " RETURNING remaining"
)
SWEEP = (
    f'DELETE FROM "{TABLE}" WHERE key IN (SELECT key FROM "{TABLE}" WHERE full_at < %s'  # noqa: S608  the same
    f" LIMIT {SWEPT} FOR UPDATE SKIP LOCKED)"
)


class TooManyError(ProbantError):
    """The count is used up; `after` is how long until it gives again."""

    def __init__(self, counter: Counter, after: timedelta) -> None:
        super().__init__(counter.value, after)
        self.counter = counter
        self.after = after


@dataclass(frozen=True)
class Counted:
    """One count: what is counted, of whom, and how much of it is given."""

    counter: Counter
    what: str

    @property
    def allowance(self) -> Allowance:
        """How much, how fast."""
        return ALLOWANCES[self.counter]

    def key(self, at: datetime) -> bytes:
        """The row's key: another one every day."""
        day = localdate(at).isoformat()
        return abuse.counted_as(self.counter, self.what, key=key(), on=day)


def key() -> bytes:
    """The installation's key for stamps, counts and codes: derived, so that it shares no other."""
    return sha256(f"probant.subject_requests.public\0{settings.SECRET_KEY}".encode()).digest()


def take(counted: Counted, *, at: datetime, cost: float = 1.0) -> float:
    """Takes `cost`; what is left, or TooManyError and nothing taken.

    A flood is refused by a reading that locks nothing: its requests would wait for one another,
    and keep the workers that honest ones need.
    """
    allowance = counted.allowance
    if left(counted, at=at) < cost:
        raise TooManyError(counted.counter, _wait(counted, at, cost))
    values: dict[str, Any] = {
        "key": counted.key(at),
        "capacity": allowance.capacity,
        "a_second": allowance.a_second,
        "cost": cost,
        "at": at,
        "full_at": at + allowance.life,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        row = cursor.fetchone()
    if row is None:
        raise TooManyError(counted.counter, _wait(counted, at, cost))
    return cast("float", row[0])


def left(counted: Counted, *, at: datetime) -> float:
    """What could be taken now; nothing is taken."""
    row = Row.objects.filter(key=counted.key(at)).first()
    if row is None:
        return counted.allowance.capacity
    refilled = abuse.taken(_bucket(row), counted.allowance, cost=0, at=at)
    return refilled.left if refilled else 0.0


def sweep(at: datetime) -> None:
    """Forgets counts that are full again."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, [at])


def network(request: HttpRequest) -> str:
    """Whom a request counts for: the subscriber behind its address."""
    return abuse.network_of(request.META.get("REMOTE_ADDR", ""))


def _wait(counted: Counted, at: datetime, cost: float) -> timedelta:
    row = Row.objects.filter(key=counted.key(at)).first()
    bucket = _bucket(row) if row else Bucket(0.0, at)
    now = abuse.taken(bucket, counted.allowance, cost=0, at=at) or bucket
    return max(abuse.wait(now, counted.allowance, cost=cost), timedelta(seconds=1))


def _bucket(row: Row) -> Bucket:
    return Bucket(row.remaining, row.counted_at)
