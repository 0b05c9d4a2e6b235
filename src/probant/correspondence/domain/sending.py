"""When a message is tried again, when it is given up, and what a server's answer means.

A code is what happened, never who: `550` as the server said it, or a word of `Trouble`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240, 360))
GIVEN_UP_AFTER = timedelta(days=5)  # RFC 5321 §4.5.4.1: at least 4 to 5 days
PERMANENT = 500


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How a message reached people when Probant did not send it."""

    MAILBOX = "mailbox"
    POST = "post"
    HAND = "hand"
    TELEPHONE = "telephone"
    OTHER = "other"


class Trouble(StrEnum):
    """Why nothing was sent, when no address was refused."""

    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    CREDENTIALS = "credentials"
    INTERRUPTED = "interrupted"
    TOO_OLD = "too_old"
    CONTENT_GONE = "content_gone"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a message after one attempt."""

    state: State
    code: str = ""
    next_at: datetime | None = None
    is_partial: bool = False
    left: tuple[str, ...] = ()


def delay(attempts: int) -> timedelta:
    """One minute after the first attempt, growing to six hours."""
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def is_stale(*, attempts: int, tried_from: datetime, at: datetime) -> bool:
    """Whether it waited so long for a first attempt that a person should look at it first.

    So it is when a mail server is named months after the first messages were written.
    """
    return attempts == 0 and at > tried_from + GIVEN_UP_AFTER


def postponed(
    code: str, *, attempts: int, tried_from: datetime, at: datetime, left: tuple[str, ...]
) -> Outcome:
    """After a trouble that may pass: later, or given up after five days."""
    next_at = at + delay(attempts)
    if next_at > tried_from + GIVEN_UP_AFTER:
        return Outcome(State.FAILED, code or Trouble.TOO_OLD.value, left=left)
    return Outcome(State.WAITING, code, next_at, left=left)


def after(
    refused: Mapping[str, int], *, all_of: int, attempts: int, tried_from: datetime, at: datetime
) -> Outcome:
    """After the server answered for each address: `refused` holds the codes of those it refused.

    A permanent refusal (5xx) is final; those that may pass are tried again, without the others.
    """
    passing = {address: code for address, code in refused.items() if code < PERMANENT}
    lasting = {address: code for address, code in refused.items() if code >= PERMANENT}
    if not refused:
        return Outcome(State.SENT)
    if lasting and not passing:
        left = tuple(lasting)
        return Outcome(State.FAILED, str(min(lasting.values())), None, len(left) < all_of, left)
    code = str(min(passing.values()))
    left = (*passing, *lasting)
    found = postponed(code, attempts=attempts, tried_from=tried_from, at=at, left=left)
    return Outcome(found.state, found.code, found.next_at, len(left) < all_of, left)
