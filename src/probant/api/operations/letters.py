"""Letter templates: read, written in the organisation's own words, printed with invented values."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from probant.api.access import Token, TokenRequest
from probant.api.problems import ensure_known
from probant.api.schemas import Asked, Language, Refusal, Words
from probant.common import clock
from probant.correspondence import actions, letters, queries
from probant.correspondence.domain.wording import Wording
from probant.correspondence.letters import Letter
from probant.correspondence.models import LetterVersion
from probant.reference.letters import LetterKind

router = Router(tags=["letters"])
Subject = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=500)]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": "application/pdf", "docx": DOCX, "txt": "text/plain; charset=utf-8"}


class PlaceholderOut(Schema):
    """A value that the templates of this letter may name."""

    name: str
    label: str


class TemplateText(Schema):
    """The templates in force in one language; `version` 0 is Probant's own first words."""

    language: Language
    subject: str
    body: str
    is_own: bool
    version: int


class LetterLine(Schema):
    """A kind of letter, in the caller's language."""

    id: str
    title: str
    about: str
    article: str


class LetterOut(LetterLine):
    """A kind of letter with its templates and what they may name."""

    placeholders: list[PlaceholderOut]
    templates: list[TemplateText]


class NewTemplate(Asked):
    """The organisation's own words; `seen`: the version that was read."""

    language: Language
    subject: Subject
    body: Words = Field(min_length=1)
    seen: int = Field(ge=0, le=1_000_000)


class Reset(Asked):
    """Back to Probant's own words; `seen`: the version that was read."""

    language: Language
    seen: int = Field(ge=0, le=1_000_000)


class Sample(Asked):
    """In which form and language."""

    format: Literal["pdf", "docx", "txt"] = "pdf"
    language: Language = "fr"


@router.get("/letters", response=list[LetterLine], auth=Token("letters.view"))
def list_letters(request: TokenRequest) -> list[dict[str, Any]]:  # noqa: ARG001  the same for everyone
    """Every kind of letter."""
    return [_line(kind) for kind in letters.kinds().values()]


@router.get("/letters/{kind}", response={200: LetterOut, 404: Refusal}, auth=Token("letters.view"))
def read_letter(request: TokenRequest, kind: str) -> dict[str, Any]:
    """One kind with its templates in force."""
    return _told(request, _kind(kind))


@router.put(
    "/letters/{kind}",
    response={200: LetterOut, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token("letters.edit"),
)
def write_letter(request: TokenRequest, kind: str, asked: NewTemplate) -> dict[str, Any]:
    """Keeps the organisation's own words, tried with the samples first."""
    stated, wording = _kind(kind), Wording(asked.subject, asked.body)
    by, at = request.member, clock.now()
    actions.save(request.organisation, kind, asked.language, wording, seen=asked.seen, by=by, at=at)
    return _told(request, stated)


@router.post(
    "/letters/{kind}/reset",
    response={200: LetterOut, 404: Refusal, 409: Refusal},
    auth=Token("letters.edit"),
)
def reset_letter(request: TokenRequest, kind: str, asked: Reset) -> dict[str, Any]:
    """Goes back to Probant's own words."""
    stated = _kind(kind)
    by, at = request.member, clock.now()
    actions.reset(request.organisation, kind, asked.language, seen=asked.seen, by=by, at=at)
    return _told(request, stated)


@router.get(
    "/letters/{kind}/sample",
    response={200: None, 404: Refusal},
    auth=Token("letters.view"),
    openapi_extra={
        "responses": {
            200: {"content": {kind: {"schema": {"type": "string"}} for kind in KINDS.values()}}
        }
    },
)
def sample_letter(
    request: TokenRequest, kind: str, filters: Annotated[Sample, Query()]
) -> HttpResponse:
    """The letter with invented values, as PDF, DOCX or text."""
    ensure_known(request, filters)
    stated = _kind(kind)
    own = queries.wording(request.organisation.pk, kind).get(filters.language)
    wording = own or letters.default(kind, filters.language)
    letter = letters.preview(request.organisation, stated.id, filters.language, wording)
    response = HttpResponse(_printed(letter, filters.format), content_type=KINDS[filters.format])
    name = f"{kind}-{filters.language}.{filters.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _printed(letter: Letter, suffix: str) -> bytes:
    match suffix:
        case "docx":
            return letter.docx()
        case "txt":
            return letter.text.encode()
    return letter.pdf()


def _kind(kind: str) -> LetterKind:
    try:
        return letters.kinds()[kind]
    except KeyError:
        raise Http404 from None


def _line(kind: LetterKind) -> dict[str, Any]:
    title = kind.title.in_(get_language() or "fr")
    return {"id": kind.id, "title": title, "about": kind.about, "article": kind.article}


def _told(request: TokenRequest, kind: LetterKind) -> dict[str, Any]:
    latest = {
        found.language: found for found in queries.latest_versions(request.organisation.pk, kind.id)
    }
    language = get_language() or "fr"
    return {
        **_line(kind),
        "placeholders": [
            {"name": item.name, "label": item.label.in_(language)}
            for item in letters.placeholders(kind.id)
        ],
        "templates": [_text(kind, code, latest.get(code)) for code in letters.LANGUAGES],
    }


def _text(kind: LetterKind, language: str, own: LetterVersion | None) -> dict[str, Any]:
    is_own = own is not None and not own.is_default
    stated = letters.default(kind.id, language)
    return {
        "language": language,
        "subject": own.subject if own and is_own else stated.subject,
        "body": own.body if own and is_own else stated.body,
        "is_own": is_own,
        "version": own.number if own else 0,
    }
