import pytest

from probant.notices.domain.facts import Audience, gather
from probant.notices.domain.poster import Block, Essentials, essentials
from probant.reference import templates
from tests.unit.notices.practice import CONTROLLER, facts, records


def block(found: Essentials, id_: str) -> Block:
    return next(part for part in found.blocks if part.id == id_)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("family", list(templates.families()))
def test_a_poster_says_few_words_whatever_the_register(family: str, language: str) -> None:
    told = essentials(gather(Audience.PATIENTS, records(family), CONTROLLER), language)

    words = " ".join((*(line for part in told.blocks for line in (*part.lines, part.note)),))
    assert len(words.split()) <= 90


def test_the_use_of_most_data_comes_first() -> None:
    assert block(essentials(facts(), "fr"), "why").lines[0] == "Dossiers des patients"


def test_what_is_left_out_is_counted() -> None:
    told = block(essentials(facts(), "fr"), "why")

    assert told.note == f"et {len(facts().uses) - len(told.lines)} autres usages"


def test_a_right_with_conditions_carries_its_star_and_the_star_its_meaning() -> None:
    told = block(essentials(facts(), "fr"), "rights")

    assert "Voir" in told.lines
    assert "Effacer*" in told.lines
    assert told.note == "* dans les cas prévus par la loi"


def test_secrecy_is_promised_to_patients_only() -> None:
    staff = gather(Audience.STAFF, records(), CONTROLLER)

    assert "secret professionnel" in essentials(facts(), "fr").promise
    assert essentials(staff, "fr").promise == ""
