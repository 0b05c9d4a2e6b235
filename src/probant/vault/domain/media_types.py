"""What a file is, told by its content and never by its name or its sender's word.

Only what is listed here is taken: a content that nothing here recognises is refused.
"""

import io
import json
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from probant.vault.domain.archives import has_endless_list
from probant.vault.domain.errors import Refusal, RefusedFileError

HEAD = 64 * 1024
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """A type of file: its media type, and the extensions that people know it by."""

    media_type: str
    extensions: tuple[str, ...]
    family: str


PDF = Kind("application/pdf", ("pdf",), "document")
DOCX = Kind(f"{OOXML}.wordprocessingml.document", ("docx",), "document")
XLSX = Kind(f"{OOXML}.spreadsheetml.sheet", ("xlsx",), "document")
PPTX = Kind(f"{OOXML}.presentationml.presentation", ("pptx",), "document")
ODT = Kind(f"{ODF}.text", ("odt",), "document")
ODS = Kind(f"{ODF}.spreadsheet", ("ods",), "document")
ODP = Kind(f"{ODF}.presentation", ("odp",), "document")
DOC = Kind("application/msword", ("doc",), "document")
XLS = Kind("application/vnd.ms-excel", ("xls",), "document")
PPT = Kind("application/vnd.ms-powerpoint", ("ppt",), "document")
RTF = Kind("application/rtf", ("rtf",), "document")
MSG = Kind("application/vnd.ms-outlook", ("msg",), "mail")
EML = Kind("message/rfc822", ("eml",), "mail")
ZIP = Kind("application/zip", ("zip",), "archive")
DICOM = Kind("application/dicom", ("dcm",), "record")
JSON = Kind("application/json", ("json",), "text")
XML = Kind("application/xml", ("xml",), "text")
CSV = Kind("text/csv", ("csv", "tsv"), "text")
TEXT = Kind("text/plain", ("txt", "log", "md"), "text")

# At an offset, these bytes; "." is any byte (RIFF's length).
SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", Kind("image/png", ("png",), "picture")),
    (0, b"\xff\xd8\xff", Kind("image/jpeg", ("jpg", "jpeg"), "picture")),
    (0, b"GIF87a", Kind("image/gif", ("gif",), "picture")),
    (0, b"GIF89a", Kind("image/gif", ("gif",), "picture")),
    (0, b"II*\0", Kind("image/tiff", ("tif", "tiff"), "picture")),
    (0, b"MM\0*", Kind("image/tiff", ("tif", "tiff"), "picture")),
    (0, b"RIFF....WEBP", Kind("image/webp", ("webp",), "picture")),
    (4, b"ftyphe", Kind("image/heic", ("heic", "heif"), "picture")),
    (4, b"ftypmif1", Kind("image/heif", ("heif", "heic"), "picture")),
    (4, b"ftypM4A", Kind("audio/mp4", ("m4a",), "recording")),
    (4, b"ftypqt", Kind("video/quicktime", ("mov",), "recording")),
    (4, b"ftyp", Kind("video/mp4", ("mp4", "m4v"), "recording")),
    (0, b"RIFF....WAVE", Kind("audio/wav", ("wav",), "recording")),
    (0, b"ID3", Kind("audio/mpeg", ("mp3",), "recording")),
    (0, b"\xff\xfb", Kind("audio/mpeg", ("mp3",), "recording")),
    (0, b"OggS", Kind("audio/ogg", ("ogg", "oga", "opus"), "recording")),
    (128, b"DICM", DICOM),
    (0, b"{\\rtf1", RTF),
)
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"L\0\0\0\x01\x14\x02\0")
RUNS_MACH_O = (b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PKZIP = (b"PK\x03\x04", b"PK\x05\x06")
MARKUP = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object)\b", re.IGNORECASE
)
ANY = ord(".")
HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*+:[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+\r?\n){2}")
MAIL = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path):", re.IGNORECASE | re.MULTILINE
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
OFFICE_PARTS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
ODF_KINDS = {kind.media_type: kind for kind in (ODT, ODS, ODP)}
OLE_KINDS = {"WordDocument": DOC, "Workbook": XLS, "PowerPoint Document": PPT}
OLE_MAIL = "__properties_version1.0"
OLE_MACROS = "_VBA_PROJECT"


