"""Secrets of the second factor, sealed with AES-256-GCM before they reach the database.

The key is HKDF-SHA-256 of the installation's sealing key, so that this use shares it with no other.
The text's purpose is authenticated with it: what was sealed for another purpose does not open.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from probant.common.errors import ProbantError

MARK = "sealed1:"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(ProbantError):
    """A sealed text was altered, sealed for another purpose, or sealed by another installation."""


class Sealer:
    """Seals and opens texts for one purpose, by one installation's key."""

    def __init__(self, key: bytes, *, purpose: str) -> None:
        """`key`: the installation's sealing key; `purpose`: what the texts are, authenticated."""
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
        self._cipher = AESGCM(derived)
        self._purpose = purpose.encode()

    def seal(self, text: str) -> str:
        """`text` in a form that only this key opens; sealing it twice gives two forms."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), self._purpose)
        return MARK + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The text; SealBrokenError when a single bit of `sealed` was changed."""
        if not sealed.startswith(MARK):
            raise SealBrokenError
        try:
            raw = base64.b64decode(sealed.removeprefix(MARK), altchars=b"-_", validate=True)
            return self._cipher.decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._purpose
            ).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError from error
