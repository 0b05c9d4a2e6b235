"""What is asked of a request, and how long it stays: found or marked to verify, in good French."""

import pytest

from probant.reference import law, requests
from probant.reference.loading import Fact
from tests.unit.reference.typography import faults

FACTS: list[Fact] = [*requests.conditions().values(), *requests.retention().values()]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_says_where_it_comes_from_and_how_sure_it_is(fact: Fact) -> None:
    assert fact.source.strip()
    assert fact.article.strip()
    is_of_gdpr = fact.article.endswith("RGPD")
    assert (fact.confidence == "found") is is_of_gdpr, "what was only remembered is to verify"


@pytest.mark.parametrize("condition", requests.conditions().values(), ids=lambda found: found.id)
def test_a_question_is_written_as_it_is_read(condition: requests.RequestCondition) -> None:
    for text in (condition.label, condition.question, condition.advice):
        assert faults(text) == []
    assert condition.question.fr.endswith(("?", "doute."))


def test_a_question_names_rights_and_bases_that_exist() -> None:
    for condition in requests.conditions().values():
        assert set(condition.rights) <= {*law.rights(), "record"}
        assert set(condition.bases) <= set(law.legal_bases())
