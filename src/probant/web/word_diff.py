"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "removed", "added"]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4_000  # words; past it the comparison is by line, whose cost stays small


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went or came."""

    change: Change
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that turn one text into the other, in reading order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece("removed", "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece("added", "".join(new[new_from:new_to]))
