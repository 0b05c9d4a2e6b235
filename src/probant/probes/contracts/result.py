"""What reading a contract yields: for each clause its state, the passages that say it, and why.

A result is a proposal: a person decides. What could not be seen is part of it, and nothing is
called missing while pages were not seen.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

PROBE = "contracts"
VERSION = "1"


class State(StrEnum):
    """Where a clause stands in the text."""

    FOUND = "found"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


class Why(StrEnum):
    """What made the state; the wording of each lies with whoever shows it."""

    SAID = "said"
    PART = "part"
    NEGATED = "negated"
    EMPTIED = "emptied"
    WRONG_PARTY = "wrong_party"
    TITLE_ONLY = "title_only"
    NEARLY = "nearly"
    NOT_SEEN = "not_seen"
    NOTHING = "nothing"


class Unseen(StrEnum):
    """What the reader knows that it did not see."""

    PAGES_WITHOUT_TEXT = "pages_without_text"
    PAGES_TOO_HEAVY = "pages_too_heavy"
    PAGES_BEYOND_LIMIT = "pages_beyond_limit"
    TIME_OUT = "time_out"
    EMBEDDED_FILES = "embedded_files"
    PICTURES = "pictures"
    HIDDEN_TEXT = "hidden_text"
    COMMENTS = "comments"
    TRACKED_CHANGES = "tracked_changes"
    LANGUAGE = "language"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Words of the contract; `page` counts from 1, 0 where the file does not tell pages."""

    text: str
    title: str
    page: int
    element: str
    score: float
    concepts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClauseReading:
    """One clause; `lacks` names the elements or concepts that were not found."""

    clause: str
    state: State
    why: Why
    score: float
    passages: tuple[Passage, ...] = ()
    lacks: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSeen:
    """A limit of this reading; `pages` where it is about pages, `count` of what otherwise."""

    what: Unseen
    count: int
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractReading:
    """One reading of one file. `is_readable` is false where no text at all could be judged."""

    probe: str = PROBE
    version: str = VERSION
    patterns: str
    sha256: str
    media: str
    languages: tuple[str, ...]
    pages: int
    characters: int
    passages_read: int
    is_readable: bool
    clauses: tuple[ClauseReading, ...]
    not_seen: tuple[NotSeen, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Plain values, as kept in an observation and printed by the command."""
        return asdict(self)

    def of(self, clause: str) -> ClauseReading | None:
        """One clause's reading."""
        return next((one for one in self.clauses if one.clause == clause), None)
