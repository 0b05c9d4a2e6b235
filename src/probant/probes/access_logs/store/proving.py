"""One raw unit and the proof that it stands where the store says, for a third party to check.

The proof needs neither the store nor its other events: the raw bytes, the day's salt and a few
hashes lead to the day's root, and from there to the root of all days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from probant.common import canonical_json
from probant.common.merkle import Tree, leaf_hash, verify_inclusion
from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.result import Told
from probant.probes.access_logs.store import segment, top
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.tree import TILE, TILE_HEIGHT, leaf_hashes
from probant.probes.access_logs.store.trouble import Trouble

_HASH = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof(Told):
    """Hashes in hexadecimal; `number` is the place of the day's root among all that was told.

    Not told yet, `number` is None and the proof ends at the day's root.
    """

    source: str
    day: date
    seq: int
    leaves: int
    root: str
    salt: str
    siblings: tuple[str, ...]
    number: int | None
    size: int
    top: str
    top_siblings: tuple[str, ...]

    def holds(self, raw: bytes) -> bool:
        """True when these bytes are that event; compare `root` or `top` with what was published."""
        leaf = leaf_hashes(bytes.fromhex(self.salt), [raw])[0]
        root = bytes.fromhex(self.root)
        is_of_day = verify_inclusion(
            leaf, _bytes(self.siblings), index=self.seq, size=self.leaves, root=root
        )
        return is_of_day and (self.number is None or self._is_told(root))

    def _is_told(self, root: bytes) -> bool:
        told = top.entry(self.source, self.day.isoformat(), self.leaves, root)
        return verify_inclusion(
            leaf_hash(canonical_json.dumps(told)),
            _bytes(self.top_siblings),
            index=self.number or 0,
            size=self.size,
            root=bytes.fromhex(self.top),
        )


class TiledTree(Tree):
    """A tree of which only the tile roots are kept: the leaves of a tile are hashed when asked."""

    def __init__(self, root: Path, catalogue: Catalogue, source: str, day: str) -> None:
        self._root, self._catalogue, self._source, self._day = root, catalogue, source, day
        sql = "SELECT size, salt, sealed FROM trees WHERE source = ? AND day = ?"
        held = catalogue.row(sql, source, day)
        if held is None or held["salt"] is None:
            raise StoreError(Trouble.NO_LEAF)
        self._size, self.salt, self.sealed = held["size"], held["salt"], held["sealed"]
        sql = "SELECT tiles FROM segments WHERE source = ? AND day = ? ORDER BY first"
        tiles = b"".join(row["tiles"] for row in catalogue.rows(sql, source, day))
        self._above = Tree(tiles[at : at + _HASH] for at in range(0, len(tiles), _HASH))
        self._tiles: dict[int, Tree] = {}

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return int(self._size)

    def _node(self, height: int, index: int) -> bytes:
        if height >= TILE_HEIGHT:
            return self._above._node(height - TILE_HEIGHT, index)  # noqa: SLF001  a Tree
        tile = (index << height) >> TILE_HEIGHT
        inside = index - ((tile << TILE_HEIGHT) >> height)
        return self._tile(tile)._node(height, inside)  # noqa: SLF001  a Tree

    def _tile(self, number: int) -> Tree:
        if number not in self._tiles:
            first, end = number * TILE, min(self.size, (number + 1) * TILE)
            raw = units(self._root, self._catalogue, (self._source, self._day), first, end)
            self._tiles[number] = Tree(leaf_hashes(self.salt, raw))
        return self._tiles[number]


def units(
    root: Path, catalogue: Catalogue, tree: tuple[str, str], first: int, end: int
) -> list[bytes]:
    """The raw units of leaves [first, end) of the tree of a source and day."""
    kept = catalogue.rows(
        "SELECT path, first FROM segments WHERE source = ? AND day = ? AND first < ?"
        " AND first + leaves > ? ORDER BY first",
        *(*tree, end, first),
    )
    found: list[bytes] = []
    for row in kept:
        asked = range(max(first, row["first"]) - row["first"], end - row["first"])
        found += _read(root / row["path"], asked)
    if len(found) != end - first:
        raise StoreError(Trouble.NO_LEAF)
    return found


def _read(path: Path, asked: range) -> list[bytes]:
    try:
        return segment.units_between(path, asked)
    except (OSError, segment.SegmentFormatError) as error:
        raise StoreError(Trouble.SEGMENT) from error


def proof(root: Path, catalogue: Catalogue, source: str, day: date, seq: int) -> Proof:
    """The proof for one leaf, up to what was told where that includes it."""
    tree = TiledTree(root, catalogue, source, day.isoformat())
    if not 0 <= seq < tree.size:
        raise StoreError(Trouble.NO_LEAF)
    leaves = tree.sealed if seq < tree.sealed else tree.size
    day_root = tree.root(leaves)
    whole = top.tree(catalogue)
    number = _number(catalogue, source, day, leaves, day_root)
    return Proof(
        source=source,
        day=day,
        seq=seq,
        leaves=leaves,
        root=day_root.hex(),
        salt=tree.salt.hex(),
        siblings=_hex(tree.inclusion_proof(seq, leaves)),
        number=number,
        size=whole.size,
        top=whole.root().hex(),
        top_siblings=() if number is None else _hex(whole.inclusion_proof(number)),
    )


def _number(catalogue: Catalogue, source: str, day: date, leaves: int, root: bytes) -> int | None:
    body = canonical_json.dumps(top.entry(source, day.isoformat(), leaves, root))
    number: int | None = catalogue.value("SELECT min(number) FROM top WHERE body = ?", body)
    return number


def _hex(hashes: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(value.hex() for value in hashes)


def _bytes(hashes: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(value) for value in hashes]
