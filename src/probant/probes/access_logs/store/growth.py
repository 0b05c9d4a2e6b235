"""What is being added to one source and day, on its way to the disk but not yet committed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from probant.probes.access_logs.batch import RawUnits
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
    """Raw units become blocks, and rows row groups, of temporary files as they come.

    `refused` holds, of each unit set aside: leaf, file, position in it, reason, detail.
    """

    setting: Setting
    day: date
    tree: GrowingTree
    first_leaf: int = field(init=False)
    rows: int = 0
    raw_bytes: int = 0
    refused: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    hours: np.ndarray = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    ends: set[int] = field(default_factory=set)
    identifiers: list[pa.Array] = field(default_factory=list)
    _units: list[bytes] = field(default_factory=list)
    _leaves: list[bytes] = field(default_factory=list)
    _bytes_waiting: int = 0
    _tables: list[pa.Table] = field(default_factory=list)
    _rows_waiting: int = 0
    _file: BinaryIO | None = None
    _parquet: pq.ParquetWriter | None = None

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

    def add_units(self, raw: RawUnits, chosen: np.ndarray) -> None:
        """Raw units in order, each a leaf; full blocks are compressed beside."""
        starts, ends = raw.starts[chosen], raw.ends[chosen]
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        units = [bytes(raw.data[start:end]) for start, end in pairs]
        self._leaves += self.tree.append(units)
        self._units += units
        added = int((ends - starts).sum())
        self.raw_bytes += added
        self._bytes_waiting += added
        if self._bytes_waiting >= segment.BLOCK_BYTES:
            self._hand_over_units(is_last=False)

    def add_rows(self, rows: pa.Table, seq: np.ndarray, hours: np.ndarray) -> None:
        """Rows of event.READ with the leaf and the civil hour of each."""
        self._tables.append(_kept(rows, self.setting.source, self.day, seq, hours))
        self.identifiers += rows["event_id"].chunks
        self.rows += len(rows)
        self._rows_waiting += len(rows)
        self.hours += np.bincount(hours, minlength=HOURS)
        ends = pc.min_max(rows["ts"].cast(pa.int64())).as_py()
        self.ends = {min({ends["min"], *self.ends}), max({ends["max"], *self.ends})}
        if self._rows_waiting >= parquet.ROW_GROUP:
            self._hand_over_rows(is_last=False)

    def finish(self) -> None:
        """Everything is handed over for writing; nothing is durable yet."""
        self._hand_over_units(is_last=True)
        if self.rows:
            self._hand_over_rows(is_last=True)

    def publish(self) -> None:
        """The files are on the disk under their names; the catalogue does not list them yet."""
        folder.publish(self.setting.root / self.segment)
        if self.rows:
            folder.publish(self.setting.root / self.part)

    def discard(self) -> None:
        """Nothing of it remains."""
        for file in (self._file, self._parquet):
            with suppress(OSError):
                if file is not None:
                    file.close()
        for path in (self.setting.root / self.segment, self.setting.root / self.part):
            folder.temporary(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)

    def _hand_over_units(self, *, is_last: bool) -> None:
        self.setting.later(self._write_block, self._units, self._leaves, is_last)
        self._units, self._leaves, self._bytes_waiting = [], [], 0

    def _write_block(self, units: list[bytes], leaves: list[bytes], is_last: bool) -> None:  # noqa: FBT001
        if self._file is None:
            self._file = self._temporary(self.segment).open("wb")
        if units:
            self._file.write(segment.packed(units, segment.checks_of(leaves)))
        if is_last:
            self._file.close()

    def _hand_over_rows(self, *, is_last: bool) -> None:
        self.setting.later(self._write_rows, self._tables, is_last)
        self._tables, self._rows_waiting = [], 0

    def _write_rows(self, tables: list[pa.Table], is_last: bool) -> None:  # noqa: FBT001
        if self._parquet is None:
            self._parquet = parquet.writer(self._temporary(self.part))
        if tables:
            self._parquet.write_table(pa.concat_tables(tables), row_group_size=parquet.ROW_GROUP)
        if is_last:
            self._parquet.close()

    def _temporary(self, path: str) -> Path:
        written = folder.temporary(self.setting.root / path)
        folder.make_folder(written.parent)
        return written


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
