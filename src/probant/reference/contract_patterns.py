"""How a contract says each clause, as data: concepts that must stand together in one passage.

A *word* is an alternation of regular expressions over normalised text; `country` is any country's
name, `third_country` that of one outside the EEA. A *way* is a list of concepts: `a|b` either
word, `a*2` at least two of the word's alternatives, `!a` must not stand there, `#a` in the
passage's title. A clause holds when each of its elements holds in some way.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from probant.reference.loading import DATA, ReferenceDataError, read_folder

Duty = Literal["processor", "controller", "any"]
FOLDER = "contract_patterns"
PLACES = ("country", "third_country")
CONCEPT = re.compile(r"!?#?[a-z_0-9]+(?:\|#?[a-z_0-9]+)*(?:\*\d)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyWords:
    """What the parties are called, as regular expressions."""

    sub_processor: tuple[str, ...]
    processor: tuple[str, ...]
    controller: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Void:
    """Words that take a sentence's value away, but for the clauses named."""

    words: str
    except_: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClausePattern:
    """One clause: whose duty it is, how its title may read, and its elements' ways."""

    title: str
    elements: Mapping[str, tuple[tuple[str, ...], ...]]
    duty: Duty = "any"


@dataclass(frozen=True, kw_only=True, slots=True)
class LanguagePatterns:
    """All clauses in one language."""

    language: str
    function_words: tuple[str, ...]
    parties: PartyWords
    rights: str
    prepositions: tuple[str, ...]
    conjunctions: tuple[str, ...]
    leads: tuple[str, ...]
    negated: tuple[Void, ...]
    emptied: tuple[str, ...]
    words: Mapping[str, str]
    clauses: Mapping[str, ClausePattern]


@cache
def languages() -> Mapping[str, LanguagePatterns]:
    """The patterns by language; ReferenceDataError for a way that names an unknown word."""
    found = read_folder(FOLDER, schema="contract_patterns.schema.json", as_=LanguagePatterns)
    for language, patterns in found.items():
        for clause, pattern in patterns.clauses.items():
            for ways in pattern.elements.values():
                _ensure_known(language, clause, ways, patterns.words)
    return found


@cache
def digest() -> str:
    """SHA-256 of the files, so that a reading tells which patterns made it."""
    total = hashlib.sha256()
    for path in sorted((DATA / FOLDER).glob("*.yaml")):
        total.update(path.read_bytes())
    return total.hexdigest()


def _ensure_known(
    language: str, clause: str, ways: tuple[tuple[str, ...], ...], words: Mapping[str, str]
) -> None:
    known = {*words, *PLACES}
    for concept in (concept for way in ways for concept in way):
        names = re.findall(r"[a-z_]\w*", concept.partition("*")[0])
        unknown = [name for name in names if name not in known]
        if unknown or not CONCEPT.fullmatch(concept):
            file = f"{FOLDER}/{language}.yaml"
            raise ReferenceDataError(file, f"clauses.{clause}", f"{concept}: unknown word")
