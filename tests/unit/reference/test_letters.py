"""Every default letter can be printed, in both languages, with its samples."""

from itertools import pairwise

import pytest

from probant.correspondence import letters
from probant.correspondence.domain import rendering
from probant.organisations.models import Organisation
from probant.reference import letters as reference

KINDS = list(reference.kinds())
each = pytest.mark.parametrize("kind", KINDS)
LONGEST_LINE_OF_A_SCREEN = 85


def invented() -> Organisation:
    return Organisation(
        name="Cabinet des Tilleuls (inventé)",
        address="1 rue Inventée\n00000 Nulle-Part",
        email="contact@cabinet.invalid",
    )


@each
def test_a_kind_is_called_as_its_file(kind: str) -> None:
    assert reference.kinds()[kind].id == kind
    assert kind.startswith(f"{reference.kinds()[kind].about}.")


@each
@pytest.mark.parametrize("language", letters.LANGUAGES)
def test_a_default_letter_prints_with_its_samples(kind: str, language: str) -> None:
    letter = letters.preview(invented(), kind, language, letters.default(kind, language))
    assert letter.subject
    assert letter.text.strip()
    assert "{{" not in letter.text
    assert letter.pdf().startswith(b"%PDF")
    assert letter.docx().startswith(b"PK")


@each
@pytest.mark.parametrize("language", letters.LANGUAGES)
def test_a_default_letter_uses_what_it_is_given_and_nothing_else(kind: str, language: str) -> None:
    wording = letters.default(kind, language)
    used = rendering.placeholders(wording.subject) | rendering.placeholders(wording.body)
    own = {item.name for item in reference.kinds()[kind].placeholders}
    assert used <= own | {item.name for item in letters.OF_EVERY_LETTER}


@each
@pytest.mark.parametrize("language", letters.LANGUAGES)
def test_a_paragraph_is_not_folded_by_its_file(kind: str, language: str) -> None:
    """A line break is kept: one in the middle of a sentence would show in the letter."""
    lines = letters.default(kind, language).body.splitlines()
    folded = [
        first
        for first, second in pairwise(lines)
        if len(first) > LONGEST_LINE_OF_A_SCREEN and second[:1].islower()
    ]
    assert folded == []
