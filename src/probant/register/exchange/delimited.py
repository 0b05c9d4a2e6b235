"""CSV, read as it comes and written as RFC 4180 with what a French spreadsheet expects.

Reading: UTF-8 (with or without mark), UTF-16, Windows-1252; separators `;` `,` tab `|`.
Writing: UTF-8 with mark, `;`, CRLF. A cell that a spreadsheet would compute (`=`, `+`, `-`, `@`,
tab or return first) is written after an apostrophe (OWASP, CSV injection); reading takes it away.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from probant.register.exchange.errors import (
    CellTooLongError,
    CorruptFileError,
    EmptyFileError,
    EncodingError,
    TooManyColumnsError,
    TooManyRowsError,
    TooMuchTextError,
    UnknownFormatError,
)
from probant.register.exchange.limits import Limits
from probant.register.exchange.sheets import Notice, Workbook, rectangle, text_of

SEPARATORS = ";,\t|"
SAMPLE = 64 * 1024
LONGEST_TITLE_LINE = 8_192
COMPUTED = re.compile(r"[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(data: bytes, limits: Limits) -> Workbook:
    """The workbook of one sheet, named «CSV»."""
    text, encoding = decode(data)
    if not text.strip():
        raise EmptyFileError
    rows = [[_unguarded(cell) for cell in row] for row in _rows(text, limits)]
    sheet = rectangle("CSV", rows)
    if not sheet.rows:
        raise EmptyFileError
    notices = (Notice.OLD_ENCODING,) if encoding == "cp1252" else ()
    return Workbook("csv", (sheet,), notices)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; EncodingError, or UnknownFormatError for what is no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), encoding
    if b"\0" in data[:SAMPLE]:
        encoding = _unmarked_utf16(data)
        return _strict(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strict(data, "cp1252"), "cp1252"


def separator(text: str) -> str:
    """The separator that cuts the first lines most often and most evenly; `;` when none does."""
    lines = [record[:LONGEST_TITLE_LINE] for record in _first_records(text)]
    best, best_score = ";", 0
    for candidate in SEPARATORS:
        counts = [len(next(csv.reader([line], delimiter=candidate), [])) - 1 for line in lines]
        score = sum(counts) + 2 * sum(1 for a, b in pairwise(counts) if a == b > 0)
        if score > best_score:
            best, best_score = candidate, score
    return best


def write(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as bytes, every cell that would be computed made inert."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingError(error.start) from error
    if "\0" in text:
        raise UnknownFormatError(found="binary")
    return text


def _unmarked_utf16(data: bytes) -> str:
    head = data[:SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 10 * even and odd * 3 > len(head) // 2:
        return "utf-16-le"
    if even > 10 * odd and even * 3 > len(head) // 2:
        return "utf-16-be"
    raise UnknownFormatError(found="binary")


def _first_records(text: str) -> list[str]:
    reader = csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter="\0")
    try:
        return [row[0] for _, row in zip(range(20), reader, strict=False) if row and row[0].strip()]
    except csv.Error:
        return text[:SAMPLE].splitlines()[:20]


def _rows(text: str, limits: Limits) -> Iterator[list[str]]:
    csv.field_size_limit(limits.cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    characters = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > limits.rows:
                raise TooManyRowsError(number, limits.rows)
            if len(row) > limits.columns:
                raise TooManyColumnsError(len(row), limits.columns)
            characters += sum(map(len, row))
            if characters > limits.text_characters:
                raise TooMuchTextError(characters, limits.text_characters)
            yield [text_of(cell) for cell in row]
    except csv.Error as error:
        if "field larger" not in str(error):
            raise CorruptFileError from error
        limit = limits.cell_characters
        raise CellTooLongError(limit + 1, limit, row=reader.line_num) from error


def _guarded(cell: str) -> str:
    return f"'{cell}" if COMPUTED.match(cell) or GUARDED.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell
