"""What a communication to the persons must hold (art. 34(2)), and what may replace it (34(3))."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from probant.common.errors import ProbantError
from probant.reference import breach
from probant.reference.loading import Text


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What the letter will say; the elements that art. 34(2) asks for, and the advice to persons.

    `nature` says what happened and which data; `contact` names the officer and how to reach them.
    """

    nature: str = ""
    data: str = ""
    contact: str = ""
    consequences: str = ""
    measures: str = ""
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """A ground of art. 34(3) with its proof: an id of the vocabulary `exception`."""

    ground: str
    proof: str = ""
    public_communication_on: date | None = None


class UnknownGroundError(ProbantError):
    """Not a ground of art. 34(3)."""

    def __init__(self, ground: str) -> None:
        """`ground`: what was given; it is not repeated, for it may be typed words."""
        super().__init__()
        self.ground = ground


def missing(letter: LetterFacts) -> tuple[breach.LetterElement, ...]:
    """The elements that the letter lacks, in the law's order (compare SAN-2026-001, Free)."""
    elements = breach.letter_elements()
    return tuple(element for name, element in elements.items() if not getattr(letter, name).strip())


def lacks_required(letter: LetterFacts) -> bool:
    """Whether something that art. 34(2) requires is missing; the advice is only expected."""
    return any(element.is_required for element in missing(letter))


def faults_of(exemption: Exemption) -> Iterator[tuple[str, Text]]:
    """What keeps an exemption from standing: (field, what is asked); none when it is proven."""
    term = breach.terms("exception").get(exemption.ground)
    if term is None:
        raise UnknownGroundError(exemption.ground)
    asked = term.hint or term.label
    if not exemption.proof.strip():
        yield "proof", asked
    if exemption.ground == "disproportionate" and exemption.public_communication_on is None:
        yield "public_communication_on", asked
