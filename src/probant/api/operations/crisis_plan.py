"""The crisis plan: read, written, validated, copied for when the server is down."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError
from probant.api.schemas import Asked, Language, Refusal
from probant.common import clock
from probant.crisis.actions import offline_log
from probant.crisis.actions import plan as actions
from probant.crisis.actions.plan import Copy, NoPlanError, PlanMovedError, WeakPassphraseError
from probant.crisis.domain import offline
from probant.crisis.domain import plan as rules
from probant.crisis.domain.entries import TEAMS, EntryRefusedError
from probant.crisis.domain.offline import OfflineLogError
from probant.crisis.domain.plan import PlanShapeError
from probant.crisis.models import BookletIssue, PlanVersion
from probant.crisis.queries import plan as queries

router = Router(tags=["crisis plan"])
TYPES = {"booklet": "application/pdf", "page": "text/html"}
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {kind: {"schema": {"type": "string"}} for kind in TYPES.values()}}


class GapOut(Schema):
    """One thing that the plan lacks."""

    section: str
    item: str
    subject: str


class PlanOut(Schema):
    """The latest version, what it lacks, and until when its validation holds."""

    number: int
    digest: str
    saved_at: datetime
    validated_at: datetime | None
    review_on: date | None
    has_unvalidated_changes: bool
    gaps: list[GapOut]
    plan: dict[str, Any]


class NewPlan(Asked):
    """The whole plan; `seen` is the number that was read, 0 where there was none."""

    seen: int
    plan: dict[str, Any]


class Seen(Asked):
    """The number that was read."""

    seen: int


class BookletAsked(Asked):
    """In which language."""

    language: Language = "fr"


class PageAsked(BookletAsked):
    """The passphrase that will open the page; it is kept nowhere."""

    passphrase: str


class OfflineLog(Asked):
    """The `entries` of a log saved by an offline page."""

    entries: list[dict[str, Any]]


class Brought(Schema):
    """How many lines the room holds of it."""

    lines: int


class CopyOut(Schema):
    """A copy that was made: its bytes' digest, and the signed note about them."""

    id: int
    kind: Literal["booklet", "page"]
    plan_number: int
    language: str
    digest: str
    size: int
    signature: str
    issued_at: datetime


@router.get("/crisis-plan", response={200: PlanOut, 404: Refusal}, auth=Token("crisis.view"))
def read_plan(request: TokenRequest) -> dict[str, Any]:
    """The latest version of the plan."""
    return _told(request.organisation.pk)


@router.put("/crisis-plan", response={200: PlanOut, **REFUSALS}, auth=Token("crisis.prepare"))
def write_plan(request: TokenRequest, asked: NewPlan) -> dict[str, Any]:
    """One more version, where it differs from the latest."""
    try:
        plan = rules.from_json(asked.plan)
        actions.write(
            request.organisation, plan, seen=asked.seen, by=request.member, at=clock.now()
        )
    except PlanShapeError as error:
        raise RefusedError(Problem(422, "invalid", {"plan": error.reason})) from error
    except PlanMovedError as error:
        raise _moved(error) from error
    return _told(request.organisation.pk)


@router.post(
    "/crisis-plan/validate", response={200: PlanOut, **REFUSALS}, auth=Token("crisis.prepare")
)
def validate_plan(request: TokenRequest, asked: Seen) -> dict[str, Any]:
    """The plan read whole and found right, for twelve months."""
    try:
        actions.validate(request.organisation, seen=asked.seen, by=request.member, at=clock.now())
    except NoPlanError as error:
        raise RefusedError(Problem(404, "not_found")) from error
    except PlanMovedError as error:
        raise _moved(error) from error
    return _told(request.organisation.pk)


@router.get("/crisis-plan/copies", response=list[CopyOut], auth=Token("crisis.view"))
def list_copies(request: TokenRequest) -> list[BookletIssue]:
    """The copies made, the latest first, with their signatures."""
    return list(queries.issues(request.organisation.pk)[:200])


@router.post(
    "/crisis-plan/booklet",
    response={201: None, **REFUSALS},
    auth=Token("crisis.prepare"),
    openapi_extra={"responses": {201: FILE}},
)
def make_booklet(request: TokenRequest, asked: BookletAsked) -> HttpResponse:
    """The printable booklet, recorded and signed."""
    try:
        copy = actions.issue_booklet(
            request.organisation, language=asked.language, by=request.member, at=clock.now()
        )
    except NoPlanError as error:
        raise RefusedError(Problem(404, "not_found")) from error
    return _file(copy)


@router.post(
    "/crisis-plan/page",
    response={201: None, **REFUSALS},
    auth=Token("crisis.prepare"),
    openapi_extra={"responses": {201: FILE}},
)
def make_page(request: TokenRequest, asked: PageAsked) -> HttpResponse:
    """The encrypted page that opens without the server."""
    try:
        copy = actions.issue_page(
            request.organisation,
            asked.passphrase,
            language=asked.language,
            by=request.member,
            at=clock.now(),
        )
    except NoPlanError as error:
        raise RefusedError(Problem(404, "not_found")) from error
    except WeakPassphraseError as error:
        raise RefusedError(Problem(422, "invalid", {"passphrase": error.reason})) from error
    return _file(copy)


@router.post(
    "/crises/{uuid:crisis_id}/offline-log",
    response={200: Brought, **REFUSALS},
    auth=Token("crisis.act"),
)
def import_offline_log(request: TokenRequest, crisis_id: UUID, asked: OfflineLog) -> dict[str, int]:
    """What was noted on an offline page enters the room, each line once."""
    try:
        lines = offline.lines(asked.entries, teams=TEAMS)
        made = offline_log.bring(crisis_id, lines, by=request.member, at=clock.now())
    except OfflineLogError as error:
        raise RefusedError(Problem(422, "invalid", {"entries": error.reason})) from error
    except EntryRefusedError as error:
        raise RefusedError(Problem(422, "invalid", error.fields)) from error
    return {"lines": len(made)}


def _told(organisation: UUID) -> dict[str, Any]:
    found = queries.standing(organisation)
    if found.latest is None:
        raise RefusedError(Problem(404, "not_found"))
    latest: PlanVersion = found.latest
    return {
        "number": latest.number,
        "digest": latest.digest,
        "saved_at": latest.saved_at,
        "validated_at": found.validated.validated_at if found.validated else None,
        "review_on": found.review_on,
        "has_unvalidated_changes": found.has_unvalidated_changes,
        "gaps": [vars(gap) for gap in rules.gaps(found.plan)],
        "plan": latest.content,
    }


def _moved(error: PlanMovedError) -> RefusedError:
    return RefusedError(Problem(409, "conflict", {"seen": error.seen}, {"latest": error.latest}))


def _file(copy: Copy) -> HttpResponse:
    response = HttpResponse(copy.content, content_type=TYPES[copy.issue.kind], status=201)
    response["Content-Disposition"] = f'attachment; filename="{copy.filename}"'
    return response
