"""Verification: every tree again from its raw bytes, every copy against its digest and counts."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from probant.common.merkle import Frontier
from probant.probes.access_logs.result import Fault, Verification
from probant.probes.access_logs.store import folder, segment
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.tree import TILE, TILE_HEIGHT, leaf_hashes

Progress = Callable[[int, int], None]  # leaves done, of how many
_HASH = 32


class _Checking:
    """One verification: its faults and its figures so far."""

    def __init__(self, root: Path, catalogue: Catalogue, progress: Progress | None) -> None:
        self.root, self.catalogue, self.progress = root, catalogue, progress
        self.faults: list[Fault] = []
        self.leaves = self.bytes = 0
        self.whole = catalogue.value("SELECT coalesce(sum(leaves), 0) FROM segments")

    def tree(self, row: sqlite3.Row) -> None:
        frontier = Frontier()
        name = f"{row['source']}/{row['day']}"
        sql = "SELECT * FROM segments WHERE source = ? AND day = ? ORDER BY first"
        for kept in self.catalogue.rows(sql, row["source"], row["day"]):
            if kept["first"] != frontier.size:
                self.faults.append(Fault(code="missing_segment", where=f"{name}/{frontier.size}"))
                return
            if not self._segment(kept, row["salt"], frontier, name):
                return
        if frontier.size != row["size"] or frontier.root() != row["root"]:
            self.faults.append(Fault(code="root", where=name))

    def _segment(self, kept: sqlite3.Row, salt: bytes, frontier: Frontier, name: str) -> bool:
        """False where the rest of the tree cannot be recomputed."""
        path, expected = self.root / kept["path"], _split(kept["tiles"])
        if not path.is_file():
            self.faults.append(Fault(code="missing_segment", where=kept["path"]))
            return False
        try:
            for block, units in _blocks(path):
                self._block(block, units, salt, frontier, name, expected)
        except segment.SegmentFormatError:
            self.faults.append(Fault(code="unreadable_segment", where=f"{name}/{frontier.size}"))
            return False
        return True

    def _block(  # noqa: PLR0913, PLR0917
        self,
        block: segment.Block,
        units: Sequence[bytes],
        salt: bytes,
        frontier: Frontier,
        name: str,
        expected: list[bytes],
    ) -> None:
        leaves = leaf_hashes(salt, units)
        checks = [leaf[: segment.CHECK_BYTES] for leaf in leaves]
        for place, check in enumerate(checks):
            at = place * segment.CHECK_BYTES
            if check != block.checks[at : at + segment.CHECK_BYTES]:
                where = f"{name}/{frontier.size + place}"
                self.faults.append(Fault(code="altered_leaf", where=where))
        first = frontier.size // TILE
        for place, tile in enumerate(frontier.extend_perfect(leaves, TILE_HEIGHT)):
            if not expected or expected.pop(0) != tile:
                where = f"{name}/{(first + place) * TILE}-{(first + place + 1) * TILE - 1}"
                self.faults.append(Fault(code="altered_tile", where=where))
        self.leaves += len(units)
        self.bytes += sum(map(len, units))
        if self.progress is not None:
            self.progress(self.leaves, self.whole)

    def part(self, row: sqlite3.Row) -> None:
        path = self.root / row["path"]
        if not path.is_file():
            self.faults.append(Fault(code="missing_part", where=row["path"]))
        elif folder.digest(path) != row["sha256"]:
            self.faults.append(Fault(code="altered_part", where=row["path"]))
        elif pq.read_metadata(path).num_rows != row["rows"]:
            self.faults.append(Fault(code="part_rows", where=row["path"]))

    def extra_files(self) -> None:
        listed = {
            row["path"]
            for table in ("segments", "parts", "context")
            for row in self.catalogue.rows(f"SELECT path FROM {table}")  # noqa: S608
        }
        for path in sorted(folder.files(self.root)):
            if path not in listed:
                self.faults.append(Fault(code="unlisted_file", where=path))


def verify(root: Path, catalogue: Catalogue, progress: Progress | None) -> Verification:
    """Every fault of the store, in the order of its trees."""
    began = time.perf_counter()
    checking = _Checking(root, catalogue, progress)
    trees = catalogue.rows("SELECT * FROM trees ORDER BY source, day")
    for row in trees:
        if row["purged"] is None:
            checking.tree(row)
    for row in catalogue.rows("SELECT * FROM parts ORDER BY path"):
        checking.part(row)
    checking.extra_files()
    return Verification(
        trees=len(trees),
        leaves=checking.leaves,
        bytes=checking.bytes,
        purged=sum(row["purged"] is not None for row in trees),
        faults=tuple(checking.faults),
        seconds=time.perf_counter() - began,
    )


def _blocks(path: Path) -> Iterator[tuple[segment.Block, list[bytes]]]:
    with path.open("rb") as file:
        for block in segment.blocks(file):
            yield block, segment.units(file, block)


def _split(tiles: bytes) -> list[bytes]:
    return [tiles[at : at + _HASH] for at in range(0, len(tiles), _HASH)]
