import pytest

from probant.reference.loading import Text
from tests.unit.reference.typography import faults


@pytest.mark.parametrize(
    ("french", "is_good"),
    [
        ("L’accueil", True),
        ("L'accueil", False),
        ("Qui\u202f?", True),
        ("Qui\u00a0?", True),
        ("Qui ?", False),
        ("Qui?", False),
        ("Durée\u00a0: 5 ans", True),
        ("Durée : 5 ans", False),
        ("à 10:25", True),
        ("«\u00a0oui\u00a0»", True),
        ("« oui »", False),
        ('"oui"', False),
        ("2\u00a0%", True),
        ("2 %", False),
        ("fin ", False),
    ],
)
def test_french_asks_for_its_own_spaces_and_apostrophes(french: str, is_good: bool) -> None:
    assert (not faults(Text(fr=french, en="x"))) is is_good


@pytest.mark.parametrize(
    ("english", "is_good"),
    [("Who?", True), ("Who ?", False), ("a patient’s", True), ("a patient's", False)],
)
def test_english_asks_for_none_of_them(english: str, is_good: bool) -> None:
    assert (not faults(Text(fr="x", en=english))) is is_good
