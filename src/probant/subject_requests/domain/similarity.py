"""Whether two requests of one person say the same: five letters are one request, never dropped."""

import re
from datetime import timedelta

WITHIN = timedelta(days=90)  # our choice: later, the person asks again, and may
ALIKE = 0.6
_WORD = re.compile(r"\w+")


def is_same(one: str, other: str) -> bool:
    """Word for word, whatever the case, spaces and punctuation."""
    return _words(one) == _words(other)


def is_similar(one: str, other: str) -> bool:
    """Most words in common (Jaccard): proposed to a person, who decides."""
    mine, theirs = set(_words(one)), set(_words(other))
    if not mine or not theirs:
        return mine == theirs
    return len(mine & theirs) / len(mine | theirs) >= ALIKE


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
