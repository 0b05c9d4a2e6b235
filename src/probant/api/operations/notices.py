"""Notices: how each audience stands, publication, and the papers."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Query, Router, Status

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import (
    Asked,
    Language,
    NoticeFormat,
    NoticeOut,
    Publication,
    Refusal,
)
from probant.common import clock
from probant.notices import actions, documents, queries
from probant.notices.documents import Edition
from probant.notices.domain.composition import compose
from probant.notices.domain.facts import Audience, Facts, from_json
from probant.notices.domain.notice import to_json
from probant.notices.queries import Standing

router = Router(tags=["notices"])
PDF = "application/pdf"


class Paper(Asked):
    """In which form and language; the published version, or the draft marked so."""

    format: NoticeFormat = "json"
    language: Language | Literal[""] = ""
    is_draft: bool = False


@router.get("/notices", response=list[NoticeOut], auth=Token("notices.view"))
def list_notices(request: TokenRequest) -> list[dict[str, Any]]:
    """Each audience that is concerned or was informed."""
    return [_told(request, standing) for standing in queries.standings(request.organisation)]


@router.post(
    "/notices/{audience}/publish",
    response={201: NoticeOut, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token("notices.publish"),
)
def publish_notice(
    request: TokenRequest, audience: str, asked: Publication
) -> Status[dict[str, Any]]:
    """Publishes what the register says now, in both languages."""
    wanted = _audience(audience)
    actions.publish(
        request.organisation, wanted, by=request.member, at=clock.now(), seen=asked.seen
    )
    return Status(201, _told(request, queries.standing(request.organisation, wanted)))


@router.get(
    "/notices/{audience}/export",
    response={200: None, 404: Refusal},
    auth=Token("notices.view"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind: {"schema": {"type": "string"}} for kind in ("application/json", PDF)
                }
            }
        }
    },
)
def export_notice(
    request: TokenRequest, audience: str, filters: Annotated[Paper, Query()]
) -> HttpResponse:
    """The notice as JSON, as a poster or as a leaflet."""
    wanted = _audience(audience)
    ensure_known(request, filters)
    language = filters.language or request.organisation.language
    facts, edition = _edition(request, wanted, language, is_draft=filters.is_draft)
    content = PAPERS[filters.format](facts, language, edition)
    kind, suffix = ("application/json", "json") if filters.format == "json" else (PDF, "pdf")
    response = HttpResponse(content, content_type=kind)
    name = f"{filters.format}-{wanted.value}-{language}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _audience(value: str) -> Audience:
    if value not in set(Audience):
        raise RefusedError(Problem(404, "not_found"))
    return Audience(value)


def _told(request: TokenRequest, standing: Standing) -> dict[str, Any]:
    published = standing.published
    return {
        "audience": standing.audience,
        "name": queries.name_of(standing.audience, (get_language() or "fr")[:2]),
        "is_concerned": standing.is_concerned,
        "is_stale": standing.is_stale,
        "fingerprint": standing.fingerprint,
        "number": published.number if published else None,
        "published_at": published.published_at if published else None,
        "address": _address(request, standing.audience) if published else "",
        "unmet": [
            {"item": one.item, "article": one.article, "activity": one.activity}
            for one in standing.unmet
        ],
    }


def _edition(
    request: TokenRequest, audience: Audience, language: str, *, is_draft: bool
) -> tuple[Facts, Edition]:
    address = _address(request, audience)
    version = queries.version(request.organisation.pk, audience, language)
    if version is None or is_draft:
        return queries.standing(request.organisation, audience).facts, Edition(address)
    return from_json(version.facts), Edition(address, version.number, version.published_at)


def _address(request: TokenRequest, audience: Audience) -> str:
    path = reverse("notice", args=[request.organisation.pk, audience.value])
    return request.build_absolute_uri(path)


def _json(facts: Facts, language: str, edition: Edition) -> bytes:
    value = {
        "number": edition.number or None,
        "published_at": edition.published_at,
        "address": edition.address,
        "notice": to_json(compose(facts, language)),
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _poster(facts: Facts, language: str, edition: Edition) -> bytes:
    return documents.poster(facts, language, edition)


def _leaflet(facts: Facts, language: str, edition: Edition) -> bytes:
    return documents.leaflet(compose(facts, language), edition)


PAPERS: Mapping[str, Callable[[Facts, str, Edition], bytes]] = {
    "json": _json,
    "poster": _poster,
    "leaflet": _leaflet,
}
