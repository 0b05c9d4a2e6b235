"""One tree again from its raw bytes, against its tiles, its root, and every root that was told.

The narrowest finding is the one that is said: a unit by the two bytes kept of its leaf hash, else
its tile of 256, else the whole tree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from probant.common.merkle import Frontier
from probant.probes.access_logs.result import Fault
from probant.probes.access_logs.store import segment
from probant.probes.access_logs.store.segment import CHECK_BYTES, Block, SegmentFormatError
from probant.probes.access_logs.store.tree import TILE, TILE_HEIGHT, leaf_hashes

_HASH = 32


@dataclass(frozen=True, slots=True)
class KeptSegment:
    """What the catalogue says of a segment."""

    path: Path
    first: int
    leaves: int
    tiles: bytes


@dataclass(frozen=True, slots=True)
class KeptTree:
    """What the catalogue says of a tree; `told` holds each root that was told, by size."""

    name: str
    salt: bytes
    size: int
    root: bytes
    segments: Sequence[KeptSegment]
    told: Mapping[int, str]


@dataclass(slots=True)
class TreeCheck:
    """What came out."""

    leaves: int = 0
    bytes: int = 0
    faults: list[Fault] = field(default_factory=list)


def check(kept: KeptTree) -> TreeCheck:
    """Reads every segment once; memory is bounded by a block."""
    checking = _Checking(kept)
    for one in kept.segments:
        if not checking.segment(one):
            return checking.done
    checking.end()
    return checking.done


class _Checking:
    """The tree as recomputed so far."""

    def __init__(self, kept: KeptTree) -> None:
        self._kept, self._frontier, self.done = kept, Frontier(), TreeCheck()

    def segment(self, kept: KeptSegment) -> bool:
        """False where the rest of the tree cannot be recomputed."""
        size = self._frontier.size
        if kept.first != size:
            return self._fault("missing_segment", f"{size}-{kept.first - 1}")
        if not kept.path.is_file():
            return self._fault("missing_segment", f"{size}-{size + kept.leaves - 1}")
        tiles = [kept.tiles[at : at + _HASH] for at in range(0, len(kept.tiles), _HASH)]
        try:
            for block, units in _blocks(kept.path):
                self._block(block, units, tiles)
        except SegmentFormatError:
            return self._fault("unreadable", f"{self._frontier.size}-")
        if self._frontier.size != kept.first + kept.leaves:
            return self._fault("missing_leaves", f"{self._frontier.size}-")
        return True

    def _block(self, block: Block, units: list[bytes], tiles: list[bytes]) -> None:
        leaves = leaf_hashes(self._kept.salt, units)
        self.done.leaves += len(units)
        self.done.bytes += sum(map(len, units))
        altered = self._altered(block, leaves)
        at = 0
        for end in (*self._cuts(len(leaves)), len(leaves)):
            self._append(leaves[at:end], tiles, altered)
            at = end

    def _altered(self, block: Block, leaves: Sequence[bytes]) -> set[int]:
        """Which tiles hold a unit that is not what it was."""
        if segment.checks_of(leaves) == block.checks:
            return set()
        first = self._frontier.size
        places = [
            first + place
            for place, leaf in enumerate(leaves)
            if leaf[:CHECK_BYTES] != block.checks[place * CHECK_BYTES : (place + 1) * CHECK_BYTES]
        ]
        for place in places:
            self._fault("altered_leaf", str(place))
        return {place // TILE for place in places}

    def _cuts(self, count: int) -> list[int]:
        """Where a root was told within the next leaves."""
        first = self._frontier.size
        return sorted(size - first for size in self._kept.told if 0 < size - first < count)

    def _append(self, leaves: list[bytes], tiles: list[bytes], altered: set[int]) -> None:
        number = self._frontier.size // TILE
        for place, tile in enumerate(self._frontier.extend_perfect(leaves, TILE_HEIGHT)):
            expected = tiles.pop(0) if tiles else b""
            if expected != tile and number + place not in altered:
                start = (number + place) * TILE
                self._fault("altered_tile", f"{start}-{start + TILE - 1}")
        told = self._kept.told.get(self._frontier.size)
        if told is not None and told != self._frontier.root().hex() and not self.done.faults:
            self._fault("told_root", str(self._frontier.size))

    def end(self) -> None:
        """All leaves were read."""
        if self._frontier.size != self._kept.size:
            self._fault("missing_leaves", f"{self._frontier.size}-{self._kept.size - 1}")
        elif self._frontier.root() != self._kept.root and not self.done.faults:
            self._fault("root", "")

    def _fault(self, code: str, where: str) -> bool:
        self.done.faults.append(Fault(code=code, where=f"{self._kept.name}/{where}".rstrip("/")))
        return False


def _blocks(path: Path) -> Iterator[tuple[Block, list[bytes]]]:
    with path.open("rb") as file:
        for block in segment.blocks(file):
            yield block, segment.units(file, block)
