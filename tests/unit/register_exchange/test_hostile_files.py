"""Files that would exhaust the machine, run something, or say one thing and be another."""

import io
import time
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from probant.register.exchange import errors
from probant.register.exchange.limits import LIMITS
from probant.register.exchange.reading import read
from probant.register.exchange.sheets import Notice
from tests.unit.register_exchange import making
from tests.unit.register_exchange.making import HEADER, ROW

XLSX = making.xlsx(HEADER, ROW)
ODS = making.ods(HEADER, ROW)


def bomb() -> bytes:
    return making.with_entry(XLSX, "xl/media/image1.bin", b"\0" * 40_000_000)


def larger_than_any_register() -> bytes:
    return making.with_entry(XLSX, "xl/media/image1.bin", b"\0" * 70_000_000)


def lying_about_its_size() -> bytes:
    """The directory says 100 bytes; the stream gives far more."""
    packed = bytearray(making.with_entry(XLSX, "xl/media/image1.bin", b"A" * 5_000_000))
    at = packed.rindex(b"PK\x01\x02", 0, packed.rindex(b"xl/media/image1.bin"))
    packed[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(packed)


def crowded() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/worksheets/{number}.xml", "")
    return out.getvalue()


def truncated() -> bytes:
    return XLSX[: len(XLSX) // 2]


def flipped() -> bytes:
    damaged = bytearray(XLSX)
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    damaged[start + 20] ^= 0xFF
    return bytes(damaged)


def with_a_zip_inside() -> bytes:
    return making.with_entry(XLSX, "xl/embeddings/attached.bin", ODS)


def two_far_cells() -> bytes:
    return making.with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>z</t></is></c></row>'
    )


def one_text_everywhere() -> bytes:
    shared = f"<sst {making.WORKSHEET}><si><t>{'A' * 30_000}</t></si></sst>"
    cells = '<c t="s"><v>0</v></c>' * 50
    book = making.with_sheet("".join(f"<row>{cells}</row>" for _ in range(800)))
    return making.with_entry(book, "xl/sharedStrings.xml", shared.encode())


def repeated_rows() -> bytes:
    return making.with_content(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        ' office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )


def repeated_empty_rows_then_one() -> bytes:
    return making.with_content(
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>"
    )


def a_billion_spaces() -> bytes:
    return making.with_content(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s'
        ' text:c="1000000000"/>b</text:p></table:table-cell></table:table-row>'
    )


def entities() -> bytes:
    xml = (
        '<?xml version="1.0"?>'
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        f'<worksheet {making.WORKSHEET}><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c>'
        "</row></sheetData></worksheet>"
    )
    return making.with_entry(XLSX, "xl/worksheets/sheet1.xml", xml.encode())


def encrypted_ods() -> bytes:
    with zipfile.ZipFile(io.BytesIO(ODS)) as archive:
        manifest = archive.read("META-INF/manifest.xml")
    locked = manifest.replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    return making.with_entry(ODS, "META-INF/manifest.xml", locked)


def million_rows() -> bytes:
    return b"a;b;c;d\r\n" * 1_000_000


def long_cell() -> bytes:
    return making.csv(HEADER) + b"\r\n" + b"A" * (10 * 1024 * 1024 - 200)


def long_quoted_cell() -> bytes:
    return making.csv(HEADER) + b'\r\n"' + b"A\r\n" * 3_000_000 + b'"'


HOSTILE = [
    (bomb, "r.xlsx", errors.ArchiveBombError),
    (larger_than_any_register, "r.xlsx", errors.ArchiveBombError),
    (lying_about_its_size, "r.xlsx", errors.ArchiveBombError),
    (crowded, "r.xlsx", errors.ArchiveBombError),
    (truncated, "r.xlsx", errors.CorruptFileError),
    (flipped, "r.xlsx", errors.CorruptFileError),
    (with_a_zip_inside, "r.xlsx", errors.NestedArchiveError),
    (two_far_cells, "r.xlsx", errors.TooManyRowsError),
    (one_text_everywhere, "r.xlsx", errors.TooMuchTextError),
    (repeated_rows, "r.ods", errors.TooManyRowsError),
    (repeated_empty_rows_then_one, "r.ods", errors.TooManyRowsError),
    (a_billion_spaces, "r.ods", errors.CellTooLongError),
    (entities, "r.xlsx", errors.CorruptFileError),
    (encrypted_ods, "r.ods", errors.EncryptedFileError),
    (making.encrypted_compound_file, "r.xlsx", errors.EncryptedFileError),
    (million_rows, "r.csv", errors.TooManyRowsError),
    (long_cell, "r.csv", errors.CellTooLongError),
    (long_quoted_cell, "r.csv", errors.CellTooLongError),
    (lambda: b"x" * (LIMITS.file_bytes + 1), "r.csv", errors.FileTooLargeError),
    (lambda: b"", "r.csv", errors.EmptyFileError),
    (lambda: b"\xef\xbb\xbf \r\n ;;\r\n", "r.csv", errors.EmptyFileError),
    (making.xlsx, "r.xlsx", errors.EmptyFileError),
    (lambda: b"%PDF-1.7 \n", "r.xlsx", errors.UnknownFormatError),
    (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "r.xls", errors.UnknownFormatError),
    (lambda: b"<!DOCTYPE html><table></table>", "r.csv", errors.UnknownFormatError),
    (lambda: bytes(range(256)) * 20, "r.csv", errors.UnknownFormatError),
    (lambda: XLSX, "r.csv", errors.WrongExtensionError),
    (lambda: making.csv(HEADER, ROW), "r.xlsx", errors.WrongExtensionError),
    (lambda: ODS, "r.xlsx", errors.WrongExtensionError),
    (lambda: b"a;b\r\n\x81\x8d\x8f\x90\x9d;c", "r.csv", errors.EncodingError),
    (lambda: b"\xff\xfea\x00;\x00\x00\xd8", "r.csv", errors.EncodingError),
]


@pytest.mark.parametrize(("made", "name", "expected"), HOSTILE)
def test_a_hostile_file_gets_its_own_error(
    made: object, name: str, expected: type[errors.ExchangeError]
) -> None:
    assert callable(made)
    with pytest.raises(expected) as caught:
        read(made(), name)
    assert caught.value.code


@pytest.mark.parametrize(
    "made", [million_rows, long_cell, two_far_cells, repeated_rows, one_text_everywhere, bomb]
)
def test_a_hostile_file_is_refused_fast_and_without_much_memory(made: object) -> None:
    assert callable(made)
    data = made()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(errors.ExchangeError):
        read(
            data,
            "r.csv" if data[:2] != b"PK" else "r.ods" if b"mimetype" in data[:60] else "r.xlsx",
        )
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 10  # tracing slows Python down several times
    assert peak < 160 * 1024 * 1024


def test_trailing_empty_rows_of_a_formatted_sheet_are_no_bomb() -> None:
    book = making.with_content(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read(book, "r.ods").sheets[0].rows == (("a",),)


def test_a_limit_says_what_was_found_and_what_is_allowed() -> None:
    small = replace(LIMITS, rows=3)
    with pytest.raises(errors.TooManyRowsError) as caught:
        read(making.xlsx(*[["a", "b"]] * 5, title="Un"), "r.xlsx", small)
    assert (caught.value.found, caught.value.limit) == (4, 3)


def test_macros_are_told_and_never_run() -> None:
    book = making.with_entry(XLSX, "xl/vbaProject.bin", b"Sub Auto_Open()\nShell\nEnd Sub")
    found = read(book, "registre.xlsm")
    assert Notice.MACROS_IGNORED in found.notices
    assert found.sheets[0].rows[1] == ROW


def test_formulas_give_their_value_and_are_told() -> None:
    book = making.with_sheet(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>CONCAT("a")</f><v>a</v></c></row>'
    )
    found = read(book, "r.xlsx")
    assert found.sheets[0].rows == (("2", "a"),)
    assert found.notices == (Notice.FORMULAS_AS_VALUES,)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    found = read(making.csv(("Nom", "Notes"), ("=1+1", "@SUM(A1)")), "r.csv")
    assert found.sheets[0].rows[1] == ("=1+1", "@SUM(A1)")
