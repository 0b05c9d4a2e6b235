"""From the bytes of an upload to a workbook, or to one error that says why not."""

from pathlib import PurePath

from probant.register.exchange import delimited, spreadsheets
from probant.register.exchange.errors import (
    EmptyFileError,
    EncryptedFileError,
    FileTooLargeError,
    UnknownFormatError,
    WrongExtensionError,
)
from probant.register.exchange.limits import LIMITS, Limits
from probant.register.exchange.sheets import Workbook

EXTENSIONS = {
    "xlsx": {".xlsx", ".xlsm", ".xltx"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".txt"},
}
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
SIGNATURES = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
}


def read(data: bytes, filename: str, limits: Limits = LIMITS) -> Workbook:
    """The workbook; the content decides of the format, and must agree with the name's extension."""
    if len(data) > limits.file_bytes:
        raise FileTooLargeError(len(data), limits.file_bytes)
    if not data:
        raise EmptyFileError
    if data.startswith(COMPOUND_FILE):
        raise EncryptedFileError if ENCRYPTED_PACKAGE in data else UnknownFormatError(found="xls")
    for signature, found in SIGNATURES.items():
        if data.startswith(signature):
            raise UnknownFormatError(found=found)
    is_archive = data.startswith(b"PK")
    _refuse_markup(data)
    _refuse_extension(data, filename, is_archive=is_archive)
    workbook = spreadsheets.read(data, limits) if is_archive else delimited.read(data, limits)
    extension = PurePath(filename).suffix.lower()
    if extension not in EXTENSIONS[workbook.format]:
        raise WrongExtensionError(extension, workbook.format)
    return workbook


def _refuse_markup(data: bytes) -> None:
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise UnknownFormatError(found="html")
    if start.startswith(b"<?xml"):
        raise UnknownFormatError(found="xml")


def _refuse_extension(data: bytes, filename: str, *, is_archive: bool) -> None:
    """An XLSX cut at its start, or text renamed, is told before a strange CSV is made of it."""
    extension = PurePath(filename).suffix.lower()
    if not is_archive and extension in EXTENSIONS["xlsx"] | EXTENSIONS["ods"]:
        found = "" if b"\0" in data[:4096] else "csv"
        raise WrongExtensionError(extension, found)
