"""Who may send a form without an account: how floods are told from people, without a captcha.

Each form carries a stamp: signed, dated, for one organisation and one request. A browser
with scripts pays with a little work for it; without scripts a person answers a kind question.
What is refused is never lost: the same stamp and the same words can be sent again.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType
from uuid import UUID

SHORTEST = timedelta(seconds=4)
LONGEST = timedelta(hours=24)
NONCE_BYTES = 12
_LAYOUT = struct.Struct(f">IB{NONCE_BYTES}s16s")
_SEAL_BYTES = 32
_SPELLED = (_LAYOUT.size + _SEAL_BYTES + 2) // 3 * 4
MOST_BITS = 22
PROOF_DIGITS = 12


class Standing(StrEnum):
    """What a stamp is worth at the moment it comes back."""

    GOOD = "good"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"
    FORGED = "forged"


@dataclass(frozen=True)
class Stamp:
    """When a form was given, for which organisation, and the work asked for it in bits."""

    organisation: UUID
    issued_at: datetime
    bits: int
    nonce: bytes

    def spelled(self, key: bytes) -> str:
        """The stamp as the form carries it, signed."""
        body = _LAYOUT.pack(
            int(self.issued_at.timestamp()), self.bits, self.nonce, self.organisation.bytes
        )
        return base64.urlsafe_b64encode(body + _seal(key, body)).decode()

    def standing(self, organisation: UUID, *, at: datetime) -> Standing:
        """Forged for another organisation; too fast for a reader; too old; or good."""
        age = at - self.issued_at
        if self.organisation != organisation or age < -timedelta(minutes=5):
            return Standing.FORGED
        if age < SHORTEST:
            return Standing.TOO_FAST
        return Standing.TOO_OLD if age > LONGEST else Standing.GOOD


def read_stamp(text: str, key: bytes) -> Stamp | None:
    """The stamp that `key` signed; None for anything else."""
    if len(text) != _SPELLED:
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, seal = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    if not hmac.compare_digest(seal, _seal(key, body)):
        return None
    issued, bits, nonce, organisation = _LAYOUT.unpack(body)
    return Stamp(UUID(bytes=organisation), datetime.fromtimestamp(issued, UTC), bits, nonce)


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"probant public form stamp\0" + body, "sha256")


def is_worked(stamp: str, bits: int, proof: str) -> bool:
    """Whether SHA-256 of "stamp:proof" begins with `bits` zero bits; `proof` is a short number."""
    if not (proof.isascii() and proof.isdecimal() and len(proof) <= PROOF_DIGITS):
        return False
    found = sha256(f"{stamp}:{proof}".encode()).digest()
    return int.from_bytes(found) >> (256 - bits) == 0


def bits_asked(*, left: float, capacity: float, usual: int) -> int:
    """More work while the organisation's allowance runs out: one bit each time a quarter is gone.

    Doubling the work of an honest sender costs a second; doubling a flood's costs half of it.
    """
    spent = 1 - max(0.0, min(left / capacity, 1.0))
    return min(usual + int(spent * 4), MOST_BITS)


@dataclass(frozen=True)
class Allowance:
    """A token bucket: `capacity` at once, `a_minute` afterwards."""

    capacity: float
    a_minute: float

    @property
    def a_second(self) -> float:
        """How fast it fills."""
        return self.a_minute / 60

    @property
    def life(self) -> timedelta:
        """When an untouched bucket is full again: nothing need be remembered after it."""
        return timedelta(minutes=self.capacity / self.a_minute)


@dataclass(frozen=True)
class Bucket:
    """What is left of an allowance, and when that was so."""

    left: float
    at: datetime


def taken(bucket: Bucket, allowance: Allowance, *, cost: float, at: datetime) -> Bucket | None:
    """The bucket after paying `cost`, or None when it does not hold it; a clock set back is now."""
    passed = max((at - bucket.at).total_seconds(), 0.0)
    left = min(allowance.capacity, bucket.left + passed * allowance.a_second)
    return replace(bucket, left=left - cost, at=max(at, bucket.at)) if left >= cost else None


def wait(bucket: Bucket, allowance: Allowance, *, cost: float) -> timedelta:
    """How long until the bucket holds `cost` again."""
    return timedelta(seconds=max(cost - bucket.left, 0.0) / allowance.a_second)


class Counter(StrEnum):
    """What is counted apart, so that a flood in one lane leaves the other open."""

    ADDRESS = "address"
    WORKED = "worked"
    ASKED = "asked"
    MAILED = "mailed"
    LINK = "link"
    STAMP = "stamp"


# A household or an office behind one address sends a few; an organisation receives 200 a minute.
ALLOWANCES: Mapping[Counter, Allowance] = MappingProxyType(
    {
        Counter.ADDRESS: Allowance(capacity=12, a_minute=6),
        Counter.WORKED: Allowance(capacity=400, a_minute=400),
        Counter.ASKED: Allowance(capacity=60, a_minute=60),
        Counter.MAILED: Allowance(capacity=5, a_minute=5 / 60),
        Counter.LINK: Allowance(capacity=20, a_minute=10),
        Counter.STAMP: Allowance(capacity=10, a_minute=10 / (24 * 60)),
    }
)
COST_OF_WORK = 1.0
COST_OF_ANSWER = 2.0


def counted_as(counter: Counter, what: str, *, key: bytes, on: str) -> bytes:
    """What stands for an address in the table: keyed, and another one every day (`on`)."""
    return hmac.digest(key, f"{counter.value}\0{on}\0{what}".encode(), "sha256")


def network_of(address: str) -> str:
    """IPv4: the address; IPv6: its /64, which one subscriber owns; anything else: one name."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return found.exploded[:19]
    return str(found)


WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fr": ("jardin", "soleil", "maison", "cerise", "montagne", "papier", "fenêtre", "rivière"),
        "en": ("garden", "sunlight", "house", "cherry", "mountain", "paper", "window", "river"),
    }
)
_PLAIN = str.maketrans("éèêàâîïôùûç", "eeeaaiiouuc")


def word_for(nonce: bytes, language: str) -> str:
    """The word that a person without scripts is asked to copy: the stamp's own."""
    words = WORDS.get(language, WORDS["fr"])
    return words[nonce[0] % len(words)]


def is_same_word(typed: str, nonce: bytes) -> bool:
    """Whether the word was copied, in either language, whatever its case, accents and quotes."""
    plain = typed.strip(" \t\r\n.,\"'«»“”\u00a0").lower().translate(_PLAIN)
    return plain in {word_for(nonce, language).translate(_PLAIN) for language in WORDS}
