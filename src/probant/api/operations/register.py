"""The register: listed, read, written under a version, validated, archived."""

import re
from typing import Annotated, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.timezone import localdate
from ninja import Header, Query, Router, Status

from probant.api import records
from probant.api.access import Token, TokenRequest
from probant.api.problems import MESSAGES, Problem, RefusedError, ensure_known
from probant.api.schemas import (
    ActivityFilters,
    ActivityOut,
    ActivityPage,
    ChangedActivity,
    ConflictOut,
    NewActivity,
    Reason,
    Refusal,
)
from probant.common import clock
from probant.reference import templates
from probant.register import actions, queries
from probant.register.actions import EditConflictError
from probant.register.domain.record import to_json
from probant.register.models import Activity

router = Router(tags=["register"])
IfMatch = Annotated[str, Header("", alias="If-Match", description='the version read, as "3"')]
ETAG = re.compile(r'"([1-9][0-9]{0,8})"')
PAGING = {"page", "per_page"}


@router.get("/register/activities", response=ActivityPage, auth=Token("register.view"))
def list_activities(
    request: TokenRequest, filters: Annotated[ActivityFilters, Query()]
) -> dict[str, Any]:
    """Activities, page by page; archived ones when `status=archived`."""
    ensure_known(request, filters)
    wanted = queries.Wanted(**filters.model_dump(exclude=PAGING, exclude_none=True))
    found = queries.listed(request.organisation.pk, wanted, on=localdate(clock.now()))
    pages = Paginator(found.only(*queries.LISTED, "version"), filters.per_page)
    items = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    return {"items": items, "total": pages.count, "page": filters.page, "pages": pages.num_pages}


@router.post(
    "/register/activities",
    response={201: ActivityOut, 422: Refusal},
    auth=Token("register.edit"),
)
def create_activity(
    request: TokenRequest, asked: NewActivity, response: HttpResponse
) -> Status[dict[str, Any]]:
    """A new draft, from a template or from a whole record."""
    made = _created(request, asked)
    response["Location"] = f"{request.path}/{made.pk}"
    return Status(201, _told(made, response))


@router.get(
    "/register/activities/{uuid:activity_id}",
    response={200: ActivityOut, 404: Refusal},
    auth=Token("register.view"),
)
def read_activity(
    request: TokenRequest, activity_id: UUID, response: HttpResponse
) -> dict[str, Any]:
    """One activity with its record; ETag is its version."""
    return _told(queries.activity(request.organisation.pk, activity_id), response)


@router.put(
    "/register/activities/{uuid:activity_id}",
    response={200: ActivityOut, 404: Refusal, 409: ConflictOut, 422: Refusal, 428: Refusal},
    auth=Token("register.edit"),
)
def change_activity(
    request: TokenRequest,
    activity_id: UUID,
    asked: ChangedActivity,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any] | Status[dict[str, Any]]:
    """The whole record, if nobody changed the version named in If-Match; 409 holds both."""
    version = _version(if_match)
    try:
        saved = actions.save(
            activity_id,
            records.read(asked.record),
            by=request.member,
            at=clock.now(),
            expected_version=version,
            justification=asked.justification,
        )
    except EditConflictError as error:
        return _conflict(error)
    return _told(saved, response)


@router.post(
    "/register/activities/{uuid:activity_id}/validate",
    response={200: ActivityOut, 404: Refusal, 409: ConflictOut, 422: Refusal, 428: Refusal},
    auth=Token("register.validate"),
)
def validate_activity(
    request: TokenRequest,
    activity_id: UUID,
    response: HttpResponse,
    asked: Reason,
    if_match: IfMatch,
) -> dict[str, Any] | Status[dict[str, Any]]:
    """The draft becomes the organisation's declaration; with its reason if it is incomplete."""
    try:
        kept = actions.validate(
            activity_id,
            by=request.member,
            at=clock.now(),
            expected_version=_version(if_match),
            justification=asked.justification,
        )
    except EditConflictError as error:
        return _conflict(error)
    return _told(kept, response)


@router.post(
    "/register/activities/{uuid:activity_id}/archive",
    response={200: ActivityOut, 404: Refusal, 409: ConflictOut, 428: Refusal},
    auth=Token("register.validate"),
)
def archive_activity(
    request: TokenRequest,
    activity_id: UUID,
    response: HttpResponse,
    asked: Reason,
    if_match: IfMatch,
) -> dict[str, Any] | Status[dict[str, Any]]:
    """The activity has ended: kept and readable, out of the register in force."""
    try:
        kept = actions.archive(
            activity_id,
            by=request.member,
            at=clock.now(),
            expected_version=_version(if_match),
            note=asked.justification,
        )
    except EditConflictError as error:
        return _conflict(error)
    return _told(kept, response)


def _created(request: TokenRequest, asked: NewActivity) -> Activity:
    if bool(asked.template) == (asked.record is not None):
        raise RefusedError(Problem(422, "invalid", {"template": "one_of", "record": "one_of"}))
    by, at = request.member, clock.now()
    if asked.record is not None:
        return actions.create(request.organisation, records.read(asked.record), by=by, at=at)
    if asked.template not in templates.activities():
        raise RefusedError(Problem(422, "unknown_template", {"template": "unknown"}))
    return actions.create_from_template(request.organisation, asked.template, by=by, at=at)


def _version(if_match: str) -> int:
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusedError(Problem(428, "precondition_required", {"If-Match": "required"}))
    return int(found[1])


def _told(activity: Activity, response: HttpResponse) -> dict[str, Any]:
    response["ETag"] = f'"{activity.version}"'
    return _json(activity)


def _json(activity: Activity) -> dict[str, Any]:
    shown = ("id", *queries.LISTED, "version", "validated_version", "template")
    values = {name: getattr(activity, name) for name in shown}
    return {**values, "record": activity.content, "missing": queries.missing_of(activity)}


def _conflict(error: EditConflictError) -> Status[dict[str, Any]]:
    body = {
        "error": "conflict",
        "fields": {"If-Match": {"expected": error.expected_version, "found": error.theirs.version}},
        "message": str(MESSAGES["conflict"]),
        "theirs": _json(error.theirs),
        "mine": to_json(error.mine),
    }
    return Status(409, body)
