"""What programs say and read of impact assessments."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from probant.api.schemas import Asked, Language, Line, Words

Known = Literal["yes", "no", "unknown"]
Html = Words


class AssessmentFilters(Asked):
    """Which assessments."""

    status: Literal["", "draft", "validated", "refused", "archived"] = ""
    risk: Literal["", "high", "not_high", "unknown"] = ""
    words: Line = ""
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class AssessmentLine(Schema):
    """An assessment in a list; `risks`: severity, likelihood, and what remains of both."""

    id: UUID
    reference: str
    name: str
    status: str
    activity: UUID | None
    is_imported: bool
    progress: int
    gaps: int
    risks: list[list[int | None]]
    is_high: bool | None
    version: int
    advised_at: datetime | None
    consulted_on: date | None
    validated_at: datetime | None
    review_on: date | None
    updated_at: datetime


class AssessmentPage(Schema):
    """Some of the assessments."""

    items: list[AssessmentLine]
    total: int
    page: int
    pages: int


class GapOut(Schema):
    """One thing that lacks; a blocking one keeps from validating."""

    kind: str
    reference: str
    is_blocking: bool


class ActionOut(Schema):
    """A line of the action plan."""

    reference: str
    plan: str
    person: str
    due_on: date | None
    done_on: date | None


class AssessmentOut(AssessmentLine):
    """An assessment whole; `numbers`: of each part that was stated, the number to send back."""

    lacking: list[GapOut]
    actions: list[ActionOut]
    dangling: list[list[str]]
    numbers: dict[str, int]
    has_activity_moved: bool
    document: dict[str, Any]


class NewAssessment(Asked):
    """From an activity of the register, or by its name."""

    name: Line = ""
    activity: UUID | None = None


class Imported(Asked):
    """The activity that the file is about."""

    activity: UUID | None = None


class AnswerIn(Asked):
    """What answers a question: HTML, lines, or a level; `expected` is the number that was read."""

    expected: int = Field(ge=0)
    text: Html = ""
    items: list[Line] = []
    level: int | None = None


class MeasureIn(Asked):
    """A measure."""

    expected: int = Field(ge=0)
    title: Line
    content: Html = ""


class Seen(Asked):
    """The number that was read."""

    expected: int = Field(ge=0)


class EvaluationIn(Asked):
    """How a part is found: 1 to fix, 2 improvable, 3 acceptable."""

    expected: int = Field(ge=0)
    grade: Literal[1, 2, 3]
    comment: Html = ""
    plan: Html = ""
    person: Line = ""
    due_on: date | None = None
    severity: Literal[1, 2, 3, 4] | None = None
    likelihood: Literal[1, 2, 3, 4] | None = None


class ActIn(Asked):
    """What an act needs; `expected` is the part's number, or the version for a decision."""

    expected: int = Field(0, ge=0)
    is_favourable: bool = False
    is_sought: bool = False
    opinion: Html = ""
    names: Line = ""
    why_not: Html = ""
    reason: Words = ""
    note: Words = ""
    outcome: Words = ""
    reference: Line = ""
    review_on: date | None = None
    consulted_on: date | None = None
    done_on: date | None = None


class NeedOut(Schema):
    """The need of one activity: none, stale or decided."""

    activity: UUID
    name: str
    state: str
    number: int
    conclusion: str | None
    at: datetime | None
    by: str
    assessment: UUID | None


class NeedIn(Asked):
    """A reasoning; `expected` is the number that was read."""

    expected: int = Field(ge=0)
    criteria: dict[str, Known] = {}
    required: list[Line] = []
    exempt: list[Line] = []
    conclusion: Literal["required", "not_required"]
    reason: Words


class Paper(Asked):
    """In which form and language."""

    format: Literal["json", "pdf", "docx"] = "json"
    language: Language | Literal[""] = ""


class ListAsked(Asked):
    """In which format and language."""

    format: Literal["csv", "xlsx", "ods", "pdf", "json"] = "json"
    language: Language | Literal[""] = ""
