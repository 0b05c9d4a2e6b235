"""No pattern of Probant takes time out of proportion, whatever the text: all are tried by name."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import probant
from probant.reference.contract_patterns import languages

SIZE = 20_000
PIECES = (
    "a", " ", "1", "1 an et ", "1 ", "-", "- ", "•", "'", "=", ",", ";", "\n", " \n", "\t", "\\",
    "\\\\", "é", "0", "9,", "(", "/", "DETAIL: x\n", "P1Y", "1 mois ", "<", "&", "@", ".", "a.",
    "[", "x@", "’", "un ", "et ", "2026-", "01/", "`", " - at `", "T", ":",
)  # fmt: skip
ENDS = ("", "\0")
CONTRACT_PIECES = ("a", "1", "a ", "@c ", "demande ", "request ", "personne ", "le @c, ", "n y ")
ANCHORED = re.compile(r"_KEY$|GUARDED|COMPUTED")  # tried where they stand, never searched for
SEARCHED = re.compile(r"LINE_BREAKS$")  # never asked whether a whole text is one
SKIPPED = re.compile(r"migrations|wsgi|__main__|cli\b")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(probant.__path__, "probant."):
        if SKIPPED.search(module.name):
            continue
        found = importlib.import_module(module.name)
        for name, value in vars(found).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value


PATTERNS = dict(patterns())


def test_the_walk_finds_the_patterns() -> None:
    assert len(PATTERNS) > 20


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_takes_time_in_proportion(name: str) -> None:
    pattern = PATTERNS[name]
    for piece in PIECES:
        for end in ENDS:
            text = (piece * SIZE)[:SIZE] + end
            started = time.process_time()
            if not SEARCHED.search(name):
                pattern.fullmatch(text)
            if not ANCHORED.search(name):
                pattern.sub("", text)
            assert time.process_time() - started < 1, (piece, end)


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_word_of_the_contract_patterns_takes_time_in_proportion(language: str) -> None:
    for name, word in languages()[language].words.items():
        pattern = re.compile(word)
        for piece in CONTRACT_PIECES:
            started = time.process_time()
            pattern.search((piece * SIZE)[:SIZE] + "\0")
            assert time.process_time() - started < 1, (name, piece)
