"""What the register holds of one processing activity: a value, whole, as art. 30 lists it.

The JSON of a record has these field names; a template, an import, a version and an export are all
this value. Codes (`legal_basis`, `category`, `retention.rule`…) are ids of `probant.reference.law`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from probant.common import json_values
from probant.common.errors import ProbantError


class ActivityRole(StrEnum):
    """In which capacity the organisation processes: its own register, or the processor's."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Identification(StrEnum):
    """How far a datum identifies: by itself, by combination, or only through what it hangs on."""

    IDENTIFYING = "identifying"
    QUASI_IDENTIFYING = "quasi_identifying"
    ATTACHED = "attached"


class Collection(StrEnum):
    """From whom the data come: decides between the notices of art. 13 and art. 14."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why, on which basis of art. 6(1), and by which exception of art. 9(2) for sensitive data."""

    text: str = ""
    legal_basis: str = ""
    legal_basis_detail: str = ""
    exception: str = ""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """A rule of the reference, or durations (ISO 8601), or the criteria that decide."""

    rule: str = ""
    active: str = ""
    archive: str = ""
    criteria: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether any duration or criterion is given (art. 30(1)(f), art. 13(2)(a))."""
        return bool(self.rule or self.active or self.archive or self.criteria)


@dataclass(frozen=True, kw_only=True)
class DataLine:
    """One kind of datum: its category, class, sensitivity, origin and retention."""

    category: str = ""
    detail: str = ""
    identification: Identification = Identification.ATTACHED
    is_sensitive: bool = False
    is_mandatory: bool = False
    source: str = ""
    retention: Retention = Retention()


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who receives the data; `category` is an id of law.recipients."""

    name: str = ""
    category: str = ""
    country: str = "FR"


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer outside the European Economic Area and what allows it (art. 44–49)."""

    recipient: str = ""
    country: str = ""
    mechanism: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class System:
    """A medium or application in which the data live; `is_hds` None: not known."""

    name: str = ""
    kind: str = "software"
    host: str = ""
    country: str = "FR"
    is_hds: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessorLine:
    """A processor of this activity (art. 28); `contract_on` None: no contract known."""

    name: str = ""
    service: str = ""
    country: str = "FR"
    contract_on: date | None = None
    is_hds: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A technical or organisational measure of art. 32: an id of law.measures, or words."""

    measure: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Party:
    """A joint controller, or a controller for whom a processor works: name and contact."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Research:
    """What allows a research: methodology or authorisation, ethics opinion, agreement (A9)."""

    methodology: str = ""
    authorisation: str = ""
    ethics_opinion: str = ""
    agreement: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityRecord:
    """One line of the register of art. 30(1) or, with role processor, of art. 30(2)."""

    name: str = ""
    role: ActivityRole = ActivityRole.CONTROLLER
    summary: str = ""
    purposes: tuple[Purpose, ...] = ()
    data_subjects: tuple[str, ...] = ()
    data_lines: tuple[DataLine, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    systems: tuple[System, ...] = ()
    processors: tuple[ProcessorLine, ...] = ()
    measures: tuple[Measure, ...] = ()
    joint_controllers: tuple[Party, ...] = ()
    controllers: tuple[Party, ...] = ()
    processing_categories: tuple[str, ...] = ()
    research: Research | None = None
    minimisation: str = ""
    source_of_data: Collection = Collection.DIRECT
    origin: str = ""
    automated_decision: str = ""
    notices_reference: str = ""
    review_on: date | None = None
    notes: str = ""

    @property
    def is_sensitive(self) -> bool:
        """Whether any line holds data of art. 9 or 10."""
        return any(line.is_sensitive for line in self.data_lines)


class RecordShapeError(ProbantError):
    """The JSON is not a record; `detail` names the path and what was expected."""

    def __init__(self, detail: str) -> None:
        """`detail`: msgspec's words, with the JSON path."""
        super().__init__(detail)
        self.detail = detail


def from_json(value: object) -> ActivityRecord:
    """The record that this JSON value spells; missing fields take their empty value."""
    try:
        return msgspec.convert(value, ActivityRecord)
    except msgspec.ValidationError as error:
        raise RecordShapeError(str(error)) from error


def to_json(record: ActivityRecord) -> dict[str, Any]:
    """The record as JSON values, every field present, dates in ISO 8601."""
    value: dict[str, Any] = json_values.of(record)
    return value
