"""A ZIP written as it is sent: members read piece by piece, nothing kept but the present piece."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

SUMS = "SHA256SUMS.txt"
PLAIN = ("text/", "application/json", "application/xml", "application/fhir")


@dataclass(frozen=True)
class Packed:
    """One member: its name, its digest, and how to read it."""

    name: str
    sha256: str
    media_type: str
    content: Callable[[], Iterable[bytes]]


class _Sink:
    """What ZipFile writes to: it cannot seek, so that ZipFile writes sizes after each member."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def drained(self) -> bytes:
        held = b"".join(self._pieces)
        self._pieces.clear()
        return held


def zipped(
    members: Sequence[Packed], *, folder: str, at: datetime, is_flat: bool = True
) -> Iterator[bytes]:
    """The archive piece by piece; every member below `folder`, with the list of digests.

    Unless `is_flat`, names are paths that Probant itself gave.
    """
    named = list(_named(members)) if is_flat else [(member.name, member) for member in members]
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for name, member in named:
            info = _info(f"{folder}/{name}", member.media_type, at)
            with archive.open(info, "w", force_zip64=True) as place:
                for piece in member.content():
                    place.write(piece)
                    yield sink.drained()
        sums = "".join(f"{member.sha256}  {name}\n" for name, member in named)
        archive.writestr(_info(f"{folder}/{SUMS}", "text/plain", at), sums)
    yield sink.drained()


def _info(name: str, media_type: str, at: datetime) -> ZipInfo:
    info = ZipInfo(name, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = ZIP_DEFLATED if media_type.startswith(PLAIN) else ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _named(members: Sequence[Packed]) -> Iterator[tuple[str, Packed]]:
    """Two files of one name both come out."""
    taken: set[str] = {SUMS.lower()}
    for member in members:
        path = PurePosixPath(member.name.replace("\\", "/").replace("/", "_") or "file")
        name, number = path.name, 2
        while name.lower() in taken:
            name, number = f"{path.stem} ({number}){path.suffix}", number + 1
        taken.add(name.lower())
        yield name, member
