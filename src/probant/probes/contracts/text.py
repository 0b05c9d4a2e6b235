"""The text of a file as lines of known kinds, whatever the file was."""

from dataclasses import dataclass, field
from enum import StrEnum

from probant.probes.contracts.result import NotSeen


class Kind(StrEnum):
    """What a line is in the document."""

    TITLE = "title"
    TEXT = "text"
    ITEM = "item"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, an item of a list, a title, or a line of a table of contents."""

    kind: Kind
    text: str
    page: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """All that was read of a file."""

    media: str
    lines: tuple[Line, ...]
    pages: int
    not_seen: tuple[NotSeen, ...] = field(default=())

    @property
    def characters(self) -> int:
        """How much text there is."""
        return sum(len(line.text) for line in self.lines)
