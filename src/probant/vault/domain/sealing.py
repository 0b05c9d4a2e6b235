"""AES-256-GCM (NIST SP 800-38D), bound to the place where the ciphertext lies.

A sealed value is  version (1 byte, 0x01) ‖ nonce (12 bytes, random) ‖ ciphertext ‖ tag (16 bytes).
The associated data are the place: `probant-vault/1|organisation|table|column|id` in UTF-8, so that
a ciphertext moved to another row, column, table or organisation does not open there.
"""

import json
import os
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from probant.vault.domain.errors import PlaceError, SealBrokenError

VERSION = b"\x01"
SCHEME = "probant-vault/1"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where a ciphertext lies; `id` comes last, so that no two places are spelt alike."""

    organisation: UUID
    table: str
    column: str
    id: str

    def __post_init__(self) -> None:
        for name in (self.table, self.column):
            if not NAME.fullmatch(name):
                raise PlaceError(name)

    @property
    def associated(self) -> bytes:
        """The associated data that GCM authenticates with the ciphertext."""
        parts = (SCHEME, str(self.organisation), self.table, self.column, self.id)
        return "|".join(parts).encode()


def new_key() -> bytes:
    """256 random bits of the operating system."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, nonce: bytes, clear: bytes, associated: bytes) -> bytes:
    """AES-256-GCM with a 128-bit tag appended: the one door to the cipher."""
    return AESGCM(key).encrypt(nonce, clear, associated)


def decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The reverse; SealBrokenError when key, nonce, place or a single bit differ."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError from error


def seal(key: bytes, place: Place, clear: bytes) -> bytes:
    """`clear` in a form that opens with `key` at `place` alone; never twice the same bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + encrypt(key, nonce, clear, place.associated)


def unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    """What was sealed by `key` for `place`, or SealBrokenError."""
    start = len(VERSION) + NONCE_BYTES
    if sealed[: len(VERSION)] != VERSION or len(sealed) < start + TAG_BYTES:
        raise SealBrokenError
    return decrypt(key, sealed[len(VERSION) : start], sealed[start:], place.associated)


def seal_json(key: bytes, place: Place, value: Any) -> bytes:  # noqa: ANN401  any JSON value
    """A JSON value, sealed."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return seal(key, place, text.encode())


def unseal_json(key: bytes, place: Place, sealed: bytes) -> Any:  # noqa: ANN401  any JSON value
    """The JSON value that was sealed."""
    return json.loads(unseal(key, place, sealed))
