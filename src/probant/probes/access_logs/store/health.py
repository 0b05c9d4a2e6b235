"""What each source brought, until when, and the days on which it was silent.

R13: a day with less than a fifth of the median of the same weekday in the eight weeks before it,
where at least three of those are known, is silent. So are the last twenty-four hours, measured
hour by hour against the same hours of those weeks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from probant.probes.access_logs.result import SourceHealth
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.civil import aware, civil_day
from probant.probes.access_logs.store.counts import instant

SHARE, WEEKS, FEWEST = 0.2, 8, 3
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
Hours = Mapping[date, list[int]]


@dataclass(slots=True)
class _Source:
    """The trees of one source, added up."""

    hours: dict[date, list[int]] = field(default_factory=dict)
    units: int = 0
    rows: int = 0
    quarantined: int = 0
    ends: list[int] = field(default_factory=list)
    received: str = ""
    format: str = ""


def sources(catalogue: Catalogue, zone: ZoneInfo, now: datetime) -> list[SourceHealth]:
    """Every source that ever brought something, by name."""
    found = _read(catalogue)
    return [_told(name, found[name], zone, now) for name in sorted(found)]


def _read(catalogue: Catalogue) -> dict[str, _Source]:
    found: dict[str, _Source] = {}
    for row in catalogue.rows("SELECT * FROM trees ORDER BY source, day"):
        source = found.setdefault(row["source"], _Source())
        source.units += row["size"]
        source.rows += row["rows"]
        source.quarantined += row["quarantined"]
        if row["rows"]:
            source.hours[date.fromisoformat(row["day"])] = json.loads(row["hours"])
            source.ends += [row["first_at"], row["last_at"]]
        if row["received_at"] >= source.received:
            source.received, source.format = row["received_at"], row["format"]
    return found


def _told(name: str, source: _Source, zone: ZoneInfo, now: datetime) -> SourceHealth:
    today = civil_day(now, zone)
    days = sorted(day for day in source.hours if day <= today)
    return SourceHealth(
        source=name,
        format=source.format,
        units=source.units,
        rows=source.rows,
        quarantined=source.quarantined,
        first_at=instant(min(source.ends, default=None)),
        last_at=instant(max(source.ends, default=None)),
        last_received_at=datetime.fromisoformat(source.received),
        silent_days=silent_days(source.hours, days[0], today) if days else (),
        is_silent=is_silent(source.hours, now, zone),
    )


def silent_days(hours: Hours, first: date, today: date) -> tuple[date, ...]:
    """The whole days from the first to yesterday that are under a fifth of what is usual."""
    totals = {day: sum(counts) for day, counts in hours.items()}
    every = (first + _DAY * place for place in range((today - first).days))
    return tuple(
        day
        for day in every
        if _is_low(totals.get(day, 0), [totals.get(day - _WEEK * n, 0) for n in _weeks(day, first)])
    )


def is_silent(hours: Hours, now: datetime, zone: ZoneInfo) -> bool:
    """The last twenty-four whole hours against the same ones of the weeks before."""
    today = civil_day(now, zone)
    first = min(hours, default=today)
    hour = _hour(now, zone)
    usual = [_until(hours, today - _WEEK * n, hour) for n in _weeks(today - _DAY, first)]
    return bool(hours) and _is_low(_until(hours, today, hour), usual)


def _weeks(day: date, first: date) -> range:
    """How many weeks back there are logs, eight at most."""
    return range(1, 1 + min(WEEKS, (day - first).days // 7))


def _is_low(count: int, usual: list[int]) -> bool:
    return len(usual) >= FEWEST and count < SHARE * median(usual)


def _until(hours: Hours, day: date, hour: int) -> int:
    """The events of the twenty-four hours that end when this hour of this day begins."""
    nothing = [0] * 24
    before, same = hours.get(day - _DAY, nothing), hours.get(day, nothing)
    return sum(before[hour:]) + sum(same[:hour])


def _hour(now: datetime, zone: ZoneInfo) -> int:
    return aware(now).astimezone(zone).hour
