"""What is exported comes back: exactly as JSON, and as far as a flat table can say."""

import io
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.reader.excel import load_workbook

from probant.reference import law, templates
from probant.register.domain.record import (
    ActivityRecord,
    DataLine,
    Measure,
    Party,
    ProcessorLine,
    Purpose,
    Recipient,
    Research,
    Retention,
    System,
    Transfer,
    from_json,
)
from probant.register.exchange import delimited, errors, json_form, ods, xlsx
from probant.register.exchange.assembly import assemble
from probant.register.exchange.columns import columns
from probant.register.exchange.json_form import Held
from probant.register.exchange.proposal import checked, propose, propose_for
from probant.register.exchange.reading import read
from probant.register.exchange.sheets import Workbook
from probant.register.exchange.table import register_table, sheets
from tests.factories.register import complete_record, processor_record

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
RICH = complete_record(
    name="Recherche ; essai « A, B »",
    summary="Deux lignes\n\n  et des   espaces\tet une tabulation",
    purposes=(
        Purpose(text="Étudier ; publier", legal_basis="public_task", exception="art9_2_j"),
        Purpose(text="Archiver", legal_basis="", legal_basis_detail="À décider"),
    ),
    data_subjects=("patients", "Les proches du docteur X"),
    data_lines=(
        DataLine(category="health", detail="Examens", is_sensitive=True, is_mandatory=True,
                 source="Dossier", retention=Retention(active="P2Y", archive="P18M", criteria="x")),
        DataLine(category="", retention=Retention(criteria="Jusqu’à la fin")),
        DataLine(category="other", detail="Divers", retention=Retention(rule="practice_record")),
    ),
    recipients=(Recipient(name="Équipe de soins"), Recipient(category="hospitals", country="")),
    transfers=(Transfer(recipient="Labo inventé", country="US", mechanism="standard_clauses",
                        detail="2021"),),
    systems=(System(name="Serveur", kind="other", host="Hôte", country="DE", is_hds=False),
             System()),
    processors=(ProcessorLine(name="P", service="S", contract_on=date(2025, 2, 1), is_hds=True),
                ProcessorLine(name="Q", country="BE")),
    measures=(Measure(measure="backups"), Measure(text="Un chien"),
              Measure(measure="wifi", text="WPA3")),
    joint_controllers=(Party(name="CHU inventé", contact="dpo@chu.invalid"),),
    research=Research(methodology=next(iter(law.methodologies())), ethics_opinion="CPP 12"),
    automated_decision="=cmd|'/c calc'!A1",
    notes='+33 1 23 ; -5 ; @x\n<b>&amp;</b> ]]> "',
)  # fmt: skip
RECORDS = [
    complete_record(),
    RICH,
    replace(RICH, name="=1+1", notes=""),
    ActivityRecord(name="Vide"),
]


def back(workbook: Workbook, *, of_roles: int = 1) -> list[ActivityRecord]:
    records: list[ActivityRecord] = []
    for sheet in workbook.sheets[:of_roles]:
        choices = propose_for(sheet, 0)
        assert len(choices.fills) == sheet.width
        outcome = assemble(checked(workbook, choices), choices)
        assert outcome.refused == ()
        records += outcome.records
    return records


@pytest.mark.parametrize("language", ["fr", "en"])
def test_csv_comes_back(language: str) -> None:
    table = register_table([*RECORDS, processor_record()], language)
    data = delimited.write([table.header, *table.rows])
    assert back(read(data, "r.csv")) == [*RECORDS, processor_record()]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("writer", "name"), [(xlsx.write, "r.xlsx"), (ods.write, "r.ods")])
def test_spreadsheets_come_back_role_by_role(writer: Any, name: str, language: str) -> None:  # noqa: ANN401  a module's function
    records = [processor_record(), *RECORDS]
    data = writer(sheets(records, language), title="Registre", written_at=NOW)
    spaced = [replace(r, summary=r.summary.replace("\t", "")) for r in RECORDS]
    found = [
        replace(r, summary=r.summary.replace("\t", "")) for r in back(read(data, name), of_roles=2)
    ]
    assert found == [*spaced, processor_record()]


def test_every_template_of_the_reference_comes_back() -> None:
    records = [
        from_json(templates.instantiate(template, "fr"))
        for template in templates.activities().values()
    ]
    table = register_table(records, "fr")
    found = back(read(delimited.write([table.header, *table.rows]), "r.csv"))
    assert sorted(found, key=repr) == sorted(records, key=repr)


