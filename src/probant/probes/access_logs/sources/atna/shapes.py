"""The quick path: messages of one shape are read at the places that the first of them told.

Between its marks `<`, `>` and `"`, a message is pieces of markup (names), of values and of text. A
source writes the same markup again and again. Two documents with the same marks in the same order
and the same markup have the same elements; with the same deciding codes besides, the same layout.
So the first of a shape is read by the exact parser, with each value replaced by its own place, and
the others at these places. Whatever is not plainly so goes to the exact parser: comments, CDATA,
apostrophes around values, character references, other encodings, control characters, bad UTF-8.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from probant.probes.access_logs.sources.atna.layout import NONE, Layout, deciding_places, lay_out
from probant.probes.access_logs.sources.atna.parsing import (
    LONGEST,
    Element,
    MessageFaultError,
    parse,
)

MOST_LEARNED = 32 << 20  # bytes of messages that were learned from; then all is forgotten
MOST_VALUES = 1 << 16
LONGEST_VALUE = 128  # bytes of a value worth keeping
_MARKS = b'<>"'
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NOT_MARKS = bytes(sorted(set(range(256)) - set(_MARKS + _CONTROLS)))
_TO_QUOTES = bytes(ord('"') if code in _MARKS else code for code in range(256))
_OPEN, _CLOSE, _QUOTE = _MARKS
_DECLARATION = re.compile(
    rb'<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")? ?\?>[ \t\r\n]*'
)
_OTHER_REFERENCE = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos);)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF


@dataclass(slots=True)
class _Placed:
    """A layout whose places are those of pieces."""

    layout: Layout
    values: Callable[[list[bytes]], tuple[bytes, ...]]


@dataclass(slots=True)
class _Shape:
    """One sequence of marks with its markup: the elements, and the places of their codes."""

    root: Element
    deciding: tuple[int, ...]  # places of deciding values, among the pieces
    codes: Callable[[list[bytes]], tuple[bytes, ...]]
    placed: dict[tuple[bytes, ...], _Placed | None]


@dataclass(slots=True)
class _Marked:
    """One sequence of marks: which pieces are markup, which are values."""

    markup: Callable[[list[bytes]], tuple[bytes, ...]]
    values: frozenset[int]
    shapes: dict[tuple[bytes, ...], _Shape | None]


class Shapes:
    """What was learned of the messages of one file; variety costs time, not memory."""

    def __init__(self) -> None:
        self.marked: dict[bytes, _Marked | None] = {}
        self.told: dict[bytes, str | None] = {}
        self.learned = 0

    def read(self, xml: bytes) -> tuple[Layout, list[str | None]] | None:
        """The layout and the values at its places; None where the exact parser must tell."""
        body = _body(xml)
        if body is None:
            return None
        marks = body.translate(None, _NOT_MARKS)
        pieces = body.translate(_TO_QUOTES).split(b'"')
        pieces.append(b"")  # the one at NONE
        placed = self._known(marks, pieces, len(body))
        if placed is None:
            return None
        return placed.layout, [self._told(piece) for piece in placed.values(pieces)]

    def _known(self, marks: bytes, pieces: list[bytes], size: int) -> _Placed | None:
        marked = self.marked[marks] if marks in self.marked else self._mark(marks, size)
        if marked is None:
            return None
        markup = marked.markup(pieces)
        if markup not in marked.shapes:
            self._learn(size)
            marked.shapes[markup] = _learned(marked, marks, pieces, markup)
        if (shape := marked.shapes[markup]) is None:
            return None
        codes = shape.codes(pieces)
        if codes not in shape.placed:
            self._learn(size)
            shape.placed[codes] = _place(shape, codes)
        return shape.placed[codes]

    def _mark(self, marks: bytes, size: int) -> _Marked | None:
        self._learn(size)
        self.marked[marks] = _classified(marks)
        return self.marked[marks]

    def _learn(self, size: int) -> None:
        self.learned += size
        if self.learned > MOST_LEARNED:
            self.marked.clear()
            self.learned = size

    def _told(self, piece: bytes) -> str | None:
        if piece in self.told:
            return self.told[piece]
        if len(self.told) >= MOST_VALUES:
            self.told.clear()
        value = _text(piece)
        if len(piece) <= LONGEST_VALUE:
            self.told[piece] = value
        return value


def exact(xml: bytes) -> tuple[Layout, list[str | None]]:
    """What `Shapes.read` tells, of any message; MessageFaultError where it is no event."""
    document = parse(xml)
    values = [text(value) for value in document.values]
    told = {at: values[at] or "" for at in deciding_places(document.root)}
    layout = lay_out(document.root, told)
    return layout, [None if at == NONE else values[at] for at in layout.places]


def text(value: str) -> str | None:
    """A value with its blanks made single; None where nothing is left."""
    return " ".join(value.split()) or None


def _text(piece: bytes) -> str | None:
    told = text(piece.decode())
    if told is None or "&" not in told:
        return told
    for reference, character in _REFERENCES:
        told = told.replace(reference, character)
    return told


def _body(xml: bytes) -> bytes | None:
    """The document after its declaration, if nothing in it asks for the exact parser."""
    if len(xml) > LONGEST:
        return None
    if xml.startswith(b"<?xml"):
        declared = _DECLARATION.match(xml)
        if declared is None:
            return None
        xml = xml[declared.end() :]
    if b"&" in xml and _OTHER_REFERENCE.search(xml):
        return None
    if not xml.isascii() and not _is_text(xml):
        return None
    return xml


def _is_text(xml: bytes) -> bool:
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return not any(character in xml for character in _NOT_CHARACTERS)


def _classified(marks: bytes) -> _Marked | None:
    """Which pieces are which; None where the marks are not those of plain elements."""
    if any(mark not in _MARKS for mark in marks):
        return None
    markup, values, state = [0], [], _CLOSE
    for place, mark in enumerate(marks, start=1):
        state = _NEXT.get((state, mark), 0)
        if not state:
            return None
        if state == _OPEN:
            markup.append(place)
        elif state == _QUOTE:
            values.append(place)
    if state != _CLOSE:
        return None
    markup.append(len(marks))
    return _Marked(_taker(markup), frozenset(values), {})


# Within text (after `>`), a tag (after `<` or a closing quote) or a value (after an opening one).
_NEXT = {
    (_CLOSE, _OPEN): _OPEN,
    (_OPEN, _CLOSE): _CLOSE,
    (_OPEN, _QUOTE): _QUOTE,
    (_QUOTE, _QUOTE): _OPEN,
}


def _learned(
    marked: _Marked, marks: bytes, pieces: list[bytes], markup: tuple[bytes, ...]
) -> _Shape | None:
    if any(b"'" in piece or piece[:1] in {b"!", b"?"} for piece in markup):
        return None
    held = set(marked.values)
    places = frozenset(range(len(marks) + 1)) - held - set(_places_of_text(marks))
    probe = b"".join(
        (pieces[place] if place in places else b"%d" % place if place in held else b"")
        + marks[place : place + 1]
        for place in range(len(marks) + 1)
    )
    try:
        document = parse(probe)
    except MessageFaultError:
        return None
    return _of_places(document.root, [int(value) for value in document.values])


def _places_of_text(marks: bytes) -> list[int]:
    """The pieces between `>` and `<`, of an element."""
    return [place for place in range(1, len(marks)) if marks[place - 1] == _CLOSE]


def _of_places(root: Element, places: list[int]) -> _Shape:
    """The elements with the places of their values among the pieces."""
    for element in root.each():
        element.attributes = {name: places[at] for name, at in element.attributes.items()}
    deciding = deciding_places(root)
    return _Shape(root, tuple(deciding), _taker(deciding), {})


def _place(shape: _Shape, codes: tuple[bytes, ...]) -> _Placed | None:
    told = {at: _text(code) or "" for at, code in zip(shape.deciding, codes, strict=True)}
    try:
        layout = lay_out(shape.root, told)
    except MessageFaultError:
        return None  # the exact parser tells why
    return _Placed(layout, _taker(layout.places))


def _taker(places: Sequence[int]) -> Callable[[list[bytes]], tuple[bytes, ...]]:
    """Always a tuple, whereas itemgetter gives one item bare."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda pieces: tuple(pieces[place] for place in places)
