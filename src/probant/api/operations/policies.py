"""Policies: begun, written, approved, who read them, files.

« J'ai lu » is a person's own act: no program says it for them; a list of signatures is brought.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Asked, ExportFormat, Language, Line, Refusal
from probant.common import clock
from probant.policies import actions, exports, labels, queries
from probant.policies.domain import policy as rules
from probant.policies.models import Policy
from probant.policies.queries import Wanted
from probant.reference import policies as reference

router = Router(tags=["policies"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
Kind = Literal["", "security_policy", "it_charter", "internal_rules", "procedure", "other"]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=rules.MOST_TEXT)]


class TemplateOut(Schema):
    """A text to start from."""

    id: str
    kind: str
    label: str
    sizes: list[str]


class PolicyOut(Schema):
    """A policy: its latest text, the version in force, how it is followed."""

    id: UUID
    reference: str
    kind: str
    title: str
    state: str
    version: int
    approved: int | None
    approved_at: datetime | None
    approved_by_name: str
    review_on: date | None
    review_months: int
    is_read_by_all: bool
    others_expected: int
    read: int
    expected: int
    text: str
    file_sha256: str


class ReadingOut(Schema):
    """Somebody who read the version in force; `is_member`: in Probant, by themselves."""

    id: UUID
    name: str
    number: int
    read_on: date
    is_member: bool


class PolicyFilters(Asked):
    """Which policies."""

    words: Line = ""
    kind: Kind = ""
    state: Literal["", "draft", "approved", "late", "archived"] = ""


class PolicyExport(PolicyFilters):
    """The same, as a file."""

    format: ExportFormat = "csv"
    language: Language = "fr"


class NewPolicy(Asked):
    """From a template, or a kind with a title and a text."""

    template: Line = ""
    kind: Kind = ""
    title: Line = ""
    text: Text = ""


class NewVersion(Asked):
    """A version; `seen`: the version that was read."""

    title: Line
    text: Text
    note: Line = ""
    seen: int


class SettingsAsked(Asked):
    """How it is followed."""

    kind: Literal["security_policy", "it_charter", "internal_rules", "procedure", "other"]
    review_months: int = Field(12, ge=1, le=60)
    is_read_by_all: bool = False
    others_expected: int = Field(0, ge=0, le=rules.MOST_EXPECTED)


class ActAsked(Asked):
    """The version that was read; an archive needs none."""

    seen: int = 0


class ReadAsked(Asked):
    """Somebody without an account."""

    name: Line
    read_on: date | None = None


class ReadingsAsked(Asked):
    """A list of signatures."""

    people: Annotated[list[ReadAsked], Field(min_length=1, max_length=rules.MOST_IMPORTED)]


class Brought(Schema):
    """How many were not there before."""

    added: int


class DocumentAsked(Asked):
    """Which version, as what; no version means the one in force, or the latest."""

    version: int = 0
    format: Literal["pdf", "docx", "md"] = "pdf"


@router.get("/policy-templates", response=list[TemplateOut], auth=Token("policies.view"))
def list_policy_templates(request: TokenRequest) -> list[dict[str, Any]]:
    """The texts to start from."""
    language = request.organisation.language
    return [
        {"id": id_, "kind": one.kind, "label": one.label.in_(language), "sizes": list(one.sizes)}
        for id_, one in reference.templates().items()
    ]


@router.get("/policies", response=list[PolicyOut], auth=Token("policies.view"))
def list_policies(
    request: TokenRequest, filters: Annotated[PolicyFilters, Query()]
) -> list[dict[str, Any]]:
    """The policies, by number, 500 at most; without their texts."""
    ensure_known(request, filters)
    wanted, today = Wanted(**filters.model_dump()), timezone.localdate(clock.now())
    found = list(queries.listed(request.organisation.pk, wanted, on=today)[:500])
    read = queries.coverages(request.organisation.pk, found)
    return [_told(one, read[one.pk], today) for one in found]


@router.post("/policies", response={201: PolicyOut, **REFUSALS}, auth=Token("policies.edit"))
def begin_policy(request: TokenRequest, asked: NewPolicy) -> Status[dict[str, Any]]:
    """A policy with its first version."""
    template = reference.templates().get(asked.template)
    if asked.template and template is None:
        raise RefusedError(Problem(422, "unknown_template", {"template": "unknown"}))
    organisation = request.organisation
    language = organisation.language
    written = template.written(language, organisation.name) if template else ""
    made = actions.begin(
        organisation,
        asked.kind or (template.kind if template else "other"),
        title=asked.title or (template.label.in_(language) if template else ""),
        text=asked.text or written,
        template=asked.template,
        by=request.member,
        at=clock.now(),
    )
    return Status(201, _one(made))


@router.get(
    "/policies/export",
    response={200: None, 422: Refusal},
    auth=Token("policies.view", traced_as="policies.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_policies(
    request: TokenRequest, filters: Annotated[PolicyExport, Query()]
) -> HttpResponse:
    """The policies as a file."""
    ensure_known(request, filters)
    now = clock.now()
    wanted = Wanted(words=filters.words, kind=filters.kind, state=filters.state)
    found = list(queries.listed(request.organisation.pk, wanted, on=timezone.localdate(now)))
    content = exports.table_file(
        filters.format,
        exports.policy_rows(request.organisation, found, now),
        title=str(labels.POLICIES),
        organisation=request.organisation,
        language=filters.language,
        at=now,
    )
    return _file(content, exports.MEDIA_TYPES[filters.format], f"policies.{filters.format}")


@router.get(
    "/policies/{uuid:policy_id}",
    response={200: PolicyOut, 404: Refusal},
    auth=Token("policies.view"),
)
def read_policy(request: TokenRequest, policy_id: UUID) -> dict[str, Any]:
    """One policy with its latest text."""
    return _one(queries.policy(request.organisation.pk, policy_id))


@router.put(
    "/policies/{uuid:policy_id}",
    response={200: PolicyOut, **REFUSALS},
    auth=Token("policies.edit"),
)
def write_policy(request: TokenRequest, policy_id: UUID, asked: NewVersion) -> dict[str, Any]:
    """One more version, where it differs."""
    said = asked.model_dump()
    return _one(actions.write(policy_id, **said, by=request.member, at=clock.now()))


@router.put(
    "/policies/{uuid:policy_id}/settings",
    response={200: PolicyOut, **REFUSALS},
    auth=Token("policies.edit"),
)
def settle_policy(request: TokenRequest, policy_id: UUID, asked: SettingsAsked) -> dict[str, Any]:
    """How often it is read again, and who has to read it."""
    said = asked.model_dump()
    return _one(actions.settle(policy_id, **said, by=request.member, at=clock.now()))


@router.post(
    "/policies/{uuid:policy_id}/acts/{act}",
    response={200: PolicyOut, **REFUSALS},
    auth=Token("policies.edit"),
)
def act_on_policy(
    request: TokenRequest, policy_id: UUID, act: Literal["approve", "archive"], asked: ActAsked
) -> dict[str, Any]:
    """Puts the version that was read in force (or says that it is still right), or archives."""
    by, at = request.member, clock.now()
    if act == "approve":
        return _one(actions.approve(policy_id, seen=asked.seen, by=by, at=at))
    return _one(actions.archive(policy_id, by=by, at=at))


@router.get(
    "/policies/{uuid:policy_id}/readings",
    response={200: list[ReadingOut], 404: Refusal},
    auth=Token("policies.edit"),
)
def list_readings(request: TokenRequest, policy_id: UUID) -> list[dict[str, Any]]:
    """Who read the version in force."""
    found = queries.policy(request.organisation.pk, policy_id)
    return [
        {
            "id": one.pk,
            "name": one.name,
            "number": one.number,
            "read_on": one.read_on,
            "is_member": one.person is not None,
        }
        for one in queries.readings(found, found.approved)
    ]


@router.post(
    "/policies/{uuid:policy_id}/readings",
    response={200: Brought, **REFUSALS},
    auth=Token("policies.edit"),
)
def bring_readings(request: TokenRequest, policy_id: UUID, asked: ReadingsAsked) -> dict[str, int]:
    """Signatures of those without an account; who is there already is not counted again."""
    now = clock.now()
    rows = [(one.name, one.read_on.isoformat() if one.read_on else "") for one in asked.people]
    read = rules.rows_read([("name", "date"), *rows], today=timezone.localdate(now))
    added = actions.import_readings(policy_id, read, by=request.member, at=now)
    return {"added": added}


@router.delete(
    "/policies/{uuid:policy_id}/readings/{uuid:reading_id}",
    response={204: None, **REFUSALS},
    auth=Token("policies.edit"),
)
def remove_reading(request: TokenRequest, policy_id: UUID, reading_id: UUID) -> Status[None]:
    """A reading entered by mistake."""
    actions.forget(policy_id, reading_id, by=request.member, at=clock.now())
    return Status(204, None)


@router.get(
    "/policies/{uuid:policy_id}/document",
    response={200: None, 404: Refusal, 422: Refusal},
    auth=Token("policies.view"),
    openapi_extra={"responses": {200: FILE}},
)
def print_policy(
    request: TokenRequest, policy_id: UUID, filters: Annotated[DocumentAsked, Query()]
) -> HttpResponse:
    """One version as PDF, DOCX or markdown."""
    ensure_known(request, filters)
    found = queries.policy(request.organisation.pk, policy_id)
    version = queries.version(found, filters.version or found.approved or found.version)
    kind = filters.format
    content = exports.document(kind, version, request.organisation, found.language)
    name = f"{found.reference}-v{version.number}.{kind}"
    return _file(content, exports.DOCUMENTS[kind], name)


@problems.of.register
def _moved(error: actions.PolicyMovedError) -> Problem:
    return Problem(409, "conflict", {"seen": "changed"}, {"version": error.latest})


@problems.of.register
def _text(error: rules.PolicyTextError) -> Problem:
    return Problem(422, "invalid", {error.field: "invalid"}, {"most": error.most})


@problems.of.register
def _nothing(error: actions.NothingToApproveError) -> Problem:  # noqa: ARG001  the field says it
    return Problem(409, "refused", {"text": "empty"})


@problems.of.register
def _list(error: rules.AcknowledgementFileError) -> Problem:
    return Problem(422, "invalid", {f"people.{error.row}": error.reason})


def _one(found: Policy) -> dict[str, Any]:
    latest = queries.versions(found).first()
    today = timezone.localdate(clock.now())
    told = _told(found, queries.coverage(found), today)
    if latest is None:
        return told
    return {**told, "text": latest.text, "file_sha256": latest.file_sha256}


def _told(found: Policy, read: rules.Coverage, today: date) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in PolicyOut.model_fields if hasattr(found, name)},
        "state": labels.state_of(found, today),
        "read": read.read if found.approved else 0,
        "expected": read.expected,
        "text": "",
        "file_sha256": "",
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
