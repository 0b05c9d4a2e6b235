"""Taking a file: read, refuse, share out by day, drop duplicates, write, commit.

A commit writes every file first and the catalogue last, in one transaction that also moves the
file's `resume_at`: killed at any moment, the store is as at its last commit, and the same file
goes on from there.
"""

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from probant.common.merkle import Frontier
from probant.probes.access_logs.batch import Batch, Reason
from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store import copies, folder, parquet, top
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.civil import civil_day, microseconds
from probant.probes.access_logs.store.duplicates import IdHash, KnownEvents, repeated
from probant.probes.access_logs.store.growth import Growth, Setting
from probant.probes.access_logs.store.parts import Part
from probant.probes.access_logs.store.progress import FileProgress
from probant.probes.access_logs.store.selection import Selection, without_strangers
from probant.probes.access_logs.store.tree import GrowingTree
from probant.probes.access_logs.store.trouble import Trouble

ROWS_OF_A_COMMIT = 250_000
BYTES_OF_A_COMMIT = 512 << 20
_AHEAD = 8  # pieces of work that may wait for the writing thread
_KNOWN_IDS = 8_000_000  # hashes kept in memory over all days


class Taking:
    """One writer's additions to a source between two commits."""

    def __init__(  # noqa: PLR0913  what one import knows from its start to its end
        self,
        root: Path,
        catalogue: Catalogue,
        *,
        zone: ZoneInfo,
        hashed: IdHash,
        file: FileProgress,
        at: datetime,
        expected: frozenset[str] | None = None,
    ) -> None:
        self._root, self._catalogue, self._zone, self._hashed = root, catalogue, zone, hashed
        self._file, self._source, self._at, self._expected = file, file.source, at, expected
        self._received = microseconds(at)
        self._today = civil_day(at, zone)
        self._known: dict[date, KnownEvents] = {}
        self._growths: dict[date, Growth] = {}
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="access-log-writer")
        self._waiting: deque[Future[Any]] = deque()
        self._commit = self._next_commit()

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
        chosen = Selection.of(batch, self._zone, self._received)
        counts = self._file.counts
        position = counts.units + 1
        counts.units += len(batch.raw)
        fresh = self._fresh(chosen, position)
        days = set(np.unique(chosen.days[fresh]).tolist())
        for day in sorted(days | ({self._today} if batch.refused else set())):
            self._add_day(day, batch, chosen, fresh & (chosen.days == np.datetime64(day)), position)
        for refusal in batch.refused:
            counts.refuse(position + refusal.unit, refusal.reason.value, refusal.detail)
        counts.take(chosen.first_rows(np.flatnonzero(fresh)), len(chosen.rows_of(fresh)))
        self._file.position = batch.resume_at

    def _fresh(self, chosen: Selection, position: int) -> np.ndarray:
        """True for each event that is neither there already nor of a purged day."""
        ids = chosen.identifiers()
        hashes = self._hashed(ids)
        fresh = ~repeated(ids, hashes)
        for day in np.unique(chosen.days):
            events = np.flatnonzero(chosen.days == day)
            if self._is_purged(day.astype(date)):
                fresh[events] = False
                for unit in chosen.units[events].tolist():
                    self._file.counts.refuse(position + unit, Reason.PAST_RETENTION.value, "")
                continue
            known = self._known_on(day.astype(date))
            fresh[events] &= ~known.are_known(ids.take(pa.array(events)), hashes[events])
            self._file.counts.duplicates += int((~fresh[events]).sum())
            known.add(hashes[events[fresh[events]]])
        return fresh

    def _add_day(
        self, day: date, batch: Batch, chosen: Selection, mine: np.ndarray, position: int
    ) -> None:
        growth = self._growth(day)
        units, refused = chosen.units[mine], batch.refused if day == self._today else ()
        every = np.sort(np.concatenate([units, [refusal.unit for refusal in refused]]).astype(int))
        seq = np.full(len(batch.raw), -1, np.int64)
        seq[every] = growth.tree.size + np.arange(len(every))
        starts, ends = batch.raw.starts[every].tolist(), batch.raw.ends[every].tolist()
        growth.add_units([bytes(batch.raw.data[s:e]) for s, e in zip(starts, ends, strict=True)])
        growth.refused += [
            (int(seq[one.unit]), self._file.name, position + one.unit, one.reason, one.detail)
            for one in refused
        ]
        rows = chosen.rows_of(mine)
        if len(rows):
            told = chosen.events if len(rows) == len(chosen.events) else chosen.events.take(rows)
            growth.add_rows(told, seq[chosen.row_units[rows]], chosen.row_hours[rows], len(units))

    def commit(self) -> None:
        """Everything added since the last one is kept, with the file's progress."""
        growths = list(self._growths.values())
        for growth in growths:
            growth.finish()
        self._wait(0)
        for growth in growths:
            growth.publish()
        digests = {g.part: folder.digest(self._root / g.part) for g in growths if g.tables}
        with self._catalogue.transaction():
            self._catalogue.write("INSERT INTO commits VALUES (?)", self._commit)
            for growth in growths:
                self._record(growth, digests)
            self._file.save(self._catalogue, self._at)
            if self._file.is_complete and self._file.sha256:
                top.seal(self._catalogue)
        self._growths.clear()
        self._commit = self._next_commit()

    def _record(self, growth: Growth, digests: Mapping[str, str]) -> None:
        self._record_tree(growth)
        day, path = growth.day.isoformat(), self._root / growth.segment
        self._catalogue.write(
            "INSERT INTO segments VALUES (?,?,?,?,?,?,?,?,?)",
            *(growth.segment, self._source, day, growth.first_leaf),
            *(growth.tree.size - growth.first_leaf, growth.raw_bytes, path.stat().st_size),
            *(b"".join(growth.tree.tiles), json.dumps(growth.refused)),
        )
        if growth.tables:
            size = (self._root / growth.part).stat().st_size
            self._catalogue.write(
                "INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?)",
                *(growth.part, Part.TIME.value, day, day, growth.rows, size),
                *(digests[growth.part], self._commit, 0),
            )

    def _record_tree(self, growth: Growth) -> None:
        held = self._tree_row(growth.day)
        hours, rows, quarantined = growth.hours.tolist(), growth.rows, len(growth.refused)
        ends = growth.ends
        if held is not None:
            hours = [a + b for a, b in zip(hours, json.loads(held["hours"]), strict=True)]
            rows, quarantined = rows + held["rows"], quarantined + held["quarantined"]
            if held["first_at"] is not None:
                low, high = held["first_at"], held["last_at"]
                ends = (low, high) if ends is None else (min(low, ends[0]), max(high, ends[1]))
        frontier = growth.tree.frontier
        first_at, last_at = ends or (None, None)
        self._catalogue.write(
            "INSERT INTO trees VALUES (?,?,?,?,?,?,0,?,?,?,?,?,?,?,NULL)"
            " ON CONFLICT DO UPDATE SET size=excluded.size, frontier=excluded.frontier,"
            " root=excluded.root, rows=excluded.rows, quarantined=excluded.quarantined,"
            " hours=excluded.hours, first_at=excluded.first_at, last_at=excluded.last_at,"
            " received_at=excluded.received_at, format=excluded.format",
            *(self._source, growth.day.isoformat(), growth.tree.salt, growth.tree.size),
            *(frontier.to_bytes(), frontier.root(), rows, quarantined, json.dumps(hours)),
            *(first_at, last_at, _text(self._at), self._file.format),
        )

    def _growth(self, day: date) -> Growth:
        if day not in self._growths:
            setting = Setting(self._root, self._source, self._commit, self._later)
            self._growths[day] = Growth(setting, day, self._tree(day))
        return self._growths[day]

    def _tree(self, day: date) -> GrowingTree:
        held = self._tree_row(day)
        if held is None:
            return GrowingTree.new()
        return GrowingTree(held["salt"], Frontier.from_bytes(held["frontier"]))

    def _tree_row(self, day: date) -> sqlite3.Row | None:
        sql = "SELECT * FROM trees WHERE source = ? AND day = ?"
        return self._catalogue.row(sql, self._source, day.isoformat())

    def _is_purged(self, day: date) -> bool:
        before = self._catalogue.value("SELECT max(before) FROM purges")
        return before is not None and day.isoformat() < before

    def _known_on(self, day: date) -> KnownEvents:
        if day not in self._known:
            if sum(map(len, self._known.values())) > _KNOWN_IDS:
                self._known.clear()
            self._known[day] = KnownEvents(self._hashed, lambda: self._identifiers(day))
        return self._known[day]

    def _identifiers(self, day: date) -> pa.Array:
        """Of the day's events, committed or waiting."""
        sql = "SELECT path FROM parts WHERE kind = 'time' AND first_day = ?"
        paths = [self._root / row["path"] for row in self._catalogue.rows(sql, day.isoformat())]
        kept = parquet.column(paths, "event_id", source=self._source)
        waiting = self._growths[day].identifiers() if day in self._growths else []
        return pa.concat_arrays([kept, *waiting])

    def _later(self, work: Callable[..., object], *values: object) -> None:
        self._wait(_AHEAD)
        self._waiting.append(self._writer.submit(work, *values))

    def _wait(self, most: int) -> None:
        while len(self._waiting) > most:
            try:
                self._waiting.popleft().result()
            except OSError as error:
                raise StoreError(Trouble.DISK, errno=error.errno) from error

    def _next_commit(self) -> int:
        return copies.next_number(self._catalogue)


def _text(at: datetime) -> str:
    return at.isoformat()
