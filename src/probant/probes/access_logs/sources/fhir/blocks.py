"""A stream as blocks of whole raw units: lines here; `documents` does it for one JSON document.

A block is a fresh buffer, so that what was handed out is never overwritten. Behind its bytes
stand PADDING zeros: the compiled path reads words past the end, and a zero stops every token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from probant.probes.access_logs.batch import RawUnits, Reason, Refused
from probant.probes.access_logs.sources.fhir.limits import Limits
from probant.probes.access_logs.sources.opening import Bytes, filled

PADDING = 64
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_FEED, _BLANK = 0x0A, (0x20, 0x09, 0x0D)
_TAIL = 64 * 1024

Buffer = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole units of one buffer; `refused` those that were too long; `resume_at` what follows."""

    buffer: Buffer
    starts: Positions
    ends: Positions
    resume_at: int
    refused: tuple[Refused, ...] = ()

    @property
    def units(self) -> RawUnits:
        """As the store wants them."""
        return RawUnits(data=self.buffer.data, starts=self.starts, ends=self.ends)

    def unit(self, index: int) -> bytes:
        """The bytes of one."""
        return self.buffer[self.starts[index] : self.ends[index]].tobytes()


def blank_buffer(size: int) -> Buffer:
    """Room for `size` bytes and the zeros behind; only the zeros are set."""
    buffer = np.empty(size + PADDING, np.uint8)
    buffer[size:] = 0
    return buffer


def buffer_of(content: bytes) -> Buffer:
    """A copy with its padding."""
    buffer = blank_buffer(len(content))
    buffer[: len(content)] = np.frombuffer(content, np.uint8)
    return buffer


def blocks_of_lines(stream: Bytes, start: int, limits: Limits) -> Iterator[Block]:
    """Each block ends with a line, or with the stream; `start` is where the stream stands."""
    carried, position = b"", start
    while True:
        buffer = blank_buffer(limits.longest)
        buffer[: len(carried)] = np.frombuffer(carried, np.uint8)
        size = len(carried) + filled(stream, buffer.data[len(carried) : limits.longest])
        is_last = size < limits.longest
        if not size:
            return
        whole = size if is_last else _last_line_feed(buffer, size)
        if not whole:
            block, carried = _too_long(stream, buffer, position, limits)
            position = block.resume_at
            yield block
            continue
        buffer[size:] = 0
        carried = buffer[whole:size].tobytes()
        buffer[whole:size] = 0
        yield _block(buffer, whole, position)
        position += whole
        if is_last:
            return


def framed(buffer: Buffer, size: int) -> tuple[Positions, Positions]:
    """Where each line that is not blank begins and ends, without its line break."""
    feeds = np.flatnonzero(buffer[:size] == _LINE_FEED)
    starts = np.concatenate(([0], feeds + 1)).astype(np.int64)
    ends = np.concatenate((feeds, [size])).astype(np.int64)
    while True:
        is_blank = np.isin(buffer[np.maximum(ends - 1, 0)], _BLANK) & (ends > starts)
        if not is_blank.any():
            break
        ends -= is_blank
    kept = ends > starts
    return starts[kept], ends[kept]


def _block(buffer: Buffer, size: int, position: int) -> Block:
    starts, ends = framed(buffer, size)
    if not position and len(starts) and buffer[:3].tobytes() == BYTE_ORDER_MARK:
        starts[0] += len(BYTE_ORDER_MARK)
        kept = ends > starts
        starts, ends = starts[kept], ends[kept]
    return Block(buffer, starts, ends, position + size)


def _last_line_feed(buffer: Buffer, size: int) -> int:
    """The position after the last line break, 0 without one."""
    for end in range(size, 0, -_TAIL):
        begin = max(0, end - _TAIL)
        if found := buffer[begin:end].tobytes().rfind(b"\n") + 1:
            return begin + found
    return 0


def _too_long(stream: Bytes, buffer: Buffer, position: int, limits: Limits) -> tuple[Block, bytes]:
    """A line that fills the buffer: its head is kept, its length and SHA-256 are told."""
    digest, length = sha256(buffer[: limits.longest].data), limits.longest
    carried = b""
    chunk = memoryview(bytearray(min(_TAIL, limits.longest)))
    while not carried and (count := filled(stream, chunk)):
        found = bytes(chunk[:count]).find(b"\n")
        taken = count if found < 0 else found
        digest.update(chunk[:taken])
        length += taken
        if found >= 0:
            carried = bytes(chunk[found:count])
    refusal = Refused(0, Reason.TOO_LONG, f"bytes={length} sha256={digest.hexdigest()}")
    head = buffer_of(buffer[: limits.kept].tobytes())
    ends = np.array([limits.kept], np.int64)
    return Block(head, np.zeros(1, np.int64), ends, position + length, (refusal,)), carried
