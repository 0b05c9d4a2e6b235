"""The register, the notification and the timeline as files, read again by other programs."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pypdf
import pytest
from odf import opendocument, table
from openpyxl.reader.excel import load_workbook

from probant.breaches import exports, timeline
from probant.breaches.casefile import CaseFile
from probant.breaches.documents import notification_pdf
from probant.breaches.domain import counts
from probant.breaches.domain.clocks import Situation, clocks
from probant.breaches.domain.facts import (
    BreachFacts,
    Event,
    Persons,
    PersonsGroup,
    Timeline,
    to_json,
)
from probant.breaches.domain.notification import StatementType
from probant.breaches.models import Breach
from probant.common.time_limits import PARIS
from probant.organisations.models import Organisation
from tests.unit.breaches.test_breach_notification import NOW, PHONE, prepared

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PRACTICE = Organisation(pk=UUID(int=7), name="Cabinet inventé « Les Tilleuls »")


def file(facts: BreachFacts = PHONE, number: int = 3, status: str = "open") -> CaseFile:
    found = Breach(
        pk=UUID(int=number),
        organisation=PRACTICE,
        year=2026,
        number=number,
        status=status,
        declared_at=AT,
        noticed_at=AT,
        facts=to_json(facts),
    )
    return CaseFile(found, ())


def register(*files: CaseFile, language: str = "fr") -> exports.Sheet:
    return exports.Sheet(organisation=PRACTICE, files=files, language=language, at=AT)


HOSTILE = replace(
    PHONE, event=Event(narrative='=HYPERLINK("x")\n*gras* #titre \\ $ @ <b> 😀 \x00 {{ x }}')
)


def test_the_table_says_what_art_33_5_asks_and_leaves_unknown_empty() -> None:
    one, nothing = register(file(), file(BreachFacts(), 4)).entries
    assert one["reference"] == "V-2026-003"
    assert one["nature"] == "Confidentialité"
    assert one["persons_count"] == "entre 6 et 50"
    assert one["measures"].startswith("Effacement à distance (20/11/2026)")
    assert nothing["notify_decision"] == "Pas encore décidé"
    assert {nothing[name] for name in ("nature", "data", "persons_count", "aware_at")} == {""}
    assert nothing["score"].startswith("0,25–6")
    assert tuple(one) == tuple(nothing)
    assert set(exports.COLUMNS) == set(one)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_spreadsheet_reads_every_line(language: str) -> None:
    sheet = register(file(), file(HOSTILE, 4), language=language)
    rows = list(
        csv.reader(io.StringIO(exports.write("csv", sheet).decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(exports.COLUMNS)}
    assert rows[2][exports.COLUMNS.index("narrative")].startswith("'=HYPERLINK")
    book = load_workbook(io.BytesIO(exports.write("xlsx", sheet)))
    assert book.active.max_row == 3
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    document = opendocument.load(io.BytesIO(exports.write("ods", sheet)))
    assert len(document.getElementsByType(table.TableRow)) == 3


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("files", [(), (file(),), (file(HOSTILE),)])
def test_the_register_prints(files: Sequence[CaseFile]) -> None:
    made = exports.write("pdf", register(*files))
    assert "Registre des violations" in text_of(made)
    catalogue: Any = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "fr"


def test_the_json_holds_facts_proposal_and_decision() -> None:
    value = json.loads(exports.write("json", register(file())))
    one = value["breaches"][0]
    assert one["facts"] == to_json(PHONE)
    assert one["decision"] == {"notify": "undecided", "inform": "undecided"}
    assert set(one["proposal"]) == {"notify", "inform"}


def test_the_linked_register_uses_dpv_terms_and_claims_no_risk_that_is_not_known() -> None:
    value = json.loads(exports.write("jsonld", register(file(), file(BreachFacts(), 4))))
    assert value["@type"] == "eu-gdpr:DataBreachRegister"
    one, nothing = value["dct:hasPart"]
    assert one["@type"] == ["eu-gdpr:ConfidentialityBreach"]
    assert nothing["@type"] == ["eu-gdpr:DataBreach"]
    assert nothing["dpv:hasStatus"] == []


def test_the_file_name_holds_the_organisation_and_the_day() -> None:
    name = register().filename
    assert name == "registre-des-violations-cabinet-invente-les-tilleuls-2026-11-22"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notification_prints_with_its_gaps_and_its_changes(language: str) -> None:
    first = prepared()
    more = replace(PHONE, persons=Persons(groups=(PersonsGroup(count=counts.known(37)),)))
    around = replace(NOW, type=StatementType.COMPLEMENTARY)
    second = prepared(more, around=around, previous=first)
    said = text_of(notification_pdf(second, PRACTICE, "V-2026-003", language=language))
    assert "V-2026-003" in said
    assert ("Modifié" if language == "fr" else "Changed") in said
    assert ("À compléter" if language == "fr" else "To complete") in said


def test_the_timeline_is_a_picture_and_a_table_of_the_same_instants() -> None:
    when = Timeline(
        started_at=datetime(2026, 10, 25, 2, 50, tzinfo=PARIS, fold=0),
        aware_at=datetime(2026, 10, 25, 2, 10, tzinfo=PARIS, fold=1),
    )
    facts = BreachFacts(timeline=when)
    found = timeline.moments(when, clocks(facts, Situation(notify=True, inform=False)), "fr")
    assert [one.label for one in found[:2]] == [
        "Début de la violation",
        "Prise de connaissance de la violation",
    ]
    assert [when for when, _what in timeline.table(found, "fr")][:2] == [
        "25/10/2026 02:50 (UTC+0200)",
        "25/10/2026 02:10 (UTC+0100)",
    ]
    drawn = ET.fromstring(timeline.svg(found, "fr"))  # noqa: S314  our own
    circles = drawn.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == len(found) == len(timeline.table(found, "fr"))
    assert drawn.attrib["aria-label"]
    assert "style" not in timeline.svg(found, "fr")


def test_a_label_in_the_picture_stays_text() -> None:
    hostile = timeline.Moment(AT, '<script>"&', "fact")
    ET.fromstring(timeline.svg([hostile], "fr"))  # noqa: S314  our own
    assert "<script>" not in timeline.svg([hostile], "fr")


def test_nothing_known_draws_nothing() -> None:
    assert timeline.section((), "fr").svg == ""
