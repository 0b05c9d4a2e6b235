"""Raw segments: the bytes as received, in zstd frames that any `zstdcat` prints line by line.

A segment is a run of blocks. A block is a skippable frame (RFC 8878 §3.1.2), which holds what is
needed to find the units, and a data frame: each unit followed by a line break that is not part of
it. The skippable frame holds: `PRB1`, the count of units, the size of the data frame, the size of
a length (2 or 4 bytes), the lengths, and two bytes of each leaf hash, which say which unit of a
block was altered.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import zstandard

BLOCK_BYTES = 1 << 20
CHECK_BYTES = 2
_LEVEL = 1
_SKIPPABLE, _MAGIC = 0x184D2A5F, b"PRB1"
_FRAME = struct.Struct("<II")
_HEAD = struct.Struct("<4sIIB")
_SHORT = 1 << 16


class SegmentFormatError(Exception):
    """The bytes are not those of a segment; the caller says which one it was reading."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block of units stands in its segment."""

    offset: int  # of the data frame
    size: int  # of the data frame, in bytes
    lengths: np.ndarray  # of each unit, in bytes
    checks: bytes  # the first two bytes of each leaf hash

    def __len__(self) -> int:
        return len(self.lengths)


def checks_of(leaves: Iterable[bytes]) -> bytes:
    """The first two bytes of each leaf hash."""
    return b"".join([leaf[:CHECK_BYTES] for leaf in leaves])


def packed(units: Sequence[bytes], checks: bytes) -> bytes:
    """One block of the units, with what tells their leaf hashes."""
    data = zstandard.ZstdCompressor(level=_LEVEL).compress(b"\n".join((*units, b"")))
    lengths = np.fromiter(map(len, units), dtype=np.uint32, count=len(units))
    kind = np.uint16 if not len(lengths) or lengths.max() < _SHORT else np.uint32
    head = _HEAD.pack(_MAGIC, len(units), len(data), np.dtype(kind).itemsize)
    index = head + lengths.astype(kind).tobytes() + checks
    return _FRAME.pack(_SKIPPABLE, len(index)) + index + data


def blocks(file: BinaryIO) -> Iterator[Block]:
    """The blocks of a segment in order, without reading their data."""
    while head := file.read(_FRAME.size):
        if len(head) != _FRAME.size or _FRAME.unpack(head)[0] != _SKIPPABLE:
            raise SegmentFormatError
        block = _block(file.read(_FRAME.unpack(head)[1]), file.tell())
        yield block
        file.seek(block.offset + block.size)


def _block(index: bytes, offset: int) -> Block:
    if len(index) < _HEAD.size:
        raise SegmentFormatError
    magic, count, size, width = _HEAD.unpack_from(index)
    expected = _HEAD.size + count * (width + CHECK_BYTES)
    if magic != _MAGIC or width not in {2, 4} or len(index) != expected:
        raise SegmentFormatError
    lengths = np.frombuffer(index, dtype=f"<u{width}", count=count, offset=_HEAD.size)
    return Block(offset, size, lengths.astype(np.int64), index[_HEAD.size + count * width :])


def units(file: BinaryIO, block: Block) -> list[bytes]:
    """The units of one block; SegmentFormatError where they cannot be read."""
    file.seek(block.offset)
    expected = int(block.lengths.sum()) + len(block)
    try:
        frame = file.read(block.size)
        if zstandard.frame_content_size(frame) != expected:
            raise SegmentFormatError
        data = zstandard.ZstdDecompressor().decompress(frame)
    except zstandard.ZstdError as error:
        raise SegmentFormatError from error
    ends = np.cumsum(block.lengths + 1)
    starts = (ends - 1 - block.lengths).tolist()
    return [data[s : e - 1] for s, e in zip(starts, ends.tolist(), strict=True)]


def joined(paths: Iterable[Path]) -> Iterator[bytes]:
    """The blocks of several segments in order, put together anew until they are full."""
    waiting: list[bytes] = []
    checks = b""
    for path in paths:
        with path.open("rb") as file:
            for block in blocks(file):
                waiting += units(file, block)
                checks += block.checks
                if sum(map(len, waiting)) >= BLOCK_BYTES:
                    yield packed(waiting, checks)
                    waiting, checks = [], b""
    if waiting:
        yield packed(waiting, checks)


def units_between(path: Path, asked: range) -> list[bytes]:
    """The units of a segment by their places in it; fewer where it ends before."""
    found: list[bytes] = []
    first = 0
    with path.open("rb") as file:
        for block in blocks(file):
            if first < asked.stop and first + len(block) > asked.start:
                mine = slice(max(0, asked.start - first), asked.stop - first)
                found += units(file, block)[mine]
            first += len(block)
            if first >= asked.stop:
                break
    return found
