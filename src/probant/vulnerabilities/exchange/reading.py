"""From a file to what it holds: the content decides of the format, whatever its name."""

import hashlib
from collections.abc import Mapping
from typing import Any, BinaryIO

import msgspec

from probant.register.exchange.errors import FileTooLargeError
from probant.vulnerabilities.domain.occurrence import Reading
from probant.vulnerabilities.exchange import cyclonedx, osv, sarif, table
from probant.vulnerabilities.exchange.errors import (
    NotJsonError,
    RefusedRowsError,
    UnknownScanError,
)

MOST_BYTES = 300_000_000
MOST_WHOLE = 64 * 1024 * 1024
HEAD = 64 * 1024
PIECE = 1 << 20
FORMATS = ("sarif", "cyclonedx", "osv", "table")


def read(
    file: BinaryIO,
    filename: str = "",
    *,
    columns: Mapping[str, str] | None = None,
    is_partial: bool = False,
) -> Reading:
    """The file's reading; RefusedRowsError where rows are refused, unless `is_partial`."""
    reading = _read(file, filename, columns or {})
    if reading.refused and not is_partial:
        raise RefusedRowsError(reading)
    return reading


def digest(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size; the file is at its start afterwards."""
    hashed, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        hashed.update(piece)
        size += len(piece)
    file.seek(0)
    return hashed.hexdigest(), size


def _read(file: BinaryIO, filename: str, columns: Mapping[str, str]) -> Reading:
    file.seek(0)
    head = file.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith((b"{", b"[")):
        return table.read(_whole(file), filename, columns)
    if _is_sarif(head, filename):
        return sarif.read(file)
    document = _json(_whole(file))
    if isinstance(document, list):
        return osv.read(document)
    return _document(document, file)


def _is_sarif(head: bytes, filename: str) -> bool:
    """By its members or its name: a file of 200 MB is not to be decoded to find out."""
    told = b"sarif" in head.lower() or (b'"runs"' in head and b'"bomFormat"' not in head)
    return head.startswith(b"{") and (told or filename.lower().endswith((".sarif", ".sarif.json")))


def _document(document: Any, file: BinaryIO) -> Reading:  # noqa: ANN401  any JSON value
    if not isinstance(document, Mapping):
        raise UnknownScanError
    if document.get("bomFormat") == "CycloneDX":
        return cyclonedx.read(document)
    if "runs" in document:
        return sarif.read(file)
    if "results" in document or "vulns" in document or {"id", "modified"} <= document.keys():
        return osv.read(document)
    raise UnknownScanError(", ".join(map(str, list(document)[:8])))


def _whole(file: BinaryIO) -> bytes:
    file.seek(0)
    data = file.read(MOST_WHOLE + 1)
    if len(data) > MOST_WHOLE:
        raise FileTooLargeError(len(data), MOST_WHOLE)
    return data


def _json(data: bytes) -> Any:  # noqa: ANN401  any JSON value
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
