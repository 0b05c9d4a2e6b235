"""The clauses of a processor's contract: what the law lists is there, in both languages."""

from probant.reference import processors
from tests.unit.reference.typography import faults, texts_of

TABLES = (
    processors.clauses,
    processors.questions,
    processors.hosting_activities,
    processors.hosting_services,
)


def test_each_letter_of_article_28_3_has_its_clause() -> None:
    letters = [one.letter for one in processors.clauses().values() if one.letter]
    assert letters == list("abcdefgh")


def test_what_the_law_asks_is_required_and_what_a_guide_advises_is_not() -> None:
    for clause in processors.clauses().values():
        assert clause.is_required is (clause.group != "guide"), clause.id


def test_only_a_host_of_health_data_is_held_against_the_clauses_of_hosting() -> None:
    ordinary = {one.id for one in processors.clauses_for(hosts_health_data=False)}
    hosting = {one.id for one in processors.clauses_for(hosts_health_data=True)}
    assert all(id_.startswith("hds_") for id_ in hosting - ordinary)
    assert len(hosting - ordinary) > 10


def test_what_was_not_read_in_its_source_is_to_verify() -> None:
    for clause in processors.clauses().values():
        assert clause.confidence == "to_verify" or clause.source.startswith("RGPD"), clause.id


def test_every_text_is_well_typeset() -> None:
    found = [
        (clause.id, path, faults(text))
        for table in TABLES
        for clause in table().values()
        for path, text in texts_of(clause)
        if faults(text)
    ]
    assert found == []


def test_there_are_six_activities_of_hosting_and_every_service_needs_some_of_them() -> None:
    numbers = [one.number for one in processors.hosting_activities().values()]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert all(set(one.needs) <= set(numbers) for one in processors.hosting_services().values())


def test_the_questionnaire_stays_short_and_asks_once_whether_data_are_used_otherwise() -> None:
    found = processors.questions()
    assert 12 <= len(found) <= 20
    assert [id_ for id_, one in found.items() if one.expected == "no"] == ["reuse"]
