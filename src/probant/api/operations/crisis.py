"""The crisis room: opened, written in once, read since an entry, summed up, exported."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Asked, Language, Line, Refusal, Words
from probant.common import clock
from probant.crisis import papers
from probant.crisis.actions import room as actions
from probant.crisis.domain.entries import KINDS, EntryRefusedError, Said
from probant.crisis.domain.room import fold
from probant.crisis.models import Crisis, RoomEntry
from probant.crisis.queries import room as queries

WRITTEN = frozenset(name for name, kind in KINDS.items() if kind.is_free) | {
    "message_approved",
    "closed",
    "reopened",
}
router = Router(tags=["crisis"])
TYPES = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}
FILE = {"content": {kind: {"schema": {"type": "string"}} for kind in TYPES.values()}}


class CrisisOut(Schema):
    """One crisis, or an exercise's."""

    id: UUID
    reference: str
    title: str
    kind: str
    is_exercise: bool
    breach_id: UUID | None
    opened_at: datetime
    closed_at: datetime | None
    last_sequence: int


class NewCrisis(Asked):
    """What is happening; `kind` is a scenario's id or "other"."""

    title: Line
    kind: Line = "other"
    text: Words = ""
    breach_id: UUID | None = None


class NewEntry(Asked):
    """One entry; sent again with the same key, it enters once."""

    kind: str
    client_key: UUID
    body: dict[str, str] = {}
    team: str = ""
    audience: str = ""
    about: int | None = None
    said_at: AwareDatetime | None = None


class EntryOut(Schema):
    """One entry as the room keeps it; `digest` is what the journal holds of it."""

    sequence: int
    kind: str
    at: datetime
    said_at: datetime | None
    by_name: str
    team: str
    audience: str
    about: int | None
    client_key: UUID
    body: dict[str, Any]
    digest: str


class Since(Asked):
    """Which entries: those after a sequence."""

    after: int = 0


class Paper(Asked):
    """In which form, in which language."""

    format: Literal["pdf", "json", "csv"] = "json"
    language: Language | Literal[""] = ""


@router.get("/crises", response=list[CrisisOut], auth=Token("crisis.view"))
def list_crises(request: TokenRequest) -> Any:  # noqa: ANN401  a queryset
    """Every crisis, the open ones first."""
    return queries.crises(request.organisation.pk)


@router.post("/crises", response={201: CrisisOut, 422: Refusal}, auth=Token("crisis.lead"))
def open_crisis(request: TokenRequest, asked: NewCrisis) -> Status[Crisis]:
    """A new room."""
    try:
        made = actions.open_crisis(
            request.organisation,
            title=asked.title,
            kind=asked.kind,
            text=asked.text,
            breach_id=asked.breach_id,
            by=request.member,
            at=clock.now(),
        )
    except EntryRefusedError as error:
        raise RefusedError(Problem(422, "invalid", error.fields)) from error
    return Status(201, made)


@router.get(
    "/crises/{uuid:crisis_id}/entries",
    response={200: list[EntryOut], 404: Refusal},
    auth=Token("crisis.view"),
)
def read_room(
    request: TokenRequest, crisis_id: UUID, filters: Annotated[Since, Query()]
) -> list[RoomEntry]:
    """The entries after a sequence, in order."""
    ensure_known(request, filters)
    queries.crisis(request.organisation.pk, crisis_id)
    return list(queries.rows(request.organisation.pk, crisis_id, after=filters.after))


@router.post(
    "/crises/{uuid:crisis_id}/entries",
    response={201: EntryOut, 404: Refusal, 422: Refusal},
    auth=Token("crisis.act"),
)
def write_in_room(request: TokenRequest, crisis_id: UUID, asked: NewEntry) -> Status[RoomEntry]:
    """One entry more."""
    if asked.kind not in WRITTEN:
        raise RefusedError(Problem(422, "invalid", {"kind": "unknown"}))
    said = Said(**{**asked.dict(), "body": dict(asked.body)})
    by, at = request.member, clock.now()
    try:
        row = actions.enter(crisis_id, said, by=by, at=at)
    except EntryRefusedError as error:
        raise RefusedError(Problem(422, "invalid", error.fields)) from error
    return Status(201, row)


@router.get(
    "/crises/{uuid:crisis_id}/situation",
    response={200: None, 404: Refusal},
    auth=Token("crisis.view"),
    openapi_extra={"responses": {200: FILE}},
)
def read_situation(
    request: TokenRequest, crisis_id: UUID, filters: Annotated[Paper, Query()]
) -> HttpResponse:
    """Where the crisis stands: JSON, or the page of the situation report."""
    crisis, now = _asked(request, crisis_id, filters), clock.now()
    room = fold(papers.read(crisis))
    if filters.format == "pdf":
        made = papers.situation_pdf(crisis, room, language=_language(filters), now=now)
    else:
        made = papers.situation_json(crisis, room, language=_language(filters), now=now)
    return _file(
        made, "pdf" if filters.format == "pdf" else "json", f"{crisis.reference}-situation"
    )


@router.get(
    "/crises/{uuid:crisis_id}/export",
    response={200: None, 404: Refusal},
    auth=Token("crisis.view"),
    openapi_extra={"responses": {200: FILE}},
)
def export_room(
    request: TokenRequest, crisis_id: UUID, filters: Annotated[Paper, Query()]
) -> HttpResponse:
    """The whole timeline."""
    crisis, now = _asked(request, crisis_id, filters), clock.now()
    entries = papers.read(crisis)
    if filters.format == "csv":
        made = papers.timeline_csv(entries)
    elif filters.format == "json":
        made = papers.timeline_json(crisis, entries)
    else:
        made = papers.timeline_pdf(
            crisis, entries, language=_language(filters), now=now, has_names=True
        )
    return _file(made, filters.format, f"{crisis.reference}-timeline")


def _asked(request: TokenRequest, crisis_id: UUID, filters: Paper) -> Crisis:
    ensure_known(request, filters)
    return queries.crisis(request.organisation.pk, crisis_id)


def _language(filters: Paper) -> str:
    return filters.language or (get_language() or "fr")[:2]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
