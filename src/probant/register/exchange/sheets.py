"""A table as read: rows of text, in the file's order, whatever the format."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol


class Notice(StrEnum):
    """What the reader tells about a file that it could read."""

    MACROS_IGNORED = "macros_ignored"
    FORMULAS_AS_VALUES = "formulas_as_values"
    OLD_ENCODING = "old_encoding"
    HIDDEN_SHEETS = "hidden_sheets"


@dataclass(frozen=True)
class Sheet:
    """Rows of equal length; `lines[i]` is the number that the user sees beside row i."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """Its number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Workbook:
    """A file read: its format, its sheets that hold something, what there is to tell."""

    format: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Notice, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


class Reader(Protocol):
    """What each format offers."""

    def __call__(self, data: bytes) -> Workbook:
        """The workbook."""


def rectangle(name: str, rows: list[list[str]]) -> Sheet:
    """The sheet without its empty right and bottom edges; leading empty rows keep line numbers."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((_width(row) for row in rows), default=0)
    return Sheet(name, tuple(tuple(row[:width] + [""] * (width - len(row))) for row in rows))


def text_of(value: object) -> str:
    """A cell's value as a person would type it: 5 not 5.0, dates in ISO 8601, yes or no."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value) if isinstance(value, int | timedelta) else ""


def _width(row: list[str]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if cell), default=0)
