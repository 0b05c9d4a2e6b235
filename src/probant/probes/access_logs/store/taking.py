"""Taking a file: read, refuse, share out by day, drop duplicates, write, commit.

A commit writes every file first and the catalogue last, in one transaction that also moves the
file's `resume_at`: killed at any moment, the store is as at its last commit, and the same file
goes on from there.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from probant.common.merkle import Frontier
from probant.probes.access_logs.batch import Batch, Reason, Refused
from probant.probes.access_logs.store import copies, parquet, recording
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.civil import civil_day, microseconds
from probant.probes.access_logs.store.duplicates import IdHash, KnownDays, repeated
from probant.probes.access_logs.store.growth import Growth, Setting
from probant.probes.access_logs.store.progress import FileProgress
from probant.probes.access_logs.store.selection import Selection, without_strangers
from probant.probes.access_logs.store.tree import GrowingTree

ROWS_OF_A_COMMIT = 250_000
BYTES_OF_A_COMMIT = 512 << 20
_AHEAD = 8  # pieces of work that may wait for the writing thread


@dataclass(frozen=True, slots=True)
class Ground:
    """The store that takes: where it is, how it names days and hashes identifiers."""

    root: Path
    catalogue: Catalogue
    zone: ZoneInfo
    hashed: IdHash


class Taking:
    """One writer's additions to a source between two commits."""

    def __init__(
        self,
        ground: Ground,
        file: FileProgress,
        *,
        known: KnownDays,
        at: datetime,
        expected: frozenset[str] | None = None,
    ) -> None:
        self._ground, self._catalogue, self._known = ground, ground.catalogue, known
        self._file, self._at, self._expected = file, at, expected
        self._received = microseconds(at)
        self._today = civil_day(at, ground.zone)
        self._purged_before = self._catalogue.value("SELECT max(before) FROM purges") or ""
        self._growths: dict[date, Growth] = {}
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="access-log-writer")
        self._waiting: deque[Future[Any]] = deque()
        self._commit = copies.next_number(self._catalogue)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._writer.shutdown(wait=True, cancel_futures=True)
        for growth in self._growths.values():
            growth.discard()

    @property
    def is_due(self) -> bool:
        """Enough waits for a commit."""
        growths = self._growths.values()
        return (
            sum(growth.rows for growth in growths) >= ROWS_OF_A_COMMIT
            or sum(growth.raw_bytes for growth in growths) >= BYTES_OF_A_COMMIT
        )

    def add(self, batch: Batch) -> None:
        """Every unit of the batch becomes a leaf, a duplicate, or neither where its day is gone."""
        batch = without_strangers(batch, self._expected)
        chosen = Selection.of(batch, self._ground.zone, self._received)
        position = self._file.counts.units + 1
        self._file.counts.units += len(batch.raw)
        fresh = self._fresh(chosen, position)
        self._file.counts.take(*chosen.told(fresh))
        self._refuse(batch.refused, position)
        refused = () if self._is_purged(self._today) else batch.refused
        days = set(np.unique(chosen.days[fresh]).tolist())
        for day in sorted(days | ({self._today} if refused else set())):
            mine = fresh & (chosen.days == np.datetime64(day))
            set_aside = refused if day == self._today else ()
            self._add_day(self._growth(day), batch, chosen, mine, set_aside, position)
        self._file.position = batch.resume_at

    def _refuse(self, refused: Iterable[Refused], position: int) -> None:
        for one in refused:
            self._file.counts.refuse(position + one.unit, one.reason.value, one.detail)

    def _fresh(self, chosen: Selection, position: int) -> np.ndarray:
        """True for each event that is neither there already nor of a purged day."""
        ids = chosen.identifiers()
        hashes = self._ground.hashed(ids)
        fresh = ~repeated(ids, hashes)
        for day in np.unique(chosen.days).tolist():
            events = np.flatnonzero(chosen.days == np.datetime64(day))
            if self._is_purged(day):
                gone = chosen.units[events].tolist()
                self._refuse([Refused(unit, Reason.PAST_RETENTION) for unit in gone], position)
                fresh[events] = False
            else:
                self._drop_known(day, events, ids, hashes, fresh)
        return fresh

    def _drop_known(
        self, day: date, events: np.ndarray, ids: pa.Array, hashes: np.ndarray, fresh: np.ndarray
    ) -> None:
        def everything() -> pa.Array:
            return self._identifiers(day)

        known = self._known.on(day, everything)
        mine = ids if len(events) == len(ids) else ids.take(pa.array(events))
        fresh[events] &= ~known.are_known(mine, hashes[events], everything)
        self._file.counts.duplicates += int((~fresh[events]).sum())
        known.add(hashes[events[fresh[events]]])

    def _add_day(  # noqa: PLR0913, PLR0917  one day's share of a batch
        self,
        growth: Growth,
        batch: Batch,
        chosen: Selection,
        mine: np.ndarray,
        refused: tuple[Refused, ...],
        position: int,
    ) -> None:
        set_aside = np.array([one.unit for one in refused], np.int64)
        units = np.sort(np.concatenate([chosen.units[mine], set_aside]))
        seq = np.full(len(batch.raw), -1, np.int64)
        seq[units] = growth.tree.size + np.arange(len(units))
        growth.add_units(batch.raw, units)
        growth.refused += [
            (int(seq[one.unit]), self._file.name, position + one.unit, one.reason, one.detail)
            for one in refused
        ]
        rows = chosen.rows_of(mine)
        if len(rows):
            told = chosen.events if len(rows) == len(chosen.events) else chosen.events.take(rows)
            growth.add_rows(told, seq[chosen.row_units[rows]], chosen.row_hours[rows])

    def commit(self) -> None:
        """Everything added since the last one is kept, with the file's progress."""
        growths = list(self._growths.values())
        for growth in growths:
            growth.finish()
        self._wait(0)
        for growth in growths:
            growth.publish()
        recording.record(
            self._ground.root,
            self._catalogue,
            number=self._commit,
            growths=growths,
            file=self._file,
            at=self._at,
        )
        self._growths.clear()
        self._commit = copies.next_number(self._catalogue)

    def _growth(self, day: date) -> Growth:
        if day not in self._growths:
            setting = Setting(self._ground.root, self._file.source, self._commit, self._later)
            self._growths[day] = Growth(setting, day, self._tree(day))
        return self._growths[day]

    def _tree(self, day: date) -> GrowingTree:
        held = recording.tree_row(self._catalogue, self._file.source, day)
        if held is None:
            return GrowingTree.new()
        return GrowingTree(held["salt"], Frontier.from_bytes(held["frontier"]))

    def _is_purged(self, day: date) -> bool:
        return bool(day.isoformat() < self._purged_before)

    def _identifiers(self, day: date) -> pa.Array:
        """Of the day's events, committed or waiting."""
        sql = "SELECT path FROM parts WHERE kind = 'time' AND first_day = ?"
        rows = self._catalogue.rows(sql, day.isoformat())
        paths = [self._ground.root / row["path"] for row in rows]
        kept = parquet.column(paths, "event_id", source=self._file.source)
        waiting = self._growths[day].identifiers if day in self._growths else []
        return pa.concat_arrays([kept, *waiting])

    def _later(self, work: Callable[..., object], *values: object) -> None:
        self._wait(_AHEAD)
        self._waiting.append(self._writer.submit(work, *values))

    def _wait(self, most: int) -> None:
        while len(self._waiting) > most:
            self._waiting.popleft().result()
