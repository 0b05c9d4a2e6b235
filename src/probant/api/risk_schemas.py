"""What programs say and read of risks."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from probant.api.schemas import Asked, ExportFormat, Language, Line, Words

Method = Literal["quick", "scenarios", "ebios"]


class AnalysisOut(Schema):
    """An analysis; `unread`: the first question without an answer, for the short version."""

    id: UUID
    reference: str
    method: str
    title: str
    left_out: str
    state: str
    version: int
    validated_at: datetime | None
    validated_by_name: str
    answers: dict[str, str]
    unread: str
    tables: dict[str, list[dict[str, Any]]]
    risks: int
    next_measures: list[dict[str, Any]]


class RiskOut(Schema):
    """A risk, its levels before, today and once treated."""

    id: UUID
    reference: str
    analysis: str
    level: str | None
    standing_level: str | None
    residual_level: str | None
    state: str
    version: int
    updated_at: datetime
    risk: dict[str, Any]


class QuestionOut(Schema):
    """A question of the short version with its answers; `unknown` is always one."""

    id: str
    text: str
    help: str
    options: dict[str, str]


class RiskFilters(Asked):
    """Which risks."""

    analysis: UUID | None = None
    level: Literal["", "low", "moderate", "high", "very_high"] = ""
    treatment: Literal["", "reduce", "avoid", "share", "accept"] = ""
    state: Literal["", "high", "late", "accepted", "expired", "to_estimate"] = ""
    words: Line = ""
    is_withdrawn: bool = False


class RiskExport(RiskFilters):
    """The same, as a file."""

    format: ExportFormat = "csv"
    language: Language = "fr"


class NewAnalysis(Asked):
    """By which way, called how."""

    method: Method
    title: Line


class Seen(Asked):
    """The version that was read."""

    seen: int


class Scope(Seen):
    """What it is called and leaves out."""

    title: Line
    left_out: Words = ""


class Answers(Asked):
    """Answers by question; the others stay."""

    answers: dict[str, str]


class TableRows(Seen):
    """All the rows of one table."""

    rows: list[dict[str, Any]]


class MeasureAct(Asked):
    """Planned: whose and before when; or done, on which day."""

    owner: Line = ""
    due_on: date | None = None
    done_on: date | None = None


class NewRisk(Asked):
    """A risk told whole."""

    risk: dict[str, Any]


class ChangedRisk(NewRisk):
    """A risk as it is now."""

    seen: int


class MoveAsked(Seen):
    """Another likelihood, because of what."""

    after: int
    because: Literal["breach", "audit", "vulnerability", "measurement", "treatment", "other"]
    reference: Line = ""
    reason: Words


class Reason(Seen):
    """Why."""

    reason: Words
