"""The reusable copy of a person's data: every format at once, with a page to read first."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from probant.common.errors import ProbantError
from probant.subject_requests.domain.fhir import to_fhir
from probant.subject_requests.domain.portability import (
    Column,
    Document,
    Gathered,
    Loss,
    Lost,
    Origin,
    Table,
    not_provided,
    to_csv,
    to_json,
)

SCHEMA = Path(__file__).parent / "schema" / "portability.schema.json"
README = {"fr": "LISEZ-MOI.txt", "en": "README.txt"}
MOST_ROWS = 200_000
ENCODINGS = ("utf-8-sig", "cp1252")
WORDS = {
    Lost.CONTROL_SIGNS: gettext_lazy("invisible control signs were left out"),
    Lost.EMPTY_OR_UNKNOWN: gettext_lazy("an empty text and an unknown value look the same"),
    Lost.FORMULA_MARKED: gettext_lazy(
        "a text that a spreadsheet would run as a formula begins with an apostrophe"
    ),
    Lost.NUMBER_AS_TEXT: gettext_lazy(
        "a number or a moment that the format would round is kept as text"
    ),
    Lost.BESIDE: gettext_lazy("the file itself is beside, in the folder “documents”"),
    Lost.NO_CODE: gettext_lazy("measures have their words, without a code of a nomenclature"),
    Lost.NO_ROWS: gettext_lazy("the table holds no row"),
    Lost.NOT_PROVIDED: gettext_lazy(
        "made by the organisation, not provided by you: in the answer, beyond portability"
    ),
}


class UnreadableTableError(ProbantError):
    """A file is no table: no header, or too many rows."""


def package(gathered: Gathered) -> dict[str, bytes]:
    """Art. 20: FHIR R4, CSV and JSON with their descriptions, the documents, and a page to read."""
    exports = (to_fhir(gathered), to_csv(gathered), to_json(gathered))
    losses = [loss for export in exports for loss in export.losses]
    files = {name: content for export in exports for name, content in export.files.items()}
    files["json/schema.json"] = SCHEMA.read_bytes()
    for document in gathered.documents:
        if document.content is not None:
            files[f"documents/{document.name}"] = document.content
    readme = _readme(gathered, [*losses, *not_provided(gathered)])
    return {README[gathered.language]: readme, **files}


def table_of(content: bytes, *, name: str, label: str, origin: Origin) -> Table:
    """A CSV that a system exported, every cell as it stands there: nothing is guessed."""
    rows = list(_rows(content))
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise UnreadableTableError
    columns = tuple(_columns(rows[0]))
    width = len(columns)
    kept = tuple(
        tuple((cell or None) for cell in (row + [""] * width)[:width])
        for row in rows[1:]
        if any(row)
    )
    if any(len(row) > width and any(row[width:]) for row in rows[1:]):
        raise UnreadableTableError
    return Table(name=slug(name), label=label, origin=origin, columns=columns, rows=kept)


def document_of(name: str, media_type: str, content: Iterable[bytes], origin: Origin) -> Document:
    """A file as it was held, taken whole."""
    return Document.of(name, media_type, b"".join(content), origin)


def slug(text: str) -> str:
    """A name for machines: ASCII letters, digits and underscores."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:60] or "data"


def _rows(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t|", key=first.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        if number > MOST_ROWS:
            raise UnreadableTableError
        yield row


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError


def _columns(header: list[str]) -> Iterator[Column]:
    taken: set[str] = set()
    for place, label in enumerate(header, start=1):
        name = slug(label) if label.strip() else f"column_{place}"
        if name in taken:
            name = f"{name[:50]}_{place}"
        taken.add(name)
        yield Column(name, label.strip() or name)


def _readme(gathered: Gathered, losses: list[Loss]) -> bytes:
    with translation.override(gathered.language):
        lines = [
            _("Your data, held by %(controller)s") % {"controller": gathered.controller},
            _("Answer to the request %(number)s, made on %(date)s")
            % {"number": gathered.request, "date": _date(gathered)},
            "",
            _("The same data in three formats: keep them all, or the one that you need."),
            _("csv: tables for a spreadsheet (UTF-8, semicolons), described in datapackage.json"),
            _("json: everything in one file for a program, with its schema"),
            _("fhir: for health software, by the standard HL7 FHIR R4"),
            _("documents: the files as they were held"),
            "",
            _("Where they come from"),
            *(f"- {item.label}: {_origin(item.origin)}" for item in gathered.tables),
            *(f"- {item.label}: {_origin(item.origin)}" for item in gathered.documents),
            "",
            _("What a format could not say"),
            *(_told(loss) for loss in losses),
            *([] if losses else [_("Nothing was lost.")]),
        ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _date(gathered: Gathered) -> str:
    return date_format(localtime(gathered.made_at), "DATE_FORMAT")


def _origin(origin: Origin) -> str:
    return ", ".join(filter(None, (origin.source, origin.activity, origin.note)))


def _told(loss: Loss) -> str:
    count = f" ({loss.count} ×)" if loss.count > 1 else ""
    return f"- {loss.format}, {loss.where}: {WORDS[loss.what]}{count}"
