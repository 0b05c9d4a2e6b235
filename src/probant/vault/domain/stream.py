"""Content of any size, sealed in chunks: the STREAM construction over AES-256-GCM.

(Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015; the counter and the last-chunk flag as in age.)

    header   version (1 byte, 0x01) ‖ salt (16 bytes, random)
    key      HKDF-SHA-256(file key, salt, info "probant-vault/1 content"), 32 bytes
    chunk i  AES-256-GCM of 64 KiB of content; nonce = i (11 bytes, big-endian) ‖ 0x00,
             or 0x01 for the last chunk, which alone may be shorter; associated data = the place

Each chunk so knows its number and whether it is the last: a content that was cut, lengthened,
reordered, or mixed with another's does not open. No chunk is empty but that of an empty content.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from probant.vault.domain.errors import SealBrokenError
from probant.vault.domain.sealing import (
    KEY_BYTES,
    TAG_BYTES,
    VERSION,
    Place,
    decrypt,
    encrypt,
)

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + TAG_BYTES
SALT_BYTES = 16
HEADER_BYTES = len(VERSION) + SALT_BYTES
INFO = b"probant-vault/1 content"


class Readable(Protocol):
    """Anything that reads: a file, an upload, a response."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


def sealed(
    key: bytes, place: Place, pieces: Iterable[bytes], *, salt: bytes = b""
) -> Iterator[bytes]:
    """The header, then each chunk as soon as it is known whether another follows."""
    salt = salt or os.urandom(SALT_BYTES)
    yield VERSION + salt
    cipher = ChunkCipher(content_key(key, salt), place)
    held, number = b"", 0
    for chunk in chunked(pieces):
        if held:
            yield cipher.seal(number, held, is_last=False)
            number += 1
        held = chunk
    yield cipher.seal(number, held, is_last=True)


def opened(key: bytes, place: Place, source: Readable) -> Iterator[bytes]:
    """The content chunk by chunk; SealBrokenError before anything false is given out.

    The content is whole only once the iterator ends without error.
    """
    header = exactly(source, HEADER_BYTES)
    if header[: len(VERSION)] != VERSION or len(header) < HEADER_BYTES:
        raise SealBrokenError
    cipher = ChunkCipher(content_key(key, header[len(VERSION) :]), place)
    return _chunks(cipher, source)


def _chunks(cipher: "ChunkCipher", source: Readable) -> Iterator[bytes]:
    held, number = exactly(source, SEALED_CHUNK), 0
    while following := exactly(source, SEALED_CHUNK):
        yield cipher.open(number, held, is_last=False)
        held, number = following, number + 1
    last = cipher.open(number, held, is_last=True)
    if not last and number:
        raise SealBrokenError
    yield last


class ChunkCipher:
    """Seals and opens the numbered chunks of one content."""

    def __init__(self, key: bytes, place: Place) -> None:
        """`key`: the content's own, used for nothing else: its nonces count from zero."""
        self._key = key
        self._associated = place.associated

    def seal(self, number: int, clear: bytes, *, is_last: bool) -> bytes:
        """Chunk `number`."""
        return encrypt(self._key, nonce(number, is_last=is_last), clear, self._associated)

    def open(self, number: int, chunk: bytes, *, is_last: bool) -> bytes:
        """What chunk `number` holds, or SealBrokenError."""
        return decrypt(self._key, nonce(number, is_last=is_last), chunk, self._associated)


def nonce(number: int, *, is_last: bool) -> bytes:
    """The chunk's number and whether it is the last one."""
    return number.to_bytes(11, "big") + bytes([is_last])


def content_key(key: bytes, salt: bytes) -> bytes:
    """The content's own key: the file's key seals its label too."""
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=INFO).derive(key)


def chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 64 KiB, the last one shorter; none is empty."""
    held = bytearray()
    for piece in pieces:
        held += piece
        whole = len(held) - len(held) % CHUNK
        for start in range(0, whole, CHUNK):
            yield bytes(held[start : start + CHUNK])
        del held[:whole]
    if held:
        yield bytes(held)


def exactly(source: Readable, size: int) -> bytes:
    """`size` bytes, fewer only at the end: a pipe or an unbuffered file may give less at once."""
    found = bytearray()
    while len(found) < size and (piece := source.read(size - len(found))):
        found += piece
    return bytes(found)


def pieces_of(source: Readable | Iterable[bytes]) -> Iterable[bytes]:
    """A file or an iterable of bytes, as an iterable of bytes."""
    if hasattr(source, "read"):
        return iter(lambda: source.read(CHUNK), b"")
    return source
