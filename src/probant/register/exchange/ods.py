"""ODS, written by hand: OpenDocument 1.3, every cell a string, titles frozen and filtered.

The first entry of the zip is `mimetype`, stored, as ODF 1.3 part 2, 3.3 asks.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from probant.register.exchange.table import Table
from probant.register.exchange.xlsx import width

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
DOS_EPOCH = 1980
PER_CHARACTER = 0.19  # centimetres, at 10 points
SPACES = re.compile(r" {2,}|^ | $|\t")
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "meta": "meta",
        "config": "config",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
ROOT = f'{NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
BORDER = 'fo:border="0.5pt solid #d5dbdd" fo:wrap-option="wrap" style:vertical-align="top"'
MANIFEST = (
    f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    f' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{path}.xml" manifest:media-type="text/xml"/>'
        for path in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)
STYLES = (
    f"{XML}<office:document-styles {ROOT}><office:styles>"
    '<style:default-style style:family="table-cell"><style:text-properties fo:font-size="10pt"/>'
    "</style:default-style></office:styles><office:automatic-styles>"
    '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="42cm"'
    ' fo:page-height="29.7cm" style:print-orientation="landscape" style:scale-to-X="1"'
    ' style:scale-to-Y="0"/></style:page-layout></office:automatic-styles><office:master-styles>'
    '<style:master-page style:name="Default" style:page-layout-name="page"/>'
    "</office:master-styles></office:document-styles>"
)


def write(tables: Sequence[Table], *, title: str, written_at: datetime) -> bytes:
    """The document, one table per sheet."""
    moment = written_at.astimezone(UTC)
    parts = {
        "content.xml": "".join(_content(tables)),
        "styles.xml": STYLES,
        "meta.xml": _meta(title, moment),
        "settings.xml": _settings(tables),
        "META-INF/manifest.xml": MANIFEST,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_entry("mimetype", moment), MIMETYPE, zipfile.ZIP_STORED)
        for path, content in parts.items():
            archive.writestr(_entry(path, moment), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _entry(path: str, moment: datetime) -> zipfile.ZipInfo:
    year = max(moment.year, DOS_EPOCH)
    return zipfile.ZipInfo(path, (year, *moment.timetuple()[1:6]))


def _content(tables: Sequence[Table]) -> Iterator[str]:
    widths = sorted({width(column) for table in tables for column in table.columns})
    yield f"{XML}<office:document-content {ROOT}><office:automatic-styles>"
    for characters in widths:
        yield (
            f'<style:style style:name="w{characters}" style:family="table-column">'
            "<style:table-column-properties"
            f' style:column-width="{characters * PER_CHARACTER:.2f}cm"/>'
            "</style:style>"
        )
    yield (
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties'
        ' style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="cell" style:family="table-cell">'
        f"<style:table-cell-properties {BORDER}/>"
        '</style:style><style:style style:name="title" style:family="table-cell">'
        f'<style:table-cell-properties {BORDER} fo:background-color="#0b5b66"/>'
        '<style:text-properties fo:color="#ffffff" fo:font-weight="bold"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
    )
    for table in tables:
        yield from _table(table)
    yield f"<table:database-ranges>{''.join(map(_filter, tables))}</table:database-ranges>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _table(table: Table) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(table.title)}>"
    for column in table.columns:
        yield f'<table:table-column table:style-name="w{width(column)}"/>'
    yield f"<table:table-header-rows>{_row(table.header, 'title')}</table:table-header-rows>"
    for row in table.rows:
        yield _row(row, "cell")
    yield "</table:table>"


def _row(texts: Sequence[str], style: str) -> str:
    cells = "".join(_cell(text, style) for text in texts)
    return f'<table:table-row table:style-name="row">{cells}</table:table-row>'


def _cell(text: str, style: str) -> str:
    if not text:
        return f'<table:table-cell table:style-name="{style}"/>'
    paragraphs = "".join(f"<text:p>{_inline(line)}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphs}'
        "</table:table-cell>"
    )


def _inline(line: str) -> str:
    """XML folds runs of spaces (ODF 1.3 part 3, 6.1.2): they are written as elements."""
    return SPACES.sub(_space, escape(line))


def _space(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def _filter(table: Table) -> str:
    name = f"'{table.title.replace(chr(39), chr(39) * 2)}'"
    end = f"{_letters(len(table.header))}{len(table.rows) + 1}"
    return (
        f"<table:database-range table:name={quoteattr(f'filter_{table.title}')}"
        f" table:target-range-address={quoteattr(f'{name}.A1:{name}.{end}')}"
        ' table:display-filter-buttons="true"/>'
    )


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _meta(title: str, moment: datetime) -> str:
    return (
        f"{XML}<office:document-meta {ROOT}><office:meta><meta:generator>Probant</meta:generator>"
        f"<dc:title>{escape(title)}</dc:title><dc:date>{moment:%Y-%m-%dT%H:%M:%SZ}</dc:date>"
        "</office:meta></office:document-meta>"
    )


def _settings(tables: Sequence[Table]) -> str:
    """LibreOffice reads frozen titles here; other programs ignore it."""
    frozen = {"HorizontalSplitMode": 2, "VerticalSplitMode": 2, "HorizontalSplitPosition": 1}
    frozen |= {"VerticalSplitPosition": 1, "PositionRight": 1, "PositionBottom": 1}
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{_type(name)}">{value}'
        "</config:config-item>"
        for name, value in frozen.items()
    )
    entries = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(table.title)}>{items}"
        "</config:config-item-map-entry>"
        for table in tables
    )
    return (
        f"{XML}<office:document-settings {ROOT}><office:settings><config:config-item-set"
        ' config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
        f"{entries}</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _type(name: str) -> str:
    return "short" if name.endswith("Mode") else "int"
