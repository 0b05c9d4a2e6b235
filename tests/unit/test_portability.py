"""The reusable copy says everything or says what it could not; independent readers agree."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from probant.subject_requests import portability as package
from probant.subject_requests.domain import portability
from probant.subject_requests.domain.fhir import INLINE, to_fhir
from probant.subject_requests.domain.portability import (
    Cell,
    Column,
    Document,
    Export,
    Gathered,
    Identifier,
    Kind,
    Lost,
    Origin,
    Person,
    Provided,
    ShapeError,
    Table,
    to_csv,
    to_json,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FROM = Origin(source="Agenda (inventé)", extracted_at=NOW, activity="Rendez-vous")
MADE = Origin(source="Score (inventé)", extracted_at=NOW, provided=Provided.DERIVED)
NAIVE = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001  a moment without an offset is the case
VISITS = Table(
    name="visits",
    label="Rendez-vous",
    origin=FROM,
    columns=(
        Column("on", "Jour", Kind.DATE),
        Column("at", "Heure", Kind.DATETIME),
        Column("reason", "Motif"),
        Column("paid", "Réglé", Kind.BOOLEAN),
        Column("amount", "Montant", Kind.NUMBER, unit="€"),
    ),
    rows=(
        (date(2026, 1, 2), NOW, "Toux ; fièvre", True, Decimal("26.50")),
        (date(2026, 3, 4), None, '=HYPERLINK("x")', False, Decimal("0.1234567890123456789")),
        (None, NAIVE, "", None, 2**60),
    ),
)
WEIGHTS = Table(
    name="weights",
    label="Mesures",
    origin=FROM,
    columns=(
        Column("what", "Mesure"),
        Column("value", "Valeur", Kind.NUMBER, unit="kg"),
        Column("on", "Jour", Kind.DATE),
        Column("by", "Par"),
    ),
    rows=(("Poids", Decimal("61.2"), date(2026, 1, 2), "Infirmière"), ("Poids", None, None, "")),
    measures={"what": "what", "value": "value", "at": "on"},
)
SCAN = Document.of("radio.pdf", "application/pdf", b"%PDF-1.7 invented", FROM)
LARGE = Document(
    name="scan.dcm",
    label="Scanner",
    media_type="application/dicom",
    origin=MADE,
    size=INLINE + 1,
    sha256="0" * 64,
)
WHO = Person(
    name="Camille Inventée",
    family="Inventée",
    given=("Camille",),
    born_on=date(1980, 2, 29),
    identifiers=(Identifier("IPP", "0001"),),
    email="camille@invalid.example",
)
WHOLE = Gathered(
    controller="Cabinet des Tilleuls (inventé)",
    request="D-2026-001",
    language="fr",
    made_at=NOW,
    person=WHO,
    tables=(VISITS, WEIGHTS),
    documents=(SCAN, LARGE),
)
SCHEMA = json.loads(package.SCHEMA.read_text(encoding="utf-8"))
# Elements with a minimum of 1 in the definitions of FHIR R4 4.0.1, of the resources made here.
REQUIRED = {
    "Bundle": {"type"},
    "Organization": set(),
    "Patient": set(),
    "QuestionnaireResponse": {"status"},
    "Observation": {"status", "code"},
    "DocumentReference": {"status", "content"},
    "Binary": {"contentType"},
    "Provenance": {"target", "recorded", "agent"},
}
cells = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


def bundle_of(gathered: Gathered) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_fhir(gathered).files["fhir/bundle.json"])
    return found


def resources(gathered: Gathered, kind: str) -> list[dict[str, Any]]:
    entries = bundle_of(gathered)["entry"]
    return [item["resource"] for item in entries if item["resource"]["resourceType"] == kind]


def losses(export: Export) -> dict[str, set[Lost]]:
    found: dict[str, set[Lost]] = {}
    for loss in export.losses:
        found.setdefault(loss.where, set()).add(loss.what)
    return found


def table(rows: tuple[tuple[Cell, ...], ...]) -> Gathered:
    columns = tuple(Column(f"c{place}", f"C{place}") for place in range(len(rows[0])))
    made = Table(name="t", label="T", origin=FROM, columns=columns, rows=rows)
    return Gathered(
        controller="X", request="D-2026-002", language="fr", made_at=NOW, person=WHO, tables=(made,)
    )


def test_the_fhir_bundle_is_read_by_an_independent_model() -> None:
    found = Bundle.model_validate(bundle_of(WHOLE))
    assert found.type == "collection"
    for entry in bundle_of(WHOLE)["entry"]:
        get_fhir_model_class(entry["resource"]["resourceType"]).model_validate(entry["resource"])


def test_every_element_that_r4_requires_is_there() -> None:
    bundle = bundle_of(WHOLE)
    found = [bundle, *(entry["resource"] for entry in bundle["entry"])]
    assert {item["resourceType"] for item in found} == set(REQUIRED)
    for item in found:
        assert item.keys() >= REQUIRED[item["resourceType"]], item


def test_every_reference_of_the_bundle_resolves_and_ids_are_r4s() -> None:
    bundle = bundle_of(WHOLE)
    places = {entry["fullUrl"] for entry in bundle["entry"]}
    references = set(re.findall(r'"reference": "([^"]+)"', json.dumps(bundle)))
    assert references
    assert references <= places
    assert len(places) == len(bundle["entry"])
    for entry in bundle["entry"]:
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", entry["resource"]["id"])


def test_every_table_and_document_has_its_provenance() -> None:
    found = resources(WHOLE, "Provenance")
    assert len(found) == 4
    assert {item["entity"][0]["what"]["display"].split(",")[0] for item in found} == {
        "Agenda (inventé)",
        "Score (inventé)",
    }


def test_only_what_the_person_provided_names_them_as_author() -> None:
    authored = [
        any(agent["type"]["text"] == "author" for agent in item["agent"])
        for item in resources(WHOLE, "Provenance")
    ]
    assert authored == [True, True, True, False]


def test_a_measure_has_no_invented_code_and_an_unknown_one_says_so() -> None:
    known, unknown = resources(WHOLE, "Observation")
    assert known["code"] == {"text": "Poids"}
    assert known["valueQuantity"] == {"value": 61.2, "unit": "kg"}
    assert known["effectiveDateTime"] == "2026-01-02"
    assert known["note"] == [{"text": "Par: Infirmière"}]
    assert known["status"] == "unknown"
    assert "dataAbsentReason" in unknown
    assert not [name for name in unknown if name.startswith("value")]


def test_a_large_document_stands_beside_and_the_export_says_so() -> None:
    small, large = resources(WHOLE, "DocumentReference")
    assert small["content"][0]["attachment"]["url"].startswith("urn:uuid:")
    assert large["content"][0]["attachment"]["url"] == "documents/scan.dcm"
    assert losses(to_fhir(WHOLE))["scan.dcm"] == {Lost.BESIDE}


def test_fhir_says_what_it_could_not() -> None:
    found = losses(to_fhir(WHOLE))
    assert found["visits.amount"] == {Lost.NUMBER_AS_TEXT}
    assert found["visits.at"] == {Lost.NUMBER_AS_TEXT}
    assert found["visits.reason"] == {Lost.EMPTY_OR_UNKNOWN}
    assert found["weights.what"] == {Lost.NO_CODE}


def test_an_empty_table_is_told_in_fhir_and_kept_in_the_others() -> None:
    empty = Gathered(
        controller="X",
        request="D-2026-003",
        language="fr",
        made_at=NOW,
        person=WHO,
        tables=(Table(name="t", label="T", origin=FROM, columns=(Column("a", "A"),), rows=()),),
    )
    assert losses(to_fhir(empty)) == {"t": {Lost.NO_ROWS}}
    assert "csv/t.csv" in to_csv(empty).files
    assert json.loads(to_json(empty).files["json/data.json"])["tables"][0]["rows"] == []


def test_the_json_follows_its_schema_and_keeps_every_cell() -> None:
    found = json.loads(to_json(WHOLE).files["json/data.json"])
    Draft202012Validator.check_schema(SCHEMA)
    checker = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    assert list(checker.iter_errors(found)) == []
    assert [len(item["rows"]) for item in found["tables"]] == [3, 2]
    assert found["tables"][0]["rows"][1]["amount"] == "0.1234567890123456789"
    assert found["tables"][0]["rows"][2]["amount"] == str(2**60)
    assert found["tables"][0]["rows"][2]["reason"] == ""
    assert found["tables"][0]["rows"][2]["paid"] is None
    assert losses(to_json(WHOLE))["visits.amount"] == {Lost.NUMBER_AS_TEXT}


def test_a_csv_opens_in_a_french_spreadsheet_and_runs_nothing() -> None:
    export = to_csv(WHOLE)
    content = export.files["csv/visits.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["on", "at", "reason", "paid", "amount"]
    assert rows[1] == ["2026-01-02", NOW.isoformat(), "Toux ; fièvre", "true", "26.50"]
    assert rows[2][2] == '\'=HYPERLINK("x")'
    assert losses(export)["visits"] == {Lost.FORMULA_MARKED, Lost.EMPTY_OR_UNKNOWN}
    assert losses(export)["radio.pdf"] == {Lost.BESIDE}


def test_the_data_package_describes_each_table_by_its_digest() -> None:
    files = to_csv(WHOLE).files
    described = json.loads(files["csv/datapackage.json"])["resources"]
    assert [item["path"] for item in described] == ["visits.csv", "weights.csv"]
    assert described[0]["bytes"] == len(files["csv/visits.csv"])
    assert described[0]["schema"]["fields"][4] == {
        "name": "amount",
        "title": "Montant",
        "type": "number",
        "unit": "€",
    }


def test_a_negative_number_is_a_number_and_no_formula() -> None:
    export = to_csv(table(((Decimal("-2.5"), -1, "-x"),)))
    assert export.files["csv/t.csv"].decode("utf-8-sig").splitlines()[1] == "-2.5;-1;'-x"
    assert [(loss.what, loss.count) for loss in export.losses] == [(Lost.FORMULA_MARKED, 1)]


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
@settings(deadline=None)
def test_whatever_the_cells_each_format_is_read_back_whole(rows: list[tuple[Cell, Cell]]) -> None:
    gathered = table(tuple(rows))
    written = json.loads(to_json(gathered).files["json/data.json"])["tables"][0]["rows"]
    assert [tuple(row.values()) for row in written] == [
        tuple(portability.plain(cell) for cell in row) for row in rows
    ]
    text = to_csv(gathered).files["csv/t.csv"].decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(read) == len(rows) + 1
    Bundle.model_validate(bundle_of(gathered))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("26.50"), 26.5),
        (Decimal(3), 3),
        (Decimal("0.1"), 0.1),
        (Decimal("0.10000000000000000001"), "0.10000000000000000001"),
        (Decimal(2**53 + 1), str(2**53 + 1)),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_a_number_is_a_number_only_where_nothing_is_rounded(
    value: Decimal, expected: float | str
) -> None:
    assert portability.number(value) == expected


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"name": "Été"}, "name"),
        ({"name": "../etc"}, "name"),
        ({"columns": (Column("a", "A"), Column("a", "A"))}, "columns"),
        ({"rows": (("x",),)}, "rows"),
        ({"measures": {"what": "nowhere"}}, "measures"),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(ShapeError) as caught:
        replace(VISITS, **changes)
    assert caught.value.what == what


def test_the_package_holds_everything_and_says_what_was_lost() -> None:
    files = package.package(WHOLE)
    assert set(files) == {
        "LISEZ-MOI.txt",
        "fhir/bundle.json",
        "csv/visits.csv",
        "csv/weights.csv",
        "csv/datapackage.json",
        "json/data.json",
        "json/schema.json",
        "documents/radio.pdf",
    }
    told = files["LISEZ-MOI.txt"].decode("utf-8-sig")
    assert "D-2026-001" in told
    assert "Agenda (inventé)" in told
    for found in ("visits.amount", "scan.dcm"):
        assert found in told


def test_each_loss_has_its_words() -> None:
    assert set(package.WORDS) == set(Lost)


@pytest.mark.parametrize(
    "content",
    [
        "Nom;Âge\r\nCamille;46\r\n".encode(),
        "\ufeffNom;Âge\r\nCamille;46\r\n".encode(),
        "Nom,Âge\nCamille,46\n".encode("cp1252"),
    ],
)
def test_a_table_of_a_system_is_read_as_it_stands(content: bytes) -> None:
    found = package.table_of(content, name="Fiche patient", label="Fiche", origin=FROM)
    assert found.name == "fiche_patient"
    assert [(column.name, column.label) for column in found.columns] == [
        ("nom", "Nom"),
        ("age", "Âge"),
    ]
    assert found.rows == (("Camille", "46"),)


@pytest.mark.parametrize("content", [b"", b"\r\n", b";;\r\n", b"a;b\r\n1;2;3\r\n"])
def test_what_is_no_table_is_refused_and_not_cut(content: bytes) -> None:
    with pytest.raises(package.UnreadableTableError):
        package.table_of(content, name="t", label="T", origin=FROM)
