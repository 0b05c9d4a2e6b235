"""What programs say and read of breaches."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from probant.api.schemas import Asked, Language, Line, Words
from probant.breaches.clocks import AUTHORITY

Incident = Literal[
    "lost_device",
    "wrong_recipient",
    "hacked",
    "exposed",
    "lost_paper",
    "system_down",
    "other",
]
Statement = Literal["initial", "complementary", "complete"]


class BreachFilters(Asked):
    """Which breaches."""

    status: Literal["", "declared", "open", "dismissed", "closed"] = ""
    notify: Literal["", "yes", "no", "undecided"] = ""
    inform: Literal["", "yes", "no", "undecided"] = ""
    incident: Incident | Literal[""] = ""
    year: int | None = Field(None, ge=2000, le=9999)
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class BreachLine(Schema):
    """A breach in a list."""

    id: UUID
    reference: str
    incident: str
    status: str
    declared_at: datetime
    noticed_at: datetime
    aware_at: datetime | None
    notify: str
    inform: str
    notified_at: datetime | None
    informed_on: Any
    severity: str
    facts_number: int


class BreachPage(Schema):
    """Some of the breaches."""

    items: list[BreachLine]
    total: int
    page: int
    pages: int


class ClockOut(Schema):
    """One duty and its end."""

    duty: str
    article: str
    applies: bool | None
    is_legal: bool
    is_provisional: bool
    target_at: datetime | None
    ends_at: datetime | None
    done_at: datetime | None


class BreachOut(Schema):
    """One breach whole: facts, proposal, decisions, clocks, what is still open."""

    id: UUID
    reference: str
    status: str
    facts_number: int
    file: dict[str, Any]
    clocks: list[ClockOut]
    still_open: list[str]


class NewDeclaration(Asked):
    """What happened; sent again with the same key, it is declared once."""

    incident: Incident
    told: Words = ""
    noticed_at: AwareDatetime | None = None
    data: list[Line] = []
    persons: list[Line] = []
    how_many: Literal["", "1", "2-5", "6-50", "51-300", "301-5000", "5001-"] = ""
    is_protected: bool | None = None
    done: Words = ""
    telephone: Line = ""
    key: UUID | None = None


class NewFacts(Asked):
    """The facts whole, as `file.facts` gives them."""

    facts: dict[str, Any]


class NewDecision(Asked):
    """A choice with its reasons; `number`: how many decisions on this question were read."""

    choice: Literal["yes", "no"]
    justification: Words = ""
    exception: Line = ""
    number: int = Field(0, ge=0)


class NewSending(Asked):
    """That a body was told; `type` freezes the notification of that type first."""

    duty: Line = AUTHORITY
    sent_at: AwareDatetime
    receipt: Line = ""
    late_reasons: Words = ""
    type: Statement | None = None


class Reason(Asked):
    """Why."""

    reason: Words = ""


class Paper(Asked):
    """The authority's form."""

    format: Literal["json", "txt", "pdf"] = "json"
    type: Statement | Literal[""] = ""


class Sheet(BreachFilters):
    """The register as a file."""

    format: Literal["csv", "xlsx", "ods", "pdf", "json", "jsonld"] = "json"
    language: Language | Literal[""] = ""
