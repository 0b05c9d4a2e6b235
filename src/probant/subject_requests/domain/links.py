"""Private links and spoken codes: what opens a request or its answer to a person without account.

A link names its organisation, so that its rows are the only ones looked at; 256 random bits follow.
Only the SHA-256 is kept. A code is short because a person reads it aloud: it is keyed, and counted.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

SECRET_BYTES = 32
_RAW = 16 + SECRET_BYTES
_SPELLED = _RAW * 4 // 3
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0, 1: they are misread
CODE_LENGTH = 8
MOST_TRIES = 5
FOLLOWING_LASTS = timedelta(days=365)
VISIT_LASTS = timedelta(minutes=30)
HAND_OVER_LASTS = timedelta(days=14)
MOST_DOWNLOADS = 5


@dataclass(frozen=True)
class Address:
    """What a link says: its organisation, and the digest under which its row is kept."""

    organisation: UUID
    digest: bytes


def new_token(organisation: UUID) -> str:
    """A fresh link's secret part, safe in a URL."""
    return base64.urlsafe_b64encode(organisation.bytes + secrets.token_bytes(SECRET_BYTES)).decode()


def address_of(token: str) -> Address | None:
    """What `token` says; None where it is no link of ours by its very spelling."""
    if len(token) != _SPELLED or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return Address(UUID(bytes=raw[:16]), digest(token))


def digest(token: str) -> bytes:
    """What the database keeps of a link."""
    return sha256(token.encode()).digest()


def new_code() -> str:
    """Eight letters and digits (39 bits), in two groups as they are read aloud."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def code_digest(code: str, *, key: bytes, of: UUID) -> bytes:
    """What the database keeps of a code: keyed, since eight signs could be tried one by one."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hmac.digest(key, b"probant code\0" + of.bytes + plain.encode(), "sha256")


class Refusal(StrEnum):
    """Why an answer does not open; strangers are only ever told that it does not."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    EXHAUSTED = "exhausted"
    LOCKED = "locked"
    TOO_EARLY = "too_early"


@dataclass(frozen=True)
class Opening:
    """What decides whether an answer opens now."""

    opens_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    downloads: int
    most_downloads: int
    tries: int

    def refusal(self, at: datetime) -> Refusal | None:
        """The first reason why it stays shut at `at`, or None."""
        reasons = (
            (self.revoked_at is not None, Refusal.REVOKED),
            (at >= self.expires_at, Refusal.EXPIRED),
            (at < self.opens_at, Refusal.TOO_EARLY),
            (self.downloads >= self.most_downloads, Refusal.EXHAUSTED),
            (self.tries >= MOST_TRIES, Refusal.LOCKED),
        )
        return next((reason for is_so, reason in reasons if is_so), None)


def following_refusal(
    *, expires_at: datetime, revoked_at: datetime | None, at: datetime
) -> Refusal | None:
    """Why a known link no longer follows its request, or None."""
    if revoked_at is not None:
        return Refusal.REVOKED
    return Refusal.EXPIRED if at >= expires_at else None
