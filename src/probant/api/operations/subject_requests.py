"""Requests of persons: listed, read, entered, acted on, exported; what is due first comes first."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from ninja import Header, Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Asked, ExportFormat, Language, Line, Refusal, Words
from probant.common import clock
from probant.correspondence.domain.rendering import TemplateRefusedError
from probant.organisations.permissions import is_allowed
from probant.register.exchange.register_file import TYPES
from probant.subject_requests import actions, exports, performing, queries, wording
from probant.subject_requests.actions import RequestConflictError
from probant.subject_requests.domain.request import (
    Channel,
    Concerned,
    Contact,
    HeirGround,
    Intake,
    OnBehalf,
    RequestError,
    Right,
)
from probant.subject_requests.domain.state import Outcome
from probant.subject_requests.letters import Way
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.performing import UnknownPlaceError

router = Router(tags=["requests"])
ETAG = re.compile(r'"([0-9]{1,9})"')
PAGING = {"page", "per_page"}
IfMatch = Annotated[str, Header("", alias="If-Match", description='the version read, as "3"')]
FILE = {"content": {kind: {"schema": {"type": "string"}} for kind in TYPES.values()}}


class RequestFilters(Asked):
    """Which requests; `status` also takes open and late, `right` also takes record."""

    number: Line = ""
    status: Line = ""
    right: Line = ""
    channel: Channel | None = None
    handled_by: Line = ""
    year: int | None = Field(None, ge=1900, le=9999)
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class ExportFilters(Asked):
    """The register of requests as a file; names only for whoever handles requests."""

    format: ExportFormat = "csv"
    names: bool = False
    language: Language | None = None
    status: Line = ""
    year: int | None = Field(None, ge=1900, le=9999)


class ContactIn(Asked):
    """Who asks: a name and one way to answer."""

    name: Line
    email: Line = ""
    address: Words = ""
    telephone: Line = ""


class ConcernedIn(Asked):
    """Whom the request is about, if somebody else asks."""

    name: Line = ""
    born_on: date | None = None
    died_on: date | None = None
    relation: Line = ""
    grounds: list[HeirGround] = []
    reason: Words = ""
    reference: Line = ""


class NewRequest(Asked):
    """A request that came in; its clock starts at `received_at`."""

    rights: list[Right] = Field(min_length=1)
    channel: Channel
    received_at: AwareDatetime
    contact: ContactIn
    language: Language = "fr"
    on_behalf: OnBehalf = OnBehalf.SELF
    concerned: ConcernedIn = ConcernedIn()
    text: Words = ""
    is_record_request: bool = False
    is_record_old: bool = False

    def intake(self) -> Intake:
        """The request as an action takes it in."""
        concerned = self.concerned.model_dump()
        values = self.model_dump(exclude={"contact", "concerned", "rights"})
        return Intake(
            **values,
            rights=tuple(self.rights),
            contact=Contact(**self.contact.model_dump()),
            concerned=Concerned(**concerned | {"grounds": tuple(concerned["grounds"])}),
        )


class ActAsked(Asked):
    """What an act needs: see the documentation for which fields each takes."""

    way: Way = Way.POST
    message: Words = ""
    text: Words = ""
    to: UUID | None = None
    doubt: Words = ""
    wanted: Words = ""
    paper: Line = ""
    result: Line = ""
    reason: Line = ""
    explanation: Words = ""
    source: Line = ""
    step: Line = ""
    addressee: Line = ""
    right: Right | None = None
    transmission: UUID | None = None
    is_impossible: bool = False
    outcome: Outcome | None = None
    detail: Words = ""
    reasons: Words = ""
    handed_over: Words = ""
    into: UUID | None = None


class AnalysisAsked(Asked):
    """The decision on each right, with what it rests on."""

    activities: list[UUID] = []
    answers: dict[str, bool] = {}
    decisions: dict[str, Outcome]
    justification: Words = ""


class RequestLine(Schema):
    """A request in a list: no name."""

    id: UUID
    number: str
    rights: list[str]
    channel: str
    on_behalf: str
    is_record_request: bool
    received_at: datetime
    status: str
    due_at: datetime | None
    is_extended: bool
    is_suspended: bool
    answered_at: datetime | None
    outcome: str
    is_late: bool
    closed_at: datetime | None
    repetitions: int


class RequestPage(Schema):
    """One page of requests."""

    items: list[RequestLine]
    total: int
    page: int
    pages: int


class RequestOut(RequestLine):
    """One request whole; `version` is what If-Match names."""

    version: int
    rule: str
    not_before: datetime | None
    personal: dict[str, Any]
    events: list[dict[str, Any]]


Answers = {200: RequestOut, 404: Refusal, 409: Refusal, 422: Refusal, 428: Refusal}


@router.get("/requests", response=RequestPage, auth=Token("subject_requests.view"))
def list_requests(
    request: TokenRequest, filters: Annotated[RequestFilters, Query()]
) -> dict[str, Any]:
    """Requests, page by page, the most urgent first."""
    ensure_known(request, filters)
    now = clock.now()
    wanted = queries.Wanted(**_plain(filters.model_dump(exclude=PAGING, exclude_none=True)))
    pages = Paginator(queries.listed(request.organisation.pk, wanted, now=now), filters.per_page)
    items = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    return {
        "items": [exports.plain(item, None, now) for item in items],
        "total": pages.count,
        "page": filters.page,
        "pages": pages.num_pages,
    }


@router.post(
    "/requests", response={201: RequestOut, 422: Refusal}, auth=Token("subject_requests.enter")
)
def enter_request(
    request: TokenRequest, asked: NewRequest, response: HttpResponse
) -> Status[dict[str, Any]]:
    """A request that came in; the same words of the same person are noted on the first one."""
    try:
        made = actions.enter(
            request.organisation, asked.intake(), by=request.member, at=clock.now()
        )
    except RequestError as error:
        raise refusal(error) from error
    response["Location"] = f"{request.path}/{made.request.pk}"
    return Status(201, _told(made.request, response))


@router.get(
    "/requests/export",
    auth=Token("subject_requests.view", traced_as="subject_requests.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_requests(
    request: TokenRequest, filters: Annotated[ExportFilters, Query()]
) -> HttpResponse:
    """The register of requests as a file."""
    ensure_known(request, filters)
    now, organisation = clock.now(), request.organisation
    wanted = queries.Wanted(status=filters.status, year=filters.year)
    has_names = filters.names and _may_handle(request)
    with override(filters.language or get_language() or organisation.language):
        found = list(queries.listed(organisation.pk, wanted, now=now))
        sheet = exports.Sheet(organisation, found, has_names, now)
        content = exports.write(filters.format, sheet)
        name = sheet.filename
    answer = HttpResponse(content, content_type=TYPES[filters.format])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{filters.format}"'
    return answer


@router.get(
    "/requests/{uuid:request_id}",
    response={200: RequestOut, 404: Refusal},
    auth=Token("subject_requests.view"),
)
def read_request(request: TokenRequest, request_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """One request with its clock and its events; ETag is its version."""
    return _told(queries.request(request.organisation.pk, request_id), response)


@router.post(
    "/requests/{uuid:request_id}/analysis",
    response=Answers,
    auth=Token("subject_requests.handle"),
)
def decide_request(
    request: TokenRequest,
    request_id: UUID,
    asked: AnalysisAsked,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The decision on each right; one that differs from the proposal has its justification."""
    found = queries.request(request.organisation.pk, request_id)
    analysis = actions.Analysis(
        [str(item) for item in asked.activities],
        asked.answers,
        {right: outcome.value for right, outcome in asked.decisions.items()},
        asked.justification,
    )
    try:
        done = actions.analyse(
            found.pk,
            analysis,
            by=request.member,
            at=clock.now(),
            expected_version=version_of(if_match),
        )
    except RequestError as error:
        raise refusal(error) from error
    return _told(done, response)


