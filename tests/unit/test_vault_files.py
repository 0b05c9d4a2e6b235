"""What may be sent: judged by content, named without deceit, refused with the reason."""

import io
import zipfile
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from openpyxl.workbook.workbook import Workbook

from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.domain.file_names import cleaned, ensure_harmless, named_for, parts
from probant.vault.domain.media_types import OOXML, containing, recognised
from probant.vault.domain.rules import RULES, Rule


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return made.getvalue()


def saved(document: object) -> bytes:
    made = io.BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


def written(document: object) -> bytes:
    made = io.BytesIO()
    document.write(made)  # type: ignore[attr-defined]
    return made.getvalue()


def compound(*names: str) -> bytes:
    parts = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600_000) + parts


MAIL = b"From: a@b.invalid\r\nTo: c@d.invalid\r\nSubject: x\r\n\r\n<html><body>x</body></html>"
FHIR = b'<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"/>'
KNOWN = [
    (b"%PDF-1.7\n", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png", "image/png"),
    (b"\xff\xd8\xff\xe1\0\x10Exif", "jpg", "image/jpeg"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "webp", "image/webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "heic", "image/heic"),
    (b"II*\0\x08\0\0\0", "tif", "image/tiff"),
    (b"\0\0\0\x20ftypM4A \0", "m4a", "audio/mp4"),
    (b"\0\0\0\x20ftypisom", "mp4", "video/mp4"),
    (b"RIFF\x10\0\0\0WAVEfmt ", "wav", "audio/wav"),
    (bytes(128) + b"DICM", "dcm", "application/dicom"),
    (b"{\\rtf1\\ansi x}", "rtf", "application/rtf"),
    (saved(Document()), "docx", f"{OOXML}.wordprocessingml.document"),
    (saved(Workbook()), "xlsx", f"{OOXML}.spreadsheetml.sheet"),
    (written(OpenDocumentText()), "odt", "application/vnd.oasis.opendocument.text"),
    (written(OpenDocumentSpreadsheet()), "ods", "application/vnd.oasis.opendocument.spreadsheet"),
    (zipped("a.txt"), "zip", "application/zip"),
    (compound("WordDocument"), "doc", "application/msword"),
    (compound("__properties_version1.0"), "msg", "application/vnd.ms-outlook"),
    (MAIL, "eml", "message/rfc822"),
    (FHIR, "xml", "application/xml"),
    (b'{"resourceType": "Bundle", "text": "<html>"}', "txt", "application/json"),
    ("Prénom;Nom\n".encode(), "csv", "text/csv"),
    ("Prénom\n".encode("cp1252"), "txt", "text/plain"),
    ("Prénom\n".encode("utf-16"), "txt", "text/plain"),
    (("é" * 40_000).encode(), "txt", "text/plain"),
]  # fmt: skip
REFUSED = [
    (b"MZ\x90\0", Refusal.EXECUTABLE),
    (b"\x7fELF\x02", Refusal.EXECUTABLE),
    (b"#!/bin/sh\nrm -r x\n", Refusal.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe\x07", Refusal.EXECUTABLE),
    (b"<!DOCTYPE html><p>x", Refusal.ACTIVE),
    (b"  <svg xmlns='x'/>", Refusal.ACTIVE),
    (b'<?xml version="1.0"?><svg/>', Refusal.ACTIVE),
    ("<script>x</script>".encode("utf-16"), Refusal.ACTIVE),
    (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), Refusal.ACTIVE),
    (compound("WordDocument", "_VBA_PROJECT"), Refusal.ACTIVE),
    (compound("Setup"), Refusal.UNKNOWN_TYPE),
    (b"PK\x03\x04cut short", Refusal.UNKNOWN_TYPE),
    (b"7z\xbc\xaf\x27\x1c\0\x04", Refusal.UNKNOWN_TYPE),
    (b"\0\x01\x02\x03", Refusal.UNKNOWN_TYPE),
    (b"RIFX\x10\0\0\0WAVE<script>", Refusal.UNKNOWN_TYPE),
]


@pytest.mark.parametrize(("content", "extension", "expected"), KNOWN)
def test_a_type_is_told_by_the_content(content: bytes, extension: str, expected: str) -> None:
    assert recognised(io.BytesIO(content), extension=extension).media_type == expected


@pytest.mark.parametrize(("content", "extension", "expected"), KNOWN)
def test_a_name_vouches_for_nothing_but_plain_text(
    content: bytes, extension: str, expected: str
) -> None:
    found = recognised(io.BytesIO(content), extension="pdf").media_type
    assert found == ("text/plain" if expected == "text/csv" else expected)


@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_what_runs_is_active_or_unknown_is_refused(content: bytes, reason: Refusal) -> None:
    with pytest.raises(RefusedFileError) as refused:
        recognised(io.BytesIO(content), extension="pdf")
    assert refused.value.reason is reason


@given(st.binary(max_size=300))
def test_any_content_is_told_or_refused_and_never_breaks(content: bytes) -> None:
    with suppress(RefusedFileError):
        assert recognised(io.BytesIO(content), extension="").media_type


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\jeanne\\CNI.pdf", "CNI.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("no\0te\r\n.txt", "note .txt"),
        ("\u200bcarte\ufeff.jpg", "carte.jpg"),
        ("  .. ", "fichier"),
        ("", "fichier"),
        ("/", "fichier"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("Carte d’identité.PDF", "Carte d’identité.PDF"),
    ],
)
def test_a_name_keeps_what_its_sender_wrote_less_what_deceives(sent: str, kept: str) -> None:
    assert cleaned(sent) == kept


@given(st.text())
def test_any_name_is_short_and_harmless_to_a_folder_or_a_header(name: str) -> None:
    kept = cleaned(name)
    assert 0 < len(kept) <= 150
    assert not set(kept) & set('/\\\r\n\0"<>:|?*')
    assert cleaned(kept) == kept


def test_a_long_name_keeps_its_extension() -> None:
    assert cleaned("a" * 400 + ".pdf").endswith("a.pdf")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("facture.pdf.exe", Refusal.EXECUTABLE),
        ("facture.exe.pdf", Refusal.EXECUTABLE),
        ("facture.EXE", Refusal.EXECUTABLE),
        ("facture.scr .pdf", Refusal.EXECUTABLE),
        ("note.html", Refusal.ACTIVE),
        ("logo.svg", Refusal.ACTIVE),
        ("macro.docm", Refusal.ACTIVE),
    ],
)
def test_an_extension_that_runs_is_refused_wherever_it_stands(name: str, reason: Refusal) -> None:
    with pytest.raises(RefusedFileError) as refused:
        ensure_harmless(name)
    assert refused.value.reason is reason


