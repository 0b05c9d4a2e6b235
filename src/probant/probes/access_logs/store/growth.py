"""What is being added to one source and day, on its way to the disk but not yet committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.store import folder, parquet, segment
from probant.probes.access_logs.store.tree import GrowingTree

Later = Callable[..., None]
HOURS = 24


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the additions of one commit go; `later` runs work in order beside the caller."""

    root: Path
    source: str
    commit: int
    later: Later


@dataclass(slots=True)
class Growth:
    """Raw units become blocks of a temporary segment as they come; rows wait for the commit.

    `refused` holds, of each unit set aside: leaf, file, position in it, reason, detail.
    """

    setting: Setting
    day: date
    tree: GrowingTree
    first_leaf: int = 0
    tables: list[pa.Table] = field(default_factory=list)
    rows: int = 0
    events: int = 0
    raw_bytes: int = 0
    refused: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    hours: np.ndarray = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    ends: tuple[int, int] | None = None
    _units: list[bytes] = field(default_factory=list)
    _leaves: list[bytes] = field(default_factory=list)
    _waiting: int = 0
    _file: BinaryIO | None = None

    def __post_init__(self) -> None:
        self.first_leaf = self.tree.size

    @property
    def segment(self) -> str:
        """The relative path of its raw segment."""
        return folder.segment_path(self.setting.source, self.day, self.setting.commit)

    @property
    def part(self) -> str:
        """The relative path of its Parquet file."""
        return folder.time_path(self.setting.source, self.day, self.setting.commit)

    def add_units(self, units: Sequence[bytes]) -> None:
        """Raw units in order, each a leaf; full blocks are compressed beside."""
        self._leaves += self.tree.append(units)
        self._units += units
        added = sum(map(len, units))
        self._waiting += added
        self.raw_bytes += added
        if self._waiting >= segment.BLOCK_BYTES:
            self._flush()

    def add_rows(self, rows: pa.Table, seq: np.ndarray, hours: np.ndarray, events: int) -> None:
        """Rows of event.READ with the leaf and the civil hour of each."""
        table = _kept(rows, self.setting.source, self.day, seq, hours)
        self.tables.append(table)
        self.rows += len(table)
        self.events += events
        self.hours += np.bincount(hours, minlength=HOURS)
        instants = rows["ts"].cast(pa.int64()).to_numpy()
        low, high = int(instants.min()), int(instants.max())
        self.ends = (low, high) if self.ends is None else _widest(self.ends, (low, high))

    def finish(self) -> None:
        """Everything is handed over for writing; nothing is durable yet."""
        self._flush()
        if self._file is not None:
            self.setting.later(self._file.close)
        if self.tables:
            self.setting.later(self._write_rows)

    def publish(self) -> None:
        """The files are on the disk under their names; the catalogue does not list them yet."""
        folder.publish(self.setting.root / self.segment)
        if self.tables:
            folder.publish(self.setting.root / self.part)

    def identifiers(self) -> list[pa.Array]:
        """Of the rows that wait."""
        return [chunk for table in self.tables for chunk in table["event_id"].chunks]

    def discard(self) -> None:
        """Nothing of it remains."""
        if self._file is not None:
            self._file.close()
        for path in (self.setting.root / self.segment, self.setting.root / self.part):
            folder.temporary(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._units:
            self.setting.later(self._write_block, self._units, self._leaves)
        self._units, self._leaves, self._waiting = [], [], 0

    def _write_block(self, units: list[bytes], leaves: list[bytes]) -> None:
        block = segment.packed(units, segment.checks_of(leaves))
        if self._file is None:
            path = self.setting.root / self.segment
            folder.make_folder(path.parent)
            self._file = folder.temporary(path).open("wb")
        self._file.write(block)

    def _write_rows(self) -> None:
        path = self.setting.root / self.part
        folder.make_folder(path.parent)
        parquet.write(pa.concat_tables(self.tables), folder.temporary(path))


def _kept(rows: pa.Table, source: str, day: date, seq: np.ndarray, hours: np.ndarray) -> pa.Table:
    """The rows of event.KEPT."""
    count = len(rows)
    added = {
        "source_id": pa.repeat(pa.scalar(source, pa.string()), count),
        "day": pa.repeat(pa.scalar(day, pa.date32()), count),
        "hour": pa.array(hours, pa.int8()),
        "seq": pa.array(seq, pa.int64()),
    }
    told = [added[name] if name in added else rows[name] for name in KEPT.names]
    return pa.table(told, schema=KEPT)


def _widest(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])
