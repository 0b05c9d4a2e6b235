"""SIREN and FINESS numbers of real, public organisations, and what typing errors make of them."""

import pytest

from probant.organisations import identifiers


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("356000000", True),  # La Poste, as its legal notice prints it
        ("552100554", True),  # Peugeot SA, the example of INSEE's documentation
        ("732829320", True),  # the example of Wikipedia's article « SIREN »
        ("356000001", False),
        ("73282932", False),
        ("73282932A", False),
        ("", False),
    ],
)
def test_a_siren_passes_luhn(number: str, expected: bool) -> None:
    assert identifiers.is_siren(number) is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("750712184", True),  # AP-HP, legal entity, in the public FINESS file
        ("750712185", False),
        ("2A0000000", True),  # Corsica: only the shape is known
        ("2C0000000", False),
        ("75071218", False),
    ],
)
def test_a_finess_number_passes_luhn(number: str, expected: bool) -> None:
    assert identifiers.is_finess(number) is expected


def test_every_single_mistyped_digit_of_a_siren_is_noticed() -> None:
    for position in range(9):
        for digit in set("0123456789") - {"732829320"[position]}:
            wrong = "732829320"[:position] + digit + "732829320"[position + 1 :]
            assert not identifiers.is_siren(wrong)


@pytest.mark.parametrize(
    "typed", ["732 829 320", "732\u00a0829\u202f320", "732.829.320", "732-829-320"]
)
def test_spaces_dots_and_dashes_do_not_matter(typed: str) -> None:
    assert identifiers.compact(typed) == "732829320"