def test_an_ordinary_name_with_dots_is_taken() -> None:
    ensure_harmless("Compte rendu du 12.03.2026 (Dr. Inventé).pdf")


@pytest.mark.parametrize(
    ("name", "extensions", "kept"),
    [
        ("IMG_1.JPG", ("heic", "heif"), "IMG_1.heic"),
        ("IMG_1.JPEG", ("jpg", "jpeg"), "IMG_1.JPEG"),
        ("carte", ("pdf",), "carte.pdf"),
        (".hidden", ("txt",), ".hidden.txt"),
    ],
)
def test_a_name_ends_as_its_content_does(name: str, extensions: tuple[str, ...], kept: str) -> None:
    assert named_for(name, extensions) == kept


def test_the_parts_of_a_name_are_its_last_dot() -> None:
    assert parts("a.tar.gz") == ("a.tar", "gz")
    assert parts("Dr. Inventé") == ("Dr. Inventé", "")


@pytest.mark.parametrize(("size", "reason"), [(0, Refusal.EMPTY), (11, Refusal.TOO_LARGE)])
def test_a_size_out_of_the_rule_is_refused(size: int, reason: Refusal) -> None:
    rule = Rule(10, frozenset())
    rule.ensure_size(10)
    with pytest.raises(RefusedFileError) as refused:
        rule.ensure_size(size)
    assert refused.value.reason is reason


def test_an_identity_paper_is_a_picture_or_a_pdf() -> None:
    rule = RULES["identity"]
    rule.ensure_taken(recognised(io.BytesIO(b"%PDF-1.7"), extension=""))
    rule.ensure_taken(recognised(io.BytesIO(b"\xff\xd8\xff"), extension=""))
    with pytest.raises(RefusedFileError):
        rule.ensure_taken(recognised(io.BytesIO(zipped("a")), extension=""))


@pytest.mark.parametrize("before", [0, 262_139, 262_144, 262_150, 700_000])
def test_a_needle_is_found_across_the_pieces_of_a_file(before: int) -> None:
    file = io.BytesIO(bytes(before) + b"NEEDLE" + bytes(9))
    assert containing(file, [b"NEEDLE", b"OTHER"]) == {b"NEEDLE"}
