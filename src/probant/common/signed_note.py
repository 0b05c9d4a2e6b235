"""C2SP signed-note with Ed25519: a text, a blank line, and one line per signature.

The text is to be believed only once `opened` has verified it. A signature line reads
`— name base64(key id ‖ signature)`; the key id is the first four bytes of
SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from probant.common.errors import ProbantError

MOST_SIGNATURES = 100
_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_KEY_BYTES = 32
_NAME = re.compile(r"[^\s+]+")
_VERIFIER_KEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")
_SIGNER_KEY = re.compile(r"PRIVATE\+KEY\+" + _VERIFIER_KEY.pattern)
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<blob>[A-Za-z0-9+/=]+)")
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class NoteError(ProbantError):
    """A signed note, or a key for one, cannot be used."""


class KeyFormatError(NoteError):
    """The text is not that of an Ed25519 note key, or its key id does not match."""


class NoteFormatError(NoteError):
    """The bytes are not a signed note."""


class UnsignedNoteError(NoteError):
    """None of the known keys signed the note."""


class InvalidSignatureError(NoteError):
    """The note bears a known key's signature, and it does not verify."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class AmbiguousKeyError(NoteError):
    """Two different known keys share name and id."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name under which it signs."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public_key) != _KEY_BYTES:
            raise KeyFormatError

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read `name+hex(key id)+base64(0x01 ‖ public key)`."""
        name, key = _parsed_key(_VERIFIER_KEY, text)
        verifier = cls(name, key)
        if str(verifier) != text:
            raise KeyFormatError
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return sha256(named).digest()[:_KEY_ID_BYTES]

    def accepts(self, text: bytes, signature: bytes) -> bool:
        """True when the signature is this key's over exactly this text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        key = b64encode(_ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


class Signer:
    """A private key and the name under which it signs; it never shows itself when printed."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier = Verifier(name, private_key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "Signer":
        """A new key under this name."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """Read `PRIVATE+KEY+name+hex(key id)+base64(0x01 ‖ seed)`, as Go's note package does."""
        name, seed = _parsed_key(_SIGNER_KEY, text)
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if signer.private_text() != text:
            raise KeyFormatError
        return signer

    @property
    def name(self) -> str:
        """The name that stands in the signature line."""
        return self.verifier.name

    def private_text(self) -> str:
        """The secret: what `parse` reads back. It goes to the vault and nowhere else."""
        seed = b64encode(_ED25519 + self._private_key.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{seed}"

    def signature_line(self, text: str) -> str:
        """The line that a note over this text bears."""
        blob = self.verifier.key_id + self._private_key.sign(text.encode())
        return f"— {self.name} {b64encode(blob).decode()}\n"

    def __repr__(self) -> str:
        return f"Signer({self.verifier})"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature as it stands in a note, not yet verified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A verified text and the names that signed it."""

    text: str
    signers: tuple[str, ...]


def signed(text: str, *signers: Signer) -> bytes:
    """The note over a text that ends in a newline, signed by each."""
    if not text.endswith("\n") or _NO_TEXT.search(text) or not signers:
        raise NoteFormatError
    lines = "".join(signer.signature_line(text) for signer in signers)
    return f"{text}\n{lines}".encode()


def opened(note: bytes, verifiers: Iterable[Verifier]) -> OpenedNote:
    """The text of a note that at least one known key signed; unknown signatures are ignored.

    A known key's signature that fails rejects the whole note.
    """
    text, lines = split(note)
    known = _by_name_and_id(verifiers)
    names: list[str] = []
    for line in lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if not verifier.accepts(text.encode(), line.signature):
            raise InvalidSignatureError(line.name)
        names.append(line.name)
    if not names:
        raise UnsignedNoteError
    return OpenedNote(text, tuple(dict.fromkeys(names)))


def split(note: bytes) -> tuple[str, tuple[SignatureLine, ...]]:
    """The text and the signature lines of a well-formed note, nothing verified."""
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise NoteFormatError from error
    text, blank, signatures = whole.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or _NO_TEXT.search(whole):
        raise NoteFormatError
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteFormatError
    return text + "\n", tuple(_signature_line(line) for line in lines)


def decoded(text: str) -> bytes:
    """Standard base64 in its one canonical spelling."""
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise NoteFormatError from error
    if b64encode(data).decode() != text:
        raise NoteFormatError
    return data


def _signature_line(line: str) -> SignatureLine:
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise NoteFormatError
    blob = decoded(found["blob"])
    if len(blob) <= _KEY_ID_BYTES:
        raise NoteFormatError
    return SignatureLine(found["name"], blob[:_KEY_ID_BYTES], blob[_KEY_ID_BYTES:])


def _by_name_and_id(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise AmbiguousKeyError(verifier.name)
    return known


def _parsed_key(form: re.Pattern[str], text: str) -> tuple[str, bytes]:
    """The name and the 32 bytes; the caller compares the key id by writing the key again."""
    found = form.fullmatch(text)
    try:
        data = decoded(found["key"]) if found else b""
    except NoteFormatError as error:
        raise KeyFormatError from error
    if found is None or data[:1] != _ED25519 or len(data) != 1 + _KEY_BYTES:
        raise KeyFormatError
    return found["name"], data[1:]
