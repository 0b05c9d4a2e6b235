"""A policy as a value: coverage that never flatters, lists of signatures read with care."""

from datetime import date

import pytest

from probant.correspondence.domain.markdown import parse
from probant.policies.domain import policy as rules
from probant.reference import policies as reference
from probant.reference.crisis import SIZES

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("size", SIZES)
def test_each_size_has_a_security_policy_and_a_charter_to_start_from(size: str) -> None:
    kinds = {one.kind for one in reference.templates().values() if size in one.sizes}
    assert {"security_policy", "it_charter", "procedure"} <= kinds


@pytest.mark.parametrize("name", reference.templates())
def test_a_template_has_titles_and_lists_in_both_languages(name: str) -> None:
    template = reference.templates()[name]
    for language in ("fr", "en"):
        text = template.written(language, "Cabinet *Inventé*")
        assert "{" not in text
        shapes = {block.shape for block in parse(text)}
        assert "heading1" in shapes
        assert shapes & {"bullets", "numbers"}


def test_coverage_counts_members_and_others_and_rounds_down() -> None:
    found = rules.coverage(["a", "b", "c"], ["a", "z"], 4, 9)
    assert (found.read, found.expected, found.percent) == (5, 7, 71)
    assert not found.is_full
    assert rules.coverage(["a"], ["a"], 0, 0).is_full
    assert not rules.coverage([], [], 0, 5).is_full
    assert rules.coverage(["a"] * 1, [], 999, 999).percent == 99


@pytest.mark.parametrize(
    "header", [("Nom", "Date"), ("NAME", "read on"), ("Prénom Nom", "Signé le"), ("Agent", "date")]
)
def test_a_list_is_read_whatever_its_titles_case(header: tuple[str, str]) -> None:
    rows = [header, ("Élise  Chimère", "21/11/2026"), ("", ""), ("elise chimere", "2026-11-20")]
    (only,) = rules.rows_read(rows, today=TODAY)
    assert only == rules.Read("Élise Chimère", TODAY)


def test_a_first_name_in_its_own_column_is_joined() -> None:
    (one,) = rules.rows_read([("Nom", "Prénom"), ("Chimère", "Élise")], today=TODAY)
    assert one.name == "Chimère Élise"


@pytest.mark.parametrize(
    ("rows", "reason", "row"),
    [
        ([], "empty", 0),
        ([("Nom",)], "empty", 0),
        ([("Service",), ("Accueil",)], "no_names", 1),
        ([("Nom", "Date"), ("A", "31/02/2026")], "day", 2),
        ([("Nom", "Date"), ("A", "hier")], "day", 2),
        ([("Nom", "Date"), ("A", "22/11/2026")], "future", 2),
        ([("Nom",), ("x" * 201,)], "long_name", 2),
        ([("Nom",), *[(str(n),) for n in range(20_001)]], "too_many", 20_000),
    ],
)
def test_a_list_that_cannot_be_used_says_why_and_where(
    rows: list[tuple[str, ...]], reason: str, row: int
) -> None:
    with pytest.raises(rules.AcknowledgementFileError) as refused:
        rules.rows_read(rows, today=TODAY)
    assert (refused.value.reason, refused.value.row) == (reason, row)


def test_a_text_beyond_what_is_kept_is_refused() -> None:
    with pytest.raises(rules.PolicyTextError):
        rules.ensure_text("Charte", "x" * 200_001)
    with pytest.raises(rules.PolicyTextError):
        rules.ensure_text("  ", "x")
