"""Sealed contents on the disk: `vault/<organisation>/<dossier>/<file>`, for this account alone."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from uuid import UUID

from probant.database.location import data_folder
from probant.vault.domain import stream
from probant.vault.domain.dossier import StoredFile, content_place
from probant.vault.domain.errors import FileLostError
from probant.vault.domain.sealing import Place
from probant.vault.root import sync_folder

PARTIAL = ".partial"


def folder() -> Path:
    """Where all contents lie."""
    return data_folder() / "vault"


def path_of(organisation: UUID, dossier: UUID, file: UUID) -> Path:
    """Where a file's content lies."""
    return folder() / str(organisation) / str(dossier) / str(file)


class Counted:
    """Pieces on their way to the disk, with the size and SHA-256 of all that passed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        """The pieces, counted as they pass."""
        for piece in self._pieces:
            self.size += len(piece)
            self._digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """SHA-256 of the clear content, hexadecimal."""
        return self._digest.hexdigest()


def write(path: Path, key: bytes, place: Place, pieces: Iterable[bytes]) -> None:
    """Seals the pieces into `path`, whole or not at all: written aside, synced, then renamed."""
    private(path.parent)
    partial = path.with_name(path.name + PARTIAL)
    try:
        _write_sealed(partial, stream.sealed(key, place, pieces))
        partial.rename(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read(file: StoredFile) -> Iterator[bytes]:
    """The clear content piece by piece; opened at once, so that a loss is told before the first.

    A content destroyed meanwhile is read to its end: the file is open already.
    """
    try:
        source = path_of(file.organisation, file.dossier, file.id).open("rb", buffering=0)
    except FileNotFoundError as error:
        raise FileLostError(file.id) from error
    try:
        clear = stream.opened(file.key, content_place(file.organisation, file.id), source)
    except BaseException:
        source.close()
        raise
    return _closing(source, clear)


def remove(paths: Iterable[Path]) -> None:
    """Unlinks contents whose key is gone, then the dossiers' folders that are left empty."""
    for path in paths:
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others' files are left in it
            path.parent.rmdir()


def private(dossier: Path) -> None:
    """A dossier's folder and those above it in the vault, mode 0700."""
    dossier.parent.parent.parent.mkdir(parents=True, exist_ok=True)
    for each in (dossier.parent.parent, dossier.parent, dossier):
        each.mkdir(mode=0o700, exist_ok=True)


def _write_sealed(partial: Path, chunks: Iterable[bytes]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(partial, flags, 0o600), "wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


def _closing(source: RawIOBase, clear: Iterator[bytes]) -> Iterator[bytes]:
    with source:
        yield from clear
