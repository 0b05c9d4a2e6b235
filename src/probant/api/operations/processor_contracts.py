"""Contracts with processors: dates, the paper itself, each clause as decided, the amendment."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.http.response import StreamingHttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.operations.processors import (
    FILE,
    FILES,
    MOST_BYTES,
    REFUSALS,
    WORD,
    ChosenLanguage,
)
from probant.api.problems import Problem, ensure_known
from probant.api.schemas import Asked, Line, Refusal, Words
from probant.common import clock
from probant.processors import actions, amendment, queries
from probant.processors.domain.contract import ClauseState, ContractShapeError, Decision, Terms
from probant.processors.models import Contract
from probant.vault.reception import accepts_files
from probant.vault.serving import download

router = Router(tags=["processors"])


class ContractIn(Asked):
    """A contract's dates and delays; `seen`: the version that was read, for one that exists."""

    title: Line = ""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_renewed: bool = False
    notice_days: int | None = None
    objection_days: int | None = None
    breach_hours: int | None = None
    owner: Line = ""
    review_on: date | None = None
    seen: int | None = None


class DecisionIn(Asked):
    """What is decided of one clause; an accepted wording needs its note."""

    state: ClauseState
    note: Words = ""


class ClausesIn(Asked):
    """Decisions by clause; `seen`: the contract's version that was read."""

    decisions: dict[str, DecisionIn]
    seen: int


@router.post(
    "/processors/{uuid:processor}/contracts",
    response={201: dict[str, Any], **REFUSALS},
    auth=Token("processors.edit"),
)
def add_contract(
    request: TokenRequest, processor: UUID, asked: ContractIn
) -> Status[dict[str, Any]]:
    """A contract's dates and delays."""
    made = actions.state_terms(processor, _terms(asked), by=request.member, at=clock.now())
    return Status(201, _contract(made))


@router.put(
    "/processor-contracts/{uuid:contract}",
    response={200: dict[str, Any], **REFUSALS},
    auth=Token("processors.edit"),
)
def change_contract(request: TokenRequest, contract: UUID, asked: ContractIn) -> dict[str, Any]:
    """The contract's dates and delays as they are now."""
    held = queries.contract(request.organisation.pk, contract)
    made = actions.state_terms(
        held.processor_id,
        _terms(asked),
        contract_id=held.pk,
        seen=asked.seen,
        by=request.member,
        at=clock.now(),
    )
    return _contract(made)


@router.post(
    "/processor-contracts/{uuid:contract}/file",
    response={201: dict[str, Any], **FILES},
    auth=Token("processors.edit"),
)
@accepts_files(most=MOST_BYTES)
def file_contract(
    request: TokenRequest, contract: UUID, file: Annotated[UploadedFile, File()]
) -> Status[dict[str, Any]]:
    """Keeps the contract's paper; another paper is decided again, clause by clause."""
    made = actions.file_contract(contract, file, by=request.member, at=clock.now())
    return Status(201, _contract(made))


@router.get(
    "/processor-contracts/{uuid:contract}/file",
    response={200: None, 404: Refusal, 410: Refusal},
    auth=Token("processors.view", traced_as="processors.file_read"),
    openapi_extra={"responses": {200: FILE}},
)
def read_contract_file(request: TokenRequest, contract: UUID) -> StreamingHttpResponse:
    """The contract, as it came."""
    return download(queries.contract_file(queries.contract(request.organisation.pk, contract)))


@router.put(
    "/processor-contracts/{uuid:contract}/clauses",
    response={200: dict[str, Any], **REFUSALS},
    auth=Token("processors.decide"),
)
def decide_contract_clauses(
    request: TokenRequest, contract: UUID, asked: ClausesIn
) -> dict[str, Any]:
    """What a person decides of these clauses; the others stay as they are."""
    decisions = {id_: Decision(one.state, one.note) for id_, one in asked.decisions.items()}
    made = actions.decide_clauses(
        contract, decisions, seen=asked.seen, by=request.member, at=clock.now()
    )
    return _contract(made)


@router.get(
    "/processor-contracts/{uuid:contract}/amendment",
    response={200: None, 404: Refusal, 422: Refusal},
    auth=Token("processors.view", traced_as="processors.amendment_made"),
    openapi_extra={"responses": {200: FILE}},
)
def contract_amendment(
    request: TokenRequest, contract: UUID, filters: Annotated[ChosenLanguage, Query()]
) -> HttpResponse:
    """A Word file with the clauses that are missing or doubtful."""
    ensure_known(request, filters)
    held = queries.contract(request.organisation.pk, contract)
    one = queries.situation(held.processor)
    content = amendment.docx(
        request.organisation,
        one.record,
        queries.counted(held, one.clauses).to_write,
        language=filters.language,
        signed_on=held.signed_on,
    )
    response = HttpResponse(content, content_type=WORD)
    name = f"amendment-{filters.language}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@problems.of.register
def _shape(error: ContractShapeError) -> Problem:
    return Problem(422, "invalid", {error.field: error.reason})


def _terms(asked: ContractIn) -> Terms:
    return Terms(**asked.model_dump(exclude={"seen"}))


def _contract(found: Contract) -> dict[str, Any]:
    return {
        "id": str(found.pk),
        "processor": str(found.processor_id),
        "version": found.version,
        **msgspec.to_builtins(queries.terms_of(found)),
        "file_sha256": found.file_sha256,
        "clauses": found.clauses,
    }
