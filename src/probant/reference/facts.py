"""What the files of `data/` hold, one class per file. `law.py` gives access to them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from probant.common.verdicts import SanctionTier as Tier
from probant.reference.loading import Fact, Text

Identification = Literal["identifying", "quasi_identifying", "attached"]
RightState = Literal["applies", "does_not_apply", "conditional", "withdrawal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Article(Fact):
    """An article of the GDPR, with the tier of art. 83 that its infringement falls under."""

    number: str
    tier: Tier | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalBasis(Fact):
    """Art. 6(1): the ground on which a purpose stands."""

    explanation: Text
    example: Text
    keep: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class SensitiveException(Fact):
    """Art. 9(2): the ground that lifts the ban on sensitive data."""

    letter: str
    explanation: Text
    is_usual_in_health: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Right(Fact):
    """Art. 15 to 22: a right of the persons concerned."""

    explanation: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class RightRule(Fact):
    """Whether one right applies under one legal basis, or in one case whatever the basis."""

    right: str
    state: RightState
    basis: str = ""
    case: str = ""
    condition: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DataCategory(Fact):
    """A kind of personal data, in words that a secretary understands."""

    identification: Identification
    is_sensitive: bool
    regime: Literal["art9", "art10", "nir", ""]
    examples: Text
    minimisation: Text
    wording: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSubject(Fact):
    """A kind of persons concerned; `audience` is the notice that informs them."""

    examples: Text
    audience: Literal["patients", "staff", "website_visitors", "partners", "research", "clients"]
    is_vulnerable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionRule(Fact):
    """How long data may stay: `active` use, then intermediate `archive`, as ISO 8601 durations.

    Both are empty where the law gives no figure: `rule` then says what decides.
    """

    active: str
    archive: str
    trigger: Text
    rule: Text
    force: Literal["binding", "guidance"]
    sectors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient(Fact):
    """Art. 4(9): a kind of persons or bodies to whom data are disclosed."""

    examples: Text
    kind: Literal["internal", "care", "payer", "processor", "third_party", "authority"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure(Fact):
    """Art. 32: a security measure, with its places in the CNIL's and the ANSSI's guides."""

    kind: Literal["technical", "organisational"]
    explanation: Text
    cnil_fiches: tuple[int, ...]
    anssi_measures: tuple[int, ...]
    is_basic: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class GuideItem(Fact):
    """One numbered item of a public list: a fiche, a hygiene measure, a criterion, a type."""

    number: int
    chapter: str = ""
    explanation: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TierCeiling(Fact):
    """Art. 83: the ceiling of a fine, the higher of a sum and a share of the group's turnover."""

    cap_euros: int
    turnover_percent: int
    articles: tuple[str, ...]
    explanation: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Fact):
    """A sanction pronounced, what went wrong, and what Probant looks at because of it."""

    number: str
    country: str
    amount_euros: int
    facts: Text
    check: Text
    articles: tuple[str, ...]
    decided_on: date | None = None
    other_articles: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferMechanism(Fact):
    """Chapter V: what makes a transfer out of the European Economic Area lawful."""

    explanation: Text
    kind: Literal["adequacy", "safeguards", "derogation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Methodology(Fact):
    """A CNIL framework that replaces an authorisation when every one of its conditions is met."""

    kind: Literal["reference_methodology", "framework"]
    scope: Text
    change: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeItem(Fact):
    """What a notice says; `direct` and `indirect` are paragraphs of art. 13 and 14, or empty."""

    direct: str
    indirect: str
    when: Literal[
        "always",
        "representative",
        "dpo",
        "legitimate_interests",
        "transfers",
        "consent",
        "automated_decision",
        "france",
    ]
    explanation: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeLimit(Fact):
    """A period that the law fixes: ISO 8601, with the event that starts it."""

    period: str
    starts: Text
    kind: Literal["at_most", "at_least"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeLimitOverride:
    """What a rule pack puts in the place of a period."""

    time_limit: str
    period: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RulePack(Fact):
    """A set of rules that is prepared, and applies only when it is enabled and in force."""

    is_enabled: bool
    status: Text
    explanation: Text
    time_limits: tuple[TimeLimitOverride, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ObligationText(Fact):
    """The words and the sources of an obligation; its check is code in a slice."""

    why: Text
    remedy: Text
    articles: tuple[str, ...]
    requirements: tuple[str, ...]
    tier: Tier | None
    applies_to: tuple[Literal["controller", "processor"], ...]
    fresh_for: str = ""

    @property
    def title(self) -> Text:
        """The obligation in one line."""
        return self.label


@dataclass(frozen=True, kw_only=True, slots=True)
class TerritoryRule(Fact):
    """What the law says of one territory: member of the EEA, adequate, or French overseas."""

    status: Literal["eea", "adequate", "partly_adequate", "french_overseas"]
    note: Text | None = None
