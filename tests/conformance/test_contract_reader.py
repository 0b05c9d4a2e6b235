"""The contract reader against labelled contracts: precision and recall, and the printed table.

The held-out half was written before the patterns and its errors were not looked at. It was
measured twice, as the document tells; a clause below the target stands in the table as it is.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from probant.reference.contract_patterns import languages
from probant.reference.processors import clauses
from tests.contracts.corpus import HALVES, contracts
from tests.contracts.scoring import Score, overall, scores, table

pytestmark = pytest.mark.conformance
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/reference/contract-reader.md"
TABLE = re.compile(r"(?<=<!-- table -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


@cache
def scored(half: str) -> dict[str, Score]:
    return scores(contracts(half))


def test_at_least_forty_contracts_half_of_them_held_out() -> None:
    counts = {half: len(contracts(half)) for half in HALVES}
    assert sum(counts.values()) >= 40
    assert counts["held_out"] >= 20


def test_each_clause_of_the_reference_has_its_patterns_in_both_languages() -> None:
    wanted = set(clauses())
    assert {language: set(one.clauses) for language, one in languages().items()} == {
        "fr": wanted,
        "en": wanted,
    }


def test_each_clause_is_said_and_left_out_in_both_halves() -> None:
    for half in HALVES:
        for clause, score in scored(half).items():
            assert score.found + score.missed >= 2, (half, clause)
            if clause not in {"hds_sub_contractors", "hds_rights"}:
                assert score.absent >= 1, (half, clause)


def test_no_clause_is_below_target_on_the_half_used_while_building() -> None:
    below = {
        clause: score
        for clause, score in scored("tuning").items()
        if score.recall < 0.95 or score.precision < 0.9
    }
    assert below == {}


def test_the_held_out_half_as_a_whole_meets_the_target() -> None:
    score = overall(scored("held_out"))
    assert score.recall >= 0.95
    assert score.precision >= 0.98


def test_no_clause_of_the_held_out_half_is_found_wrongly_more_than_one_time_in_ten() -> None:
    assert {
        clause: score for clause, score in scored("held_out").items() if score.precision < 0.9
    } == {}


def test_the_document_shows_the_table_as_measured() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    made = table({half: scored(half) for half in HALVES})
    if (found := TABLE.search(text)) and found.group() != made:
        DOCUMENT.write_text(TABLE.sub(lambda _: made, text), encoding="utf-8")
        pytest.fail("docs/reference/contract-reader.md was out of date; it was written again")
    assert found
