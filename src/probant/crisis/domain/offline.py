"""The offline page's encryption, its passphrases, and the log that comes back from it.

Format `probant-offline/1`, a JSON object:

    format, organisation, number    what it is, whose, which version of the plan
    kdf, iterations, salt           PBKDF2-HMAC-SHA-256 of the passphrase (NFKC, one space between
                                    words, UTF-8), 256-bit key; salt of 16 bytes in base64
    iv, ciphertext                  AES-256-GCM, 12 bytes and tag appended, in base64; associated
                                    data: `format|organisation|number|iterations` in UTF-8

The plaintext is UTF-8 JSON.
"""

import json
import math
import re
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from probant.common.errors import ProbantError

FORMAT = "probant-offline/1"
LOG_FORMAT = "probant-offline-log/1"
KDF = "PBKDF2-HMAC-SHA-256"
ITERATIONS = 1_000_000
LEAST_ITERATIONS = 600_000
WORDS_DRAWN = 6
SALT_BYTES, IV_BYTES, KEY_BYTES = 16, 12, 32
LONGEST_PASSPHRASE = 200
MOST_ENTRIES = 2_000
# CNIL, délibération 2022-100: a password alone; length by number of kinds of characters, or words.
LEAST_LENGTH = {4: 12, 3: 14}
LEAST_WORDS = 6
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
LEAST_DISTINCT = 6
LEAST_WORD = 3


class WrongPassphraseError(ProbantError):
    """The passphrase does not open it, or the file was changed."""


class OfflineLogError(ProbantError):
    """The file is not a log of an offline page; `reason` names the place."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Noted:
    """One line written on an offline page."""

    client_key: UUID
    said_at: datetime
    team: str
    text: str


def normalised(passphrase: str) -> str:
    """The same words typed on any keyboard: NFKC, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def drawn(words: Sequence[str], count: int = WORDS_DRAWN) -> str:
    """Words drawn at random: log2(how many there are) bits each."""
    return " ".join(secrets.choice(words) for _ in range(count))


def bits(words: Sequence[str], count: int = WORDS_DRAWN) -> int:
    """What guessing a drawn passphrase costs, in whole bits."""
    return int(count * math.log2(len(words)))


def weakness(passphrase: str) -> str:
    """Why a passphrase would be guessed: short, few_kinds, repeated, long; or nothing."""
    said = normalised(passphrase)
    if len(said) > LONGEST_PASSPHRASE:
        return "long"
    words = {word.casefold() for word in said.split() if len(word) >= LEAST_WORD}
    if len(words) >= LEAST_WORDS:
        return ""
    if len(set(said)) < LEAST_DISTINCT:
        return "repeated"
    kinds = _kinds(said)
    if kinds not in LEAST_LENGTH:
        return "few_kinds"
    return "short" if len(said) < LEAST_LENGTH[kinds] else ""


def _kinds(said: str) -> int:
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum() and c != " ")
    return sum(any(holds(character) for character in said) for holds in classes)


def sealed(
    content: Mapping[str, Any], passphrase: str, *, organisation: UUID, number: int
) -> dict[str, Any]:
    """The envelope that the page carries."""
    salt, iv = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(IV_BYTES)
    head = {
        "format": FORMAT,
        "organisation": str(organisation),
        "number": number,
        "kdf": KDF,
        "iterations": ITERATIONS,
    }
    key = AESGCM(_key(passphrase, salt, ITERATIONS))
    plain = json.dumps(content, ensure_ascii=False).encode()
    ciphertext = key.encrypt(iv, plain, _bound(head))
    held = {"salt": salt, "iv": iv, "ciphertext": ciphertext}
    return {**head, **{name: b64encode(value).decode() for name, value in held.items()}}


def opened(envelope: Mapping[str, Any], passphrase: str) -> dict[str, Any]:
    """The content; WrongPassphraseError where the tag does not match."""
    salt, iv, ciphertext = (b64decode(envelope[name]) for name in ("salt", "iv", "ciphertext"))
    key = AESGCM(_key(passphrase, salt, int(envelope["iterations"])))
    try:
        plain = key.decrypt(iv, ciphertext, _bound(envelope))
    except InvalidTag as error:
        raise WrongPassphraseError from error
    held: dict[str, Any] = json.loads(plain)
    return held


def _key(passphrase: str, salt: bytes, iterations: int) -> bytes:
    kdf = PBKDF2HMAC(algorithm=SHA256(), length=KEY_BYTES, salt=salt, iterations=iterations)
    return kdf.derive(normalised(passphrase).encode())


def _bound(head: Mapping[str, Any]) -> bytes:
    names = ("format", "organisation", "number", "iterations")
    return "|".join(str(head[name]) for name in names).encode()


def noted(content: bytes, *, organisation: UUID, teams: Sequence[str]) -> tuple[Noted, ...]:
    """The lines of a log saved by an offline page; a line sent twice keeps its key."""
    try:
        held = json.loads(content)
        entries = held["entries"]
        is_log = held["format"] == LOG_FORMAT and held["organisation"] == str(organisation)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OfflineLogError(reason="format") from error
    if not is_log:
        raise OfflineLogError(reason="format")
    return lines(entries, teams=teams)


def lines(entries: object, *, teams: Sequence[str]) -> tuple[Noted, ...]:
    """The entries of a log as values; OfflineLogError names the first that is none."""
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise OfflineLogError(reason="entries")
    return tuple(_noted(entry, at, teams) for at, entry in enumerate(entries))


def _noted(entry: Any, at: int, teams: Sequence[str]) -> Noted:  # noqa: ANN401  any JSON value
    try:
        said_at = datetime.fromisoformat(entry["said_at"])
        team = entry["team"] if entry.get("team") in teams else ""
        found = Noted(UUID(entry["client_key"]), said_at, team, str(entry["text"]).strip())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OfflineLogError(reason=f"entries.{at}") from error
    if said_at.tzinfo is None or not found.text or UNWRITABLE.search(found.text):
        raise OfflineLogError(reason=f"entries.{at}")
    return found
