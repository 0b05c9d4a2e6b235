"""What a spreadsheet's XML would unfold to, counted by a streaming parser before it is read.

One cell at A1 and one at XFD1048576, a cell repeated a million times, a text shared by every cell:
each is a few bytes that a reader turns into gigabytes. The census counts without building, and
raises the error of the first limit passed. A document type (DTD) is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

from probant.register.exchange.archives import Archive
from probant.register.exchange.errors import (
    ArchiveBombError,
    CellTooLongError,
    CorruptFileError,
    TooManyCellsError,
    TooManyColumnsError,
    TooManyRowsError,
    TooMuchTextError,
)
from probant.register.exchange.limits import Limits

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b" ", b"\n", b"\r", b"\t")


class _IrrelevantRoot(Exception):  # noqa: N818  a signal, not a fault
    """The entry is XML of another kind."""


@dataclass
class Tally:
    """What the whole file holds."""

    characters: int = 0
    elements: int = 0
    formulas: int = 0


class _Counter:
    """Counts one entry; subclasses say what an element means."""

    roots: tuple[str, ...] = ()

    def __init__(self, part: str, tally: Tally, limits: Limits) -> None:
        self.part = part
        self.tally = tally
        self.limits = limits
        self.depth = 0
        self.sheet = ""
        self.last_row = self.last_column = 0

    def run(self, pieces: Iterable[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            for piece in pieces:
                parser.Parse(piece, False)  # noqa: FBT003  expat takes it by position
            parser.Parse(b"", True)  # noqa: FBT003  expat takes it by position
        except _IrrelevantRoot:
            return
        except (expat.ExpatError, ValueError) as error:
            raise CorruptFileError(self.part) from error

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        """An element starts; `tag` is its local name."""

    def closed(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters."""

    def held(self, row: int, column: int, characters: int, times: int = 1) -> None:
        """A cell with content at (row, column), from 1, `times` times."""
        limits = self.limits
        if characters > limits.cell_characters:
            raise CellTooLongError(
                characters, limits.cell_characters, self.sheet, row=row, column=column
            )
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        self.tally.characters += characters * times
        if self.last_row > limits.rows:
            raise TooManyRowsError(self.last_row, limits.rows, self.sheet)
        if self.last_column > limits.columns:
            raise TooManyColumnsError(self.last_column, limits.columns, self.sheet)
        if self.last_row * self.last_column > limits.cells:
            raise TooManyCellsError(self.last_row * self.last_column, limits.cells, self.sheet)
        if self.tally.characters > limits.text_characters:
            raise TooMuchTextError(self.tally.characters, limits.text_characters, self.sheet)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self.depth == 0 and tag not in self.roots:
            raise _IrrelevantRoot
        self.depth += 1
        self.tally.elements += 1
        if self.tally.elements > self.limits.elements:
            raise ArchiveBombError(
                measure="elements", found=self.tally.elements, limit=self.limits.elements
            )
        self.opened(tag, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.closed(name.rpartition(" ")[2])

    def _refuse_doctype(self, *_: object) -> None:
        raise CorruptFileError(self.part)


class _SharedStrings(_Counter):
    """The length of each text of `sharedStrings.xml`."""

    roots = ("sst",)

    def __init__(self, part: str, tally: Tally, limits: Limits) -> None:
        super().__init__(part, tally, limits)
        self.lengths: list[int] = []

    def opened(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  the hook's form
        if tag == "si":
            self.lengths.append(0)

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _Worksheet(_Counter):
    """The cells of one worksheet of an XLSX."""

    roots = ("worksheet",)

    def __init__(self, part: str, tally: Tally, limits: Limits, shared: list[int]) -> None:
        super().__init__(part, tally, limits)
        self.shared = shared
        self.row = self.column = self.characters = 0
        self.in_value = self.is_shared = self.has_value = False
        self.value = ""

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif tag == "c":
            self._open_cell(attributes)
        elif tag in {"v", "t"}:
            self.in_value = self.has_value = True
        elif tag == "f":
            self.tally.formulas += 1

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        place = REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self.column, self.row = _column_number(place[1]), int(place[2])
        self.is_shared = attributes.get("t") == "s"
        self.has_value, self.value, self.characters = False, "", 0

    def closed(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.in_value = False
        elif tag == "c" and self.has_value:
            self.held(self.row, self.column, self._length())

    def text(self, data: str) -> None:
        if not self.in_value:
            return
        self.characters += len(data)
        if self.is_shared:
            self.value = (self.value + data)[:12]

    def _length(self) -> int:
        if not self.is_shared:
            return self.characters
        index = _number(self.value.strip(), -1)
        return self.shared[index] if 0 <= index < len(self.shared) else 0


class _OpenDocument(_Counter):
    """The cells of every table of an ODS, each times its repetitions."""

    roots = ("document-content", "document")

    def __init__(self, part: str, tally: Tally, limits: Limits) -> None:
        super().__init__(part, tally, limits)
        self.row = self.column = self.rows = self.columns = self.characters = 0
        self.in_cell = self.has_value = False

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.sheet, self.row, self.last_row, self.last_column = (
                attributes.get("name", ""),
                0,
                0,
                0,
            )
        elif tag == "table-row":
            self.rows, self.column = _number(attributes.get("number-rows-repeated"), 1), 0
        elif tag in {"table-cell", "covered-table-cell"}:
            self._open_cell(attributes)
        elif tag == "s" and self.in_cell:
            self.characters += _number(attributes.get("c"), 1)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.columns = _number(attributes.get("number-columns-repeated"), 1)
        self.in_cell = True
        self.has_value = "value-type" in attributes or "formula" in attributes
        self.characters = max((len(value) for value in attributes.values()), default=0)
        self.tally.formulas += "formula" in attributes

    def text(self, data: str) -> None:
        if self.in_cell:
            self.has_value = True
            self.characters += len(data)

    def closed(self, tag: str) -> None:
        if tag in {"table-cell", "covered-table-cell"}:
            self.column += self.columns
            self.in_cell = False
            if self.has_value:
                times = self.rows * self.columns
                self.held(self.row + self.rows, self.column, self.characters, times)
        elif tag == "table-row":
            self.row += self.rows


def count(archive: Archive, limits: Limits) -> Tally:
    """The tally of a sound XLSX or ODS; raises the error of the first limit passed."""
    tally = Tally()
    shared: list[int] = []
    documents = [path for path in archive.entries if _is_xml(archive, path)]
    for path in documents:
        strings = _SharedStrings(path, tally, limits)
        strings.run(archive.pieces(path))
        shared.extend(strings.lengths)
    for path in documents:
        _Worksheet(path, tally, limits, shared).run(archive.pieces(path))
        _OpenDocument(path, tally, limits).run(archive.pieces(path))
    return tally


def _is_xml(archive: Archive, path: str) -> bool:
    return next(archive.pieces(path), b"").startswith(XML_STARTS)


def _number(text: str | None, otherwise: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) <= 10:  # noqa: PLR2004  fits 2^32
        return int(text)
    return otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
