"""Training: coverage, staff, sessions, lists brought and taken out; modules are taken by people."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils import timezone, translation
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Refusal
from probant.api.training_schemas import (
    AttendanceIn,
    Brought,
    CoverageAsked,
    CoverageOut,
    ExerciseOut,
    ListAsked,
    ModuleOut,
    ResultOut,
    SessionIn,
    SessionOut,
    StaffIn,
    StaffOut,
)
from probant.common import clock
from probant.reference import training as reference
from probant.training import queries, tables
from probant.training.actions import holding, importing, listing
from probant.training.domain import coverage as rules
from probant.training.domain import phishing
from probant.training.models import HELD, Attempt, PhishingExercise, Session, StaffMember
from probant.vault.reception import accepts_files

router = Router(tags=["training"])
EDIT = "training.edit"
REFUSALS = {404: Refusal, 409: Refusal, 413: Refusal, 422: Refusal}
ListName = Literal["coverage", "phishing", "results", "sessions", "staff"]


@router.get("/training/modules", response=list[ModuleOut], auth=Token("training.view"))
def list_modules(request: TokenRequest) -> list[dict[str, Any]]:
    """The modules; a person takes them in Probant, signed in."""
    language = request.organisation.language
    return [
        {
            "id": one.id,
            "version": one.version,
            "title": one.label.in_(language),
            "minutes": one.minutes,
            "article": one.article,
            "confidence": one.confidence,
        }
        for one in reference.modules().values()
    ]


@router.get("/training/coverage", response=CoverageOut, auth=Token(EDIT))
def read_coverage(
    request: TokenRequest, asked: Annotated[CoverageAsked, Query()]
) -> dict[str, Any]:
    """Who is trained: the shares by function and service, then everybody, the gaps first."""
    ensure_known(request, asked)
    on = asked.on or timezone.localdate(clock.now())
    if on.year not in holding.YEARS:
        raise RefusedError(Problem(422, "invalid", {"on": "implausible"}))
    found = queries.coverage(request.organisation.pk, on)
    return {
        "on": on,
        "whole": _share(rules.share(found)),
        "functions": [_share(one) for one in rules.shares(found, "function")],
        "services": [_share(one) for one in rules.shares(found, "service")],
        "people": [_person(one) for one in found],
    }


@router.get("/training/staff", response=list[StaffOut], auth=Token(EDIT))
def list_staff(request: TokenRequest) -> list[dict[str, Any]]:
    """The staff list."""
    return [_staff(one) for one in queries.staff(request.organisation.pk)]


@router.post("/training/staff", response={201: StaffOut, **REFUSALS}, auth=Token(EDIT))
def add_staff(request: TokenRequest, asked: StaffIn) -> Status[dict[str, Any]]:
    """One more line."""
    made = listing.add(_stated(asked), by=request.member, at=clock.now())
    return Status(201, _staff(made))


@router.put("/training/staff/{uuid:staff}", response={200: StaffOut, **REFUSALS}, auth=Token(EDIT))
def change_staff(request: TokenRequest, staff: UUID, asked: StaffIn) -> dict[str, Any]:
    """A line corrected, where nobody changed the version that was read."""
    made = listing.change(
        staff, _stated(asked), seen=asked.version, by=request.member, at=clock.now()
    )
    return _staff(made)


@router.delete("/training/staff/{uuid:staff}", response={204: None, **REFUSALS}, auth=Token(EDIT))
def remove_staff(request: TokenRequest, staff: UUID) -> Status[None]:
    """A line taken away with its attendance."""
    listing.remove(staff, by=request.member, at=clock.now())
    return Status(204, None)


@router.get("/training/sessions", response=list[SessionOut], auth=Token(EDIT))
def list_sessions(request: TokenRequest) -> list[dict[str, Any]]:
    """Every session, the latest first."""
    return [_session(one) for one in queries.sessions(request.organisation.pk)]


@router.post("/training/sessions", response={201: SessionOut, **REFUSALS}, auth=Token(EDIT))
def plan_session(request: TokenRequest, asked: SessionIn) -> Status[dict[str, Any]]:
    """A session, held or to come."""
    values = asked.model_dump(exclude={"key", "subjects"})
    said = holding.Plan(**values, subjects=tuple(asked.subjects))
    made = holding.plan(said, key=asked.key or uuid4(), by=request.member, at=clock.now())
    return Status(201, _session(made))


@router.put(
    "/training/sessions/{uuid:session}/attendance",
    response={200: SessionOut, **REFUSALS},
    auth=Token(EDIT),
)
def enter_attendance(request: TokenRequest, session: UUID, asked: AttendanceIn) -> dict[str, Any]:
    """Who was there; what is said replaces what was said of the same person."""
    both = set(asked.present) & set(asked.absent)
    if both:
        raise RefusedError(Problem(422, "invalid", {"absent": "also_present"}))
    presence = dict.fromkeys(asked.absent, False) | dict.fromkeys(asked.present, True)
    holding.attend(session, presence, by=request.member, at=clock.now())
    return _session(queries.sessions(request.organisation.pk).get(pk=session))


@router.post(
    "/training/sessions/{uuid:session}/cancel",
    response={200: SessionOut, **REFUSALS},
    auth=Token(EDIT),
)
def cancel_session(request: TokenRequest, session: UUID) -> dict[str, Any]:
    """It will not take place."""
    return _session(holding.cancel(session, by=request.member, at=clock.now()))


@router.get("/training/results", response=list[ResultOut], auth=Token(EDIT))
def list_results(request: TokenRequest) -> list[dict[str, Any]]:
    """Modules taken, the latest first."""
    return [_result(one) for one in queries.attempts(request.organisation.pk)]


@router.get(
    "/training/certificates/{number}", response={200: ResultOut, 404: Refusal}, auth=Token(EDIT)
)
def check_certificate(request: TokenRequest, number: str) -> dict[str, Any]:
    """What a certificate's number stands for."""
    found = queries.by_certificate(request.organisation.pk, number)
    if found is None:
        raise RefusedError(Problem(404, "not_found"))
    return _result(found)


