from probant.breaches import labels, presumptions
from probant.reference import breach, law
from probant.reference.first_steps import incidents
from tests.unit.reference.typography import faults, texts_of


def test_every_incident_says_what_to_do_first() -> None:
    assert all(len(one.steps) >= 3 for one in incidents().values())


def test_the_last_choice_always_works() -> None:
    assert list(incidents())[-1] == "other"


def test_first_steps_are_well_written_in_both_languages() -> None:
    assert [(where, faults(text)) for where, text in texts_of(incidents()) if faults(text)] == []


def test_every_incident_has_its_presumptions_in_the_words_of_the_facts() -> None:
    assert set(presumptions.INCIDENTS) == set(incidents())
    origins = {id_ for one in presumptions.INCIDENTS.values() for id_ in one.origins}
    assert origins <= set(breach.terms("origin"))


def test_what_a_declaration_names_exists_in_the_vocabularies() -> None:
    kinds = {kind for kinds in presumptions.DATA.values() for kind in kinds}
    assert kinds <= set(breach.terms("data"))
    assert set(presumptions.PERSONS.values()) <= set(law.data_subjects())
    assert set(presumptions.DATA) == set(labels.DATA) - {"unknown"}
    assert set(presumptions.HOW_MANY) == set(labels.HOW_MANY) - {"unknown"}
