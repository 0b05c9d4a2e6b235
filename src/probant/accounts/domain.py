"""One-time links: what each is for, how long it lives, and what of it is kept."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from probant.common.errors import ProbantError

TOKEN_BYTES = 32


class LinkPurpose(StrEnum):
    """What a one-time link opens."""

    SIGN_IN = "sign_in"
    DEMONSTRATION = "demonstration"
    FIRST_RUN = "first_run"


class LinkRefusal(StrEnum):
    """Why a link no longer opens anything."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"


LIFETIMES = {
    LinkPurpose.SIGN_IN: timedelta(minutes=10),
    LinkPurpose.DEMONSTRATION: timedelta(hours=24),
    LinkPurpose.FIRST_RUN: timedelta(days=7),
}


class LinkRefusedError(ProbantError):
    """A one-time link is unknown, used, too old, or opens nothing any more."""

    def __init__(self, reason: LinkRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class AddressTakenError(ProbantError):
    """An account already has this e-mail address."""


def new_token() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256."""
    return sha256(token.encode()).digest()


def refusal(*, used_at: datetime | None, expires_at: datetime, at: datetime) -> LinkRefusal | None:
    """Why a known link is refused at `at`, or None: used once, or past its expiry."""
    if used_at is not None:
        return LinkRefusal.USED
    return LinkRefusal.EXPIRED if at >= expires_at else None