@router.get("/training/phishing", response=list[ExerciseOut], auth=Token(EDIT))
def list_phishing(request: TokenRequest) -> list[dict[str, Any]]:
    """The phishing exercises, the latest first."""
    return [_exercise(one) for one in queries.exercises(request.organisation.pk)]


@router.post(
    "/training/import/{kind}", response={201: dict[str, Any], **REFUSALS}, auth=Token(EDIT)
)
@accepts_files(most=importing.LIMITS.file_bytes + 1)
def bring_list(
    request: TokenRequest,
    kind: Literal["staff", "attendance", "phishing"],
    file: Annotated[UploadedFile, File()],
    asked: Annotated[Brought, Query()],
) -> Status[dict[str, Any]]:
    """A whole list, its columns recognised by their titles; or nothing, and which lines why."""
    by, at = request.member, clock.now()
    upload = importing.receive(
        kind,
        filename=file.name or "",
        data=file.read(importing.LIMITS.file_bytes + 1),
        session=asked.session,
        by=by,
        at=at,
    )
    seen = importing.preview(upload, adds_unknown=asked.adds_unknown or kind == "staff")
    wishes = importing.Wishes(**asked.model_dump(exclude={"session"}))
    made = importing.confirm(upload, wishes, by=by, at=at)
    counted = {"lines": len(seen.lines) or len(seen.results), "added": max(seen.added, 0)}
    return Status(201, {**counted, "id": str(made.pk) if made else None})


@router.get(
    "/training/export/{listed}",
    response={200: None, 422: Refusal},
    auth=Token(EDIT, traced_as="training.exported"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string"}}
                    for kind in tables.MEDIA_TYPES.values()
                }
            }
        }
    },
)
def export_training(
    request: TokenRequest, listed: ListName, asked: Annotated[ListAsked, Query()]
) -> HttpResponse:
    """A list as a file."""
    ensure_known(request, asked)
    with translation.override(asked.language or request.organisation.language):
        made = tables.LISTS[listed](request.organisation, at=clock.now())
        content = tables.write(asked.format, made)
    response = HttpResponse(content, content_type=tables.MEDIA_TYPES[asked.format])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked.format}"'
    return response


