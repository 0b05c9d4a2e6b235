"""Frameworks, controls and evidence: read, decided, given, imported, approved, exported."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Asked, ExportFormat, Language, Line, Refusal, Words
from probant.common import clock
from probant.common.time_limits import PeriodFormatError
from probant.controls import actions, exports, labels, queries
from probant.controls import statement as statements
from probant.controls.domain.evidence import (
    EvidenceShapeError,
    FutureEvidenceError,
    Kind,
    Said,
)
from probant.controls.domain.framework import Ref
from probant.controls.domain.importing import MOST_BYTES, FrameworkFileError
from probant.controls.domain.standing import (
    Applicability,
    Implementation,
    MaturityError,
    UnjustifiedError,
)
from probant.controls.models import SERVES, Evidence
from probant.controls.queries import Board
from probant.vault.domain.rules import RULES
from probant.vault.reception import accepts_files

router = Router(tags=["controls"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
Names = Annotated[list[Line], Field(min_length=1, max_length=2_000)]
Text = Annotated[Words, Field(max_length=5_000)]
Reason = Annotated[Words, Field(max_length=2_000)]


class FrameworkOut(Schema):
    """A framework in brief; `coverage` for those that are followed."""

    id: str
    name: str
    publisher: str
    edition: str
    controls: int
    is_followed: bool
    is_baseline: bool
    coverage: dict[str, int] | None


class Choice(Asked):
    """Follow it, no longer follow it, or measure oneself by it."""

    act: Literal["follow", "unfollow", "baseline"]


class NewDecision(Asked):
    """What changes for these controls; what is not named stays."""

    controls: Names
    applicability: Applicability | None = None
    justification: Reason | None = None
    implementation: Implementation | None = None
    maturity: Annotated[int, Field(ge=0, le=5)] | None = None
    owner: Line | None = None
    note: Text | None = None
    review_on: date | None = None


class NewEvidence(Asked):
    """A page of Probant or a statement; `serves`: controls as "iso27001:a_8_13"."""

    title: Annotated[Line, Field(min_length=1)]
    kind: Literal["link", "statement"]
    dated_on: date
    valid_for: Line = ""
    path: Annotated[Words, Field(max_length=500)] = ""
    owner: Line = ""
    note: Text = ""
    serves: Annotated[list[Line], Field(max_length=2_000)] = []


class NewDocument(Asked):
    """What is said of a document sent as a file."""

    title: Annotated[Line, Field(min_length=1)]
    dated_on: date
    valid_for: Line = ""
    owner: Line = ""
    serves: Annotated[list[Line], Field(max_length=200)] = []


class EvidenceAct(Asked):
    """What is said of an evidence and these controls; withdrawing needs none."""

    act: Literal["give", "take_back", "set_aside", "withdraw"]
    controls: Annotated[list[Line], Field(max_length=2_000)] = []


class EvidenceFilters(Asked):
    """Which evidence."""

    text: Line = ""
    kind: Kind | Literal[""] = ""
    state: Literal["", "fresh", "expired", "withdrawn"] = ""
    framework: Line = ""


class Sheet(Asked):
    """The format and the language of a file."""

    format: ExportFormat
    language: Language | Literal[""] = ""


@router.get("/controls/frameworks", response=list[FrameworkOut], auth=Token("controls.view"))
def list_frameworks(request: TokenRequest) -> list[dict[str, Any]]:
    """Every framework, with how those that are followed stand."""
    organisation = request.organisation
    followed = queries.followed(organisation)
    whole = queries.frameworks(organisation, followed.ids, _language())
    boards = queries.boards(organisation.pk, list(whole.values()), today=_today())
    return [
        {
            "id": one.id,
            "name": one.name,
            "publisher": one.publisher,
            "edition": one.edition,
            "controls": one.count,
            "is_followed": one.id in boards,
            "is_baseline": one.id == followed.baseline,
            "coverage": _coverage(boards[one.id]) if one.id in boards else None,
        }
        for one in queries.offered(organisation, _language()).values()
    ]


@router.post(
    "/controls/frameworks/import",
    response={201: dict[str, Any], 409: Refusal, 413: Refusal, 422: Refusal},
    auth=Token("controls.edit"),
)
@accepts_files(most=MOST_BYTES)
def import_framework(
    request: TokenRequest, file: Annotated[UploadedFile, File()]
) -> Status[dict[str, Any]]:
    """A CISO Assistant library or an OSCAL catalog, whole or not at all; then followed."""
    by, at = request.member, clock.now()
    data = file.read(MOST_BYTES + 1)
    draft = actions.propose_import(request.organisation, file.name or "", data, by=by, at=at)
    made = actions.confirm_import(draft, by=by, at=at)
    told = {
        "id": queries.id_of(made),
        "name": made.name,
        "controls": made.controls,
        "rights": made.content["rights"],
    }
    return Status(201, told)


@router.get(
    "/controls/frameworks/{framework}",
    response={200: dict[str, Any], 404: Refusal},
    auth=Token("controls.view"),
)
def read_framework(request: TokenRequest, framework: str) -> dict[str, Any]:
    """Its controls with their decision, their state, and the evidence that arrives."""
    board = _board(request, framework)
    of = board.framework
    return {
        **statements.plain(board),
        "publisher": of.publisher,
        "rights": of.rights,
        "missing": of.missing,
        "coverage": _coverage(board),
    }


@router.post(
    "/controls/frameworks/{framework}/choose",
    response={200: dict[str, Any], **REFUSALS},
    auth=Token("controls.edit"),
)
def choose_framework(request: TokenRequest, framework: str, asked: Choice) -> dict[str, Any]:
    """Followed, no longer followed, or the baseline."""
    acts = {
        "follow": actions.follow,
        "unfollow": actions.unfollow,
        "baseline": actions.choose_baseline,
    }
    acts[asked.act](request.organisation, framework, by=request.member, at=clock.now())
    followed = queries.followed(request.organisation)
    return {"followed": list(followed.ids), "baseline": followed.baseline}


@router.post(
    "/controls/frameworks/{framework}/decide",
    response={200: dict[str, Any], **REFUSALS},
    auth=Token("controls.edit"),
)
def decide_controls(request: TokenRequest, framework: str, asked: NewDecision) -> dict[str, Any]:
    """The same change for one control or several, all or none."""
    changes = asked.model_dump(exclude={"controls"}, exclude_unset=True)
    texts = {"justification", "owner", "note"}
    changes = {k: ("" if v is None and k in texts else v) for k, v in changes.items()}
    refs = [(framework, name) for name in asked.controls]
    changed = actions.decide_many(
        request.organisation, refs, changes, by=request.member, at=clock.now()
    )
    return {"changed": changed}


@router.post(
    "/controls/frameworks/{framework}/statement",
    response={201: dict[str, Any], **REFUSALS},
    auth=Token("controls.edit"),
)
def approve_statement(request: TokenRequest, framework: str) -> Status[dict[str, Any]]:
    """Freezes the statement of applicability as it stands."""
    found = queries.framework(request.organisation, framework, _language())
    if not found.has_statement:
        raise RefusedError(Problem(404, "not_found"))
    made = actions.approve_statement(
        request.organisation, framework, by=request.member, at=clock.now()
    )
    return Status(201, {"number": made.number, "sha256": made.digest, "approved_at": made.at})


@router.get(
    "/controls/frameworks/{framework}/export",
    response={200: None, 404: Refusal},
    auth=Token("controls.view", traced_as="controls.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_framework(
    request: TokenRequest, framework: str, filters: Annotated[Sheet, Query()]
) -> HttpResponse:
    """The statement of applicability as a file."""
    ensure_known(request, filters)
    with translation.override(filters.language or request.organisation.language):
        board = _board(request, framework)
        sheet = exports.of_board(request.organisation, board, at=clock.now())
        return _file(sheet, filters.format)


@router.get("/controls/evidence", response=list[dict[str, Any]], auth=Token("controls.view"))
def list_evidence(
    request: TokenRequest, filters: Annotated[EvidenceFilters, Query()]
) -> list[dict[str, Any]]:
    """Evidence, the latest first."""
    ensure_known(request, filters)
    wanted = queries.Wanted(**{k: str(v) for k, v in filters.model_dump().items()})
    found = queries.listed(request.organisation.pk, wanted, today=_today()).defer(None)
    return [exports.plain(one) for one in found]


@router.post(
    "/controls/evidence",
    response={201: dict[str, Any], **REFUSALS},
    auth=Token("controls.edit"),
)
def add_evidence(request: TokenRequest, asked: NewEvidence) -> Status[dict[str, Any]]:
    """A page of Probant or a statement, given at once to controls."""
    said = Said(**{**asked.model_dump(exclude={"serves"}), "kind": Kind(asked.kind)})
    made = actions.add_evidence(
        request.organisation,
        said,
        by=request.member,
        at=clock.now(),
        serves=_refs(asked.serves),
    )
    return Status(201, _whole(made))


@router.post(
    "/controls/evidence/documents",
    response={201: dict[str, Any], 413: Refusal, **REFUSALS},
    auth=Token("controls.edit"),
)
@accepts_files(most=RULES["evidence"].most_bytes)
def add_document(
    request: TokenRequest,
    said: Annotated[NewDocument, Query()],
    file: Annotated[UploadedFile, File()],
) -> Status[dict[str, Any]]:
    """A document, sealed in the vault, given at once to controls."""
    ensure_known(request, said)
    words = said.model_dump(exclude={"serves"})
    made = actions.add_evidence(
        request.organisation,
        Said(**words, kind=Kind.FILE),
        by=request.member,
        at=clock.now(),
        file=file,
        serves=_refs(said.serves),
    )
    return Status(201, _whole(made))


@router.get(
    "/controls/evidence/{uuid:evidence_id}",
    response={200: dict[str, Any], 404: Refusal},
    auth=Token("controls.view"),
)
def read_evidence(request: TokenRequest, evidence_id: UUID) -> dict[str, Any]:
    """One evidence with every control that it serves, and by which way."""
    return _whole(queries.evidence(request.organisation.pk, evidence_id))


@router.post(
    "/controls/evidence/{uuid:evidence_id}/act",
    response={200: dict[str, Any], **REFUSALS},
    auth=Token("controls.edit"),
)
def act_on_evidence(request: TokenRequest, evidence_id: UUID, asked: EvidenceAct) -> dict[str, Any]:
    """Given, taken back, set aside for controls; or withdrawn."""
    one = queries.evidence(request.organisation.pk, evidence_id)
    refs, by, at = _refs(asked.controls), request.member, clock.now()
    if asked.act == "withdraw":
        actions.withdraw(one, by=by, at=at)
    elif asked.act == "give":
        actions.give(one, refs, by=by, at=at)
    else:
        act = actions.take_back if asked.act == "take_back" else actions.set_aside
        for ref in refs:
            act(one, ref, by=by, at=at)
    return _whole(queries.evidence(request.organisation.pk, evidence_id))


@problems.of.register(queries.UnknownFrameworkError)
@problems.of.register(queries.UnknownControlError)
def _unknown(error: Exception) -> Problem:  # noqa: ARG001  what is not there has no fields
    return Problem(404, "not_found")


@problems.of.register
def _unjustified(error: UnjustifiedError) -> Problem:  # noqa: ARG001  no field of its own
    return Problem(422, "invalid", {"justification": "required"})


@problems.of.register
def _maturity(error: MaturityError) -> Problem:  # noqa: ARG001  the schema says the bounds
    return Problem(422, "invalid", {"maturity": "bounds"})


@problems.of.register
def _future(error: FutureEvidenceError) -> Problem:  # noqa: ARG001  no field of its own
    return Problem(422, "invalid", {"dated_on": "future"})


@problems.of.register
def _shape(error: EvidenceShapeError) -> Problem:
    return Problem(422, "invalid", {error.field: "required"})


@problems.of.register
def _period(error: PeriodFormatError) -> Problem:  # noqa: ARG001  no field of its own
    return Problem(422, "invalid", {"valid_for": "period"})


@problems.of.register
def _withdrawn(error: actions.WithdrawnError) -> Problem:  # noqa: ARG001  nothing to add
    return Problem(409, "refused", {"evidence": "withdrawn"})


@problems.of.register
def _imported(error: actions.AlreadyImportedError) -> Problem:
    more = {"id": queries.id_of(error.known)}
    return Problem(409, "refused", {"file": "imported_already"}, more)


@problems.of.register
def _undecided(error: statements.UndecidedError) -> Problem:
    return Problem(409, "refused", {one.number or one.id: "undecided" for one in error.controls})


@problems.of.register
def _faulty(error: FrameworkFileError) -> Problem:
    faults = [
        {"code": one.code.value, "path": one.path, "line": one.line, "value": one.value}
        for one in error.faults
    ]
    more = {"faults": faults, "sentences": labels.explain(error.faults)}
    return Problem(422, "file", {"file": error.faults[0].code.value}, more)


def _board(request: TokenRequest, framework: str) -> Board:
    found = queries.framework(request.organisation, framework, _language())
    return queries.board(request.organisation.pk, found, today=_today())


def _coverage(board: Board) -> dict[str, int]:
    found = board.coverage
    states = {state.value: count for state, count in sorted(found.counts.items())}
    return {**states, "undecided": found.undecided, "by_mapping": found.by_mapping}


def _refs(names: Iterable[str]) -> list[Ref]:
    pairs = [name.partition(":") for name in names]
    return [(framework, control) for framework, _colon, control in pairs]


def _whole(one: Evidence) -> dict[str, Any]:
    said = {(row.framework, row.control): row for row in queries.services_of(one)}
    serves = [
        {
            "control": ":".join(served.ref),
            "via": [":".join(ref) for ref in served.way.via],
            "is_given": served.ref in said and said[served.ref].stance == SERVES,
            "is_set_aside": served.is_set_aside,
        }
        for served in queries.served_by(one)
    ]
    return {**exports.plain(one), "serves": serves}


def _file(sheet: exports.Sheet, format_: str) -> HttpResponse:
    kind = exports.MEDIA_TYPES[format_]
    response = HttpResponse(exports.write(format_, sheet), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{sheet.filename}.{format_}"'
    return response


def _language() -> str:
    return get_language() or "fr"


def _today() -> date:
    return timezone.localdate(clock.now())
