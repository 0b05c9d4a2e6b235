"""Breaches: declared, read with their clocks and proposal, qualified, decided, told, exported."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from ninja import Header, Query, Router, Status

from probant.api.access import Token, TokenRequest
from probant.api.breach_schemas import (
    BreachFilters,
    BreachOut,
    BreachPage,
    ClockOut,
    NewDecision,
    NewDeclaration,
    NewFacts,
    NewSending,
    Paper,
    Reason,
    Sheet,
)
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Refusal
from probant.breaches import actions, casefile, preparing, queries
from probant.breaches.clocks import AUTHORITY, clocks_of
from probant.breaches.domain import notification
from probant.breaches.domain.chronology import TimelineError
from probant.breaches.domain.closing import NotClosableError
from probant.breaches.domain.communication import UnknownGroundError
from probant.breaches.domain.facts import FactsShapeError, from_json
from probant.breaches.domain.limits import FactsLimitError
from probant.breaches.exports import MEDIA_TYPES, plain, sheet, write
from probant.breaches.instants import FutureError, ImplausibleError
from probant.breaches.models import Breach
from probant.breaches.papers import paper
from probant.breaches.statements import (
    Choice,
    Decision,
    Declaration,
    Notification,
    Question,
    Sending,
)
from probant.common import clock

router = Router(tags=["breaches"])
IfMatch = Annotated[
    str, Header("", alias="If-Match", description='the version of the facts read, as "3"')
]
ETAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')


@router.get("/breaches", response=BreachPage, auth=Token("breaches.view"))
def list_breaches(
    request: TokenRequest, filters: Annotated[BreachFilters, Query()]
) -> dict[str, Any]:
    """Breaches, the latest first."""
    ensure_known(request, filters)
    pages = Paginator(queries.listed(request.organisation.pk, _wanted(filters)), filters.per_page)
    items = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    return {"items": items, "total": pages.count, "page": filters.page, "pages": pages.num_pages}


@router.post("/breaches", response={201: BreachOut, 422: Refusal}, auth=Token("breaches.declare"))
def declare_breach(request: TokenRequest, asked: NewDeclaration) -> Status[dict[str, Any]]:
    """Declares a breach; the officers are told as by the page."""
    at = clock.now()
    said = Declaration(
        **{
            **asked.model_dump(exclude={"key", "noticed_at", "data", "persons"}),
            "noticed_at": asked.noticed_at or at,
            "data": tuple(asked.data),
            "persons": tuple(asked.persons),
        }
    )
    key = asked.key or uuid4()
    is_new = queries.by_key(request.organisation.pk, key) is None
    with told():
        made = actions.declare(request.organisation, said, key=key, by=request.member, at=at)
    if is_new:
        address = request.build_absolute_uri(f"/o/{request.organisation.pk}/breaches/{made.pk}/")
        actions.alert(request.organisation, made, address=address, by=request.member, at=at)
    return Status(201, _whole(made))


@router.get(
    "/breaches/export",
    response={200: None},
    auth=Token("breaches.view"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string"}}
                    for kind in MEDIA_TYPES.values()
                }
            }
        }
    },
)
def export_breaches(request: TokenRequest, filters: Annotated[Sheet, Query()]) -> HttpResponse:
    """The register of art. 33(5)."""
    ensure_known(request, filters)
    found = list(queries.listed(request.organisation.pk, _wanted(filters)).defer(None))
    language = filters.language or request.organisation.language
    made = sheet(request.organisation, found, language=language, at=clock.now())
    content = write(filters.format, made)
    return _file(content, MEDIA_TYPES[filters.format], f"{made.filename}.{filters.format}")


@router.get(
    "/breaches/{uuid:breach_id}",
    response={200: BreachOut, 404: Refusal},
    auth=Token("breaches.view"),
)
def read_breach(request: TokenRequest, breach_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """One breach whole; ETag is the version of its facts."""
    found = queries.breach(request.organisation.pk, breach_id)
    response["ETag"] = f'"{found.facts_number}"'
    return _whole(found)


@router.put(
    "/breaches/{uuid:breach_id}/facts",
    response={200: BreachOut, 404: Refusal, 409: Refusal, 422: Refusal, 428: Refusal},
    auth=Token("breaches.qualify"),
)
def change_facts(
    request: TokenRequest, breach_id: UUID, asked: NewFacts, if_match: IfMatch
) -> dict[str, Any]:
    """The facts, if nobody changed the version named in If-Match."""
    read = ETAG.fullmatch(if_match.strip())
    if read is None:
        raise RefusedError(Problem(428, "precondition_required", {"If-Match": "required"}))
    with told():
        facts = from_json(asked.facts)
        made = actions.save_facts(
            breach_id, facts, by=request.member, at=clock.now(), expected=int(read[1])
        )
    return _whole(made)


@router.post(
    "/breaches/{uuid:breach_id}/decisions/{question}",
    response={200: BreachOut, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token("breaches.decide"),
)
def decide_on_breach(
    request: TokenRequest,
    breach_id: UUID,
    question: Literal["notify", "inform"],
    asked: NewDecision,
) -> dict[str, Any]:
    """A decision, beside the proposal of the moment; another's, meanwhile, is a conflict."""
    said = Decision(
        choice=Choice(asked.choice), justification=asked.justification, exception=asked.exception
    )
    with told():
        made = actions.decide(
            breach_id,
            Question(question),
            said,
            by=request.member,
            at=clock.now(),
            expected=asked.number,
        )
    return _whole(made)


