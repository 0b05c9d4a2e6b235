"""What the operations of training take and give, field by field."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from probant.api.schemas import Asked, ExportFormat, Language, Line


class ModuleOut(Schema):
    """A module that members take in Probant."""

    id: str
    version: int
    title: str
    minutes: int
    article: str
    confidence: str


class ShareOut(Schema):
    """How many of a group are trained; `percent` is empty while nobody is expected."""

    name: str
    total: int
    expected: int
    trained: int
    waiting: int
    percent: int | None


class PersonOut(Schema):
    """How one person stands."""

    id: UUID
    name: str
    function: str
    service: str
    standing: str
    last_on: date | None
    due_on: date | None


class CoverageOut(Schema):
    """The coverage as at a day."""

    on: date
    whole: ShareOut
    functions: list[ShareOut]
    services: list[ShareOut]
    people: list[PersonOut]


class CoverageAsked(Asked):
    """As at which day; today where none is named."""

    on: date | None = None


class StaffIn(Asked):
    """Somebody who works here; `version` as it was read, when a line is changed."""

    name: Line = Field(min_length=1)
    function: str = Field("", max_length=100)
    service: str = Field("", max_length=100)
    arrived_on: date | None = None
    left_on: date | None = None
    version: int = Field(0, ge=0)


class StaffOut(Schema):
    """A line of the staff list."""

    id: UUID
    name: str
    function: str
    service: str
    arrived_on: date | None
    left_on: date | None
    version: int
    has_account: bool


class SessionIn(Asked):
    """A training given by somebody; the same key plans one session."""

    title: Line = Field(min_length=1)
    held_on: date
    subjects: list[Line] = Field(default_factory=list, max_length=20)
    minutes: int | None = Field(None, ge=1, le=2400)
    is_remote: bool = False
    trainer: Line = ""
    audience: Line = ""
    key: UUID | None = None


class AttendanceIn(Asked):
    """Who was there, by the staff list's identifiers."""

    present: list[UUID] = Field(default_factory=list, max_length=20_000)
    absent: list[UUID] = Field(default_factory=list, max_length=20_000)


class SessionOut(Schema):
    """A session; `present` counts who came, once it was held."""

    id: UUID
    reference: str
    title: str
    held_on: date
    subjects: list[str]
    minutes: int | None
    is_remote: bool
    trainer: str
    audience: str
    state: str
    present: int | None


class ResultOut(Schema):
    """A module taken: the score, never the answers."""

    id: UUID
    name: str
    module: str
    at: datetime
    right: int
    total: int
    is_passed: bool
    certificate: str | None
    entry: int


class CountsOut(Schema):
    """A service's figures; the nameless one is that of small services together."""

    service: str
    sent: int
    opened: int
    clicked: int
    submitted: int
    reported: int


class ExerciseOut(Schema):
    """A phishing exercise: counts, and nobody."""

    id: UUID
    name: str
    launched_on: date
    total: CountsOut
    services: list[CountsOut]


class Brought(Asked):
    """What a file is: its session for attendance, its name and day for a phishing exercise."""

    session: UUID | None = None
    adds_unknown: bool = False
    name: Line = ""
    launched_on: date | None = None
    keeps_outcomes: bool = False


class ListAsked(Asked):
    """Which list, in which form and language."""

    format: ExportFormat
    language: Language | Literal[""] = ""
