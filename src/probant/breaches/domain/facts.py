"""What is known of a breach: a value, whole, in sections that are saved one at a time.

Everything may be unknown: a breach is first declared in two minutes, then understood over days
(art. 33(4)). The empty value is "nothing is known yet", never "nothing is wrong". The JSON of the
facts has these field names. Codes are ids of `probant.reference.breach` vocabularies, of
`law.data_categories`, `law.data_subjects` and `law.measures`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from probant.breaches.domain.counts import UNKNOWN, Count, total
from probant.common import json_values
from probant.common.errors import ProbantError


class Answer(StrEnum):
    """Yes, no, or nobody can tell yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """The cause, in the words of the CNIL's form."""

    EXTERNAL_MALICIOUS = "external_malicious"
    EXTERNAL_ACCIDENTAL = "external_accidental"
    INTERNAL_MALICIOUS = "internal_malicious"
    INTERNAL_ACCIDENTAL = "internal_accidental"
    OTHER = "other"
    UNKNOWN = "unknown"


class AwarenessSource(StrEnum):
    """What gave reasonable certainty that personal data were compromised (EDPB 9/2022)."""

    OWN_FINDING = "own_finding"
    STAFF = "staff"
    PERSON_CONCERNED = "person_concerned"
    PROCESSOR = "processor"
    PARTNER = "partner"
    AUTHORITY = "authority"
    THIRD_PARTY = "third_party"
    ATTACKER = "attacker"
    UNKNOWN = "unknown"


class Insight(StrEnum):
    """What the data really tell of the person, from nothing to what endangers; see ENISA's scale.

    Each class of data has its own choices: `reference.breach.enisa().classes[…].insights`.
    """

    NONE = "none"
    GENERAL = "general"
    LITTLE = "little"
    ORDINARY = "ordinary"
    PROFILE = "profile"
    SENSITIVE = "sensitive"
    SAFETY = "safety"
    UNKNOWN = "unknown"


class Ease(StrEnum):
    """How easily the persons are recognised from the data (ENISA's EI)."""

    NEGLIGIBLE = "negligible"
    LIMITED = "limited"
    SIGNIFICANT = "significant"
    MAXIMUM = "maximum"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """Whether the list of affected data is established, or may still grow."""

    ESTABLISHED = "established"
    OPEN = "open"


class Protection(StrEnum):
    """What stands between a stranger and the data: art. 34(3)(a), EDPB 9/2022."""

    STATE_OF_THE_ART = "state_of_the_art"
    WEAK = "weak"
    NONE = "none"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """Whether somebody without right had the data: excluded takes a proof, such as logs."""

    EXCLUDED = "excluded"
    NOT_EXCLUDED = "not_excluded"
    ESTABLISHED = "established"
    UNKNOWN = "unknown"


class Recipients(StrEnum):
    """Into whose hands the data came, or may have come."""

    TRUSTED = "trusted"
    IDENTIFIED = "identified"
    UNIDENTIFIED = "unidentified"
    PUBLIC = "public"
    UNKNOWN = "unknown"


class Alteration(StrEnum):
    """What became of altered data: integrity."""

    UNUSED = "unused"
    USED_RECOVERABLE = "used_recoverable"
    NOT_RECOVERABLE = "not_recoverable"
    UNKNOWN = "unknown"


class Backup(StrEnum):
    """Whether a usable copy existed outside the breach's reach."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"
    UNKNOWN = "unknown"


class Restoration(StrEnum):
    """How the data came back: availability."""

    WITHOUT_DIFFICULTY = "without_difficulty"
    DELAYED = "delayed"
    NEVER = "never"
    UNKNOWN = "unknown"


class ServiceEffect(StrEnum):
    """What the unavailability did to the persons: nothing, nuisance, or harm to their care."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """The four degrees of the CNIL's form."""

    NEGLIGIBLE = "negligible"
    LIMITED = "limited"
    IMPORTANT = "important"
    MAXIMUM = "maximum"
    UNKNOWN = "unknown"