@router.get(
    "/breaches/{uuid:breach_id}/notification",
    response={200: None, 404: Refusal},
    auth=Token("breaches.view"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind: {"schema": {"type": "string"}}
                    for kind in ("application/json", "application/pdf", "text/plain")
                }
            }
        }
    },
)
def breach_notification(
    request: TokenRequest, breach_id: UUID, filters: Annotated[Paper, Query()]
) -> HttpResponse:
    """The authority's form as the facts fill it now."""
    ensure_known(request, filters)
    found = queries.breach(request.organisation.pk, breach_id)
    form = _form(request, found, filters.type or None)
    made = paper(filters.format, form, request.organisation, found.reference)
    if made is None:
        raise RefusedError(Problem(404, "not_found"))
    content, kind, suffix = made
    return _file(content, kind, f"{found.reference}-{form.type.value}.{suffix}")


@router.post(
    "/breaches/{uuid:breach_id}/sendings",
    response={200: BreachOut, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token("breaches.qualify"),
)
def record_breach_sending(
    request: TokenRequest, breach_id: UUID, asked: NewSending
) -> dict[str, Any]:
    """That the authority or another body was told."""
    found, at = queries.breach(request.organisation.pk, breach_id), clock.now()
    number = len(casefile.of(found).notifications)
    with told():
        if asked.type is not None:
            form = _form(request, found, asked.type)
            kept = Notification(
                type=asked.type, facts_number=found.facts_number, form=notification.to_json(form)
            )
            actions.freeze(breach_id, kept, by=request.member, at=at, expected=number)
            number += 1
        said = Sending(
            duty=asked.duty,
            sent_at=asked.sent_at,
            notification=number if asked.duty == AUTHORITY else 0,
            receipt=asked.receipt,
            late_reasons=asked.late_reasons,
        )
        made = actions.record_sending(breach_id, said, by=request.member, at=at)
    return _whole(made)


@router.post(
    "/breaches/{uuid:breach_id}/{act}",
    response={200: BreachOut, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token("breaches.decide"),
)
def end_breach(
    request: TokenRequest,
    breach_id: UUID,
    act: Literal["close", "dismiss", "reopen"],
    asked: Reason,
) -> dict[str, Any]:
    """Closes the file, finds that it is no breach, or opens it again."""
    acts = {"close": actions.close, "dismiss": actions.dismiss, "reopen": actions.reopen}
    with told():
        made = acts[act](breach_id, asked.reason, by=request.member, at=clock.now())
    return _whole(made)


@contextmanager
def told() -> Iterator[None]:
    """What the acts refuse, as refusals."""
    try:
        with transaction.atomic():
            yield
    except actions.StatementConflictError as error:
        number = error.theirs.number if error.theirs else 0
        fields = {"number": {"expected": error.expected, "found": number}}
        more = {"theirs": error.theirs.content if error.theirs else None, "mine": error.mine}
        raise RefusedError(Problem(409, "conflict", fields, more)) from error
    except (actions.ClosedBreachError, NotClosableError) as error:
        reasons = getattr(error, "reasons", ("closed",))
        raise RefusedError(Problem(409, "refused", dict.fromkeys(reasons, "open"))) from error
    except TimelineError as error:
        faults = {f"facts.timeline.{name}": code for name, code in error.faults}
        raise RefusedError(Problem(422, "invalid", faults)) from error
    except tuple(FIELDS) as error:
        raise RefusedError(Problem(422, "invalid", dict([FIELDS[type(error)]]))) from error


FIELDS: dict[type[Exception], tuple[str, str]] = {
    FactsShapeError: ("facts", "shape"),
    FactsLimitError: ("facts", "limit"),
    FutureError: ("at", "future"),
    ImplausibleError: ("at", "implausible"),
    actions.UnexplainedAwarenessError: ("facts.timeline.awareness_why", "required"),
    actions.JustificationMissingError: ("justification", "required"),
    actions.LateReasonsMissingError: ("late_reasons", "required"),
    actions.UnknownDutyError: ("duty", "unknown"),
    UnknownGroundError: ("exception", "unknown"),
}


def _wanted(filters: BreachFilters) -> queries.Wanted:
    return queries.Wanted(**filters.model_dump(exclude={"page", "per_page", "format", "language"}))


def _form(request: TokenRequest, found: Breach, type_: str | None) -> notification.Form:
    return preparing.prepare(
        casefile.of(found),
        request.organisation,
        request.member.name,
        at=clock.now(),
        type_=notification.StatementType(type_) if type_ else None,
    )


def _whole(found: Breach) -> dict[str, Any]:
    file = casefile.of(found)
    running = clocks_of(found, now=clock.now(), facts=file.facts, sendings=file.sent)
    return {
        "id": found.pk,
        "reference": found.reference,
        "status": found.status,
        "facts_number": found.facts_number,
        "file": plain(file),
        "clocks": [
            {
                **{
                    name: getattr(one, name) for name in ClockOut.model_fields if hasattr(one, name)
                },
                "target_at": one.deadline and one.deadline.target_at,
                "ends_at": one.deadline and one.deadline.ends_at,
            }
            for one in running
        ],
        "still_open": list(file.still_open),
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=told)
