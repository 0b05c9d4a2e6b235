"""The authorities' examples beside Probant's proposals: what agrees, and why the rest differs."""

from collections.abc import Iterator
from dataclasses import dataclass

from probant.breaches.domain.facts import from_json
from probant.breaches.domain.proposal import Advice, Proposal, propose
from probant.reference import breach

_WORDS = {
    "fr": {"yes": "oui", "no": "non", "conditional": "selon les faits", "undetermined": "?"},
    "en": {"yes": "yes", "no": "no", "conditional": "depends", "undetermined": "?"},
}
_NO_RULE = {"fr": "Aucune règle ne montre de risque.", "en": "No rule shows a risk."}
_TITLES = {
    "fr": ("Cas", "Exemple", "CNIL", "CEPD", "Personnes", "CEPD", "ENISA", "Pourquoi"),
    "en": ("Case", "Example", "Authority", "EDPB", "Persons", "EDPB", "ENISA", "Why"),
}


@dataclass(frozen=True)
class Compared:
    """One example: what Probant proposes and what the authority concludes."""

    id: str
    case: breach.Case
    proposal: Proposal

    @property
    def document(self) -> Advice:
        """Every breach is documented: art. 33(5)."""
        return self.proposal.document

    @property
    def agrees(self) -> bool:
        """Whether both answers are the authority's."""
        authority = self.case.authority
        found = (self.proposal.notify.value, self.proposal.inform.value)
        return found == (authority.notify, authority.inform)

    def why(self, language: str) -> str:
        """The rules that hold; else what lowers the risk; for an open answer, what decides."""
        book, found = breach.rule_book(), self.proposal
        held = [why.label.in_(language) for why in found.reasons if why.is_certain]
        relief = [book.criteria[name].label.in_(language) for name in found.relief]
        asked = [fact.question.in_(language) for fact in found.open_facts]
        is_open = Advice.CONDITIONAL in {found.notify, found.inform}
        said = held or [f"{words}." for words in relief] or [_NO_RULE[language]]
        return " ".join([*said[:2], *(asked[:3] if is_open else [])])


def compared() -> tuple[Compared, ...]:
    """Every example, in the guidelines' order."""
    return tuple(
        Compared(id_, case, propose(from_json(case.facts))) for id_, case in breach.cases().items()
    )


def table(language: str = "fr") -> str:
    """The comparison as a Markdown table; a differing line is marked with its difference."""
    return "\n".join(_lines("en" if language.startswith("en") else "fr")) + "\n"


def _lines(language: str) -> Iterator[str]:
    yield f"| {' | '.join(_TITLES[language])} |"
    yield f"|{'---|' * len(_TITLES[language])}"
    for one in compared():
        yield f"| {' | '.join(_cells(one, language))} |"


def _cells(one: Compared, language: str) -> tuple[str, ...]:
    words, proposal, authority = _WORDS[language], one.proposal, one.case.authority
    severity = proposal.severity
    score = f"{severity.low}" if severity.range.is_certain else f"{severity.low}–{severity.high}"
    mark = "" if one.agrees else "≠ "
    return (
        f"{one.case.guideline} {one.case.number}",
        one.case.label.in_(language),
        f"{mark}{words[proposal.notify.value]}",
        words[authority.notify],
        f"{mark}{words[proposal.inform.value]}",
        words[authority.inform],
        score,
        one.why(language),
    )
