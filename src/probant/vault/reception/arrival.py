"""A file on its way in: never in clear on the disk, not even for the time of a request.

Its chunks are sealed as they come, by a key that only this process's memory holds, into a file
without a name: a crash leaves nothing, and what stays on the platter opens to nobody.
"""

import errno
import io
import secrets
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from probant.vault import contents
from probant.vault.domain.sealing import Place, new_key
from probant.vault.domain.stream import CHUNK, SEALED_CHUNK, ChunkCipher

View = TypeVar("View", bound=Callable[..., Any])
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def accepts_files(*, most: int) -> Callable[[View], View]:
    """A view that takes a body with files of `most` bytes; others take a form's size alone.

    It stands under the decorator that declares who may reach the view.
    """

    def declare(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return declare


class Spool(io.RawIOBase):
    """What came, sealed chunk by chunk; then read and sought like any file."""

    def __init__(self) -> None:
        folder = contents.folder() / "arriving"
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        self._file = TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  closed with the spool
        place = Place(UUID(int=0), "vault_arrival", "content", secrets.token_hex(8))
        self._cipher = ChunkCipher(new_key(), place)
        self._pending = bytearray()
        self._read: tuple[int, bytes] = (-1, b"")
        self._position = self.size = 0

    def append(self, piece: bytes) -> None:
        """Takes the next piece in; OSError when the disk is full."""
        self._pending += piece
        self.size += len(piece)
        while len(self._pending) >= CHUNK:
            self._keep(bytes(self._pending[:CHUNK]))
            del self._pending[:CHUNK]

    def finish(self) -> None:
        """Seals what is pending: from now on it is read."""
        if self._pending:
            self._keep(bytes(self._pending))
            self._pending.clear()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """Any chunk is opened alone."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a byte of the clear content."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The byte that is read next."""
        return self._position

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  any writable buffer
        """What is left of the present chunk, at most what the buffer holds."""
        if self._position >= self.size:
            return 0
        number, offset = divmod(self._position, CHUNK)
        found = self._chunk(number)[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self._position += len(found)
        return len(found)

    def close(self) -> None:
        """Frees the room at once: the file has no name."""
        self._file.close()
        super().close()

    def _keep(self, clear: bytes) -> None:
        number = self._file.tell() // SEALED_CHUNK
        sealed = memoryview(self._cipher.seal(number, clear, is_last=False))
        while sealed:
            sealed = sealed[self._file.write(sealed) :]

    def _chunk(self, number: int) -> bytes:
        if self._read[0] != number:
            self._file.seek(number * SEALED_CHUNK)
            sealed = self._file.read(SEALED_CHUNK)
            self._read = (number, self._cipher.open(number, sealed, is_last=False))
        return self._read[1]


class SealedUpload(UploadedFile[bytes]):
    """An upload that Django's forms read as any other; `has_room` is false where it was cut."""

    has_room = True


class SealingHandler(FileUploadHandler):
    """Django's upload handler for what is too large for memory: into a sealed spool."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """A spool for each file of the form."""
        super().new_file(*args, **kwargs)
        self._spool = Spool()
        self._has_room = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's
        """Seals the piece; a full disk ends the keeping, so that the person can be told."""
        if not self._has_room:
            return
        try:
            self._spool.append(raw_data)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            self._has_room = False

    def file_complete(self, file_size: int) -> SealedUpload:
        """The upload, sought to its start."""
        if self._has_room:
            self._spool.finish()
        upload = SealedUpload(
            io.BufferedReader(self._spool, CHUNK),
            self.file_name,
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
        upload.has_room = self._has_room
        return upload

    def upload_interrupted(self) -> None:
        """The sender went away: nothing stays."""
        self._spool.close()
