"""Breaches in the law and in the authorities' guides, as values: words, scales, rules, forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from probant.common.verdicts import Confidence
from probant.reference.loading import Text, read_document

__all__ = ["Term", "Vocabulary", "label", "terms", "vocabularies"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One word of a list; `form` is what the CNIL's form calls it, in French.

    Of data only: ENISA's `severity_class`; `is_grave` and `is_special` (art. 9, 10) put a risk
    beyond doubt once disclosed; `identifies` serves identity theft. Of bands only: `low`, `high`.
    """

    label: Text
    hint: Text | None = None
    form: str = ""
    severity_class: str = ""
    is_grave: bool = False
    is_special: bool = False
    identifies: bool = False
    low: int = 0
    high: int | None = None

    @property
    def in_form(self) -> str:
        """The label to choose in the CNIL's form."""
        return self.form or self.label.fr


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """A list of words, where it comes from and how sure that is."""

    source: str
    confidence: Confidence
    terms: Mapping[str, Term]


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """All lists: `loss origin cause awareness data insight … band`, see the file."""
    read = read_document(
        "breach/vocabularies.yaml",
        schema="breach_vocabularies.schema.json",
        as_=dict[str, Vocabulary],
    )
    return MappingProxyType(read)


def terms(vocabulary: str) -> Mapping[str, Term]:
    """The words of one list by id, in the order in which they are offered."""
    return vocabularies()[vocabulary].terms


def label(vocabulary: str, id_: str, language: str) -> str:
    """The word for an id; an id that the list does not know is shown as it stands."""
    term = terms(vocabulary).get(id_)
    return term.label.in_(language) if term else id_
