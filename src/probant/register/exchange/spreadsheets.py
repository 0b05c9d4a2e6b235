"""Reading XLSX and ODS with calamine, once archive and census have found them harmless.

Formulas are not computed: the value that the file holds is read. Macros are never run.
"""

import io
import re

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from probant.register.exchange import archives, census
from probant.register.exchange.archives import Archive
from probant.register.exchange.errors import (
    CorruptFileError,
    EmptyFileError,
    EncryptedFileError,
    UnknownFormatError,
)
from probant.register.exchange.limits import Limits
from probant.register.exchange.sheets import Notice, Sheet, Workbook, rectangle, text_of

ODS_TYPES = (
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet-template",
)
MACRO_PART = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|macrosheets/)", re.IGNORECASE
)
FOREIGN_PARTS = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.bin": "xlsb",
}


def read(data: bytes, limits: Limits) -> Workbook:
    """The workbook of an XLSX, XLSM or ODS."""
    archive = archives.unfold(data, limits)
    format_ = _format(archive)
    tally = census.count(archive, limits)
    sheets, has_hidden = _sheets(data)
    if not sheets:
        raise EmptyFileError
    found = {
        Notice.MACROS_IGNORED: any(MACRO_PART.search(path) for path in archive.entries),
        Notice.FORMULAS_AS_VALUES: tally.formulas > 0,
        Notice.HIDDEN_SHEETS: has_hidden,
    }
    return Workbook(format_, sheets, tuple(notice for notice, is_so in found.items() if is_so))


def _format(archive: Archive) -> str:
    names = {path.casefold(): path for path in archive.entries}
    for part, foreign in FOREIGN_PARTS.items():
        if part in names:
            raise UnknownFormatError(found=foreign)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        return _open_document(archive, names)
    raise UnknownFormatError(found="zip")


def _open_document(archive: Archive, names: dict[str, str]) -> str:
    kind = archive.read(names["mimetype"])[:200].decode("ascii", "replace").strip()
    if kind not in ODS_TYPES:
        raise UnknownFormatError(found="opendocument")
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest):
        raise EncryptedFileError
    return "ods"


def _sheets(data: bytes) -> tuple[tuple[Sheet, ...], bool]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            hidden = [s.visible != SheetVisibleEnum.Visible for s in book.sheets_metadata]
            sheets = tuple(_sheet(book, index) for index in range(len(book.sheet_names)))
    except CalamineError as error:
        raise CorruptFileError from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a Rust panic is no Exception
            raise
        raise CorruptFileError from error
    return tuple(sheet for sheet in sheets if sheet.rows), any(hidden)


def _sheet(book: CalamineWorkbook, index: int) -> Sheet:
    sheet = book.get_sheet_by_index(index)
    values = sheet.to_python(skip_empty_area=False)
    return rectangle(sheet.name, [[text_of(value) for value in row] for row in values])
