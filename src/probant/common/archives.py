"""A zip container unfolded under control before any parser sees it.

A declared size may lie, entries may overlap and a stream may go on after its declared end: every
entry asked for is inflated once, in pieces, and must be exactly what the directory says.

    ProbantError
    └── ArchiveError
        ├── CorruptArchiveError
        ├── EncryptedArchiveError
        ├── OversizedArchiveError
        └── NestedArchiveEntryError
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from probant.common.errors import ProbantError

PIECE = 64 * 1024
LOCAL_HEADER = 30
ENCRYPTED_FLAG = 0x1
ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class ArchiveError(ProbantError):
    """The archive is not opened."""


class CorruptArchiveError(ArchiveError):
    """Damaged, or cut short; `part` is the piece that cannot be read, or empty."""

    def __init__(self, part: str = "") -> None:
        """`part`: a path inside the archive."""
        super().__init__(part)
        self.part = part


class EncryptedArchiveError(ArchiveError):
    """A password protects an entry."""


class OversizedArchiveError(ArchiveError):
    """It unfolds to far more than an honest document."""

    def __init__(self, measure: str, found: int, limit: int) -> None:
        """`measure`: entries, bytes or ratio."""
        super().__init__(measure, found, limit)
        self.measure = measure
        self.found = found
        self.limit = limit


class NestedArchiveEntryError(ArchiveError):
    """An archive inside the archive."""

    def __init__(self, part: str) -> None:
        """`part`: its path."""
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """Bounds checked before anything is inflated."""

    entries: int
    total_bytes: int
    ratio: int
    ratio_from_bytes: int


@dataclass(frozen=True)
class Archive:
    """A zip whose entries asked for were found sound."""

    data: bytes
    entries: dict[str, zipfile.ZipInfo]

    def pieces(self, path: str) -> Iterator[bytes]:
        """The entry's content in pieces of at most 64 KiB."""
        return _inflate(self.data, self.entries[path])

    def read(self, path: str) -> bytes:
        """The whole entry."""
        return b"".join(self.pieces(path))


def unfold(
    data: bytes, limits: ArchiveLimits, *, only: Callable[[str], bool] = lambda _: True
) -> Archive:
    """The archive, its entries that `only` wants verified; an ArchiveError says why not."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise CorruptArchiveError from error
    _refuse_excess(data, infos, limits)
    archive = Archive(data, {info.filename: info for info in infos})
    if len({name.casefold() for name in archive.entries}) != len(infos):
        raise CorruptArchiveError(part="duplicate entries")
    for info in infos:
        if only(info.filename):
            _verify(data, info)
    return archive


def _refuse_excess(data: bytes, infos: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(infos) > limits.entries:
        raise OversizedArchiveError(measure="entries", found=len(infos), limit=limits.entries)
    if any(info.flag_bits & ENCRYPTED_FLAG for info in infos):
        raise EncryptedArchiveError
    if sum(info.compress_size for info in infos) > len(data):
        raise CorruptArchiveError(part="overlapping entries")
    total = sum(info.file_size for info in infos)
    if total > limits.total_bytes:
        raise OversizedArchiveError(measure="bytes", found=total, limit=limits.total_bytes)
    for info in infos:
        ratio = info.file_size // max(info.compress_size, 1)
        if ratio > limits.ratio and info.file_size > limits.ratio_from_bytes:
            raise OversizedArchiveError(measure="ratio", found=ratio, limit=limits.ratio)


def _verify(data: bytes, info: zipfile.ZipInfo) -> None:
    total, checksum, start = 0, 0, b""
    for piece in _inflate(data, info):
        start = start or piece[:4]
        total += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if total > info.file_size:
            raise OversizedArchiveError(measure="bytes", found=total, limit=info.file_size)
    if total != info.file_size or checksum != info.CRC:
        raise CorruptArchiveError(info.filename)
    if start.startswith(ARCHIVE_STARTS):
        raise NestedArchiveEntryError(info.filename)


def _inflate(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(data, info)
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise CorruptArchiveError(info.filename)
    yield from _deflated(packed, info.filename)


def _deflated(packed: memoryview, name: str) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not stream.eof:
            piece = stream.decompress(rest, PIECE)
            rest = stream.unconsumed_tail
            if piece:
                yield piece
            elif not rest:
                break
    except zlib.error as error:
        raise CorruptArchiveError(name) from error
    if not stream.eof or stream.unused_data:
        raise CorruptArchiveError(name)


def _packed(data: bytes, info: zipfile.ZipInfo) -> memoryview:
    header = data[info.header_offset : info.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise CorruptArchiveError(info.filename)
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = info.header_offset + LOCAL_HEADER + lengths
    packed = memoryview(data)[start : start + info.compress_size]
    if len(packed) < info.compress_size:
        raise CorruptArchiveError(info.filename)
    return packed
