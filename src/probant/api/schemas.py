"""What the interface takes and gives, field by field."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from probant.api.records import Record
from probant.common.verdicts import VerdictState
from probant.notices.domain.facts import Audience
from probant.organisations.domain import Role, Sector
from probant.register.domain.record import ActivityRole
from probant.register.domain.status import Status

Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20_000)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Language = Literal["fr", "en"]
ExportFormat = Literal["csv", "json", "ods", "pdf", "xlsx"]
NoticeFormat = Literal["json", "poster", "leaflet"]
Sort = Literal["number", "name", "status", "missing", "review", "recent"]


class Asked(Schema):
    """What a caller sends: an unknown field is refused, never dropped."""

    model_config = ConfigDict(extra="forbid")


class Refusal(Schema):
    """Any answer from 400 on."""

    error: str = Field(description="identifier for programs")
    fields: dict[str, Any] = Field(description="what is wrong, by the field's path")
    message: str = Field(description="a sentence in the language of Accept-Language")


class TokenOut(Schema):
    """The token with which the request was made."""

    id: UUID
    name: str
    role: Role
    organisation: UUID
    organisation_name: str
    expires_at: datetime


class OrganisationOut(Schema):
    """What art. 30(1)(a) asks of an organisation's identity."""

    id: UUID
    name: str
    sector: Sector
    language: str
    siren: str
    finess: str
    address: str
    email: str
    telephone: str
    representative: str
    dpo_name: str
    dpo_contact: str
    dpo_designated_on: date | None
    dpo_reason_for_none: str
    is_demonstration: bool


class ActivityFilters(Asked):
    """Which activities, in which order; archived ones are listed only when asked for."""

    words: Line = ""
    role: ActivityRole | None = None
    status: Status | None = None
    is_sensitive: bool = False
    is_incomplete: bool = False
    review: Literal["", "due", "none"] = ""
    sort: Sort = "number"
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class ActivityLine(Schema):
    """An activity in a list."""

    id: UUID
    number: int
    role: ActivityRole
    name: str
    status: Status
    version: int
    is_sensitive: bool
    missing_count: int
    review_on: date | None
    updated_at: datetime


class ActivityPage(Schema):
    """One page of activities."""

    items: list[ActivityLine]
    total: int
    page: int
    pages: int


class MissingOut(Schema):
    """One thing that the record does not state."""

    field: str
    row: int | None
    article: str
    is_advice: bool


class ActivityOut(ActivityLine):
    """An activity with its record; `version` is what If-Match names."""

    validated_version: int | None
    template: str
    record: Record
    missing: list[MissingOut]


class NewActivity(Asked):
    """A template's id, or a record: one of the two."""

    template: Line = ""
    record: Record | None = None


class ChangedActivity(Asked):
    """The whole record; a reason where the purposes of a validated activity change."""

    record: Record
    justification: Words = ""


class Reason(Asked):
    """Why, for the history."""

    justification: Words = ""


class ConflictOut(Refusal):
    """Somebody saved first: what stands, and what was sent."""

    theirs: ActivityOut
    mine: Record


class FindingOut(Schema):
    """One remark of an import: the line as a spreadsheet numbers it, the column, and why."""

    line: int
    column: str
    code: str
    value: str
    limit: int


class RefusedRow(Schema):
    """An activity that cannot be understood, with every reason."""

    name: str
    lines: list[int]
    reasons: list[FindingOut]


class ImportOut(Schema):
    """What an import made."""

    created: list[ActivityLine]
    warnings: list[FindingOut]


class RefusedImport(Refusal):
    """Nothing was loaded: which rows, and why."""

    refused: list[RefusedRow]


class TemplateOut(Schema):
    """A template of an activity, in the caller's language."""

    id: str
    family: str
    family_name: str
    name: str
    summary: str
    role: ActivityRole
    is_sensitive: bool


class UnmetOut(Schema):
    """What art. 13 or 14 asks and the register does not state."""

    item: str
    article: str
    activity: str


class NoticeOut(Schema):
    """How one audience is informed."""

    audience: Audience
    name: str
    is_concerned: bool
    is_stale: bool
    fingerprint: str
    number: int | None
    published_at: datetime | None
    address: str
    unmet: list[UnmetOut]


class Publication(Asked):
    """`seen`: the fingerprint of the notice as it was read; refused where it moved since."""

    seen: Line = ""


class FactOut(Schema):
    """One thing that a verdict read."""

    label: str
    value: str | int | float | bool | None
    link: str


class SourceOut(Schema):
    """Where the law says so; `to_verify` was never read in its source."""

    article: str
    url: str
    confidence: Literal["found", "to_verify"]


class VerdictOut(Schema):
    """How one obligation stands."""

    obligation: str
    title: str
    state: VerdictState
    sources: list[SourceOut]
    facts: list[FactOut]
    evidence: list[str]
    remedy: str
    link: str
    tier: str
    due_on: date | None


class ThingAsked(Asked):
    """One thing: a request, a breach, a crisis or an exercise, by its identifier."""

    kind: Line = Field(min_length=1, max_length=20)
    id: UUID


class NewDossier(Asked):
    """Why the dossier is made, about which one thing if any, its language, and whether it names."""

    purpose: Line = Field(min_length=1)
    language: Language = "fr"
    has_names: bool = False
    about: ThingAsked | None = None


class EntryFilters(Asked):
    """Which entries, the latest first; `before` an index, to go on reading."""

    event: Line = ""
    subject: Line = ""
    person: Line = ""
    since: date | None = None
    until: date | None = None
    before: int | None = Field(None, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=1000)


class ActorOut(Schema):
    """Who acted; the name only while it is not erased."""

    kind: str
    id: str
    name: str


class EntryOut(Schema):
    """One entry of the journal."""

    index: int
    at: datetime
    event: str
    actor: ActorOut
    subject: str
    facts: dict[str, Any]
    leaf_hash: str


class EntryPage(Schema):
    """Some entries; `next_before` is empty at the log's beginning."""

    items: list[EntryOut]
    next_before: int | None


class CheckpointOut(Schema):
    """A signed head of the journal (C2SP signed note), and the key that verifies it."""

    size: int
    root: str
    note: str
    signed_at: datetime
    verifier: str


class SealOut(Schema):
    """A recomputation of the journal; its checkpoint only where every entry holds."""

    is_whole: bool
    size: int
    root: str
    changed: list[int]
    checkpoint: CheckpointOut | None
