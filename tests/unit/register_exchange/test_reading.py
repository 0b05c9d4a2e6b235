"""Files as people keep them: encodings, separators, dates, hidden sheets."""

import io
from datetime import date, datetime

import pytest
from openpyxl.reader.excel import load_workbook

from probant.register.exchange import delimited
from probant.register.exchange.reading import read
from probant.register.exchange.sheets import Notice
from tests.unit.register_exchange import making
from tests.unit.register_exchange.making import HEADER, ROW

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_csv_reads_in_any_usual_encoding(encoding: str) -> None:
    found = read(making.csv(HEADER, ROW, encoding=encoding), "registre.csv")
    assert found.sheets[0].rows == (HEADER, ROW)
    assert (Notice.OLD_ENCODING in found.notices) == (encoding == "cp1252")


@pytest.mark.parametrize("separator", list(";,\t|"))
def test_the_separator_is_found(separator: str) -> None:
    found = read(making.csv(HEADER, ROW, separator=separator), "registre.csv")
    assert found.sheets[0].rows == (HEADER, ROW)


def test_quoted_cells_keep_their_lines_and_separators() -> None:
    data = 'Nom;Finalité\r\n"Soins; urgences";"Soigner\r\nFacturer ""vite"""\r\n'.encode()
    assert read(data, "r.csv").sheets[0].rows[1] == ("Soins; urgences", 'Soigner\nFacturer "vite"')


def test_xlsx_and_ods_read_alike() -> None:
    row = (*ROW[:4], "Équipe de soins\nPharmacies")
    assert (
        read(making.xlsx(HEADER, row), "r.xlsx").sheets
        == read(making.ods(HEADER, row), "r.ods").sheets
    )


def test_numbers_dates_and_truths_read_as_people_type_them() -> None:
    row = (5, 2.5, date(2026, 12, 31), datetime(2026, 12, 31, 8, 30), True)  # noqa: DTZ001  a spreadsheet has no zone
    found = read(making.xlsx(row), "r.xlsx")
    assert found.sheets[0].rows[0] == ("5", "2.5", "2026-12-31", "2026-12-31 08:30:00", "oui")


def test_a_hidden_sheet_is_told() -> None:
    book = load_workbook(io.BytesIO(making.xlsx(HEADER, ROW)))
    hidden = book.create_sheet("Caché")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue(), "r.xlsx")
    assert [sheet.name for sheet in found.sheets] == ["Registre", "Caché"]
    assert Notice.HIDDEN_SHEETS in found.notices


def test_line_numbers_are_those_of_the_spreadsheet() -> None:
    found = read(making.xlsx((), (), HEADER, ROW), "r.xlsx")
    assert found.sheets[0].rows[2] == HEADER


@pytest.mark.parametrize("cell", ["=1+1", "+33 1", "-1", "@x", "'=1", "''=1", "'", "it's", "a"])
def test_a_cell_written_as_csv_is_inert_and_reads_back(cell: str) -> None:
    data = delimited.write([["Nom", "Notes"], ["x", cell]])
    line = data.decode("utf-8-sig").splitlines()[1]
    assert not line.split(";")[1].lstrip('"').startswith(("=", "+", "-", "@"))
    assert read(data, "r.csv").sheets[0].rows[1][1] == cell
