"""Audits as files: tables for CSV, XLSX, ODS and PDF, plain values for JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "report.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One table: a short title (a sheet's name), its columns, its rows as text."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[float] = ()

    @property
    def table(self) -> Table:
        """For the register's writers."""
        header = tuple(str(cell) for cell in self.header)
        rows = tuple(tuple(fitting(_text(cell)) for cell in row) for row in self.rows)
        return Table(self.title, (columns()["summary"],) * len(header), header, rows)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file about audits; the first grid is the one that CSV holds."""

    title: str
    name: str
    organisation: Organisation
    language: str
    at: datetime
    grids: Sequence[Grid]
    facts: Sequence[tuple[str, str]] = ()
    lede: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def filename(self) -> str:
        """Without its suffix."""
        return f"{slugify(self.name)}-{timezone.localdate(self.at):%Y-%m-%d}"


def write(format_: str, document: Document) -> bytes:
    """The document in one of MEDIA_TYPES; KeyError for another."""
    with translation.override(document.language):
        return WRITERS[format_](document)


def day(value: date | None) -> str:
    """A day as the language writes it; nothing for none."""
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _text(cell: object) -> str:
    return day(cell) if isinstance(cell, date) else "" if cell is None else str(cell)


def _csv(document: Document) -> bytes:
    table = document.grids[0].table
    return delimited.write([table.header, *table.rows])


def _xlsx(document: Document) -> bytes:
    tables = [grid.table for grid in document.grids]
    return xlsx.write(tables, title=document.title, written_at=document.at)


def _ods(document: Document) -> bytes:
    tables = [grid.table for grid in document.grids]
    return ods.write(tables, title=document.title, written_at=document.at)


def _json(document: Document) -> bytes:
    value = {
        "organisation": {"id": str(document.organisation.pk), "name": document.organisation.name},
        "made_at": document.at,
        **document.data,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(document: Document) -> bytes:
    local = timezone.localtime(document.at)
    written = formats.date_format(local, "SHORT_DATETIME_FORMAT")
    name = document.organisation.name
    data = {
        "title": document.title,
        "subject": name,
        "language": document.language[:2],
        "day": [local.year, local.month, local.day],
        "footer": f"{name} · {document.title} · {written}",
        "page": _("Page"),
        "lede": document.lede,
        "facts": [[label, value] for label, value in document.facts if value],
        "none": _("Nothing."),
        "grids": [_printed(grid) for grid in document.grids],
    }
    return typesetting.pdf(TEMPLATE, data)


def _printed(grid: Grid) -> dict[str, Any]:
    return {
        "title": grid.title,
        "header": [str(cell) for cell in grid.header],
        "widths": list(grid.widths) or [1] * len(grid.header),
        "rows": [[_text(cell) for cell in row] for row in grid.rows],
    }


WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
