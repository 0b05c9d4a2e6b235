"""Reads a contract: which clauses of art. 28(3), of the practice guide and of hosting it says.

Offline and without a model of language: patterns of meaning kept as data. It cites and proposes;
a person decides.
"""

import hashlib
import time
from collections.abc import Callable

from probant.probes.contracts import docx, pdf
from probant.probes.contracts.errors import (
    ContractTypeError,
    EmptyContractError,
    EncryptedContractError,
    MacroContractError,
    TooLargeContractError,
)
from probant.probes.contracts.limits import LIMITS, Limits
from probant.probes.contracts.reading import languages_of, read_lines
from probant.probes.contracts.result import ContractReading, NotSeen, Unseen
from probant.probes.contracts.text import Extracted
from probant.reference import contract_patterns

LEAST_CHARACTERS = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")
PDF_WITHIN = 1024
SIGNATURES = {
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
}
# Pages or text that were there and not read: what is missing may stand in them.
HOLES = {
    Unseen.PAGES_WITHOUT_TEXT,
    Unseen.PAGES_TOO_HEAVY,
    Unseen.PAGES_BEYOND_LIMIT,
    Unseen.TIME_OUT,
    Unseen.EMBEDDED_FILES,
}


def read(data: bytes, *, host: bool = False, limits: Limits = LIMITS) -> ContractReading:
    """What the contract says; a ContractFileError where the file cannot be opened at all."""
    started = time.monotonic()
    extracted = extract(data, limits, in_time=lambda: time.monotonic() - started < limits.seconds)
    spoken = languages_of(extracted.lines) if extracted.characters >= LEAST_CHARACTERS else ()
    holes = any(one.what in HOLES for one in extracted.not_seen)
    clauses, passages = read_lines(extracted.lines, spoken, host=host, is_whole=not holes)
    return ContractReading(
        patterns=contract_patterns.digest(),
        sha256=hashlib.sha256(data).hexdigest(),
        media=extracted.media,
        languages=spoken,
        pages=extracted.pages,
        characters=extracted.characters,
        passages_read=passages,
        is_readable=bool(spoken),
        clauses=clauses,
        not_seen=_not_seen(extracted, spoken),
        seconds=round(time.monotonic() - started, 3),
    )


def extract(data: bytes, limits: Limits, *, in_time: Callable[[], bool]) -> Extracted:
    """The text of a PDF or a DOCX, told by its content."""
    if not data:
        raise EmptyContractError
    if len(data) > limits.file_bytes:
        raise TooLargeContractError(len(data), limits.file_bytes)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return pdf.extract(data, limits, in_time=in_time)
    if data.startswith(b"PK"):
        return docx.extract(data, limits, in_time=in_time)
    if data.startswith(OLE):
        _refuse_compound(data)
    found = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")
    raise ContractTypeError(found)


def _refuse_compound(data: bytes) -> None:
    """A compound file: a DOCX under a password, a DOC with macros, or a DOC."""
    if ENCRYPTED_PACKAGE in data:
        raise EncryptedContractError
    raise MacroContractError if MACROS in data else ContractTypeError("doc")


def _not_seen(extracted: Extracted, spoken: tuple[str, ...]) -> tuple[NotSeen, ...]:
    unknown = not spoken and extracted.characters >= LEAST_CHARACTERS
    language = (NotSeen(what=Unseen.LANGUAGE, count=1),) if unknown else ()
    return (*extracted.not_seen, *language)
