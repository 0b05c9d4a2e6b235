"""What the operations on audits take."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from probant.api.schemas import Asked, Language, Line, Words
from probant.audits.actions import Said
from probant.audits.domain.campaigns import Kind, Result, Terms
from probant.audits.domain.findings import Severity, Step

Seen = Annotated[int, Field(ge=0, le=10**9, description="the version that was read")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=80)]


class AuditFilters(Asked):
    """Which audits; nothing said means all."""

    kind: Literal[""] | Kind = ""
    state: Literal["", "open", "closed"] = ""
    year: int | None = Field(None, ge=2000, le=9999)


class AuditFindingFilters(Asked):
    """Which findings; nothing said means all."""

    step: Literal[""] | Step = ""
    severity: Literal[""] | Severity = ""
    late: bool = False
    campaign: UUID | None = None


class AuditExport(Asked):
    """As which file."""

    format: Literal["csv", "xlsx", "ods", "pdf", "json", "oscal-ar", "oscal-poam"] = "pdf"
    language: Language = "fr"


class AuditTerms(Asked):
    """What an audit is about."""

    title: Line
    kind: Kind
    scope: Words = ""
    auditors: list[Line]
    is_independent: bool = False
    starts_on: date
    ends_on: date | None = None

    def terms(self) -> Terms:
        """As the rules take it."""
        names = Terms.__dataclass_fields__
        said: dict[str, Any] = {name: getattr(self, name) for name in names}
        return Terms(**{**said, "auditors": tuple(self.auditors)})


class NewAudit(AuditTerms):
    """The same, against which list, after which audit."""

    framework: Name
    previous: UUID | None = None


class ChangedAudit(AuditTerms):
    """The same, over which version."""

    seen: Seen


class AuditAct(Asked):
    """The conclusion and its day, or the reason to take it up again."""

    text: Words = ""
    ends_on: date | None = None


class StatedResult(Asked):
    """What a control gave."""

    result: Result
    note: Words = ""
    seen: Seen


class NewFinding(Asked):
    """A finding."""

    control: Name = ""
    severity: Severity
    title: Line
    description: Words = ""
    requirement: Words = ""
    owner: Line = ""
    due_on: date | None = None
    known_on: date | None = None

    def said(self) -> Said:
        """As the rules take it."""
        return Said(**self.model_dump(exclude={"seen"}))


class ChangedFinding(NewFinding):
    """The same, over which version."""

    seen: Seen


class FindingAct(Asked):
    """Why it is reopened; `target`: the earlier finding, or the later audit."""

    reason: Words = ""
    target: UUID | None = None


class NewAction(Asked):
    """A corrective action."""

    text: Words
    owner: Line = ""
    due_on: date | None = None


class ActionAsked(Asked):
    """What was done, what was seen, or why not."""

    text: Words
    done_on: date | None = None


class ProofOf(Asked):
    """What a proof is of."""

    control: Name = ""
    finding: UUID | None = None
    action: UUID | None = None
    title: Line = ""


class Cited(Asked):
    """An evidence of the controls, and what it is a proof of."""

    evidence: UUID
    control: Name = ""
    finding: UUID | None = None
    action: UUID | None = None
