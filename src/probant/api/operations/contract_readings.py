"""Contracts read by Probant: a kept one, whose reading is kept too, or one that is only sent."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from probant.api.access import Token, TokenRequest
from probant.api.operations.processors import FILES, MOST_BYTES, REFUSALS
from probant.api.problems import ensure_known
from probant.api.schemas import Asked, Refusal
from probant.common import clock
from probant.observations.contract_reading import read_contract
from probant.observations.models import Observation
from probant.processors import actions, proposals, queries
from probant.vault.reception import accepts_files

router = Router(tags=["processors"])


class ReadingOut(Schema):
    """What was read: per clause its state and passages, what was not seen; or why it was refused.

    `is_current` is false where another file was kept since.
    """

    at: datetime
    is_current: bool
    source: str
    result: dict[str, Any]


class Wanted(Asked):
    """`host`: also what the public health code asks of a host of health data."""

    host: bool = False


@router.post(
    "/contract-readings",
    response={200: dict[str, Any], **FILES},
    auth=Token("processors.edit"),
)
@accepts_files(most=MOST_BYTES)
def read_sent_contract(
    request: TokenRequest,
    file: Annotated[UploadedFile, File()],
    filters: Annotated[Wanted, Query()],
) -> dict[str, Any]:
    """Reads a PDF or DOCX and keeps nothing of it; `refused` says why it could not be read."""
    ensure_known(request, filters)
    return read_contract(file.read(), host=filters.host)


@router.post(
    "/processor-contracts/{uuid:contract}/reading",
    response={201: ReadingOut, **REFUSALS},
    auth=Token("processors.edit"),
)
def read_kept_contract(request: TokenRequest, contract: UUID) -> Status[dict[str, Any]]:
    """Reads the kept file; a proposal, which decides nothing."""
    made = actions.read_contract(contract, by=request.member, at=clock.now())
    return Status(201, _told(made, source=made.source))


@router.get(
    "/processor-contracts/{uuid:contract}/reading",
    response={200: ReadingOut, 404: Refusal},
    auth=Token("processors.view"),
)
def contract_reading(request: TokenRequest, contract: UUID) -> dict[str, Any]:
    """The last reading; 404 where the contract was never read."""
    held = queries.contract(request.organisation.pk, contract)
    found = proposals.last_reading(held)
    if found is None:
        raise Observation.DoesNotExist
    return _told(found, source=held.file_sha256)


def _told(found: Observation, *, source: str) -> dict[str, Any]:
    return {
        "at": found.at,
        "is_current": found.source == source,
        "source": found.source,
        "result": found.result,
    }
