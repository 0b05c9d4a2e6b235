"""Letters in the organisation's own words, on paper and in word processors."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from probant.correspondence import actions, letters, queries
from probant.correspondence.actions import LetterMovedError
from probant.correspondence.domain.rendering import TemplateRefusedError, UnknownPlaceholderError
from probant.correspondence.domain.wording import Wording
from probant.correspondence.models import LetterVersion
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from tests.conftest import NOW, new_member, new_organisation

KIND = "general.note"
VALUES = {"recipient": "Madame *Inventée*", "topic": "Votre demande", "message": "# non\n- oui"}
OWN = Wording(
    "{{ topic }} (à nous)",
    "# Bonjour\n\n{{ recipient }}, **{{ message }}**\n\n- un\n- deux\n\n1. a\n2. b\n\npuis\n\n1. c",
)


def saved(organisation: Organisation, member: Member, wording: Wording = OWN, seen: int = 0) -> int:
    made = actions.save(organisation, KIND, "fr", wording, seen=seen, by=member, at=NOW)
    return made.number


def test_the_default_speaks_until_the_organisation_does(
    organisation: Organisation, member: Member
) -> None:
    assert "Pour toute question" in letters.compose(organisation, KIND, "fr", VALUES).text
    saved(organisation, member)
    assert letters.compose(organisation, KIND, "fr", VALUES).subject == "Votre demande (à nous)"
    assert "For any question" in letters.compose(organisation, KIND, "en", VALUES).text
    actions.reset(organisation, KIND, "fr", seen=1, by=member, at=NOW)
    assert "Pour toute question" in letters.compose(organisation, KIND, "fr", VALUES).text


def test_a_value_that_the_caller_forgot_is_named(organisation: Organisation) -> None:
    with pytest.raises(UnknownPlaceholderError) as refused:
        letters.compose(organisation, KIND, "fr", {"topic": "x", "recipient": "y"})
    assert refused.value.name == "message"


def test_own_words_that_do_not_suit_the_values_give_way_to_the_default(
    organisation: Organisation, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    saved(organisation, member, Wording("x", "{% for one in message %}\n- {{ one }}\n{% endfor %}"))
    letter = letters.compose(organisation, KIND, "fr", {**VALUES, "message": date(2026, 11, 22)})
    assert "22 novembre 2026" in letter.text
    assert KIND in caplog.text
    assert "Madame" not in caplog.text


def test_every_version_is_kept_and_none_changes(organisation: Organisation, member: Member) -> None:
    saved(organisation, member)
    saved(organisation, member, Wording("Autre", "Autre texte"), seen=1)
    kept = queries.versions(organisation.pk, KIND, "fr")
    assert [(version.number, version.subject) for version in kept] == [
        (2, "Autre"),
        (1, OWN.subject),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterVersion.objects.update(body="x")


def test_two_people_who_edit_at_once_are_told(organisation: Organisation, member: Member) -> None:
    saved(organisation, member)
    with pytest.raises(LetterMovedError) as refused:
        saved(organisation, member, Wording("b", "b"))
    assert refused.value.number == 1


@pytest.mark.parametrize("body", ["{{ inconnu }}", "{{ 9**9 }}", "{{", "{{ recipient.name }}"])
def test_words_that_could_not_be_printed_are_not_kept(
    organisation: Organisation, member: Member, body: str
) -> None:
    with pytest.raises(TemplateRefusedError):
        saved(organisation, member, Wording("x", body))
    assert not LetterVersion.objects.exists()


def test_a_reader_changes_no_letter(organisation: Organisation) -> None:
    reader = new_member(organisation, Role.READER)
    with pytest.raises(PermissionDeniedError):
        saved(organisation, reader)
    with pytest.raises(PermissionDeniedError):
        actions.reset(organisation, KIND, "fr", seen=0, by=reader, at=NOW)


def test_another_organisation_keeps_its_own_words(
    organisation: Organisation, member: Member
) -> None:
    saved(organisation, member)
    other = new_organisation("Autre cabinet (inventé)")
    isolation.enter(other.pk, person=None)
    assert "Pour toute question" in letters.compose(other, KIND, "fr", VALUES).text
    assert not queries.versions(organisation.pk, KIND, "fr").exists()


def test_the_journal_holds_the_digest_of_the_words_and_no_word(
    organisation: Organisation, member: Member
) -> None:
    saved(organisation, member)
    entry = journal.entries(organisation.pk).get(event="letter.saved")
    assert OWN.digest in str(entry.body)
    assert "Bonjour" not in str(entry.body)


def test_a_word_processor_reads_the_letter(organisation: Organisation, member: Member) -> None:
    saved(organisation, member)
    made = letters.compose(organisation, KIND, "fr", VALUES).docx()
    document = Document(BytesIO(made))
    told = [(found.style and found.style.name, found.text) for found in document.paragraphs]
    assert told[0][1].startswith("Cabinet des Tilleuls (inventé)\n1 rue Inventée")
    assert told[1:] == [
        ("Title", "Votre demande (à nous)"),
        ("Heading 1", "Bonjour"),
        ("Normal", "Madame *Inventée*, # non\n- oui"),
        ("List Bullet", "un"),
        ("List Bullet", "deux"),
        ("List Number", "a"),
        ("List Number", "b"),
        ("Normal", "puis"),
        ("List Number", "c"),
    ]
    assert [run.text for run in document.paragraphs[3].runs if run.bold] == ["# non\n- oui"]
    numbers = document.element.findall(".//w:p/w:pPr/w:numPr/w:numId", document.element.nsmap)
    first, second, other = (number.get(qn("w:val")) for number in numbers)
    assert first == second != other
    assert document.core_properties.language == "fr-FR"
    styles = ZipFile(BytesIO(made)).read("word/styles.xml").decode()
    assert 'w:lang w:val="fr-FR"' in styles


def test_the_pdf_says_its_language_its_title_and_its_structure(
    organisation: Organisation, member: Member
) -> None:
    saved(organisation, member)
    made = PdfReader(BytesIO(letters.compose(organisation, KIND, "fr", VALUES).pdf()))
    assert made.metadata is not None
    assert made.metadata.title == "Votre demande (à nous)"
    catalogue: Any = made.trailer["/Root"]
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712  a PDF boolean
    text = made.pages[0].extract_text()
    assert "Madame *Inventée*, # non" in text
    assert "Cabinet des Tilleuls (inventé)" in text


@pytest.mark.parametrize(
    "value",
    [
        "\x00\x07\x1b\ud800\ufffe",
        "😀 漢字 عربي",
        "x" * 70_000,
        '#import "x"; $x$ \\ <a> @b',
        "<w:p/>",
    ],
    ids=["controls", "scripts", "endless", "typst", "xml"],
)
def test_no_value_breaks_a_paper(organisation: Organisation, value: str) -> None:
    letter = letters.compose(organisation, KIND, "fr", {**VALUES, "message": value})
    assert letter.pdf().startswith(b"%PDF")
    Document(BytesIO(letter.docx()))
