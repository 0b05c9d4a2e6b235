"""Verdicts, and dossiers that a third party verifies offline."""

from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from ninja import Router

from probant.accountability import actions, contents, queries
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.things import About, UnknownThingError, reference_of
from probant.api.access import Token, TokenRequest
from probant.api.schemas import NewDossier, Refusal, VerdictOut
from probant.common import clock
from probant.common.verdicts import Fact, Verdict
from probant.reference import law

router = Router(tags=["accountability"])
ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


@router.get("/verdicts", response=list[VerdictOut], auth=Token("accountability.view"))
def list_verdicts(request: TokenRequest) -> list[dict[str, Any]]:
    """How each obligation stands, the gravest first."""
    language = get_language() or "fr"
    found = queries.verdicts(request.organisation, now=clock.now())
    return [_verdict(verdict, language) for verdict in found]


@router.post(
    "/dossiers",
    response={201: None, 404: Refusal, 409: Refusal},
    auth=Token("dossiers.make"),
    openapi_extra={"responses": {201: {"content": ZIP}}},
)
def make_dossier(request: TokenRequest, asked: NewDossier) -> StreamingHttpResponse:
    """A new dossier, kept in Probant and sent as an archive."""
    about = About(asked.about.kind, asked.about.id) if asked.about else None
    if about:
        _ensure_exists(about, request)
    wanted = Wanted(asked.purpose.strip(), asked.language, asked.has_names, about)
    made = actions.make_dossier(request.organisation, wanted, by=request.member, at=clock.now())
    members = contents.members(made)
    response = StreamingHttpResponse(
        contents.streamed(made, members), content_type="application/zip", status=201
    )
    day = localdate(made.made_at)
    response["Content-Disposition"] = f'attachment; filename="dossier-{day:%Y-%m-%d}.zip"'
    response["Content-Length"] = str(archive.length(members))
    return response


def _ensure_exists(about: About, request: TokenRequest) -> None:
    try:
        reference_of(about, request.organisation.pk)
    except UnknownThingError as error:
        raise Http404 from error


def _verdict(verdict: Verdict, language: str) -> dict[str, Any]:
    words = law.obligations().get(verdict.obligation_id)
    return {
        "obligation": verdict.obligation_id,
        "title": words.title.in_(language) if words else verdict.obligation_id,
        "state": verdict.state,
        "sources": [
            {"article": one.article, "url": one.url, "confidence": one.confidence}
            for one in verdict.source
        ],
        "facts": [_fact(fact) for fact in verdict.facts],
        "evidence": [f"{one.kind.value}:{one.id}" for one in verdict.evidence],
        "remedy": words.remedy.in_(language) if words and verdict.remedy else "",
        "link": verdict.remedy.url if verdict.remedy else "",
        "tier": verdict.tier.value if verdict.tier else "",
        "due_on": verdict.due_on,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    value = fact.value
    plain = value if value is None or isinstance(value, str | int | float) else value.isoformat()
    return {"label": fact.label_id, "value": plain, "link": fact.link}
