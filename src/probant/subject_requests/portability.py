"""The reusable copy of a person's data: every format at once, with a page to read first."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from probant.common.errors import ProbantError
from probant.subject_requests import queries
from probant.subject_requests.domain.fhir import INLINE, to_fhir
from probant.subject_requests.domain.packing import Packed, zipped
from probant.subject_requests.domain.portability import (
    Column,
    Document,
    Gathered,
    Loss,
    Lost,
    Origin,
    Person,
    Table,
    not_provided,
    to_csv,
    to_json,
)
from probant.subject_requests.models import SubjectRequest
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile

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


def archive_of(
    request: SubjectRequest, files: Sequence[StoredFile], *, controller: str, at: datetime
) -> Iterator[bytes]:
    """The files gathered for a request in every format, as one archive.

    A CSV becomes a table, any other file a document; a large one is described and stays beside.
    """
    gathered = gathered_of(request, files, controller=controller, at=at)
    members = [
        Packed(name, sha256(content).hexdigest(), _media_type(name), partial(iter, [content]))
        for name, content in package(gathered).items()
    ]
    return zipped(members, folder=request.number, at=at, is_flat=False)


def gathered_of(
    request: SubjectRequest, files: Sequence[StoredFile], *, controller: str, at: datetime
) -> Gathered:
    """What the files say, and of whom: the requester, or the person that they ask for."""
    held = queries.personal_of(request)
    tables, documents = [], []
    for number, file in enumerate(files, start=1):
        origin = Origin(source=controller, extracted_at=file.stored_at)
        table = _table(file, number, origin)
        if table is None:
            documents.append(_document(file, number, origin))
        else:
            tables.append(table)
    return Gathered(
        controller=controller,
        request=request.number,
        language=request.language,
        made_at=at,
        person=Person(
            name=held.concerned.name or held.contact.name,
            born_on=held.concerned.born_on,
            email="" if held.concerned.name else held.contact.email,
        ),
        tables=tuple(tables),
        documents=tuple(documents),
    )


def _table(file: StoredFile, number: int, origin: Origin) -> Table | None:
    if file.size > INLINE or not (file.media_type == "text/csv" or file.name.endswith(".csv")):
        return None
    try:
        content = b"".join(vaults.content(file))
        name = f"{slug(file.name.rpartition('.')[0])[:50]}_{number}"
        return table_of(content, name=name, label=file.name, origin=origin)
    except UnreadableTableError:
        return None


def _document(file: StoredFile, number: int, origin: Origin) -> Document:
    return Document(
        name=f"{number} {file.name}",
        label=file.name,
        media_type=file.media_type,
        origin=origin,
        size=file.size,
        sha256=file.sha256,
        content=b"".join(vaults.content(file)) if file.size <= INLINE else None,
    )


def _media_type(name: str) -> str:
    return "text/plain" if name.endswith((".json", ".csv", ".txt")) else "application/octet-stream"


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


def slug(text: str) -> str:
    """A name for machines: ASCII letters, digits and underscores."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:60] or "data"


def _rows(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t|", key=first.count)
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ):
            if number > MOST_ROWS:
                raise UnreadableTableError
            yield row
    except csv.Error as error:
        raise UnreadableTableError from error


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
