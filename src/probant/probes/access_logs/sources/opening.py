"""A file of logs as a stream of its own bytes, whether it was compressed (gzip, Zstandard) or not.

The form is told by the first bytes, never by the name. Memory stays bounded whatever a file
claims; one that swells beyond all likelihood is refused.
"""

import gzip
import zlib
from typing import BinaryIO, Protocol, cast

import pyarrow as pa

from probant.probes.access_logs.errors import SourceError

GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
LIKELIEST_SWELLING = 1_000  # times; logs shrink ten to a hundred times
UNQUESTIONED = 256 * 2**20  # bytes that any file may swell to
_DISCARDED = 2**20
_BROKEN, _SWELLING = "compression", "swelling"


class Bytes(Protocol):
    """What a reader asks of a stream."""

    def readinto(self, into: memoryview, /) -> int:
        """How many bytes were put there; 0 at the end."""
        ...


class _Swelling:
    """A decompressed stream, watched."""

    def __init__(self, packed: BinaryIO, unpacked: Bytes) -> None:
        self._packed, self._unpacked, self._told = packed, unpacked, 0

    def readinto(self, into: memoryview, /) -> int:
        try:
            count = self._unpacked.readinto(into) or 0
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(_BROKEN, at=self._told) from error
        self._told += count
        if self._told > max(UNQUESTIONED, LIKELIEST_SWELLING * self._packed.tell()):
            raise SourceError(_SWELLING, at=self._told)
        return count


def opened_at(file: BinaryIO, start: int = 0) -> Bytes:
    """The decompressed stream from its byte `start` on; `file` can seek and is at its beginning."""
    head = file.read(len(ZSTANDARD))
    if not head.startswith((GZIP, ZSTANDARD)):
        file.seek(start)
        return cast("Bytes", file)
    file.seek(0)
    stream = _Swelling(file, _unpacked(file, head))
    _discard(stream, start)
    return stream


def filled(stream: Bytes, into: memoryview) -> int:
    """Reads until `into` is full or the stream ends."""
    count = 0
    while count < len(into):
        added = stream.readinto(into[count:])
        if not added:
            break
        count += added
    return count


def _unpacked(file: BinaryIO, head: bytes) -> Bytes:
    if head.startswith(GZIP):
        return cast("Bytes", gzip.GzipFile(fileobj=file))
    # Arrow's stream says when a file is cut short, where zstandard's own takes it for its end.
    return cast("Bytes", pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))


def _discard(stream: Bytes, count: int) -> None:
    scratch = memoryview(bytearray(_DISCARDED))
    while count:
        read = filled(stream, scratch[: min(count, _DISCARDED)])
        if not read:
            return
        count -= read
