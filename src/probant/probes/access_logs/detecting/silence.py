"""R13: a source that for three hours says far less than usual at that hour of that weekday."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from probant.probes.access_logs.detecting import weights
from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.result import Rule

SHARE = 0.2  # of the usual count, under which an hour is silent
LEAST = 20  # events in the usual hour, under which nothing can be told
WEEKS = 4

Hour = tuple[date, int]


@dataclass(frozen=True, slots=True)
class _Source:
    """Events by hour of one source; `first` is its first day, `end` the store's last hour."""

    name: str
    counts: Mapping[Hour, int]
    first: date
    end: Hour

    def is_silent(self, day: date, hour: int) -> bool:
        """Against the median of that hour of the four weeks before, where three are known."""
        before = [day - timedelta(days=7 * week) for week in range(1, WEEKS + 1)]
        known = [self.counts.get((one, hour), 0) for one in before if one >= self.first]
        if len(known) < WEEKS - 1 or (day, hour) >= self.end:
            return False
        usual = median(known)
        return usual >= LEAST and self.counts.get((day, hour), 0) < SHARE * usual


def candidates(rows: Iterable[tuple[Any, ...]], since: date, until: date) -> Iterator[Candidate]:
    """One for each source and silent day; the hours after the last event of all tell nothing."""
    by_source: dict[str, dict[Hour, int]] = defaultdict(dict)
    for name, day, hour, count in rows:
        by_source[name][day, hour] = count
    end = max((hour for counts in by_source.values() for hour in counts), default=(since, 0))
    for name, counts in sorted(by_source.items()):
        source = _Source(name, counts, min(counts)[0], end)
        for after in range((min(until, end[0]) - since).days + 1):
            yield from _of_day(source, since + timedelta(days=after))


def _of_day(source: _Source, day: date) -> Iterator[Candidate]:
    silent = [hour for hour in range(24) if source.is_silent(day, hour)]
    if not any({hour - 1, hour - 2} <= set(silent) for hour in silent):
        return
    yield Candidate(
        day=day,
        score=weights.OFFENCE,
        account="",
        patient=None,
        subject=("", Rule.SILENCE, source.name),
        rule=Rule.SILENCE,
        rules={Rule.SILENCE: weights.OFFENCE},
        facts={"source": source.name, "hours": silent},
    )
