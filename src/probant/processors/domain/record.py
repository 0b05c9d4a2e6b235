"""What is known of one processor: a value, whole, that is saved, compared and exported.

Codes are ids of `probant.reference`: countries, transfer mechanisms, HDS activities. An activity of
the register is named by its id, never by its words, which stay in the register.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from probant.common import canonical_json, json_values
from probant.common.errors import ProbantError

LINE, PARAGRAPH, MOST_ROWS = 200, 5_000, 200


class RecordShapeError(ProbantError):
    """A value that is no processor's record; `field` says where, `reason` why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


class Chosen(StrEnum):
    """Who chose a component of the chain (D3)."""

    UNKNOWN = ""
    PROCESSOR = "processor"
    CONTROLLER = "controller"


class Authorisation(StrEnum):
    """Art. 28(2): specific, or general with notice and a right to object."""

    UNKNOWN = ""
    SPECIFIC = "specific"
    GENERAL = "general"


class Objection(StrEnum):
    """What was answered to an announced sub-processor."""

    NONE = ""
    ACCEPTED = "accepted"
    OBJECTED = "objected"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody of the processor, and how they are reached."""

    name: str = ""
    email: str = ""
    telephone: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether an address or a number is known."""
        return bool(self.email.strip() or self.telephone.strip())


@dataclass(frozen=True, kw_only=True)
class Use:
    """What the processor does in one activity of the register."""

    activity: str
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Data read from another country than where they lie: support, maintenance (art. 44)."""

    country: str = ""
    purpose: str = ""
    mechanism: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class SubProcessor:
    """Another processor engaged in the chain (art. 28(2) and (4)).

    `engaged_by` names who engaged it and answers for it; '' is the processor itself. A component
    that the controller asked for has the date and words of the express request.
    """

    id: str
    name: str = ""
    service: str = ""
    country: str = "FR"
    engaged_by: str = ""
    chosen_by: Chosen = Chosen.UNKNOWN
    requested_on: date | None = None
    request: str = ""
    authorisation: Authorisation = Authorisation.UNKNOWN
    authorised_on: date | None = None
    announced_on: date | None = None
    objection: Objection = Objection.NONE
    objected_on: date | None = None
    is_in_use: bool = True


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate of health data hosting; `holder` '' is the processor itself."""

    number: str = ""
    holder: str = ""
    body: str = ""
    referential: str = ""
    activities: tuple[int, ...] = ()
    sites: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Hosting:
    """Whether health data lie with it, and for which activities it must be certified."""

    hosts_health_data: bool | None = None
    needed: tuple[int, ...] = ()
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProcessorRecord:
    """One processor as it is known."""

    name: str = ""
    siren: str = ""
    address: str = ""
    country: str = "FR"
    services: str = ""
    contact: Contact = Contact()
    dpo: Contact = Contact()
    incidents: Contact = Contact()
    uses: tuple[Use, ...] = ()
    storage: tuple[str, ...] = ()
    accesses: tuple[Access, ...] = ()
    chain_told_on: date | None = None
    sub_processors: tuple[SubProcessor, ...] = ()
    hosting: Hosting = Hosting()
    note: str = ""


LACKS = ("contact", "incidents", "services", "storage", "uses")


def lacking(record: ProcessorRecord) -> tuple[str, ...]:
    """What the description does not say yet: how to reach it, what it does, where data lie."""
    said = {
        "contact": record.contact.is_reachable,
        "incidents": record.incidents.is_reachable,
        "services": bool(record.services.strip()),
        "storage": bool(record.storage),
        "uses": bool(record.uses),
    }
    return tuple(name for name in LACKS if not said[name])


def to_json(record: ProcessorRecord) -> dict[str, Any]:
    """The record as it is kept and exported, every field present.

    `asdict` first: a record that msgspec made holds only the fields that its JSON named.
    """
    value: dict[str, Any] = json_values.of(asdict(record))
    return value


def from_json(value: object) -> ProcessorRecord:
    """The record that was kept; RecordShapeError where it is none."""
    try:
        return msgspec.convert(value, ProcessorRecord)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise RecordShapeError(path.strip(".`"), reason) from error


def digest_of(record: ProcessorRecord) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical_json.dumps(to_json(record))).hexdigest()


def changed(before: ProcessorRecord, after: ProcessorRecord) -> tuple[str, ...]:
    """The names of the fields that differ."""
    old, new = to_json(before), to_json(after)
    return tuple(name for name in new if old[name] != new[name])