@router.post(
    "/requests/{uuid:request_id}/{act}", response=Answers, auth=Token("subject_requests.handle")
)
def act_on_request(  # noqa: PLR0913, PLR0917  ninja's signature: one argument a part of the call
    request: TokenRequest,
    request_id: UUID,
    act: str,
    asked: ActAsked,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """One act of the pages, by its name there: acknowledge, ask-identity, extend, answer, close."""
    found = queries.request(request.organisation.pk, request_id)
    performed = performing.ACTS.get(act)
    if performed is None:
        raise RefusedError(Problem(404, "not_found"))
    data = _data(asked) | {"version": version_of(if_match), "file": None}
    missing = [name for name in performed.needs if not data[name]]
    if missing:
        raise RefusedError(Problem(422, "invalid", dict.fromkeys(missing, "required")))
    try:
        done = performed.do(found, data, request.member, clock.now())
    except (RequestError, TemplateRefusedError, ValueError) as error:
        raise refusal(error) from error
    return _told(done, response)


def _data(asked: ActAsked) -> dict[str, Any]:
    """The fields as the pages give them: text, except what is yes or no."""
    values = asked.model_dump(mode="json")
    return {name: "" if value is None else value for name, value in values.items()}


def refusal(error: Exception) -> RefusedError:
    """Why it was refused: an identifier for programs, and the sentence of the pages."""
    if isinstance(error, RequestConflictError):
        versions = {"expected": error.expected_version, "found": error.theirs.version}
        return RefusedError(Problem(409, "conflict", {"If-Match": versions}))
    said = wording.told(error) if isinstance(error, wording.FORESEEN) else ""
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).lower()
    more = {"detail": said} if said else {}
    status = 404 if isinstance(error, UnknownPlaceError) else 422
    return RefusedError(Problem(status, "refused", {"request": code}, more))


def _told(found: SubjectRequest, response: HttpResponse) -> dict[str, Any]:
    response["ETag"] = f'"{found.version}"'
    now = clock.now()
    happened = queries.timeline(found)
    state = queries.state_of(item.row for item in happened)
    counted = queries.clock_of(found, state, now=now)
    held = msgspec.to_builtins(queries.personal_of(found))
    return {
        **exports.plain(found, None, now),
        "is_late": counted.is_late(now),
        "version": found.version,
        "rule": counted.kept.rule,
        "not_before": counted.not_before.target_at if counted.not_before else None,
        "personal": {name: value for name, value in held.items() if name != "follow_token"},
        "events": [
            {
                "kind": item.row.kind,
                "at": timezone.localtime(item.row.at).isoformat(),
                "by": item.row.by,
                "facts": dict(item.facts),
                "detail": dict(item.detail),
            }
            for item in happened
        ],
    }


def _plain(filters: dict[str, Any]) -> dict[str, Any]:
    """Codes as the queries read them."""
    return {name: getattr(value, "value", value) for name, value in filters.items()}


def _may_handle(request: TokenRequest) -> bool:
    return is_allowed(request.member.role, "subject_requests.handle")


def version_of(if_match: str) -> int:
    """The version that If-Match names, or 428."""
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusedError(Problem(428, "precondition_required", {"If-Match": "required"}))
    return int(found[1])
