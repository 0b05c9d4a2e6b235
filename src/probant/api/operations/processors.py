"""Processors: described, their chain, their checks."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, ensure_known
from probant.api.records import UnknownFieldError, unknown_fields
from probant.api.schemas import Asked, ExportFormat, Language, Line, Refusal, Words
from probant.common import clock
from probant.processors import actions, exports, queries, questionnaire
from probant.processors.domain.record import (
    ProcessorRecord,
    RecordShapeError,
    from_json,
    to_json,
)
from probant.processors.domain.reviewing import (
    Answer,
    Result,
    ReviewFacts,
    ReviewKind,
    ReviewShapeError,
)
from probant.processors.models import Processor
from probant.vault.domain.rules import RULES
from probant.vault.reception import accepts_files

router = Router(tags=["processors"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILES = {**REFUSALS, 413: Refusal, 507: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = RULES["letter"].most_bytes


class ProcessorOut(Schema):
    """One processor, how it stands, its contracts and its checks."""

    id: UUID
    status: str
    version: int
    record: dict[str, Any]
    standing: dict[str, str]
    contracts: list[dict[str, Any]]
    reviews: list[dict[str, Any]]


class ProcessorPage(Schema):
    """One page of processors."""

    items: list[ProcessorOut]
    total: int
    page: int
    pages: int


class ProcessorFilters(Asked):
    """Which processors; those no longer used are listed only when asked for."""

    words: Line = ""
    status: Literal["", "active", "ended"] = "active"
    hosting: Literal["", "yes", "no", "unknown"] = ""
    activity: Line = ""
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class ProcessorExport(Asked):
    """The list as a file."""

    format: ExportFormat = "csv"
    words: Line = ""
    status: Literal["", "active", "ended"] = "active"


class NewProcessor(Asked):
    """A processor told whole."""

    record: dict[str, Any]


class ChangedProcessor(NewProcessor):
    """A processor as it is now; `seen`: the version that was read."""

    seen: int


class StatusAsked(Asked):
    """In use, or no longer."""

    status: Literal["active", "ended"]


class ReviewIn(Asked):
    """A questionnaire or an audit; `review` and `seen` for one that exists."""

    kind: ReviewKind
    sent_on: date | None = None
    held_on: date | None = None
    next_on: date | None = None
    by_whom: Line = ""
    scope: Words = ""
    result: Result = Result.PENDING
    summary: Words = ""
    answers: dict[str, Answer] = {}
    review: UUID | None = None
    seen: int | None = None


class ChosenLanguage(Asked):
    """In which language the paper is written."""

    language: Language = "fr"


class Purpose(Asked):
    """What the paper is."""

    purpose: Literal["certificate", "chain", "security", "other"] = "other"


@router.get("/processors", response=ProcessorPage, auth=Token("processors.view"))
def list_processors(
    request: TokenRequest, filters: Annotated[ProcessorFilters, Query()]
) -> dict[str, Any]:
    """Processors, page by page."""
    ensure_known(request, filters)
    asked = filters.model_dump(exclude={"page", "per_page"})
    found = queries.listed(request.organisation.pk, queries.Wanted(**asked))
    page = Paginator(found, filters.per_page).get_page(filters.page)
    return {
        "items": [
            exports.plain(one, _today())
            for one in queries.situations(request.organisation.pk, page.object_list)
        ],
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
    }


@router.post("/processors", response={201: ProcessorOut, **REFUSALS}, auth=Token("processors.edit"))
def add_processor(request: TokenRequest, asked: NewProcessor) -> Status[dict[str, Any]]:
    """A new processor."""
    made = actions.add(_read(asked.record), by=request.member, at=clock.now())
    return Status(201, _told(made))


@router.post(
    "/processors/from-register",
    response={201: list[ProcessorOut]},
    auth=Token("processors.edit"),
)
def take_processors(request: TokenRequest) -> Status[list[dict[str, Any]]]:
    """Every processor that the register names and the list has not."""
    made = actions.take_from_register(by=request.member, at=clock.now())
    return Status(201, [_told(one) for one in made])


@router.get(
    "/processors/export",
    response={200: None, 422: Refusal},
    auth=Token("processors.view", traced_as="processors.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_processors(
    request: TokenRequest, filters: Annotated[ProcessorExport, Query()]
) -> HttpResponse:
    """The processors as a file, in the language of Accept-Language."""
    ensure_known(request, filters)
    wanted = queries.Wanted(words=filters.words, status=filters.status)
    found = queries.listed(request.organisation.pk, wanted)
    made = exports.write(filters.format, request.organisation, found, at=clock.now())
    return _file(made.content, made.kind, made.name)


@router.get(
    "/processors/{uuid:processor}",
    response={200: ProcessorOut, 404: Refusal},
    auth=Token("processors.view"),
)
def read_processor(request: TokenRequest, processor: UUID) -> dict[str, Any]:
    """One processor."""
    return _told(queries.processor(request.organisation.pk, processor))


@router.put(
    "/processors/{uuid:processor}",
    response={200: ProcessorOut, **REFUSALS},
    auth=Token("processors.edit"),
)
def change_processor(
    request: TokenRequest, processor: UUID, asked: ChangedProcessor
) -> dict[str, Any]:
    """The processor as it is now; 409 where somebody saved first."""
    made = actions.describe(
        processor, _read(asked.record), seen=asked.seen, by=request.member, at=clock.now()
    )
    return _told(made)


@router.put(
    "/processors/{uuid:processor}/status",
    response={200: ProcessorOut, **REFUSALS},
    auth=Token("processors.edit"),
)
def set_processor_status(
    request: TokenRequest, processor: UUID, asked: StatusAsked
) -> dict[str, Any]:
    """In use, or no longer."""
    made = actions.set_status(processor, asked.status, by=request.member, at=clock.now())
    return _told(made)


@router.get(
    "/processors/{uuid:processor}/questionnaire",
    response={200: None, 404: Refusal, 422: Refusal},
    auth=Token("processors.view", traced_as="processors.questionnaire_made"),
    openapi_extra={"responses": {200: FILE}},
)
def processor_questionnaire(
    request: TokenRequest, processor: UUID, filters: Annotated[ChosenLanguage, Query()]
) -> HttpResponse:
    """A Word file to send."""
    ensure_known(request, filters)
    record = queries.record_of(queries.processor(request.organisation.pk, processor))
    content = questionnaire.docx(request.organisation, record, language=filters.language)
    return _file(content, WORD, f"questionnaire-{filters.language}.docx")


@router.put(
    "/processors/{uuid:processor}/reviews",
    response={200: ProcessorOut, **REFUSALS},
    auth=Token("processors.edit"),
)
def review_processor(request: TokenRequest, processor: UUID, asked: ReviewIn) -> dict[str, Any]:
    """A questionnaire or an audit: a new one, or one as it is now."""
    facts = ReviewFacts(**asked.model_dump(exclude={"review", "seen"}))
    made = actions.review(
        processor,
        facts,
        review_id=asked.review,
        seen=asked.seen,
        by=request.member,
        at=clock.now(),
    )
    return _told(made.processor)


@router.post(
    "/processors/{uuid:processor}/documents",
    response={201: dict[str, Any], **FILES},
    auth=Token("processors.edit"),
)
@accepts_files(most=MOST_BYTES)
def add_processor_document(
    request: TokenRequest,
    processor: UUID,
    filters: Annotated[Purpose, Query()],
    file: Annotated[UploadedFile, File()],
) -> Status[dict[str, Any]]:
    """A paper that the processor gave."""
    made = actions.add_document(
        processor, file, purpose=filters.purpose, by=request.member, at=clock.now()
    )
    return Status(201, {"id": str(made.pk), "purpose": made.purpose, "sha256": made.sha256})


@problems.of.register
def _record(error: RecordShapeError) -> Problem:
    return Problem(422, "invalid", {f"record.{error.field}".rstrip("."): error.reason})


@problems.of.register
def _shape(error: ReviewShapeError) -> Problem:
    return Problem(422, "invalid", {error.field: error.reason})


@problems.of.register
def _moved(error: actions.MovedError) -> Problem:
    return Problem(409, "conflict", {"seen": "changed"}, {"version": error.latest})


@problems.of.register
def _known(error: actions.KnownProcessorError) -> Problem:
    return Problem(409, "refused", {"record.name": "known"}, {"processor": str(error.processor)})


def _read(value: dict[str, Any]) -> ProcessorRecord:
    """The record; a field that would be lost is refused."""
    record = from_json(value)
    unknown = unknown_fields(value, to_json(record))
    if unknown:
        raise UnknownFieldError(unknown)
    return record


def _told(found: Processor) -> dict[str, Any]:
    return exports.plain(queries.situation(found), _today())


def _today() -> date:
    return timezone.localdate(clock.now())


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
