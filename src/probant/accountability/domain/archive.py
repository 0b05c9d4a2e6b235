"""A dossier's container: a ZIP file with exactly one spelling of its contents.

Every member is stored uncompressed, in the order given, with fixed dates and no extra field, so
that packing what was unpacked gives the same bytes. A verifier that packs again and compares thus
notices any changed byte, those of the container included. Any unzip program opens it
(PKWARE APPNOTE 6.3, without ZIP64: 4 GiB at most).
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from probant.common.errors import ProbantError

MOST_BYTES = 4 * 1024**3 - 1
_DATE = 0x0021  # 1980-01-01, the earliest that the format can say
_UTF8_NAMES = 0x0800
_VERSION = 20
_CHUNK = 1 << 20
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, struct.error)


class ArchiveError(ProbantError):
    """The dossier's container cannot be read or was changed."""


class NotADossierError(ArchiveError):
    """The file is not a ZIP archive."""


class ContainerChangedError(ArchiveError):
    """The archive's bytes are not what packing its members gives."""


class DossierTooLargeError(ArchiveError):
    """The members weigh more than the container can say."""


@dataclass(frozen=True)
class Streamed:
    """A member too large for memory: measured in a first reading, packed in a second."""

    size: int
    crc: int
    pieces: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, pieces: Callable[[], Iterable[bytes]]) -> "Streamed":
        """Reads the pieces once; they must be the same at the second reading."""
        size = crc = 0
        for piece in pieces():
            size, crc = size + len(piece), zlib.crc32(piece, crc)
        return cls(size, crc, pieces)


def length(members: Mapping[str, bytes | Streamed]) -> int:
    """How many bytes the archive will have."""
    names = sum(len(name.encode()) for name in members)
    contents = sum(_measured(content).size for content in members.values())
    return contents + 2 * names + (30 + 46) * len(members) + 22


def packed(members: Mapping[str, bytes | Streamed]) -> Iterator[bytes]:
    """The archive's bytes, piece by piece: headers and members in order, then the directory."""
    directory: list[bytes] = []
    offset = 0
    for name, content in members.items():
        member = _measured(content)
        header, entry = _headers(name.encode(), member, offset)
        directory.append(entry)
        offset += len(header) + member.size
        yield header
        yield from member.pieces()
    listing = b"".join(directory)
    if offset + len(listing) > MOST_BYTES:
        raise DossierTooLargeError
    yield listing
    count = len(directory)
    yield struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listing), offset, 0)


def _measured(content: bytes | Streamed) -> Streamed:
    if isinstance(content, Streamed):
        return content
    return Streamed(len(content), zlib.crc32(content), lambda: (content,))


def _headers(name: bytes, member: Streamed, offset: int) -> tuple[bytes, bytes]:
    facts = struct.pack(
        "<HHHHIIIHH",
        _UTF8_NAMES,
        zipfile.ZIP_STORED,
        0,
        _DATE,
        member.crc,
        member.size,
        member.size,
        len(name),
        0,
    )
    local = struct.pack("<IH", 0x04034B50, _VERSION) + facts + name
    central = struct.pack("<IHH", 0x02014B50, _VERSION, _VERSION) + facts
    return local, central + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name


def unpacked(file: BinaryIO) -> dict[str, bytes]:
    """The members of an archive whose every byte is accounted for; ArchiveError otherwise."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = {item.filename: _stored(archive, item) for item in archive.infolist()}
    except UNREADABLE as error:
        raise NotADossierError from error
    _require_same_bytes(file, members)
    return members


def _stored(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    if item.compress_type != zipfile.ZIP_STORED or item.file_size > MOST_BYTES:
        raise ContainerChangedError
    return archive.read(item)


def _require_same_bytes(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    file.seek(0)
    for piece in packed(members):
        view = memoryview(piece)
        for start in range(0, len(view), _CHUNK):
            expected = view[start : start + _CHUNK]
            if file.read(len(expected)) != expected:
                raise ContainerChangedError
    if file.read(1):
        raise ContainerChangedError
