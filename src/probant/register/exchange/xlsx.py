"""XLSX by xlsxwriter: text stays text, whatever it looks like; titles frozen, filtered, wrapped."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

from probant.register.exchange.columns import Column
from probant.register.exchange.table import Table

WIDE, NORMAL, NARROW = 48, 28, 16
NARROW_KINDS = {"yes_no", "perhaps", "date", "country", "country_empty", "role", "collection"}
WIDE_KINDS = {"text", "measure"}
ACCENT = "#0B5B66"
INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "constant_memory": False,
}


def write(tables: Sequence[Table], *, title: str, written_at: datetime) -> bytes:
    """The workbook, one sheet per table."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, INERT) as book:
        created = written_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": title, "created": created})
        top = {"text_wrap": True, "valign": "top"}
        cell_format = book.add_format({**top, "border": 1, "border_color": "#D5DBDD"})
        header_format = book.add_format(
            {**top, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "border": 1}
        )
        for table in tables:
            _sheet(book, table, header_format, cell_format)
    return out.getvalue()


def width(column: Column) -> int:
    """How wide a column reads well, in characters."""
    if column.reads in NARROW_KINDS:
        return NARROW
    return WIDE if column.reads in WIDE_KINDS else NORMAL


def _sheet(
    book: xlsxwriter.Workbook,
    table: Table,
    header_format: xlsxwriter.format.Format,
    cell_format: xlsxwriter.format.Format,
) -> None:
    sheet = book.add_worksheet(table.title)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (column, title) in enumerate(zip(table.columns, table.header, strict=True)):
        sheet.set_column(at, at, width(column))
        sheet.write_string(0, at, title, header_format)
    for number, row in enumerate(table.rows, start=1):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(number, at, text, cell_format)
            else:
                sheet.write_blank(number, at, None, cell_format)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.header) - 1, 0))
