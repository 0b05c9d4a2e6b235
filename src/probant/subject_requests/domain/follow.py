"""The private link by which a requester follows a request, without an account.

The token names the organisation, so that its rows may be looked into, and 256 random bits; only the
SHA-256 of the whole is kept.
"""

import base64
import binascii
import hashlib
import secrets
from uuid import UUID

SECRET_BYTES = 32
_UUID_BYTES = 16


def new_token(organisation: UUID) -> str:
    """A token that nobody can guess, 64 characters that an address may hold."""
    raw = organisation.bytes + secrets.token_bytes(SECRET_BYTES)
    return base64.urlsafe_b64encode(raw).decode()


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def organisation_of(token: str) -> UUID | None:
    """The organisation that a token names, or None when it is no token."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _UUID_BYTES + SECRET_BYTES:
        return None
    return UUID(bytes=raw[:_UUID_BYTES])
