"""What opens an answer to a person without account: for how long, how often, by which code.

Links are spelled in `follow`. A code is short because a person reads it aloud: what is kept of it
is keyed, and its tries are counted.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0, 1: they are misread
CODE_LENGTH = 8
MOST_TRIES = 5
FOLLOWING_LASTS = timedelta(days=730)
AFTER_CLOSURE = timedelta(days=90)
VISIT_LASTS = timedelta(minutes=30)
HAND_OVER_LASTS = timedelta(days=14)
MOST_DOWNLOADS = 5


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


@dataclass(frozen=True)
class Opening:
    """What decides whether an answer opens now."""

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
            (self.downloads >= self.most_downloads, Refusal.EXHAUSTED),
            (self.tries >= MOST_TRIES, Refusal.LOCKED),
        )
        return next((reason for is_so, reason in reasons if is_so), None)


def following_ends_at(*, received_at: datetime, closed_at: datetime | None) -> datetime:
    """Until when a link follows its request: 90 days after it is over, two years at most."""
    longest = received_at + FOLLOWING_LASTS
    return min(longest, closed_at + AFTER_CLOSURE) if closed_at else longest
