"""The register in and out of files, in the formats of its pages."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api.access import Token, TokenRequest
from probant.api.problems import MESSAGES, ensure_known
from probant.api.schemas import (
    Asked,
    ExportFormat,
    ImportOut,
    Language,
    Refusal,
    RefusedImport,
)
from probant.common import clock
from probant.register import queries
from probant.register.domain.record import ActivityRole
from probant.register.domain.status import Status as ActivityStatus
from probant.register.exchange import drafts
from probant.register.exchange.assembly import Finding, Outcome
from probant.register.exchange.register_file import TYPES, WRITERS, RegisterFile, held

router = Router(tags=["register"])


class ExportFilters(Asked):
    """The format, and which activities: those in force unless a status is named."""

    format: ExportFormat
    language: Language | Literal[""] = ""
    role: ActivityRole | None = None
    status: ActivityStatus | None = None


@router.get(
    "/register/export",
    response={200: None, 422: Refusal},
    auth=Token("register.export", traced_as="register.exported"),
    openapi_extra={
        "responses": {
            200: {"content": {kind: {"schema": {"type": "string"}} for kind in TYPES.values()}}
        }
    },
)
def export_register(
    request: TokenRequest, filters: Annotated[ExportFilters, Query()]
) -> HttpResponse:
    """The register as a file; the journal keeps that it left."""
    ensure_known(request, filters)
    organisation, at = request.organisation, clock.now()
    statuses = [filters.status] if filters.status else queries.IN_FORCE
    found = queries.records(organisation.pk, filters.role, statuses)
    made = RegisterFile(organisation, held(found), at, filters.language or organisation.language)
    response = HttpResponse(WRITERS[filters.format](made), content_type=TYPES[filters.format])
    name = f"{made.filename}.{filters.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.post(
    "/register/import",
    response={201: ImportOut, 413: Refusal, 422: RefusedImport},
    auth=Token("register.import"),
)
def import_register(
    request: TokenRequest, file: Annotated[UploadedFile, File()]
) -> Status[dict[str, Any]]:
    """Every activity of an XLSX, ODS, CSV or JSON file as drafts, or none with the reasons."""
    by, at = request.member, clock.now()
    received = drafts.receive(
        request.organisation, filename=file.name or "", data=file.read(), by=by, at=at
    )
    outcome = drafts.preview(received)
    if outcome.refused:
        return Status(422, _refused(outcome))
    created = drafts.confirm(received, by=by, at=at)
    warnings = [_finding(found) for found in outcome.warnings]
    return Status(201, {"created": created, "warnings": warnings})


def _refused(outcome: Outcome) -> dict[str, Any]:
    refused = [
        {
            "name": one.name,
            "lines": list(one.lines),
            "reasons": [_finding(found) for found in one.reasons],
        }
        for one in outcome.refused
    ]
    return {
        "error": "refused_rows",
        "fields": {"file": "refused_rows"},
        "message": str(MESSAGES["refused_rows"]),
        "refused": refused,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "line": found.line,
        "column": found.column,
        "code": found.code,
        "value": found.value,
        "limit": found.limit,
    }
