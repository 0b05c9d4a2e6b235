"""Clients of a publisher: who they are, what they were advised, notices of a flaw, answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Asked, ExportFormat, Language, Line, Refusal, Words
from probant.clients import actions, exports, queries
from probant.clients.actions import Answer, Identity, Said
from probant.clients.domain.services import Service
from probant.clients.models import NOTICE, Client
from probant.common import clock
from probant.vulnerabilities import queries as vulnerabilities
from probant.vulnerabilities import tables

router = Router(tags=["clients"])
VIEW, ADVISE = "clients.view", "clients.advise"
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=200)]


class ServiceIn(Asked):
    """A product that a client uses, as scans name it."""

    product: Annotated[str, StringConstraints(pattern=r"\w", max_length=150)]
    version: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=60)] = ""
    is_hosted: bool = False


class ClientIn(Asked):
    """Who a client is; `version`: that which was read, for a change."""

    name: Name
    contact: Line = ""
    email: Annotated[str, StringConstraints(pattern=r"^(|[^@\s\x00]+@[^@\s\x00]+)$")] = ""
    services: list[ServiceIn] = Field(default_factory=list, max_length=50)
    is_controller: bool = True
    contract_on: date | None = None
    ended_on: date | None = None
    version: int = Field(0, ge=0)


class ClientOut(Schema):
    """A client; `version` is what the next change names."""

    id: UUID
    reference: str
    name: str
    contact: str
    email: str
    services: list[dict[str, Any]]
    is_controller: bool
    contract_on: date | None
    ended_on: date | None
    version: int


class AdviceIn(Asked):
    """What a client was advised by a person."""

    kind: Literal["advice", "warning", "recommendation"]
    subject: Name
    text: Words
    means: Literal["email", "post", "meeting", "telephone", "portal"]


class NoticeIn(Asked):
    """A notice of one flaw; without `clients`, to all who use its product."""

    flaw: UUID
    subject: Name
    text: Words
    is_critical: bool = True
    answer_before: date | None = None
    clients: list[UUID] = Field(default_factory=list, max_length=2_000)


class AnswerIn(Asked):
    """What a client answered."""

    by: Line = ""
    text: Words = ""
    is_risk_accepted: bool = False


class AdviceOut(Schema):
    """What was said, where its message stands, whether it was read and answered."""

    id: UUID
    reference: str
    client: str
    kind: str
    subject: str
    text: str
    means: str
    given_at: datetime
    is_critical: bool
    answer_before: date | None
    mail_state: str
    read_at: datetime | None
    read_by: str
    answer: str
    answered_at: datetime | None
    is_risk_accepted: bool
    accepted_by: str


class ToldSheet(Asked):
    """Client × flaw as a file."""

    format: ExportFormat = "json"
    language: Language | Literal[""] = ""


@router.get("/clients", response=list[ClientOut], auth=Token(VIEW))
def list_clients(request: TokenRequest) -> list[dict[str, Any]]:
    """Every client, by name."""
    return [exports.client_values(one) for one in queries.clients(request.organisation.pk)]


@router.post("/clients", response={201: ClientOut, 422: Refusal}, auth=Token(ADVISE))
def add_client(request: TokenRequest, asked: ClientIn) -> Status[dict[str, Any]]:
    """A new client."""
    made = actions.keep(request.organisation, _identity(asked), by=request.member, at=clock.now())
    return Status(201, exports.client_values(made))


@router.get("/clients/told", response={200: None}, auth=Token(VIEW, traced_as="clients.exported"))
def export_told(request: TokenRequest, filters: Annotated[ToldSheet, Query()]) -> HttpResponse:
    """Which client was told of which grave flaw."""
    ensure_known(request, filters)
    language = filters.language or request.organisation.language
    made = exports.told_listing(request.organisation, language=language, at=clock.now())
    content = tables.write(filters.format, made)
    response = HttpResponse(content, content_type=tables.MEDIA_TYPES[filters.format])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{filters.format}"'
    return response


@router.post("/clients/notices", response={201: list[AdviceOut], **REFUSALS}, auth=Token(ADVISE))
def notify_clients(request: TokenRequest, asked: NoticeIn) -> Status[list[dict[str, Any]]]:
    """A notice to every client that uses the product of a flaw, or to those named."""
    of, today = request.organisation.pk, timezone.localdate(clock.now())
    flaw = vulnerabilities.flaw(of, asked.flaw)
    held = [one for one, _service in queries.concerned(of, flaw.product_key, today)]
    chosen = [one for one in held if not asked.clients or one.pk in set(asked.clients)]
    if asked.is_critical and (asked.answer_before is None or asked.answer_before < today):
        raise RefusedError(Problem(422, "invalid", {"answer_before": "required"}))
    said = Said(
        kind=NOTICE,
        subject=asked.subject,
        text=asked.text,
        is_critical=asked.is_critical,
        answer_before=asked.answer_before,
    )
    with refusals():
        made = actions.notify(
            request.organisation, flaw, chosen, said, by=request.member, at=clock.now()
        )
    return Status(201, [exports.advice_values(one) for one in made])


@router.put("/clients/{uuid:client_id}", response={200: ClientOut, **REFUSALS}, auth=Token(ADVISE))
def change_client(request: TokenRequest, client_id: UUID, asked: ClientIn) -> dict[str, Any]:
    """A client, if nobody changed the version named."""
    found = queries.client(request.organisation.pk, client_id)
    with refusals():
        kept = actions.keep(
            request.organisation,
            _identity(asked),
            client=found,
            expected=asked.version,
            by=request.member,
            at=clock.now(),
        )
    return exports.client_values(kept)


@router.get(
    "/clients/{uuid:client_id}/advice",
    response={200: list[AdviceOut], 404: Refusal},
    auth=Token(VIEW),
)
def list_client_advice(request: TokenRequest, client_id: UUID) -> list[dict[str, Any]]:
    """What a client was advised, the latest first."""
    found = queries.client(request.organisation.pk, client_id)
    return [exports.advice_values(one) for one in queries.advice_to(found)]


@router.post(
    "/clients/{uuid:client_id}/advice", response={201: AdviceOut, **REFUSALS}, auth=Token(ADVISE)
)
def record_advice(
    request: TokenRequest, client_id: UUID, asked: AdviceIn
) -> Status[dict[str, Any]]:
    """What a person advised a client; nothing is sent."""
    found: Client = queries.client(request.organisation.pk, client_id)
    said = Said(**asked.model_dump())
    made = actions.advise(found, said, by=request.member, at=clock.now())
    return Status(201, exports.advice_values(made))


@router.post(
    "/clients/advice/{uuid:advice_id}/answer",
    response={200: AdviceOut, **REFUSALS},
    auth=Token(ADVISE),
)
def record_client_answer(request: TokenRequest, advice_id: UUID, asked: AnswerIn) -> dict[str, Any]:
    """What a client answered by other means than the private link."""
    answer = Answer(**asked.model_dump())
    with refusals():
        kept = actions.record_answer(advice_id, answer, by=request.member, at=clock.now())
    return exports.advice_values(kept)


@contextmanager
def refusals() -> Iterator[None]:
    """What acts on clients refuse, as answers."""
    try:
        yield
    except actions.MovedClientError as error:
        theirs = {"theirs": exports.client_values(error.client)}
        raise RefusedError(Problem(409, "conflict", {"version": "changed"}, theirs)) from error
    except actions.NoClientError as error:
        raise RefusedError(Problem(422, "invalid", {"clients": "required"})) from error
    except actions.UnnamedRiskError as error:
        raise RefusedError(Problem(422, "invalid", {"by": "required"})) from error
    except actions.AnsweredError as error:
        raise RefusedError(Problem(409, "refused", {"answer": "answered"})) from error


def _identity(asked: ClientIn) -> Identity:
    said = asked.model_dump(exclude={"version", "services"})
    return Identity(**said, services=[Service(**one.model_dump()) for one in asked.services])
