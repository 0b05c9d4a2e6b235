"""What is looked at: when units work, what an account did, who came to a record."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any

import pyarrow as pa

from probant.probes.access_logs.engine.protocol import Engine, listed
from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.result import AccountDay, HeatCell, PatientDay, WithoutMfa
from probant.probes.access_logs.seen import SUCCEEDED, WITHIN, between, views
from probant.probes.access_logs.store.closing import ACCOUNT, PATIENT
from probant.probes.access_logs.store.covering import Covering

BASELINE_DAYS = 28
_HEAT = pa.schema([KEPT.field(name) for name in ("ts", "day", "hour", "actor_unit", "outcome")])
# Spark, DuckDB and ISO number the days of the week each in their way: counted from a Monday.
_WEEKDAY = "CAST(date_diff('day', DATE '1970-01-05', day) % 7 AS INTEGER)"


def heat_map(
    engine: Engine, covering: Covering, *, start: datetime, end: datetime
) -> tuple[HeatCell, ...]:
    """Every unit, weekday and hour with an access. `covering` is of Part.TIME."""
    with views(engine, covering, _HEAT) as seen:
        sql = f"""
        SELECT actor_unit, {_WEEKDAY} AS weekday, CAST(hour AS INTEGER) AS hour, count(*) AS events
        FROM {seen} WHERE {WITHIN} AND {SUCCEEDED}
        GROUP BY 1, 2, 3 ORDER BY actor_unit, weekday, hour
        """  # noqa: S608
        rows = list(engine.rows(sql, between(start, end)))
    return tuple(
        HeatCell(unit=unit, weekday=weekday, hour=hour, events=events)
        for unit, weekday, hour, events in rows
    )


def account_timeline(
    engine: Engine, covering: Covering, account: str, *, start: datetime, end: datetime
) -> tuple[AccountDay, ...]:
    """Each day on which the account was seen. `covering` is of Part.ACCOUNT."""
    with views(engine, covering, ACCOUNT) as seen:
        sql = f"""
        SELECT day, count(*) FILTER (WHERE {SUCCEEDED}),
               count(DISTINCT patient_id) FILTER (WHERE {SUCCEEDED}),
               count(DISTINCT ip), count(DISTINCT device_id),
               count(*) FILTER (WHERE action = 'X' AND {SUCCEEDED}),
               count(*) FILTER (WHERE action = 'P' AND {SUCCEEDED}),
               count(*) FILTER (WHERE action IN ('C', 'U', 'D') AND {SUCCEEDED}),
               count(*) FILTER (WHERE NOT ({SUCCEEDED})), min(ts), max(ts)
        FROM {seen} WHERE actor_id = $account AND {WITHIN} GROUP BY day ORDER BY day
        """  # noqa: S608
        rows = list(engine.rows(sql, {"account": account, **between(start, end)}))
    names = list(AccountDay.__dataclass_fields__)
    return tuple(AccountDay(**dict(zip(names, row, strict=True))) for row in rows)


def patient_timeline(
    engine: Engine, covering: Covering, names: Sequence[str], *, start: datetime, end: datetime
) -> tuple[PatientDay, ...]:
    """Each day on which the record was opened: a crowd stands out. `covering` is of Part.PATIENT.

    Ask for 28 days more than are shown: the baseline of a day rests on those before it.
    """
    placeholders, values = listed("name", names)
    with views(engine, covering, PATIENT) as seen:
        sql = f"""
        SELECT day, actor_id, actor_unit, count(*) AS events
        FROM {seen} WHERE patient_id IN ({placeholders}) AND {WITHIN} AND {SUCCEEDED}
        GROUP BY day, actor_id, actor_unit ORDER BY day
        """  # noqa: S608
        rows = list(engine.rows(sql, values | between(start, end)))
    return tuple(_patient_days(rows))


def _patient_days(rows: Sequence[tuple[Any, ...]]) -> Iterable[PatientDay]:
    known: set[str] = set()
    past: dict[date, int] = {}
    for day, group in groupby(rows, key=itemgetter(0)):
        of_day = list(group)
        accounts = {row[1] for row in of_day if row[1] is not None}
        yield PatientDay(
            day=day,
            events=sum(row[3] for row in of_day),
            accounts=len(accounts),
            new_accounts=len(accounts - known),
            units=len({row[2] for row in of_day if row[2] is not None}),
            baseline=_baseline(past, day),
        )
        known |= accounts
        past[day] = len(accounts)


def _baseline(past: dict[date, int], day: date) -> float | None:
    since = day - timedelta(days=BASELINE_DAYS)
    counts = [count for before, count in past.items() if before >= since]
    return float(median(counts)) if counts else None


def without_mfa(
    engine: Engine, covering: Covering, *, start: datetime, end: datetime
) -> tuple[WithoutMfa, ...]:
    """The accounts seen without a second factor, the busiest first. Part.ACCOUNT or TIME."""
    with views(engine, covering, ACCOUNT) as seen:
        sql = f"""
        SELECT actor_id, count(*) FILTER (WHERE NOT is_mfa), count(*) FILTER (WHERE is_mfa),
               count(*) FILTER (WHERE is_mfa IS NULL),
               min(CASE WHEN NOT is_mfa THEN ts END), max(CASE WHEN NOT is_mfa THEN ts END)
        FROM {seen} WHERE actor_id IS NOT NULL AND {WITHIN} GROUP BY actor_id
        HAVING count(*) FILTER (WHERE NOT is_mfa) > 0 ORDER BY 2 DESC, actor_id
        """  # noqa: S608
        rows = list(engine.rows(sql, between(start, end)))
    names = list(WithoutMfa.__dataclass_fields__)
    return tuple(WithoutMfa(**dict(zip(names, row, strict=True))) for row in rows)
