"""The Merkle tree of RFC 9162 §2.1: hashes, roots, proofs and their verification.

A leaf hash is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right), the root of nothing
SHA-256(""). The two prefixes keep a node from passing for an entry. `Frontier` appends, `Tree`
proves, and the two `verify_…` functions need neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from probant.common.errors import ProbantError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
_SIZE_BYTES = 8


class MerkleError(ProbantError):
    """A tree was asked for something that it does not have."""


class HashLengthError(MerkleError):
    """A hash of this tree has 32 bytes; this one has another length."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class TreeRangeError(MerkleError):
    """The index or size lies outside the tree."""

    def __init__(self, asked: int, size: int) -> None:
        super().__init__(asked, size)
        self.asked = asked
        self.size = size


class FrontierFormatError(MerkleError):
    """The bytes are not those of a frontier."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), RFC 9162 §2.1.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 9162 §2.1.1."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The leaf hash of each entry, in order; one loop, for the verification of whole logs."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, level by level; an unpaired last node climbs unchanged."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        unpaired = level[-1:] if len(level) % 2 else []
        level = _parents(level)
        level += unpaired
    return level[0]


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """The nodes above each complete pair."""
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(level[::2], level[1::2], strict=False)
    ]


def _joined(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


class Frontier:
    """The right edge of a growing tree: one hash per bit of its size, all that an append needs."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count():
            raise TreeRangeError(len(peaks), size)
        for peak in peaks:
            _require_hash(peak)
        self._size = size
        self._peaks = list(peaks)

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of the perfect subtrees, from the largest to the smallest."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash: every perfect subtree that it completes is folded into one."""
        _require_hash(leaf)
        node, carried = leaf, self._size
        while carried & 1:
            node = node_hash(self._peaks.pop(), node)
            carried >>= 1
        self._peaks.append(node)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in their order."""
        for leaf in leaves:
            self.append(leaf)

    def extend_perfect(self, leaves: Sequence[bytes], height: int) -> list[bytes]:
        """Add leaf hashes level by level, much faster than one by one.

        The roots of the perfect subtrees of 2^height leaves that they complete, in order.
        """
        if wrong := set(map(len, leaves)) - {HASH_SIZE}:
            raise HashLengthError(wrong.pop())
        by_height = self._peaks_by_height()
        level, at = list(leaves), 0
        completed: list[bytes] = []
        while level:
            if at == height:
                completed = list(level)
            if at in by_height:
                level.insert(0, by_height.pop(at))
            if len(level) % 2:
                by_height[at] = level.pop()
            level, at = _parents(level), at + 1
        self._size += len(leaves)
        self._peaks = [by_height[reached] for reached in sorted(by_height, reverse=True)]
        return completed

    def _peaks_by_height(self) -> dict[int, bytes]:
        heights = [bit for bit in reversed(range(self._size.bit_length())) if self._size >> bit & 1]
        return dict(zip(heights, self._peaks, strict=True))

    def root(self) -> bytes:
        """The root over all leaves appended so far."""
        return _joined(self._peaks)

    def copy(self) -> "Frontier":
        """The same edge, which grows apart from this one."""
        return Frontier(self._size, self._peaks)

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big-endian, then the peaks."""
        return self._size.to_bytes(_SIZE_BYTES, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Read back what `to_bytes` wrote; anything shorter or longer is refused."""
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        if len(data) != _SIZE_BYTES + HASH_SIZE * size.bit_count():
            raise FrontierFormatError(len(data))
        starts = range(_SIZE_BYTES, len(data), HASH_SIZE)
        return cls(size, [data[start : start + HASH_SIZE] for start in starts])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frontier):
            return NotImplemented
        return (self._size, self._peaks) == (other._size, other._peaks)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return f"Frontier(size={self._size}, root={self.root().hex()})"


class Tree:
    """All perfect subtrees of a log, kept once; every root and proof then costs O(log n)."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [list(leaves)]
        for leaf in self._levels[0]:
            _require_hash(leaf)
        while len(self._levels[-1]) > 1:
            self._levels.append(_parents(self._levels[-1]))

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash and every perfect subtree that it completes."""
        _require_hash(leaf)
        self._levels[0].append(leaf)
        height = 0
        while len(self._levels[height]) % 2 == 0:
            if height + 1 == len(self._levels):
                self._levels.append([])
            self._levels[height + 1].append(node_hash(*self._levels[height][-2:]))
            height += 1

    def leaf(self, index: int) -> bytes:
        """The leaf hash at an index that counts from zero."""
        if not 0 <= index < self.size:
            raise TreeRangeError(index, self.size)
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        """The root, now or when the log had `size` leaves."""
        return self._root_between(0, self._checked_size(size))

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """RFC 9162 §2.1.3.1: the siblings on the way from a leaf up to the root."""
        start, end = 0, self._checked_size(size)
        if not 0 <= index < end:
            raise TreeRangeError(index, end)
        siblings = []
        while end - start > 1:
            middle = start + _left_width(end - start)
            if index < middle:
                siblings.append(self._root_between(middle, end))
                end = middle
            else:
                siblings.append(self._root_between(start, middle))
                start = middle
        return tuple(reversed(siblings))

    def consistency_proof(self, old_size: int, size: int | None = None) -> tuple[bytes, ...]:
        """RFC 9162 §2.1.4.1: the nodes that both an earlier and a later root rest on."""
        start, end = 0, self._checked_size(size)
        if not 0 <= old_size <= end:
            raise TreeRangeError(old_size, end)
        if old_size in {0, end}:
            return ()
        nodes = []
        while old_size != end:
            middle = start + _left_width(end - start)
            if old_size <= middle:
                nodes.append(self._root_between(middle, end))
                end = middle
            else:
                nodes.append(self._root_between(start, middle))
                start = middle
        if start:  # otherwise the verifier holds this node already: it is the earlier root
            nodes.append(self._root_between(start, end))
        return tuple(reversed(nodes))

    def _checked_size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise TreeRangeError(size, self.size)
        return size

    def _node(self, height: int, index: int) -> bytes:
        """The root of a perfect subtree of 2^height leaves."""
        return self._levels[height][index]

    def _root_between(self, start: int, end: int) -> bytes:
        """The root over leaves [start, end), a subtree of RFC 9162: perfect ones side by side."""
        peaks, width = [], end - start
        while width:
            height = width.bit_length() - 1
            peaks.append(self._node(height, start >> height))
            start += 1 << height
            width -= 1 << height
        return _joined(peaks)


def inclusion_proof(leaves: Iterable[bytes], index: int) -> tuple[bytes, ...]:
    """The proof that one leaf hash is among these; for many proofs keep the `Tree`."""
    return Tree(leaves).inclusion_proof(index)


def consistency_proof(leaves: Iterable[bytes], old_size: int) -> tuple[bytes, ...]:
    """The proof that the first `old_size` of these leaf hashes were kept as they were."""
    return Tree(leaves).consistency_proof(old_size)


def verify_inclusion(
    leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes
) -> bool:
    """RFC 9162 §2.1.3.2: true when the leaf hash stands at that index under that root."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            position, last = _without_left_turns(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    proof: Sequence[bytes], *, old_size: int, old_root: bytes, size: int, root: bytes
) -> bool:
    """RFC 9162 §2.1.4.2: true when the later tree begins with the whole of the earlier one.

    Two cases that the RFC leaves out need no proof: an empty log precedes every log, and a log
    precedes itself. Each is accepted with an empty proof and the right roots only.
    """
    if not 0 <= old_size <= size or not _are_hashes(old_root, root, *proof):
        return False
    if old_size in {0, size}:
        expected = root if old_size == size else EMPTY_ROOT
        return not proof and old_root == expected and (size > 0 or root == EMPTY_ROOT)
    if not proof:
        return False
    is_perfect = old_size & (old_size - 1) == 0
    path = iter((old_root, *proof) if is_perfect else proof)
    return _leads_to_both(path, old_size, old_root, size, root)


def _leads_to_both(
    path: Iterator[bytes], old_size: int, old_root: bytes, size: int, root: bytes
) -> bool:
    """Steps 3 to 7 of RFC 9162 §2.1.4.2."""
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_node = node = next(path)
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_node, node = node_hash(sibling, old_node), node_hash(sibling, node)
            position, last = _without_left_turns(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_node == old_root and node == root


def _without_left_turns(position: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the rightmost node has no sibling and climbs unchanged."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _left_width(width: int) -> int:
    """The largest power of two below the width (RFC 9162 §2.1.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def _require_hash(value: bytes) -> None:
    if len(value) != HASH_SIZE:
        raise HashLengthError(len(value))


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