def recognised(file: BinaryIO, *, extension: str) -> Kind:
    """What the content is; RefusedFileError if it runs, is active, or is nothing known.

    `extension` chooses among plain texts alone (a table or a note): it vouches for nothing.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(RUNS) or head.startswith(RUNS_MACH_O):
        raise RefusedFileError(Refusal.EXECUTABLE)
    for offset, mark, kind in SIGNATURES:
        if _bears(head, offset, mark):
            return kind
    if head.startswith(OLE):
        return _ole(file)
    if head.startswith(PKZIP):
        return _zip(file)
    return _text(head, extension)


def _bears(head: bytes, offset: int, mark: bytes) -> bool:
    there = head[offset : offset + len(mark)]
    pairs = zip(there, mark, strict=False)
    return len(there) == len(mark) and all(other in (one, ANY) for one, other in pairs)


def _zip(file: BinaryIO) -> Kind:
    if has_endless_list(file):
        raise RefusedFileError(Refusal.UNKNOWN_TYPE)
    try:
        with zipfile.ZipFile(file) as opened:
            names = opened.namelist()
            declared = _declared(opened) if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedFileError(Refusal.UNKNOWN_TYPE) from error
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise RefusedFileError(Refusal.ACTIVE)
    if "[Content_Types].xml" in names:
        found = (kind for part, kind in OFFICE_PARTS.items() if _has(names, part))
        return next(found, ZIP)
    return ODF_KINDS.get(declared, ZIP)


def _declared(opened: zipfile.ZipFile) -> str:
    with opened.open("mimetype") as member:
        return member.read(100).decode("ascii", "replace").strip()


def _has(names: list[str], part: str) -> bool:
    return any(name.startswith(part) for name in names)


def _ole(file: BinaryIO) -> Kind:
    """Compound files name their parts in UTF-16: macros, Word, Excel, PowerPoint, a message."""
    names = [OLE_MACROS, *OLE_KINDS, OLE_MAIL]
    found = containing(file, [name.encode("utf-16-le") for name in names])
    held = {name for name in names if name.encode("utf-16-le") in found}
    if OLE_MACROS in held:
        raise RefusedFileError(Refusal.ACTIVE)
    if OLE_MAIL in held:
        return MSG
    kinds = [kind for name, kind in OLE_KINDS.items() if name in held]
    if not kinds:
        raise RefusedFileError(Refusal.UNKNOWN_TYPE)
    return kinds[0]


def _text(head: bytes, extension: str) -> Kind:
    text = _decoded(head).lstrip("\ufeff \t\r\n")
    if HEADERS.match(head) and MAIL.search(head):
        return EML
    if _is_json(text, is_whole=len(head) < HEAD, is_named=extension in JSON.extensions):
        return JSON
    if MARKUP.search(text):
        raise RefusedFileError(Refusal.ACTIVE)
    if text.startswith("<?xml"):
        return XML
    return CSV if extension in CSV.extensions else TEXT


def _decoded(head: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or Windows' Western characters; control characters refused."""
    encodings = ("utf-16",) if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8", "cp1252")
    for encoding in encodings:
        text = _read(head, encoding)
        if text is not None and not CONTROL.search(text):
            return text
    raise RefusedFileError(Refusal.UNKNOWN_TYPE)


def _read(head: bytes, encoding: str) -> str | None:
    """The text, or None; a character that straddles the head's end is left out."""
    for cut in range(4 if len(head) == HEAD else 1):
        with suppress(UnicodeDecodeError):
            return head[: len(head) - cut].decode(encoding)
    return None


def _is_json(text: str, *, is_whole: bool, is_named: bool) -> bool:
    if not text.startswith(("{", "[")) or not is_whole:
        return is_named and text.startswith(("{", "["))
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def containing(file: BinaryIO, needles: list[bytes]) -> set[bytes]:
    """Which of `needles` stand anywhere in the file, read once in bounded memory."""
    file.seek(0)
    found: set[bytes] = set()
    overlap = max(map(len, needles)) - 1
    tail = b""
    while piece := file.read(io.DEFAULT_BUFFER_SIZE * 32):
        seen = tail + piece
        found |= {needle for needle in needles if needle in seen}
        tail = seen[-overlap:]
    return found
