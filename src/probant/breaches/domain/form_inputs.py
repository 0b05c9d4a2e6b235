"""What the authority's form is filled from, besides the facts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from probant.breaches.domain.counts import UNKNOWN, Count


class StatementType(StrEnum):
    """Initial, complementary, or complete in one."""

    INITIAL = "initial"
    COMPLEMENTARY = "complementary"
    COMPLETE = "complete"


class FieldState(StrEnum):
    """Filled, missing, or not asked here."""

    FILLED = "filled"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who notifies: the organisation, the declarant, the contact point of art. 33(3)(b)."""

    name: str = ""
    siren: str = ""
    sector: str = ""
    address: str = ""
    declarant: str = ""
    declarant_contact: str = ""
    contact_point: str = ""


@dataclass(frozen=True, kw_only=True)
class Communicated:
    """What was decided and done towards the persons; ids of the vocabularies of breaches."""

    state: str = "undetermined"
    informed_on: date | None = None
    count: Count = UNKNOWN
    media: tuple[str, ...] = ()
    text: str = ""
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class Circumstance:
    """What surrounds one notification: its type, number, instant, and whether it is late."""

    type: StatementType = StatementType.INITIAL
    at: datetime
    previous_number: str = ""
    is_late: bool = False
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """What a field receives, or why it stays empty."""

    text: str = ""
    state: FieldState = FieldState.MISSING