@problems.of.register
def _faulty(error: importing.FaultyLinesError) -> Problem:
    told = [
        {"line": one.line, "field": one.field, "code": one.code.value, "value": one.value}
        for one in error.faults
    ]
    return Problem(422, "refused_rows", {"file": "refused_rows"}, {"refused": told})


@problems.of.register
def _columns(error: importing.ColumnsMissingError) -> Problem:
    return Problem(422, "file", dict.fromkeys(error.fields, "column_missing"))


@problems.of.register(importing.NothingToTakeError)
@problems.of.register(importing.SameFileError)
def _useless(error: Exception) -> Problem:
    is_same = isinstance(error, importing.SameFileError)
    return Problem(409 if is_same else 422, "refused", {"file": "same" if is_same else "empty"})


@problems.of.register(listing.StaffMovedError)
@problems.of.register(holding.SessionMovedError)
def _moved(error: listing.StaffMovedError | holding.SessionMovedError) -> Problem:
    return Problem(409, "conflict", {"version": "changed"}, {"version": error.version})


@problems.of.register
def _state(error: holding.SessionStateError) -> Problem:  # noqa: ARG001  the caller reads it again
    return Problem(409, "refused", {"state": "forbids"})


@problems.of.register(holding.SessionDateError)
@problems.of.register(listing.StaffDatesError)
def _dates(error: Exception) -> Problem:
    name = "left_on" if isinstance(error, listing.StaffDatesError) else "held_on"
    return Problem(422, "invalid", {name: "implausible"})


@problems.of.register(holding.UnknownSubjectError)
@problems.of.register(holding.UnknownStaffError)
@problems.of.register(importing.UnknownKindError)
def _unknown(error: Exception) -> Problem:
    names = {
        holding.UnknownSubjectError: "subjects",
        holding.UnknownStaffError: "present",
        importing.UnknownKindError: "session",
    }
    return Problem(422, "invalid", {names[type(error)]: "unknown"})  # type: ignore[index]


def _stated(asked: StaffIn) -> listing.Stated:
    return listing.Stated(**asked.model_dump(exclude={"version"}))


def _share(one: rules.Share) -> dict[str, Any]:
    names = ("name", "total", "expected", "trained", "waiting", "percent")
    return {name: getattr(one, name) for name in names}


def _person(one: rules.Found) -> dict[str, Any]:
    names = ("id", "name", "function", "service")
    return {
        **{name: getattr(one.person, name) for name in names},
        "standing": one.standing.value,
        "last_on": one.last_on,
        "due_on": one.due_on,
    }


def _staff(one: StaffMember) -> dict[str, Any]:
    names = ("id", "name", "function", "service", "arrived_on", "left_on", "version")
    told: dict[str, Any] = {name: getattr(one, name) for name in names}
    return told | {"has_account": one.person_id is not None}


def _session(one: Session) -> dict[str, Any]:
    names = ("id", "reference", "title", "held_on", "subjects", "minutes", "is_remote", "trainer",
             "audience", "state")  # fmt: skip
    told: dict[str, Any] = {name: getattr(one, name) for name in names}
    return told | {"present": getattr(one, "present", None) if one.state == HELD else None}


def _result(one: Attempt) -> dict[str, Any]:
    names = ("id", "module", "at", "right", "total", "is_passed", "certificate", "entry")
    return {**{name: getattr(one, name) for name in names}, "name": one.person_name}


def _exercise(one: PhishingExercise) -> dict[str, Any]:
    whole = phishing.total(one.counts)
    return {
        "id": one.pk,
        "name": one.name,
        "launched_on": one.launched_on,
        "total": phishing.to_json([whole])[0],
        "services": one.counts,
    }