def test_every_field_of_a_record_has_its_column() -> None:
    filled = {column.fills for column in columns().values()}
    assert paths(ActivityRecord(), RICH) == filled


def paths(empty: ActivityRecord, full: ActivityRecord) -> set[str]:
    found = set()
    for field in fields(empty):
        value = getattr(full, field.name) or getattr(processor_record(), field.name)
        item = value[0] if isinstance(value, tuple) else value
        found |= set(below(field.name, item))
    return found


def below(path: str, value: object) -> list[str]:
    if not is_dataclass(value):
        return [path]
    return [p for f in fields(value) for p in below(f"{path}.{f.name}", getattr(value, f.name))]


def test_two_activities_of_one_name_stay_two() -> None:
    records = [
        complete_record(),
        complete_record(summary="Une autre"),
        ActivityRecord(name="R", research=Research()),
    ]
    table = register_table(records, "fr")
    assert back(read(delimited.write([table.header, *table.rows]), "r.csv")) == records


def strategy(kind: type) -> st.SearchStrategy[Any]:
    text = st.text(st.characters(codec="utf-8"), max_size=30)
    return st.builds(kind, **{f.name: text for f in fields(kind) if f.type is str})


held = st.builds(
    Held,
    record=st.builds(
        ActivityRecord,
        name=st.text(max_size=50),
        purposes=st.lists(strategy(Purpose), max_size=3).map(tuple),
        data_subjects=st.lists(st.text(max_size=20), max_size=3).map(tuple),
        data_lines=st.lists(
            st.builds(DataLine, category=st.text(max_size=9), retention=strategy(Retention)),
            max_size=3,
        ).map(tuple),
        processors=st.lists(
            st.builds(
                ProcessorLine, contract_on=st.none() | st.dates(), is_hds=st.none() | st.booleans()
            ),
            max_size=2,
        ).map(tuple),
        research=st.none() | strategy(Research),
        review_on=st.none() | st.dates(),
        notes=st.text(),
    ),
    status=st.sampled_from(["draft", "validated", ""]),
    id=st.uuids().map(str),
)


@given(st.lists(held, max_size=4).map(tuple))
def test_json_comes_back_exactly(activities: tuple[Held, ...]) -> None:
    data = json_form.write(activities, identity={}, written_at=NOW, language="fr")
    assert json_form.read(data) == activities


HEAD = b'{"format": "probant.register", "version": 1, "activities": '
FOREIGN_JSON = [
    b"{",
    b"[]",
    b'{"format": "other"}',
    b'{"format": "probant.register", "version": 9}',
    HEAD + b'[{"record": {"name": 5}}]}',
    HEAD + b"[3]}",
    b"[" * 100_000,
]


@pytest.mark.parametrize("data", FOREIGN_JSON)
def test_other_json_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(errors.JsonFormError) as caught:
        json_form.read(data)
    assert caught.value.detail


def test_an_ods_is_what_odfpy_reads() -> None:
    data = ods.write(sheets(RECORDS, "fr"), title="Registre", written_at=NOW)
    document = load(io.BytesIO(data))
    table = document.spreadsheet.getElementsByType(Table)[0]
    row = table.getElementsByType(TableRow)[2]
    cell = row.getElementsByType(TableCell)[0]
    assert str(cell.getElementsByType(P)[0]) == RICH.name
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_an_xlsx_is_frozen_filtered_and_holds_no_formula() -> None:
    data = xlsx.write(sheets(RECORDS, "fr"), title="Registre", written_at=NOW)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Responsable de traitement", "Données"]
    sheet = book["Responsable de traitement"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    assert sheet["A4"].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_data_lines_have_a_sheet_of_their_own() -> None:
    lines = sheets([RICH], "fr")[-1]
    assert len(lines.rows) == len(RICH.data_lines)
    assert lines.rows[0][:2] == (RICH.name, "Données de santé")


def test_a_text_beyond_a_cell_is_cut_and_says_so() -> None:
    table = register_table([ActivityRecord(name="A", notes="x" * 40_000)], "fr")
    assert table.rows[0][-1].endswith(" […]")
    assert len(table.rows[0][-1]) == 32_767


def test_an_export_proposes_itself() -> None:
    data = xlsx.write(sheets([processor_record()], "fr"), title="R", written_at=NOW)
    assert propose(read(data, "r.xlsx")).sheet == "Sous-traitant"
