"""How grave a flaw is: by its CVSS score where there is one, else as the tool or person said.

CVSS v3.1 and v4.0 share one scale: none 0, low 0.1, medium 4.0, high 7.0, critical 9.0. The score
is computed from the vector by the `cvss` library; a score that a file states beside a vector is
only compared with it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cvss.cvss3 import CVSS3
from cvss.cvss4 import CVSS4
from cvss.exceptions import CVSSError

from probant.common.errors import ProbantError


class Severity(StrEnum):
    """From worst to none; unknown is said, never taken for none."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """The worst first; what is unknown stands beside high."""
        return RANKS[self]

    @property
    def is_grave(self) -> bool:
        """Critical or high: what must not wait."""
        return self in {Severity.CRITICAL, Severity.HIGH}


RANKS = {
    Severity.CRITICAL: 0,
    Severity.HIGH: 1,
    Severity.UNKNOWN: 2,
    Severity.MEDIUM: 3,
    Severity.LOW: 4,
    Severity.NONE: 5,
}
FLOORS = (
    (Decimal("9.0"), Severity.CRITICAL),
    (Decimal("7.0"), Severity.HIGH),
    (Decimal("4.0"), Severity.MEDIUM),
    (Decimal("0.1"), Severity.LOW),
)
WORDS = {
    Severity.CRITICAL: ("critical", "critique", "c", "p1"),
    Severity.HIGH: ("high", "haute", "haut", "élevée", "élevé", "elevee", "eleve", "important",
                    "importante", "majeure", "majeur", "major", "severe", "error", "h", "p2"),
    Severity.MEDIUM: ("medium", "moderate", "moyenne", "moyen", "modérée", "modéré", "moderee",
                      "warning", "m", "p3"),
    Severity.LOW: ("low", "faible", "basse", "bas", "mineure", "mineur", "minor", "note", "l",
                   "p4"),
    Severity.NONE: ("none", "info", "informational", "information", "informative", "aucune",
                    "nulle", "i"),
    Severity.UNKNOWN: ("unknown", "inconnue", "inconnu", "?", ""),
}  # fmt: skip
BY_WORD = {word: severity for severity, words in WORDS.items() for word in words}
LONGEST_VECTOR = 400


class InvalidVectorError(ProbantError):
    """Not a vector of CVSS v3.0, v3.1 or v4.0; `detail` is what the library says."""

    def __init__(self, vector: str, detail: str = "") -> None:
        """`vector` is cut to what a message can show."""
        super().__init__(vector[:LONGEST_VECTOR], detail)
        self.vector = vector[:LONGEST_VECTOR]
        self.detail = detail


@dataclass(frozen=True)
class Score:
    """A vector with the score that it gives."""

    vector: str
    value: Decimal

    @property
    def severity(self) -> Severity:
        """The word of the score."""
        return of_score(self.value)


def of_score(value: Decimal) -> Severity:
    """CVSS v3.1 §5 and v4.0 §6: the qualitative scale."""
    return next((severity for floor, severity in FLOORS if value >= floor), Severity.NONE)


def of_word(said: str) -> Severity | None:
    """The severity that a French or English word names; None for another word."""
    return BY_WORD.get(said.strip().casefold())


def scored(vector: str) -> Score:
    """The score of a vector, or InvalidVectorError."""
    text = vector.strip()
    if len(text) > LONGEST_VECTOR:
        raise InvalidVectorError(text)
    kind = CVSS4 if text.startswith("CVSS:4.0/") else CVSS3
    try:
        return Score(text, Decimal(str(kind(text).base_score)))
    except (CVSSError, ValueError, KeyError) as error:
        raise InvalidVectorError(text, str(error)[:200]) from error
