import re

import pytest

from probant.reference import breach, letters

PERSONS = ("person_patient", "person_relative", "person_staff", "public_communication")
OTHERS = (
    "warning_partner",
    "warning_processor",
    "warning_client",
    "controller_notice",
    "authority_cover",
    "insurer",
    "complaint_aide",
)
AS_VALUE = {"contact": "dpo"}  # given to every letter


def body(kind: str, language: str) -> str:
    return letters.kinds()[f"breaches.{kind}"].body.in_(language)


def shown(text: str) -> set[str]:
    return set(re.findall(r"{{ (\w+) }}", text))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", PERSONS)
def test_a_letter_to_persons_shows_all_that_art_34_2_asks(kind: str, language: str) -> None:
    wanted = {AS_VALUE.get(name, name) for name in breach.letter_elements()}
    assert wanted <= shown(body(kind, language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_processor_tells_its_controller_what_the_form_will_ask(language: str) -> None:
    wanted = {"nature", "data", "persons_count", "records_count", "consequences", "measures", "dpo"}
    assert wanted <= shown(body("controller_notice", language))


@pytest.mark.parametrize("kind", [*PERSONS, *OTHERS])
def test_no_subject_names_a_person(kind: str) -> None:
    stated = letters.kinds()[f"breaches.{kind}"]
    allowed = {"number", "statement", "contract"}
    assert shown(stated.subject.fr) | shown(stated.subject.en) <= allowed


def test_there_is_a_letter_for_each_audience_and_no_other() -> None:
    found = {id_ for id_, kind in letters.kinds().items() if kind.about == "breaches"}
    assert found == {f"breaches.{kind}" for kind in (*PERSONS, *OTHERS)}


@pytest.mark.parametrize("kind", PERSONS)
def test_the_words_for_persons_are_short_and_plain(kind: str) -> None:
    """GDPR art. 12(1), 34(2): clear and plain language."""
    sentences = re.split(r"[.!?]\s|\n", re.sub(r"{%.*?%}|{{.*?}}", "", body(kind, "fr")))
    assert max(len(sentence.split()) for sentence in sentences) <= 25
    forbidden = r"susmentionn|nonobstant|afférent|responsable de traitement|art\. "
    assert not re.search(forbidden, body(kind, "fr"))