class OwnRole(StrEnum):
    """In which capacity the organisation is concerned: it decides who must be told."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What was lost: any of the three makes a breach (art. 4(12)), availability included."""

    confidentiality: Answer = Answer.UNKNOWN
    integrity: Answer = Answer.UNKNOWN
    availability: Answer = Answer.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened: `origins` are ids of the vocabulary `origin`; `narrative` is free text."""

    loss: Loss = Loss()
    origins: tuple[str, ...] = ()
    cause: Cause = Cause.UNKNOWN
    narrative: str = ""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """When: all instants are aware; None is unknown. `aware_at` starts the 72 hours.

    `alerted_at` is the first signal: a short investigation may separate it from awareness.
    """

    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_ongoing: Answer = Answer.UNKNOWN
    alerted_at: datetime | None = None
    detected_at: datetime | None = None
    processor_reported_at: datetime | None = None
    aware_at: datetime | None = None
    awareness: AwarenessSource = AwarenessSource.UNKNOWN
    awareness_why: str = ""
    late_reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class DataItem:
    """One kind of data affected: an id of the vocabulary `data`, and what it reveals.

    `severity_class` replaces ENISA's class of the kind; `opens` are the kinds of data to which
    credentials lead, whose score they inherit.
    """

    kind: str = ""
    detail: str = ""
    insight: Insight = Insight.UNKNOWN
    severity_class: str = ""
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AffectedData:
    """Which data: from the register's activities, then item by item."""

    activities: tuple[str, ...] = ()
    items: tuple[DataItem, ...] = ()
    scope: Scope = Scope.OPEN
    scope_how: str = ""
    records: Count = UNKNOWN
    identification: Ease = Ease.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class PersonsGroup:
    """One category of persons (an id of law.data_subjects, or words) and how many."""

    category: str = ""
    count: Count = UNKNOWN
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Persons:
    """Whose data: relatives and trusted persons are groups too (SAN-2026-009)."""

    groups: tuple[PersonsGroup, ...] = ()
    has_vulnerable: Answer = Answer.UNKNOWN
    countries: tuple[str, ...] = ()

    @property
    def count(self) -> Count:
        """All groups together."""
        return total(tuple(group.count for group in self.groups))


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What makes it worse or better: the criteria of EDPB 9/2022 and of ENISA."""

    is_malicious: Answer = Answer.UNKNOWN
    protection: Protection = Protection.UNKNOWN
    is_key_safe: Answer = Answer.UNKNOWN
    protection_how: str = ""
    access: Access = Access.UNKNOWN
    access_how: str = ""
    recipients: Recipients = Recipients.UNKNOWN
    recipients_count: Count = UNKNOWN
    is_deletion_confirmed: Answer = Answer.UNKNOWN
    was_public: Answer = Answer.UNKNOWN
    alteration: Alteration = Alteration.UNKNOWN
    backup: Backup = Backup.UNKNOWN
    restoration: Restoration = Restoration.UNKNOWN
    unavailable_hours: Count = UNKNOWN
    service_effect: ServiceEffect = ServiceEffect.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """A likely consequence: an id of the vocabulary `consequence`, or words in `detail`."""

    kind: str = ""
    detail: str = ""
    severity: Severity = Severity.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What the persons may suffer: art. 33(3)(c), 34(2)."""

    items: tuple[Consequence, ...] = ()
    severity: Severity = Severity.UNKNOWN
    narrative: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureBefore:
    """A protection that was in place: an id of law.measures, or words."""

    measure: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureTaken:
    """What was done or is planned: art. 33(3)(d); `done_on` None while it is only planned."""

    text: str = ""
    done_on: date | None = None
    is_for_persons: bool = False


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Protections before, and answers after; advice is what the persons themselves can do."""

    before: tuple[MeasureBefore, ...] = ()
    taken: tuple[MeasureTaken, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Party:
    """A processor, a joint controller, or a controller whom a processor must tell."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Involvement:
    """Who else is concerned, and in which capacity we are."""

    role: OwnRole = OwnRole.CONTROLLER
    processors: tuple[Party, ...] = ()
    joint_controllers: tuple[Party, ...] = ()
    controllers: tuple[Party, ...] = ()
    authorities_told: tuple[str, ...] = ()
    is_health_incident: Answer = Answer.UNKNOWN
    is_insured: Answer = Answer.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class BreachFacts:
    """All that is known of one breach at one instant."""

    event: Event = Event()
    timeline: Timeline = Timeline()
    data: AffectedData = AffectedData()
    persons: Persons = Persons()
    circumstances: Circumstances = Circumstances()
    consequences: Consequences = Consequences()
    measures: Measures = Measures()
    involvement: Involvement = Involvement()


SECTIONS = (
    "event",
    "timeline",
    "data",
    "persons",
    "circumstances",
    "consequences",
    "measures",
    "involvement",
)


class FactsShapeError(ProbantError):
    """The JSON is not a breach's facts; `detail` names the path and what was expected."""

    def __init__(self, detail: str) -> None:
        """`detail`: msgspec's words, with the JSON path."""
        super().__init__(detail)
        self.detail = detail


def from_json(value: object) -> BreachFacts:
    """The facts that this JSON value spells; missing fields are unknown."""
    try:
        return msgspec.convert(value, BreachFacts)
    except msgspec.ValidationError as error:
        raise FactsShapeError(str(error)) from error


def to_json(facts: BreachFacts) -> dict[str, Any]:
    """The facts as JSON values, every field present, instants in ISO 8601."""
    value: dict[str, Any] = json_values.of(facts)
    return value
