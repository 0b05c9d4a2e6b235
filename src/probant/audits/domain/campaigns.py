"""An audit campaign: who looked at what, when, against which list, and what each control gave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from probant.common.errors import ProbantError

LONGEST_LINE = 200
LONGEST_TEXT = 10_000
MOST_AUDITORS = 20
ENOUGH_TESTED = 0.5  # ours: an audit that left more than half untested tells little


class Kind(StrEnum):
    """What sort of look it is."""

    ISO27001 = "iso27001"
    HDS = "hds"
    TECHNICAL = "technical"
    ORGANISATIONAL = "organisational"
    GDPR = "gdpr"
    SUPPLIER = "supplier"
    SELF_CHECK = "self_check"


class State(StrEnum):
    """Being held, or concluded; the follow-up of its findings goes on afterwards."""

    OPEN = "open"
    CLOSED = "closed"


class Result(StrEnum):
    """What a control gave; not tested is no result, and never good."""

    NOT_TESTED = "not_tested"
    CONFORM = "conform"
    OPPORTUNITY = "opportunity"
    MINOR = "minor"
    MAJOR = "major"
    NOT_APPLICABLE = "not_applicable"


class CampaignShapeError(ProbantError):
    """A value of a campaign is missing or too long."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a campaign is about."""

    title: str
    kind: Kind
    scope: str
    auditors: tuple[str, ...]
    is_independent: bool
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One control as it was listed when the campaign began: the list may change afterwards."""

    id: str
    number: str = ""
    title: str
    theme: str = ""
    help: str = ""

    @property
    def name(self) -> str:
        """Number and title."""
        return " ".join(filter(None, [self.number, self.title]))


@dataclass(frozen=True)
class Progress:
    """How many controls gave each result."""

    counts: Mapping[Result, int]

    @classmethod
    def of(cls, results: Iterable[str]) -> "Progress":
        """Counted."""
        return cls(Counter(Result(result) for result in results))

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def tested(self) -> int:
        """Those that gave a result."""
        return self.total - self.counts.get(Result.NOT_TESTED, 0)

    @property
    def is_telling(self) -> bool:
        """Whether enough was tested for the audit to say something."""
        return self.total > 0 and self.tested >= self.total * ENOUGH_TESTED


def ensure_sound(terms: Terms) -> None:
    """CampaignShapeError where something is missing, too long, or ends before it begins."""
    if not terms.title.strip():
        raise CampaignShapeError(field="title", reason="required")
    if len(terms.title) > LONGEST_LINE:
        raise CampaignShapeError(field="title", reason="too_long")
    if not terms.auditors:
        raise CampaignShapeError(field="auditors", reason="required")
    if len(terms.auditors) > MOST_AUDITORS or any(
        len(name) > LONGEST_LINE for name in terms.auditors
    ):
        raise CampaignShapeError(field="auditors", reason="too_long")
    if len(terms.scope) > LONGEST_TEXT:
        raise CampaignShapeError(field="scope", reason="too_long")
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise CampaignShapeError(field="ends_on", reason="before_start")
