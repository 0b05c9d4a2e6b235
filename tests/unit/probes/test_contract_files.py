"""Files that are no readable contract: said and refused, or their pages counted as not seen."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from probant.probes.contracts import errors, read
from probant.probes.contracts.limits import LIMITS, Limits
from probant.probes.contracts.result import ContractReading, State, Unseen, Why
from tests.contracts.corpus import Contract, contracts
from tests.contracts.printing import as_docx, as_pdf, printed, typeset

GERMAN = (
    "Der Auftragsverarbeiter verarbeitet die Daten nur auf dokumentierte Weisung des Kunden und"
    " unterrichtet ihn unverzüglich, wenn eine Weisung gegen das Gesetz verstößt. Nach dem Ende"
    " des Vertrages werden alle Daten gelöscht oder zurückgegeben, je nach Wahl des Kunden."
)


def contract(id_: str) -> Contract:
    return next(one for one in contracts("tuning") if one.id == id_)


def unseen(reading: ContractReading) -> dict[Unseen, int]:
    return {one.what: one.count for one in reading.not_seen}


def docx_of(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def pdf_of(pages: list[str]) -> bytes:
    """Pages with text, and blank pictures where the text is empty."""
    writer = PdfWriter()
    for text in pages:
        if text:
            section = [{"title": "", "paragraphs": [text]}]
            made = typeset(
                {"language": "fr", "footer": "", "numbered": False, "contents": [],
                 "contents_title": "", "sections": section}
            )  # fmt: skip
            writer.add_page(PdfReader(io.BytesIO(made)).pages[0])
        else:
            page = writer.add_blank_page(595, 842)
            stream = DecodedStreamObject()
            stream.set_data(b"0 0 500 700 re f " * 20)
            drawn = writer._add_object(stream)  # noqa: SLF001
            page[NameObject("/Contents")] = drawn
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyContractError),
        (b"hello", errors.ContractTypeError),
        (b"{\\rtf1 contract}", errors.ContractTypeError),
        (b"\x89PNG\r\n\x1a\n", errors.ContractTypeError),
        (b"%PDF-1.7 cut short", errors.CorruptContractError),
        (b"PK\x03\x04 cut short", errors.CorruptContractError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.ContractTypeError),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            errors.EncryptedContractError,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
            errors.MacroContractError,
        ),
    ],
)
def test_what_is_no_contract_is_refused_with_its_reason(
    data: bytes, error: type[errors.ContractFileError]
) -> None:
    with pytest.raises(error):
        read(data)


def test_a_file_of_300_megabytes_is_refused_before_anything_is_parsed() -> None:
    with pytest.raises(errors.TooLargeContractError) as refused:
        read(b"%PDF-" + bytes(300_000_000))
    assert refused.value.limit == LIMITS.file_bytes


def test_a_spreadsheet_is_not_taken_for_a_contract() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(errors.ContractTypeError) as refused:
        read(file.getvalue())
    assert refused.value.found == "xlsx"


def test_a_docx_with_macros_is_not_opened() -> None:
    with pytest.raises(errors.MacroContractError):
        read(with_entry(printed(contract("t04")), "word/vbaProject.bin", b"macros"))


def test_a_zip_bomb_is_refused_by_what_it_declares() -> None:
    bomb = with_entry(printed(contract("t04")), "word/header9.xml", bytes(30_000_000))
    with pytest.raises(errors.OversizedContractError):
        read(bomb)


def test_a_document_type_declaration_is_refused() -> None:
    lol = b'<!DOCTYPE lol [<!ENTITY a "aaaa">]><w:document xmlns:w="x">&a;</w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", lol)
    with pytest.raises(errors.CorruptContractError):
        read(file.getvalue())


def test_a_damaged_docx_is_said_damaged() -> None:
    data = bytearray(printed(contract("t04")))
    data[200:260] = bytes(60)
    with pytest.raises(errors.ContractFileError):
        read(bytes(data))


def test_a_pdf_under_a_password_is_said_and_one_that_forbids_printing_is_read() -> None:
    for password, is_read in (("secret", False), ("", True)):
        writer = PdfWriter(clone_from=io.BytesIO(printed(contract("t05"))))
        writer.encrypt(password, owner_password="owner")
        file = io.BytesIO()
        writer.write(file)
        if is_read:
            assert read(file.getvalue()).is_readable
        else:
            with pytest.raises(errors.EncryptedContractError):
                read(file.getvalue())


def test_a_scanned_contract_has_no_state_at_all() -> None:
    reading = read(pdf_of(["", "", ""]))
    assert not reading.is_readable
    assert reading.clauses == ()
    assert reading.not_seen[0].what is Unseen.PAGES_WITHOUT_TEXT
    assert reading.not_seen[0].pages == (1, 2, 3)


def test_nothing_is_missing_while_a_page_was_not_seen() -> None:
    text = next(s for s in contract("t01").sections if "instructions" in s.says).paragraphs[0]
    reading = read(pdf_of([text, ""]))
    assert unseen(reading) == {Unseen.PAGES_WITHOUT_TEXT: 1}
    assert {one.state for one in reading.clauses} == {State.FOUND, State.DOUBTFUL}
    assert {one.why for one in reading.clauses if one.state is State.DOUBTFUL} >= {Why.NOT_SEEN}


def test_a_contract_in_another_language_has_no_state_at_all() -> None:
    reading = read(docx_of(*[GERMAN] * 3))
    assert not reading.is_readable
    assert unseen(reading) == {Unseen.LANGUAGE: 1}


def test_hidden_deleted_and_commented_words_do_not_count() -> None:
    said = "Le Sous-traitant tient un registre des catégories d'activités de traitement."
    document = Document()
    document.add_paragraph("Les présentes conditions régissent la maintenance du logiciel. " * 6)
    run = document.add_paragraph().add_run(said)
    run.font.hidden = True
    deleted = OxmlElement("w:del")
    paragraph = document.add_paragraph()
    paragraph.add_run(said)
    deleted.append(paragraph.runs[0]._r)  # noqa: SLF001  python-docx has no deletion
    paragraph._p.append(deleted)  # noqa: SLF001  the same
    file = io.BytesIO()
    document.save(file)
    reading = read(file.getvalue())
    register = reading.of("processor_register")
    assert register
    assert register.state is State.MISSING
    assert unseen(reading) == {Unseen.HIDDEN_TEXT: 1, Unseen.TRACKED_CHANGES: 1}


def test_tables_footnotes_and_pages_of_word_are_read() -> None:
    document = Document()
    document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Registre des activités de traitement tenu\t3", style="TOC 1")
    document.add_paragraph("Le présent document décrit les prestations du Prestataire. " * 5)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text = "Registre"
    row.cells[
        1
    ].text = "Le Prestataire tient un registre des activités de traitement pour le Client."
    file = io.BytesIO()
    document.save(file)
    register = read(file.getvalue()).of("processor_register")
    assert register
    assert register.state is State.FOUND
    assert register.passages[0].page == 2
    assert len(register.passages) == 1


def test_a_reading_out_of_time_tells_the_pages_left() -> None:
    reading = read(printed(contract("t07")), limits=Limits(seconds=0.0))
    assert unseen(reading)[Unseen.TIME_OUT] == reading.pages


def test_pages_beyond_the_limit_are_told() -> None:
    reading = read(printed(contract("t07")), limits=Limits(pages=1))
    assert unseen(reading)[Unseen.PAGES_BEYOND_LIMIT] == reading.pages - 1


def test_both_formats_of_one_contract_give_the_same_states() -> None:
    one = contract("t18")
    states = [
        {clause.clause: clause.state for clause in read(made).clauses}
        for made in (as_docx(one), as_pdf(one))
    ]
    assert states[0] == states[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40), st.sampled_from(["t04", "t05"]))
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(
    at: int, junk: bytes, id_: str
) -> None:
    data = bytearray(printed(contract(id_)))
    at %= len(data)
    data[at : at + len(junk)] = junk
    try:
        read(bytes(data))
    except errors.ContractFileError:
        return
