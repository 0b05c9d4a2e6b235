"""One thing that a scan or an audit found, as its file says it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from probant.vulnerabilities.domain.severity import Severity

LONGEST_TITLE, LONGEST_TEXT, LONGEST_PLACE = 200, 4_000, 500
MOST_IDENTIFIERS = 20


class Analysis(StrEnum):
    """What the publisher of a VEX says of a flaw (CycloneDX `analysis.state`)."""

    NONE = ""
    RESOLVED = "resolved"
    RESOLVED_WITH_PEDIGREE = "resolved_with_pedigree"
    EXPLOITABLE = "exploitable"
    IN_TRIAGE = "in_triage"
    FALSE_POSITIVE = "false_positive"
    NOT_AFFECTED = "not_affected"

    @property
    def is_not_affected(self) -> bool:
        """Whether the product is said to be out of reach of the flaw."""
        return self in {Analysis.NOT_AFFECTED, Analysis.FALSE_POSITIVE}

    @property
    def is_resolved(self) -> bool:
        """Whether the fix is said: a scan has yet to verify it."""
        return self in {Analysis.RESOLVED, Analysis.RESOLVED_WITH_PEDIGREE}


class Justification(StrEnum):
    """Why a product is not affected (CycloneDX `analysis.justification`)."""

    CODE_NOT_PRESENT = "code_not_present"
    CODE_NOT_REACHABLE = "code_not_reachable"
    REQUIRES_CONFIGURATION = "requires_configuration"
    REQUIRES_DEPENDENCY = "requires_dependency"
    REQUIRES_ENVIRONMENT = "requires_environment"
    PROTECTED_BY_COMPILER = "protected_by_compiler"
    PROTECTED_AT_RUNTIME = "protected_at_runtime"
    PROTECTED_AT_PERIMETER = "protected_at_perimeter"
    PROTECTED_BY_MITIGATING_CONTROL = "protected_by_mitigating_control"


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """What was found; `identity` is what the flaw is recognised by (domain.fingerprint)."""

    identity: tuple[str, ...]
    title: str
    rule: str = ""
    identifiers: tuple[str, ...] = ()
    cwe: int | None = None
    severity: Severity = Severity.UNKNOWN
    vector: str = ""
    score: Decimal | None = None
    component: str = ""
    component_version: str = ""
    location: str = ""
    description: str = ""
    remedy: str = ""
    is_exploitable: bool | None = None
    has_public_exploit: bool | None = None
    analysis: Analysis = Analysis.NONE
    justification: str = ""
    detail: str = ""

    @property
    def weight(self) -> tuple[bool, int]:
        """What speaks for several occurrences of one flaw: the least."""
        return self.analysis.is_not_affected or self.analysis.is_resolved, self.severity.rank


class Refusal(StrEnum):
    """Why one row or result is refused, or what is told of one that is kept."""

    NO_TITLE = "no_title"
    UNKNOWN_SEVERITY = "unknown_severity"
    INVALID_VECTOR = "invalid_vector"
    INVALID_SCORE = "invalid_score"
    OTHER_SCORE = "other_score"
    INVALID_CWE = "invalid_cwe"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_STATE = "unknown_state"


@dataclass(frozen=True)
class Finding:
    """Where in the file, what, and the value as it stands there."""

    place: str
    code: Refusal
    value: str = ""


@dataclass
class Reading:
    """A file read: what was found by identity, how often, what was refused, what is told."""

    format: str
    tool: str = ""
    tool_version: str = ""
    done_on: date | None = None
    product: str = ""
    product_version: str = ""
    found: dict[tuple[str, ...], Occurrence] = field(default_factory=dict)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)
    suppressed: int = 0

    def add(self, one: Occurrence) -> None:
        """Counts an occurrence; what is affected, then the gravest, speaks for its identity."""
        held = self.found.get(one.identity)
        if held is None or one.weight < held.weight:
            self.found[one.identity] = one
        self.counts[one.identity] = self.counts.get(one.identity, 0) + 1

    @property
    def total(self) -> int:
        """Every occurrence, those of one flaw counted apart."""
        return sum(self.counts.values())
