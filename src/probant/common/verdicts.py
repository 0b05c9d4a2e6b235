"""What the law asks, and what an organisation's facts answer.

An obligation is never just green: its verdict is one of seven states and rests on sources, facts
and evidence. The constructor refuses a verdict that claims more than it carries. Titles, reasons
and remedies are data in `reference/`, keyed by the ids kept here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from probant.common.errors import ProbantError
from probant.common.time_limits.errors import NaiveDatetimeError
from probant.common.time_limits.period import Period

Confidence = Literal["found", "to_verify"]
FactValue = str | int | float | bool | date | datetime | None


class VerdictState(StrEnum):
    """How an obligation stands, the gravest first; sort by `severity`, never by the letters."""

    CONTRADICTED = "contradicted"
    MISSING = "missing"
    EXPIRED = "expired"
    UNDETERMINED = "undetermined"
    DECLARED = "declared"
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"

    @property
    def severity(self) -> int:
        """Six for a contradiction down to zero for what does not apply."""
        return _SEVERITY[self]

    @property
    def is_good(self) -> bool:
        """Only proof, or having nothing to prove, is good; not having been able to see is not."""
        return self in _GOOD

    @property
    def needs_remedy(self) -> bool:
        """True where something remains to be done and the verdict must say what."""
        return self in _TO_REMEDY


_SEVERITY = {state: rank for rank, state in enumerate(reversed(VerdictState))}
_GOOD = frozenset({VerdictState.PROVEN, VerdictState.NOT_APPLICABLE})
_TO_REMEDY = frozenset(
    {
        VerdictState.CONTRADICTED,
        VerdictState.MISSING,
        VerdictState.EXPIRED,
        VerdictState.DECLARED,
    }
)


class SanctionTier(StrEnum):
    """GDPR art. 83: up to 10 M€ or 2 % of turnover (83(4)), up to 20 M€ or 4 % (83(5))."""

    ART_83_4 = "art83_4"
    ART_83_5 = "art83_5"


class EvidenceKind(StrEnum):
    """What a proof may be: an entry of the journal, an observation of a probe, a document."""

    JOURNAL_ENTRY = "journal_entry"
    OBSERVATION = "observation"
    DOCUMENT = "document"


class VerdictError(ProbantError):
    """A verdict claims more than it carries."""

    def __init__(self, obligation_id: str, state: VerdictState) -> None:
        super().__init__(obligation_id, state.value)
        self.obligation_id = obligation_id
        self.state = state


class SourceMissingError(VerdictError):
    """A verdict cites no article or guideline."""


class EvidenceMissingError(VerdictError):
    """A verdict says "proven" and shows no proof."""


class RemedyMissingError(VerdictError):
    """A verdict finds something to do and does not say what."""


class WrongObligationError(VerdictError):
    """A check answered for another obligation than its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the law says so; "to_verify" is shown as « à vérifier », never as certain."""

    article: str
    url: str = ""
    confidence: Confidence = "found"

    @property
    def is_certain(self) -> bool:
        """True when the text was found in a source, not only remembered."""
        return self.confidence == "found"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the check read, with the page that shows it."""

    label_id: str
    value: FactValue
    link: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof that a verdict rests on."""

    kind: EvidenceKind
    id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do next, and the page where it is done."""

    id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one obligation stands for one organisation, and why."""

    obligation_id: str
    state: VerdictState
    source: tuple[Source, ...]
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remedy: Remedy | None = None
    tier: SanctionTier | None = None
    due_on: date | None = None

    def __post_init__(self) -> None:
        if not self.source:
            raise SourceMissingError(self.obligation_id, self.state)
        if self.state is VerdictState.PROVEN and not self.evidence:
            raise EvidenceMissingError(self.obligation_id, self.state)
        if self.state.needs_remedy and self.remedy is None:
            raise RemedyMissingError(self.obligation_id, self.state)

    @property
    def is_good(self) -> bool:
        """True when nothing remains to be done or to be looked at."""
        return self.state.is_good


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know besides the tables: whose organisation, and what time it is."""

    organisation_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing the law asks, and the check that confronts it with the facts."""

    id: str
    article: str
    tier: SanctionTier | None
    check: Callable[[Context], Verdict]

    def verdict(self, context: Context) -> Verdict:
        """Run the check; an answer for another obligation is a fault, not a verdict."""
        verdict = self.check(context)
        if verdict.obligation_id != self.id:
            raise WrongObligationError(verdict.obligation_id, verdict.state)
        return verdict


def worst(states: Iterable[VerdictState]) -> VerdictState:
    """The gravest of the states; of none at all, "undetermined": nothing was looked at."""
    return max(states, key=lambda state: state.severity, default=VerdictState.UNDETERMINED)


def gravest_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Verdicts in the order in which a person should read them; equals keep their order."""
    return sorted(verdicts, key=lambda verdict: -verdict.state.severity)


def freshness(evidence_at: datetime, now: datetime, valid_for: Period) -> VerdictState:
    """Proven while the evidence is within its validity, expired from the instant it ends.

    Evidence dated in the future is no proof: a clock is wrong, so that its age cannot be told.
    """
    if evidence_at.tzinfo is None or now.tzinfo is None:
        raise NaiveDatetimeError
    if evidence_at > now:
        return VerdictState.UNDETERMINED
    is_fresh = now < valid_for.past(evidence_at)
    return VerdictState.PROVEN if is_fresh else VerdictState.EXPIRED
