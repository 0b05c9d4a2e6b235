"""What is signed of a copy of the plan, and how anybody checks it.

The statement is four lines; it becomes a C2SP signed note under the installation's key:

    probant.invalid/crisis-plan/<organisation>
    <kind> <number of the plan>
    sha256 <hexadecimal>
    <instant, ISO 8601>

Two digests are signed so. The booklet prints the note over the plan's content, which it cannot do
for its own bytes; the note over the file's bytes is given beside the file.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from probant.common import signed_note
from probant.common.errors import ProbantError
from probant.common.signed_note import Signer, Verifier

CONTENT, BOOKLET, PAGE = "content", "booklet", "page"
KINDS = (BOOKLET, PAGE)
_ORIGIN = "probant.invalid/crisis-plan/"
_SECOND = re.compile(r"(content|booklet|page) ([1-9][0-9]{0,8})")
_THIRD = re.compile(r"sha256 ([0-9a-f]{64})")
_LINES = 4


class StatementError(ProbantError):
    """The note is no statement about a plan, or not about this file."""


@dataclass(frozen=True)
class Statement:
    """Whose plan, which number, which bytes, when."""

    organisation: UUID
    kind: str
    number: int
    sha256: str
    at: datetime

    @property
    def text(self) -> str:
        """The lines that are signed."""
        stamp = self.at.astimezone(UTC).isoformat(timespec="seconds")
        lines = (
            f"{_ORIGIN}{self.organisation}",
            f"{self.kind} {self.number}",
            f"sha256 {self.sha256}",
            stamp,
        )
        return "".join(f"{line}\n" for line in lines)


def signed(statement: Statement, signer: Signer) -> str:
    """The signed note."""
    return signed_note.signed(statement.text, signer).decode()


def read(text: str) -> Statement:
    """The statement in these lines; StatementError for anything else."""
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[-1] or not lines[0].startswith(_ORIGIN):
        raise StatementError
    second, third = _SECOND.fullmatch(lines[1]), _THIRD.fullmatch(lines[2])
    if second is None or third is None:
        raise StatementError
    try:
        organisation = UUID(lines[0].removeprefix(_ORIGIN))
        at = datetime.fromisoformat(lines[3])
    except ValueError as error:
        raise StatementError from error
    return Statement(organisation, second[1], int(second[2]), third[1], at)


def checked(note: bytes, content: bytes, verifiers: Iterable[Verifier]) -> Statement:
    """The statement that a known key signed about exactly these bytes.

    NoteError where no known key signed the note, StatementError where it is about other bytes.
    """
    statement = read(signed_note.opened(note, verifiers).text)
    if statement.sha256 != hashlib.sha256(content).hexdigest():
        raise StatementError
    return statement


def short_code(digest: str) -> str:
    """The first sixteen digits in fours, to be compared by eye or aloud."""
    head = digest[:16].upper()
    return " ".join(head[at : at + 4] for at in range(0, len(head), 4))
