"""Ways to the data and their barriers: told, read with their count, changed, given up, exported."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, ensure_known
from probant.api.schemas import Asked, Language, Line, Refusal, Words
from probant.barriers import actions, exports, queries
from probant.barriers.domain.judging import Finding
from probant.barriers.domain.ways import WayShapeError, from_json, to_json
from probant.barriers.models import Way
from probant.barriers.queries import Wanted
from probant.common import clock
from probant.reference import access_paths

router = Router(tags=["barriers"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}


class CountOut(Schema):
    """Why the barrier at the same place counts or not; `like`: the place of the one it repeats."""

    reason: str
    like: int | None


class WayOut(Schema):
    """One way, its independent barriers (for sure, and at most), and what was found."""

    id: UUID
    reference: str
    version: int
    retired_at: datetime | None
    updated_at: datetime
    way: dict[str, Any]
    independent: int
    possible: int
    counted: list[CountOut]
    state: str
    findings: list[str]


class UsualWayOut(Schema):
    """A usual way of an organisation of this kind."""

    id: str
    label: str
    asks: list[str]
    is_told: bool


class WayFilters(Asked):
    """Which ways; nothing said means all those in use."""

    kind: Line = ""
    finding: Literal["", "any"] | Finding = ""
    outside: Literal["", "yes", "no", "unknown"] = ""
    is_retired: bool = False


class ExportFilters(WayFilters):
    """The same, as a file."""

    format: Literal["csv", "xlsx", "ods", "pdf", "json"] = "csv"
    language: Language = "fr"


class NewWay(Asked):
    """A way told whole."""

    way: dict[str, Any]


class ChangedWay(NewWay):
    """A way as it is now; `seen`: the version that was read."""

    seen: int


class ChosenWays(Asked):
    """Names of usual ways."""

    names: list[Line]


class Reason(Asked):
    """Why."""

    reason: Words = ""


@router.get("/barriers/ways", response=list[WayOut], auth=Token("barriers.view"))
def list_ways(
    request: TokenRequest, filters: Annotated[WayFilters, Query()]
) -> list[dict[str, Any]]:
    """The ways, by number."""
    ensure_known(request, filters)
    wanted = Wanted(**filters.model_dump())
    found = queries.listed(request.organisation, wanted, now=clock.now())
    return [exports.plain(one) for one in found]


@router.get("/barriers/usual", response=list[UsualWayOut], auth=Token("barriers.view"))
def list_usual_ways(request: TokenRequest) -> list[dict[str, Any]]:
    """The usual ways of an organisation of this kind."""
    told = set(queries.ways(request.organisation.pk).values_list("kind", flat=True))
    language = request.organisation.language
    return [
        {
            "id": one.id,
            "label": one.label.in_(language),
            "asks": list(one.asks),
            "is_told": one.id in told,
        }
        for one in access_paths.for_sector(request.organisation.sector)
    ]


@router.post(
    "/barriers/usual", response={201: list[WayOut], **REFUSALS}, auth=Token("barriers.edit")
)
def add_usual_ways(request: TokenRequest, asked: ChosenWays) -> Status[list[dict[str, Any]]]:
    """Takes usual ways over, every barrier of theirs unknown."""
    made = actions.add_usual(request.organisation, asked.names, by=request.member, at=clock.now())
    return Status(201, [_told(request, one) for one in made])


@router.post("/barriers/ways", response={201: WayOut, **REFUSALS}, auth=Token("barriers.edit"))
def add_way(request: TokenRequest, asked: NewWay) -> Status[dict[str, Any]]:
    """A new way."""
    facts = from_json(asked.way)
    made = actions.add(request.organisation, facts, by=request.member, at=clock.now())
    return Status(201, _told(request, made))


@router.get(
    "/barriers/ways/{uuid:way}", response={200: WayOut, 404: Refusal}, auth=Token("barriers.view")
)
def read_way(request: TokenRequest, way: UUID) -> dict[str, Any]:
    """One way."""
    return _told(request, queries.way(request.organisation.pk, way))


@router.put(
    "/barriers/ways/{uuid:way}", response={200: WayOut, **REFUSALS}, auth=Token("barriers.edit")
)
def change_way(request: TokenRequest, way: UUID, asked: ChangedWay) -> dict[str, Any]:
    """The way as it is now; 409 with theirs and yours where somebody saved first."""
    made = actions.change(
        way, from_json(asked.way), seen=asked.seen, by=request.member, at=clock.now()
    )
    return _told(request, made)


@router.post(
    "/barriers/ways/{uuid:way}/acts/{act}",
    response={200: WayOut, **REFUSALS},
    auth=Token("barriers.edit"),
)
def act_on_way(
    request: TokenRequest, way: UUID, act: Literal["retire", "take_up"], asked: Reason
) -> dict[str, Any]:
    """Gives the way up, or takes it up again."""
    if act == "retire":
        made = actions.retire(way, reason=asked.reason, by=request.member, at=clock.now())
    else:
        made = actions.take_up(way, by=request.member, at=clock.now())
    return _told(request, made)


@router.get(
    "/barriers/export",
    response={200: None, 422: Refusal},
    auth=Token("barriers.view", traced_as="barriers.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_ways(request: TokenRequest, filters: Annotated[ExportFilters, Query()]) -> HttpResponse:
    """The ways as a file."""
    ensure_known(request, filters)
    now, asked = clock.now(), filters.model_dump(exclude={"format", "language"})
    sheet = exports.Sheet(
        organisation=request.organisation,
        ways=queries.listed(request.organisation, Wanted(**asked), now=now),
        language=filters.language,
        at=now,
    )
    content = exports.write(filters.format, sheet)
    response = HttpResponse(content, content_type=exports.MEDIA_TYPES[filters.format])
    name = f"{sheet.filename}.{filters.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@problems.of.register
def _shape(error: WayShapeError) -> Problem:
    return Problem(422, "invalid", {f"way.{error.field}": error.reason})


@problems.of.register
def _moved(error: actions.WayMovedError) -> Problem:
    more = {"version": error.theirs.number, "theirs": error.theirs.content}
    return Problem(409, "conflict", {"seen": "changed"}, {**more, "mine": to_json(error.mine)})


@problems.of.register
def _state(error: actions.WayStateError) -> Problem:  # noqa: ARG001  the act says it
    return Problem(409, "refused", {"way": "retired"})


@problems.of.register
def _unknown(error: actions.UnknownUsualWayError) -> Problem:
    return Problem(422, "invalid", {"names": f"unknown: {error.name}"})


def _told(request: TokenRequest, found: Way) -> dict[str, Any]:
    seen = queries.seen(request.organisation, [found], now=clock.now())
    return exports.plain(seen[0])
