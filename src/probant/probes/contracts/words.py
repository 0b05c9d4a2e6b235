"""Words of the patterns, quick to look for: a literal that an alternative needs is sought first."""

import re
from dataclasses import dataclass
from functools import cache

SHORTEST = 3
GROUP = re.compile(
    r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)[?*+]?|\[[^\]]*\][?*+]?|\{[^}]*\}"
)
BREAK = re.compile(r"\\.[?*+]?|.[?*]|[.^$+{}|]")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One regular expression; it cannot match where its anchor does not stand."""

    anchor: str
    pattern: re.Pattern[str]


@cache
def alternatives(word: str) -> tuple[Alternative, ...]:
    """The alternatives of a word."""
    return tuple(Alternative(_anchor(one), re.compile(one)) for one in _split(word))


def found(word: str, text: str, *, least: int = 1) -> tuple[str, ...]:
    """What matched, once `least` different words did; else nothing."""
    seen: list[str] = []
    for alternative in alternatives(word):
        if alternative.anchor in text and (matched := alternative.pattern.search(text)):
            if matched.group():
                seen.append(matched.group())
            if len(seen) >= least:
                return tuple(seen)
    return ()


def _split(word: str) -> list[str]:
    """At the bars that stand outside any bracket."""
    depth, pieces = 0, [""]
    for at, char in enumerate(word):
        escaped = at > 0 and word[at - 1] == "\\"
        depth += 0 if escaped else (char in "([") - (char in ")]")
        if char == "|" and depth == 0 and not escaped:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece for piece in pieces if piece]


def _anchor(expression: str) -> str:
    """The longest literal that any match holds; empty where there is none long enough."""
    bare = GROUP.sub("\n", expression)
    literals = BREAK.sub("\n", bare).split("\n")
    longest = max(literals, key=len)
    return longest if len(longest) >= SHORTEST else ""
