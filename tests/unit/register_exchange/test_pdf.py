"""The printed register: what it states, in which language, whatever the words hold."""

import io
from datetime import date

from pypdf import PdfReader

from probant.reference import law
from probant.register.domain.record import ActivityRecord, DataLine, Purpose, Retention
from probant.register.exchange import pdf
from probant.register.exchange.json_form import Held
from tests.factories.register import complete_record, processor_record

IDENTITY = {"controller": "Cabinet inventé", "address": "1 rue Inventée", "dpo": "Mme Inventée"}
COVER = pdf.Cover(identity=IDENTITY, written_on=date(2026, 11, 21), version="12")


def printed(*records: ActivityRecord, language: str = "fr") -> str:
    held = [Held(record=record, status="draft") for record in records]
    data = pdf.write(held, COVER, language=language)
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_cover_states_who_and_when_and_shows_a_gap_as_a_gap() -> None:
    text = printed(complete_record())
    assert "Cabinet inventé" in text
    assert "Mme Inventée" in text
    assert "21/11/2026" in text
    assert "Contact non renseigné" in text


def test_each_activity_has_its_sheet_and_its_place_in_the_list() -> None:
    text = printed(complete_record(), processor_record())
    assert "1. Dossiers des patients" in text
    assert "2. Hébergement du logiciel" in text
    assert "Éditeur inventé (Hébergement, contrat du 05/01/2026)" in text


def test_the_english_register_speaks_english() -> None:
    text = printed(complete_record(), language="en")
    assert "Register of processing activities" in text
    assert "Legal basis: Public interest task" in text


def test_a_rule_not_yet_verified_is_printed_as_such() -> None:
    doubtful = next(id_ for id_, r in law.retention_rules().items() if r.confidence == "to_verify")
    line = DataLine(category="health", retention=Retention(rule=doubtful))
    assert "(à vérifier)" in printed(complete_record(data_lines=(line,)))


def test_hostile_words_are_printed_as_words() -> None:
    words = '#eval("1") $x$ *gras* @ref <label> \\ [a] // fin `raw` https://x.invalid'
    record = ActivityRecord(name=words, summary=words, purposes=(Purpose(text=words),), notes=words)
    assert printed(record).count('#eval("1") $x$ *gras* @ref <label>') >= 4


def test_an_empty_register_prints() -> None:
    assert "0 activités" in printed()


def test_a_very_long_text_prints_over_pages() -> None:
    assert printed(complete_record(notes="mot " * 4_000)).count("mot") >= 4_000
