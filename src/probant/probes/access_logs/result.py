"""What the probe tells: what was taken and refused, verdicts on accesses, alerts, scopes.

Every result carries what it could not see. Texts are codes; whoever shows them words them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

PROBE = "access_logs"
VERSION = "1"


class Told:
    """Plain values, as kept in an observation and printed by the command."""

    def as_json(self) -> dict[str, Any]:
        """Dates stay dates: the writer formats them."""
        return asdict(self)  # type: ignore[call-overload,no-any-return]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport(Told):
    """One file taken into the store. lines = taken + duplicates + quarantined.

    `rows` counts events × patients. `first_refusals` names some refused units by their position
    (line or index from 1) and reason.
    """

    file: str
    source: str
    format: str
    sha256: str
    is_complete: bool
    was_known: bool  # the same bytes had been imported: nothing was added
    units: int
    taken: int
    rows: int
    duplicates: int
    quarantined: Mapping[str, int] = field(default_factory=dict)
    first_refusals: tuple[tuple[int, str, str], ...] = ()
    without_actor: int = 0
    without_patient: int = 0
    unresolved_queries: int = 0
    clocks: Mapping[str, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None
    seconds: float = 0.0


class Verdict(StrEnum):
    """Of one access: a reason was found; a rule says suspicious; neither."""

    EXPLAINED = "explained"
    SUSPICIOUS = "suspicious"
    UNEXPLAINED = "unexplained"


class Explanation(StrEnum):
    """The reasons of D.2, in the order they are tried."""

    OWN_UNIT_STAY = "own_unit_stay"
    APPOINTMENT = "appointment"
    ORDER = "order"
    CARE_TEAM = "care_team"
    ON_CALL = "on_call"
    CONSULTATION = "consultation"
    SUPPORT_ROLE = "support_role"
    LEARNED = "learned"
    FOLLOW_UP = "follow_up"
    BREAK_GLASS = "break_glass"


class Rule(StrEnum):
    """The rules of D.3."""

    COLLEAGUE = "colleague"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    VIP = "vip"
    CROWD = "crowd"
    SELF_ACCESS = "self_access"
    MASS_BROWSING = "mass_browsing"
    OFF_HOURS = "off_hours"
    BREAK_GLASS = "break_glass"
    DEPARTED = "departed"
    DORMANT = "dormant"
    NO_RELATIONSHIP = "no_relationship"
    IMPOSSIBLE = "impossible"
    EXPORT_BURST = "export_burst"
    SILENCE = "silence"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert(Told):
    """One (account, patient, 7 days), ranked within its day; a rule on an account has no patient.

    `rules` holds each rule that fired with its weight (log-odds); `facts` what the wording needs
    (counts, thresholds); `tried` each explanation that failed and why: "no_data" where its table
    is missing, "none" where it was looked for and not found.
    """

    day: date
    rank: int
    score: float
    account: str
    patient: str | None
    rule: Rule
    rules: Mapping[str, float]
    first_event_at: datetime
    last_event_at: datetime
    event_ids: tuple[str, ...]
    events: int
    tried: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained(Told):
    """The verdict on one event; `reason` is an Explanation, a Rule, or empty."""

    event_id: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage(Told):
    """How much context there is over an interval: what a verdict rests on, and could not see."""

    table: str
    rows: int
    first_at: datetime | None
    last_at: datetime | None
    share_of_accounts: float | None  # of those seen in the logs, known to this table
    share_of_patients: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopedPatient(Told):
    """What the account or address reached of one record."""

    patient: str
    categories: tuple[str, ...]
    objects: int
    events: int
    exports: int
    prints: int
    changes: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope(Told):
    """Which patients and data, through these accounts, addresses or devices, between two instants.

    `unresolved_queries` events named no patient; together they returned `unresolved_results`
    (None where a query did not say): `patients` is a lower bound and their sum an upper one.
    `not_seen` lists days without any event of a source, quarantined units and purged days.
    An access that the source says was refused is in `failed` and nowhere else; `events` counts
    events × patients.
    """

    accounts: tuple[str, ...]
    addresses: tuple[str, ...]
    devices: tuple[str, ...]
    start: datetime
    end: datetime
    patients: tuple[ScopedPatient, ...]
    events: int
    without_patient: int
    unresolved_queries: int
    unresolved_results: int | None
    failed: int  # accesses that the source says were refused
    not_seen: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Consultation(Told):
    """One account in one record on one day: a line of the patient's list (EHDS art. 9)."""

    day: date
    account: str | None  # None where the log does not tell
    role: str | None
    unit: str | None
    on_behalf_of: str | None  # the account that this one acted for
    categories: tuple[str, ...]
    actions: tuple[str, ...]
    events: int
    first_at: datetime
    last_at: datetime
    is_break_glass: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell(Told):
    """Accesses of one unit at one hour of one day of the week, on the clock of the wall."""

    unit: str | None
    weekday: int  # 0 is Monday
    hour: int
    events: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountDay(Told):
    """What one account did on one day."""

    day: date
    events: int
    patients: int
    addresses: int
    devices: int
    exports: int
    prints: int
    changes: int
    failed: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PatientDay(Told):
    """Who opened one record on one day.

    `new_accounts` had not opened it before within the interval asked for. `baseline` is the median
    number of accounts of the record's days with an access in the 28 days before; None where there
    was none.
    """

    day: date
    events: int
    accounts: int
    new_accounts: int
    units: int
    baseline: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithoutMfa(Told):
    """An account that the log saw without a second factor; `untold` events say nothing of it."""

    account: str
    events: int
    with_mfa: int
    untold: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHealth(Told):
    """One source of logs: what came, until when, and what is wrong with it."""

    source: str
    format: str
    units: int
    rows: int
    quarantined: int
    first_at: datetime | None
    last_at: datetime | None
    last_received_at: datetime | None
    silent_days: tuple[date, ...]
    is_silent: bool  # R13: the last day is under 20 % of its usual rate


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault(Told):
    """One thing that verification found wrong; `where` names source, day and leaf."""

    code: str
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification(Told):
    """Every tree recomputed from the raw bytes kept, against the roots that were recorded."""

    trees: int
    leaves: int
    bytes: int
    purged: int  # trees whose days were purged: their roots only
    faults: tuple[Fault, ...]
    seconds: float
