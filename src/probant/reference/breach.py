"""Breaches in the law and in the authorities' guides, as values: words, scales, rules, forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from probant.common.verdicts import Confidence
from probant.reference.loading import Text, read_document

__all__ = [
    "AuthorityForm",
    "Case",
    "Duty",
    "LetterElement",
    "RuleBook",
    "SeverityScale",
    "Term",
    "Vocabulary",
    "authority_form",
    "cases",
    "duties",
    "label",
    "letter_elements",
    "papers",
    "rule_book",
    "severity_scale",
    "terms",
    "vocabularies",
]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One choice of ENISA's scale: its score in quarters of a point, and its words."""

    score: int
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class DataClass:
    """A class of data, its base score and what moves it, in quarters."""

    label: Text
    base: int
    confidence: Confidence
    insights: Mapping[str, Step]


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstance:
    """A circumstance of the breach and its steps."""

    label: Text
    steps: Mapping[str, Step]


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A band of severity from a score on, in quarters."""

    label: Text
    meaning: Text
    starts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """What ENISA shows beside the score, outside it."""

    label: Text
    above: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SeverityScale:
    """ENISA's method: SE = DPC × EI + CB, in quarters of a point."""

    source: str
    confidence: Confidence
    verified_on: date
    classes: Mapping[str, DataClass]
    identification: Mapping[str, int]
    circumstances: Mapping[str, Circumstance]
    bands: Mapping[str, Band]
    flags: Mapping[str, Flag]


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """A criterion of EDPB 9/2022: its factor, where its facts stand, what to find out."""

    factor: str
    fact: str
    label: Text
    question: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule of the proposal: when it holds, the breach is at least of its level."""

    level: Literal["risk", "high"]
    when: Any
    label: Text
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Precaution:
    """What to do while the facts do not decide."""

    label: Text
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleBook:
    """The criteria, the notions made of them, the rules, and what to do in doubt."""

    source: str
    verified_on: date
    precaution: Precaution
    thresholds: Mapping[str, int]
    criteria: Mapping[str, Criterion]
    notions: Mapping[str, Any]
    rules: Mapping[str, Rule]


@cache
def severity_scale() -> SeverityScale:
    """ENISA's scale of 2013."""
    return read_document(
        "breach/severity.yaml", schema="breach_severity.schema.json", as_=SeverityScale
    )


@cache
def rule_book() -> RuleBook:
    """The rules by which Probant proposes to notify and to inform."""
    return read_document("breach/rules.yaml", schema="breach_rules.schema.json", as_=RuleBook)


@dataclass(frozen=True, kw_only=True, slots=True)
class Conclusion:
    """What an authority concludes of its own example; to document it is always asked."""

    notify: str
    inform: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """An example of an authority: its facts as JSON, and what the authority concludes."""

    guideline: str
    number: str
    label: Text
    authority: Conclusion
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cases:
    cases: Mapping[str, Case]


@cache
def cases() -> Mapping[str, Case]:
    """The 18 examples of EDPB 01/2021 and the ten of annex B of 9/2022."""
    read = read_document("breach/cases.yaml", schema="breach_cases.schema.json", as_=_Cases)
    return MappingProxyType(dict(read.cases))


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """Somebody to tell: `period` or `time_limit` is the law's, `target` a target of ours."""

    to: Text
    label: Text
    starts: Text
    event: Literal["aware", "nis2_notification"]
    roles: tuple[str, ...]
    when: Literal["always", "notify", "inform", "health_incident", "insured"]
    article: str
    source: str
    confidence: Confidence
    time_limit: str = ""
    period: str = ""
    target: str = ""
    rule_pack: str = ""


@cache
def duties() -> Mapping[str, Duty]:
    """Those who must be told of a breach: authority, persons, controllers, CERT Santé, NIS 2."""
    read = read_document(
        "breach/duties.yaml", schema="breach_duties.schema.json", as_=dict[str, Duty]
    )
    return MappingProxyType(read)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormField:
    """One field of the authority's form; `question` is asked where the answer is missing."""

    id: str
    label: Text
    kind: Literal["text", "choice", "choices", "count", "date", "instant"]
    question: Text
    vocabulary: str = ""
    is_required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FormSection:
    """A section of the form."""

    id: str
    label: Text
    fields: tuple[FormField, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorityForm:
    """The CNIL's form, section by section."""

    source: str
    confidence: Confidence
    verified_on: date
    sections: tuple[FormSection, ...]


@cache
def authority_form() -> AuthorityForm:
    """The form by which a breach is notified to the CNIL."""
    return read_document(
        "breach/authority_form.yaml", schema="breach_authority_form.schema.json", as_=AuthorityForm
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterElement:
    """An element of the communication to persons: what it is, and how to ask for it."""

    label: Text
    question: Text
    article: str
    is_required: bool
    confidence: Confidence


@cache
def letter_elements() -> Mapping[str, LetterElement]:
    """Art. 34(2): nature, data, contact, consequences, measures; and the advice of recital 86."""
    read = read_document(
        "breach/letter_elements.yaml",
        schema="breach_letter_elements.schema.json",
        as_=dict[str, LetterElement],
    )
    return MappingProxyType(read)


@cache
def papers() -> Mapping[str, Text]:
    """The words of the register, the notification, the dossier and the timeline."""
    read = read_document(
        "breach/papers.yaml", schema="breach_papers.schema.json", as_=dict[str, Text]
    )
    return MappingProxyType(read)
