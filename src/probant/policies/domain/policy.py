"""A policy as a value: what one version says, who has to read it, and how many did."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from probant.common.errors import ProbantError

MOST_TEXT, MOST_TITLE, MOST_NAME = 200_000, 200, 200
MOST_IMPORTED, MOST_EXPECTED = 20_000, 100_000
NEEDED = ("security_policy", "it_charter")
NAMES = {"nom", "name", "personne", "person", "agent", "prenom nom", "nom prenom", "full name"}
GIVEN = {"prenom", "first name", "given name"}
DAYS = {"date", "lu le", "signe le", "read on", "signed on", "date de lecture"}


class PolicyTextError(ProbantError):
    """A text or title that cannot be kept; `field` says which, `most` how long it may be."""

    def __init__(self, field: str, *, most: int = 0) -> None:
        super().__init__(field, most)
        self.field, self.most = field, most


class AcknowledgementFileError(ProbantError):
    """A file of acknowledgements that cannot be used: `reason`, and the row where known."""

    def __init__(self, reason: str, *, row: int = 0) -> None:
        super().__init__(reason, row)
        self.reason, self.row = reason, row


@dataclass(frozen=True)
class Read:
    """Somebody without an account who read a policy, on a day."""

    name: str
    read_on: date


@dataclass(frozen=True)
class Coverage:
    """How many of those concerned read the version in force."""

    members_read: int
    members: int
    others_read: int
    others: int

    @property
    def read(self) -> int:
        """All who read it; more others than expected count as expected."""
        return self.members_read + min(self.others_read, self.others)

    @property
    def expected(self) -> int:
        """All who have to."""
        return self.members + self.others

    @property
    def is_full(self) -> bool:
        """Whether everyone did; nobody expected is not everyone."""
        return self.expected > 0 and self.read >= self.expected

    @property
    def percent(self) -> int:
        """Rounded down: 99.9 % is not all."""
        return 100 * self.read // self.expected if self.expected else 0


def ensure_text(title: str, text: str) -> None:
    """PolicyTextError for what is empty or too long."""
    if not title.strip() or len(title) > MOST_TITLE:
        raise PolicyTextError(field="title", most=MOST_TITLE)
    if len(text) > MOST_TEXT:
        raise PolicyTextError(field="text", most=MOST_TEXT)


def digest_of(title: str, text: str, file_sha256: str) -> str:
    """SHA-256 of what a version says: same title, text and file, same digest."""
    said = f"{title}\0{text}\0{file_sha256}"
    return hashlib.sha256(said.encode()).hexdigest()


def key_of(name: str) -> str:
    """The same person however accents, case and spaces are typed."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(letters.split())[:MOST_NAME]


def coverage(
    members: Collection[str], read_by_members: Collection[str], others: int, others_read: int
) -> Coverage:
    """Members by id, of whom some read it; others by number."""
    read = set(members) & set(read_by_members)
    return Coverage(len(read), len(members), others_read, others)


def rows_read(rows: Sequence[Sequence[str]], *, today: date) -> tuple[Read, ...]:
    """The people of a table: a column of names, maybe one of days; the first fault is told."""
    if not rows:
        raise AcknowledgementFileError(reason="empty")
    header = [key_of(cell) for cell in rows[0]]
    name_at = next((at for at, cell in enumerate(header) if cell in NAMES), None)
    if name_at is None:
        raise AcknowledgementFileError(reason="no_names", row=1)
    given_at = next((at for at, cell in enumerate(header) if cell in GIVEN), None)
    day_at = next((at for at, cell in enumerate(header) if cell in DAYS), None)
    if len(rows) - 1 > MOST_IMPORTED:
        raise AcknowledgementFileError(reason="too_many", row=MOST_IMPORTED)
    found: dict[str, Read] = {}
    for place, row in enumerate(rows[1:], start=2):
        parts = [row[name_at], row[given_at] if given_at is not None else ""]
        name = " ".join(filter(None, (" ".join(part.split()) for part in parts)))
        if not name:
            continue
        if len(name) > MOST_NAME:
            raise AcknowledgementFileError(reason="long_name", row=place)
        read_on = _day(row[day_at], place, today) if day_at is not None else today
        found.setdefault(key_of(name), Read(name, read_on))
    if not found:
        raise AcknowledgementFileError(reason="empty")
    return tuple(found.values())


def _day(said: str, row: int, today: date) -> date:
    """2026-11-21 or 21/11/2026, never after today; an empty cell means today."""
    if not said.strip():
        return today
    parts = said.strip().replace("/", "-").split("-")
    if len(parts) == 3 and len(parts[2]) == 4:  # noqa: PLR2004  day, month, then a year of four digits
        parts.reverse()
    try:
        year, month, day = (int(part) for part in parts)
        found = date(year, month, day)
    except ValueError:
        raise AcknowledgementFileError(reason="day", row=row) from None
    if found > today:
        raise AcknowledgementFileError(reason="future", row=row)
    return found


def missing_kinds(approved: Iterable[str]) -> tuple[str, ...]:
    """Which of the two texts that every organisation needs nobody approved."""
    held = set(approved)
    return tuple(kind for kind in NEEDED if kind not in held)
