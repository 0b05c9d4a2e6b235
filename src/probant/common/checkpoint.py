"""C2SP tlog-checkpoint: the size and root of a log under its origin, as a signed note."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from probant.common import signed_note
from probant.common.merkle import HASH_SIZE
from probant.common.signed_note import NoteError, NoteFormatError, Signer, Verifier

__all__ = [
    "Checkpoint",
    "CheckpointFormatError",
    "NoteError",
    "Signer",
    "UnexpectedOriginError",
    "Verifier",
    "parse",
    "sign",
    "verify",
]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_FORBIDDEN = re.compile(r"[\x00-\x1f\ud800-\udfff]")
_MANDATORY_LINES = 3


class CheckpointFormatError(NoteFormatError):
    """The text is not that of a checkpoint."""


class UnexpectedOriginError(NoteError):
    """The checkpoint is that of another log."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states about itself: whose it is, how long, and its Merkle root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any(_FORBIDDEN.search(line) for line in lines):
            raise CheckpointFormatError
        if not _SIZE.fullmatch(str(self.size)) or len(self.root) != HASH_SIZE:
            raise CheckpointFormatError

    @property
    def body(self) -> str:
        """The text that is signed: origin, size, root in base64, extension lines."""
        root = b64encode(self.root).decode()
        lines = (self.origin, str(self.size), root, *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(body: str) -> Checkpoint:
    """Read a checkpoint's text; anything but its one spelling is refused. Verifies nothing."""
    lines = body.split("\n")
    if lines.pop() or len(lines) < _MANDATORY_LINES:
        raise CheckpointFormatError
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise CheckpointFormatError
    return Checkpoint(origin, int(size), _root(root), tuple(extensions))


def sign(checkpoint: Checkpoint, *signers: Signer) -> bytes:
    """The signed note of a checkpoint."""
    return signed_note.signed(checkpoint.body, *signers)


def verify(note: bytes, verifiers: Iterable[Verifier], *, origin: str) -> Checkpoint:
    """The checkpoint of a note that a known key signed for this log."""
    checkpoint = parse(signed_note.opened(note, verifiers).text)
    if checkpoint.origin != origin:
        raise UnexpectedOriginError(origin, checkpoint.origin)
    return checkpoint


def _root(text: str) -> bytes:
    try:
        return signed_note.decoded(text)
    except NoteFormatError as error:
        raise CheckpointFormatError from error
