"""From the words of a cell to the codes of the reference, and back to a label.

A word is compared without accents, case, punctuation and plural. An exact match is the code's id,
its label in either language, or a synonym; a synonym may also stand inside a longer text.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import yaml
from babel import Locale

from probant.reference import law
from probant.reference.loading import Text
from probant.register.exchange.columns import FOLDER

WORD = re.compile(r"[a-z0-9]+")
SHORTEST_PLURAL = 4
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
OWN: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "role": {
            "controller": Text("Responsable de traitement", "Controller"),
            "processor": Text("Sous-traitant", "Processor"),
        },
        "identification": {
            "identifying": Text("Identifiante", "Identifying"),
            "quasi_identifying": Text("Quasi identifiante", "Quasi-identifying"),
            "attached": Text("Rattachée", "Attached"),
        },
        "collection": {
            "direct": Text("Directe", "Direct"),
            "indirect": Text("Indirecte", "Indirect"),
            "both": Text("Directe et indirecte", "Direct and indirect"),
        },
        "system_kind": {
            "software": Text("Logiciel", "Software"),
            "paper": Text("Papier", "Paper"),
            "device": Text("Appareil", "Device"),
            "messaging": Text("Messagerie", "Messaging"),
            "website": Text("Site web", "Website"),
            "imaging": Text("Imagerie", "Imaging"),
            "other": Text("Autre", "Other"),
        },
        "yes_no": {"yes": Text("Oui", "Yes"), "no": Text("Non", "No")},
    }
)


@dataclass(frozen=True)
class Vocabulary:
    """The codes of one kind: their labels, and the normal forms that lead to each."""

    labels: Mapping[str, Text]
    exact: Mapping[str, str]
    inside: tuple[tuple[str, str], ...]

    def label(self, code: str, language: str) -> str:
        """The code's label; the code itself where it is not one of ours."""
        found = self.labels.get(code)
        return found.in_(language) if found else code

    def exactly(self, words: str) -> str | None:
        """The code that these words name, and nothing but name."""
        return words if words in self.labels else self.exact.get(normal(words))

    def within(self, words: str) -> str | None:
        """The code whose longest synonym stands in these words."""
        text = f" {normal(words)} "
        return next((code for form, code in self.inside if f" {form} " in text), None)


def normal(words: str) -> str:
    """Lower case, no accents, no punctuation, no plural: «Bases légales :» → «base legale»."""
    spread = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(character for character in spread if not unicodedata.combining(character))
    return " ".join(_singular(word) for word in WORD.findall(bare))


@cache
def vocabulary(kind: str) -> Vocabulary:
    """The vocabulary of a kind of cell: legal_basis, category, measure, country, role."""
    labels = _labels(kind)
    synonyms = _synonyms().get(kind, {})
    inside = {normal(word): code for code in labels for word in synonyms.get(code, ())}
    exact = {**inside, **{normal(code): code for code in labels}}
    for code, label in labels.items():
        exact.update({normal(label.fr): code, normal(label.en): code})
    inside.update({normal(label.fr): code for code, label in labels.items()})
    inside.update({normal(label.en): code for code, label in labels.items()})
    longest_first = sorted(inside.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    return Vocabulary(labels, exact, tuple(pair for pair in longest_first if pair[0]))


def _labels(kind: str) -> Mapping[str, Text]:
    sources = {
        "legal_basis": law.legal_bases,
        "exception": law.exceptions,
        "data_subject": law.data_subjects,
        "category": law.data_categories,
        "recipient_category": law.recipients,
        "mechanism": law.transfer_mechanisms,
        "measure": law.measures,
        "methodology": law.methodologies,
        "retention_rule": law.retention_rules,
    }
    if kind == "country":
        return _countries()
    if kind in sources:
        return {id_: fact.label for id_, fact in sources[kind]().items()}
    return OWN[kind]


def _countries() -> Mapping[str, Text]:
    french, english = Locale("fr").territories, Locale("en").territories
    return {
        code: Text(french[code], english.get(code, code))
        for code in sorted(french)
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES  # noqa: PLR2004  ISO 3166
    }


@cache
def _synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    content: Mapping[str, Mapping[str, tuple[str, ...]]] = yaml.safe_load(
        (FOLDER / "synonyms.yaml").read_text(encoding="utf-8")
    )
    return content


def _singular(word: str) -> str:
    is_plural = len(word) >= SHORTEST_PLURAL and word.endswith(("s", "x")) and not word.isdigit()
    return word[:-1] if is_plural else word
