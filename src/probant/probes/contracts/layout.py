"""Which lines are titles, list items or a table of contents, where the file does not say so."""

import re
from collections.abc import Sequence
from dataclasses import replace

from probant.probes.contracts.normalising import normalised
from probant.probes.contracts.text import Kind, Line

LONGEST_TITLE = 100
LONGEST_PLAIN_TITLE = 70
NUMBERED = re.compile(
    r"^(?:(?:article|art\.|annexe?|section|chapitre|schedule|appendix|clause|part|titre)\s+\S+"
    r"|\d{1,2}(?:\.\d{1,2})*[.)]?\s|[IVX]{1,5}[.)]\s|[A-Z][.)]\s)",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-–—•‣▪◦*]|[a-z]\)|\([a-z0-9]{1,3}\)|[ivx]{1,4}\))\s+")
LEADERS = re.compile(r"^.{2,110}?(?:[ .·…_]{4,200}|\t)\s{0,8}\d{1,3}$")
CONTENTS = re.compile(r"^(?:sommaire|table des matieres|(?:table of )?contents)$")
NUMBER = re.compile(r"^(?:article )?[\d. ]+|[\d. ]+$")
ENDS = (".", ";", ":", "!", "?", "…", ".»", ".”")


def is_item(text: str) -> bool:
    """An item of a list."""
    return bool(BULLET.match(text))


def is_leader(text: str) -> bool:
    """A line of a table of contents: words, dots, a page."""
    return bool(LEADERS.match(text.strip()))


def is_numbered_title(text: str) -> bool:
    """A numbered line that is no sentence."""
    short = len(text) <= LONGEST_TITLE and not text.rstrip().endswith((".", ";", ",", ":"))
    return short and (bool(NUMBERED.match(text)) or _is_capitals(text))


def is_plain_title(text: str, before: str, after: str) -> bool:
    """A short line that starts like one, between the end of a sentence and the start of another."""
    ends = not before or before.rstrip().endswith(ENDS) or len(before) <= LONGEST_PLAIN_TITLE
    starts = text[:1].isupper() and (not after or after[:1].isupper() or is_item(after))
    closed = text.rstrip().endswith((".", ";", ",", ":"))
    return len(text) <= LONGEST_PLAIN_TITLE and ends and starts and not closed


def with_contents(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines below « Sommaire » that stand again further on are marked as contents."""
    named = [_name(line.text) for line in lines]
    marked = list(lines)
    for at, line in enumerate(lines):
        if line.kind is not Kind.CONTENTS and CONTENTS.match(named[at]):
            end = at + 1
            while end < len(lines) and named[end] in named[end + 1 :]:
                end += 1
            for within in range(at, end):
                marked[within] = replace(lines[within], kind=Kind.CONTENTS)
            break
    return tuple(marked)


def _name(text: str) -> str:
    return NUMBER.sub("", normalised(text)).strip(" .")


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > SHORTEST_CAPITALS and all(char.isupper() for char in letters)


SHORTEST_CAPITALS = 3
