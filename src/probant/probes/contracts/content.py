"""The operators of a page that place text, read in one pass: pypdf reads a byte at a time.

What is rare or damaged is left to pypdf, so that both always say the same: inline images, brackets
within brackets of a string, other escapes, names with escapes.
"""

import re
from collections.abc import Iterator
from typing import Any

from pypdf.generic import ArrayObject, ContentStream, NameObject

Operation = tuple[Any, bytes]
TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*+(?:"
    rb"\(((?:[^()\\]++|\\[0-7nrtbf()\\]|\((?:[^()\\]++|\\[0-7nrtbf()\\])*+\))*+)\)"
    rb"|([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?=[\0\t\n\f\r ()<>\[\]/%A-Za-z'\"]|$)"
    rb"|([A-Za-z'\"][^\0\t\n\f\r ()<>\[\]/%]*+)"
    rb"|/([^\0\t\n\f\r ()<>\[\]{}/%#]*+)(?![#{}])"
    rb"|(<<|>>|[\[\]])"
    rb"|<([0-9A-Fa-f]*+)>"
    rb"|$)",
    re.DOTALL,
)
OPENING = {b"[", b"<<"}
LITERAL, NUMBER, OPERATOR, NAME, BRACKET, HEX = range(1, 7)
TEXT = frozenset(
    b"BT ET q Q cm Tz Tc Tw TL Tf Td TD Tm T* Tj TJ ' \" Do".split()
)  # the operators that text extraction looks at
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
HIGHEST = 0o377
MEANS = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"(": b"(", b")": b")", b"\\": b"\\",
    **{b"%o" % code: bytes([code]) for code in range(HIGHEST + 1)},
    **{b"%02o" % code: bytes([code]) for code in range(64)},
    **{b"%03o" % code: bytes([code]) for code in range(HIGHEST + 1)},
}  # fmt: skip


class PageContent(ContentStream):
    """A page's content of which the text is wanted, and nothing else."""

    @property
    def operations(self) -> list[Operation]:
        """The operators in order."""
        if not self._operations and self._data:
            found = text_operations(self._data)
            if found is None:
                return super().operations
            self._operations = found
        return self._operations

    @operations.setter
    def operations(self, operations: list[Operation]) -> None:
        self._operations = operations


def text_operations(data: bytes) -> list[Operation] | None:
    """The operators that concern text; None where pypdf has to read the stream itself."""
    made: list[Operation] = []
    operands: list[Any] = []
    outer: list[list[Any]] = []
    at, end = 0, len(data)
    while at < end:
        token = TOKEN.match(data, at)
        if token is None:
            return None
        at, kind = token.end(), token.lastindex
        if kind == OPERATOR:
            if outer or token[OPERATOR] == b"BI":
                return None
            if token[OPERATOR] in TEXT:
                made.append((operands, token[OPERATOR]))
            operands = []
        elif kind != BRACKET:
            operands.extend(_operand(token))
        elif token[BRACKET] in OPENING:
            outer.append(operands)
            operands = ArrayObject()
        elif outer:
            outer[-1].append(operands)
            operands = outer.pop()
        else:
            return None
        if operands and operands[-1] is None:
            return None
    return None if outer or operands else made


def _operand(token: re.Match[bytes]) -> Iterator[Any]:
    """A token's value, if it has one; None for what is left to pypdf."""
    if token.lastindex == LITERAL:
        yield _unescaped(token[LITERAL])
    elif token.lastindex == NUMBER:
        yield float(token[NUMBER])
    elif token.lastindex == NAME:
        yield NameObject("/" + token[NAME].decode("latin-1"))
    elif token.lastindex == HEX:
        digits = token[HEX].decode()
        yield bytes.fromhex(digits + "0" * (len(digits) % 2))


def _unescaped(said: bytes) -> bytes | None:
    """A literal string's bytes; None for an octal number beyond a byte."""
    if b"\\" not in said:
        return said
    if b"\\\\" not in said:
        said = said.replace(b"\\000", b"\0")
    try:
        return ESCAPE.sub(lambda found: MEANS[found[1]], said)
    except KeyError:
        return None
