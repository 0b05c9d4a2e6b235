"""The public form, and answers handed over: opened, prepared, withdrawn."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from probant.api.access import Token, TokenRequest
from probant.api.operations.subject_requests import IfMatch, refusal, version_of
from probant.api.schemas import Asked, Refusal, Words
from probant.common import clock
from probant.subject_requests import handover, opening, queries
from probant.subject_requests.domain import links
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.models import HandOver
from probant.subject_requests.opening import FormSettings

router = Router(tags=["requests"])


class FormAsked(Asked):
    """Open or shut, and what the form says first."""

    is_open: bool
    introduction_fr: Words = Field("", max_length=2_000)
    introduction_en: Words = Field("", max_length=2_000)


class FormOut(Schema):
    """The public form as it stands; `address` is what people are given."""

    is_open: bool
    introduction_fr: str
    introduction_en: str
    address: str


class HandOverAsked(Asked):
    """Which files of the request's dossier, for how long, how often, and whether with a code."""

    files: list[UUID] = Field(min_length=1, max_length=200)
    days: int = Field(links.HAND_OVER_LASTS.days, ge=1, le=60)
    most_downloads: int = Field(links.MOST_DOWNLOADS, ge=1, le=20)
    has_code: bool = True


class HandOverOut(Schema):
    """An answer handed over; `refusal` says why its link no longer opens, if it does not."""

    id: UUID
    means: str
    files: int
    prepared_at: datetime
    expires_at: datetime | None
    downloads: int
    most_downloads: int
    refusal: str


class Prepared(HandOverOut):
    """The same when it was prepared: the link and the code are told this once."""

    link: str
    code: str


@router.get("/requests/form", response=FormOut, auth=Token("subject_requests.view"))
def read_form(request: TokenRequest) -> dict[str, Any]:
    """Whether anyone may send a request online, and where."""
    return _form(request)


@router.put(
    "/requests/form", response={200: FormOut, 422: Refusal}, auth=Token("subject_requests.handle")
)
def change_form(request: TokenRequest, asked: FormAsked) -> dict[str, Any]:
    """Opens, shuts or rewords the public form."""
    opening.change(request.member, FormSettings(**asked.model_dump()), at=clock.now())
    return _form(request)


@router.get(
    "/requests/{uuid:request_id}/hand-overs",
    response={200: list[HandOverOut], 404: Refusal},
    auth=Token("subject_requests.view"),
)
def list_hand_overs(request: TokenRequest, request_id: UUID) -> list[dict[str, Any]]:
    """What was handed over for a request, the latest first."""
    found = queries.request(request.organisation.pk, request_id)
    return [_told(item) for item in queries.hand_overs(found)]


@router.post(
    "/requests/{uuid:request_id}/hand-overs",
    response={201: Prepared, 404: Refusal, 409: Refusal, 422: Refusal, 428: Refusal},
    auth=Token("subject_requests.handle"),
)
def prepare_hand_over(
    request: TokenRequest,
    request_id: UUID,
    asked: HandOverAsked,
    response: HttpResponse,  # noqa: ARG001  ninja's signature
    if_match: IfMatch,
) -> Status[dict[str, Any]]:
    """Files behind a protected link; give the code by another way."""
    found = queries.request(request.organisation.pk, request_id)
    try:
        made = handover.prepare(
            request.member,
            found.pk,
            version_of(if_match),
            files=asked.files,
            at=clock.now(),
            lasts=timedelta(days=asked.days),
            most_downloads=asked.most_downloads,
            has_code=asked.has_code,
        )
    except RequestError as error:
        raise refusal(error) from error
    link = request.build_absolute_uri(reverse("requests:follow", args=[made.token]))
    return Status(201, _told(made.hand_over) | {"link": link, "code": made.code})


def _form(request: TokenRequest) -> dict[str, Any]:
    here = request.organisation.pk
    address = request.build_absolute_uri(reverse("requests:form", args=[here]))
    return vars(opening.settings_of(here)) | {"address": address}


def _told(item: HandOver) -> dict[str, Any]:
    is_link = item.means == handover.LINK
    why = handover.opening_of(item).refusal(clock.now()) if is_link else None
    return {
        "id": item.pk,
        "means": item.means,
        "files": len(item.files),
        "prepared_at": item.prepared_at,
        "expires_at": item.expires_at,
        "downloads": item.downloads,
        "most_downloads": item.most_downloads,
        "refusal": why.value if why else "",
    }
