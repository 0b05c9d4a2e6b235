"""Impact assessments: the need for them, writing, deciding, the CNIL's files in and out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.dpia_schemas import (
    ActIn,
    AnswerIn,
    AssessmentFilters,
    AssessmentOut,
    AssessmentPage,
    EvaluationIn,
    Imported,
    ListAsked,
    MeasureIn,
    NeedIn,
    NeedOut,
    NewAssessment,
    Paper,
    Seen,
)
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Refusal
from probant.common import clock
from probant.dpia import actions, exports, papers, queries
from probant.dpia.domain import progress
from probant.dpia.domain.content import Content, Evaluation, Grade, Measure
from probant.dpia.domain.document import DocumentRefusedError, Fault
from probant.dpia.domain.editing import Said, UnknownMeasureError, ValueRefusedError
from probant.dpia.domain.need import Conclusion, Known, Reasoned
from probant.dpia.models import Assessment
from probant.dpia.queries import Wanted

router = Router(tags=["impact assessments"])
VIEW, EDIT = "dpia.view", "dpia.edit"
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
ActName = Literal[
    "advise", "hear", "validate", "refuse", "reopen", "confirm", "consult", "follow", "archive"
]
ONE = "/dpia/assessments/{uuid:assessment_id}"


@router.get("/dpia/assessments", response=AssessmentPage, auth=Token(VIEW))
def list_assessments(
    request: TokenRequest, filters: Annotated[AssessmentFilters, Query()]
) -> dict[str, Any]:
    """Assessments, the latest first."""
    ensure_known(request, filters)
    wanted = Wanted(status=filters.status, risk=filters.risk, words=filters.words)
    pages = Paginator(queries.listed(request.organisation.pk, wanted), filters.per_page)
    found = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    items = [exports.plain(one) for one in found]
    return {"items": items, "total": pages.count, "page": filters.page, "pages": pages.num_pages}


@router.post("/dpia/assessments", response={201: AssessmentOut, **REFUSALS}, auth=Token(EDIT))
def start_assessment(request: TokenRequest, asked: NewAssessment) -> Status[dict[str, Any]]:
    """A new assessment, with what the register says of its activity."""
    made = actions.start(
        request.organisation, asked.name, asked.activity, by=request.member, at=clock.now()
    )
    return Status(201, _whole(made))


@router.post(
    "/dpia/import", response={201: AssessmentOut, 413: Refusal, **REFUSALS}, auth=Token(EDIT)
)
def import_assessment(
    request: TokenRequest,
    file: Annotated[UploadedFile, File()],
    asked: Annotated[Imported, Query()],
) -> Status[dict[str, Any]]:
    """A file of the CNIL's tool, whole or not at all."""
    ensure_known(request, asked)
    made = actions.import_document(
        request.organisation, file.read(), asked.activity, by=request.member, at=clock.now()
    )
    return Status(201, _whole(made))


@router.get(ONE, response={200: AssessmentOut, 404: Refusal}, auth=Token(VIEW))
def read_assessment(request: TokenRequest, assessment_id: UUID) -> dict[str, Any]:
    """One assessment whole, with its document."""
    return _whole(queries.assessment(request.organisation.pk, assessment_id))


@router.get(
    f"{ONE}/paper",
    response={200: None, 404: Refusal},
    auth=Token(VIEW, traced_as="dpia.exported"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind: {"schema": {"type": "string"}} for kind in papers.MEDIA_TYPES.values()
                }
            }
        }
    },
)
def assessment_paper(
    request: TokenRequest, assessment_id: UUID, filters: Annotated[Paper, Query()]
) -> HttpResponse:
    """For the CNIL's tool (json), to print (pdf), to edit elsewhere (docx)."""
    ensure_known(request, filters)
    found = queries.assessment(request.organisation.pk, assessment_id)
    language = filters.language or request.organisation.language
    content = papers.write(filters.format, found, language=language, at=clock.now())
    name = papers.filename(found, filters.format)
    return _file(content, papers.MEDIA_TYPES[filters.format], name)


@router.put(
    f"{ONE}/answers/{{int:number}}", response={200: AssessmentOut, **REFUSALS}, auth=Token(EDIT)
)
def answer_question(
    request: TokenRequest, assessment_id: UUID, number: int, asked: AnswerIn
) -> dict[str, Any]:
    """One question answered; somebody else's answer, meanwhile, is a conflict."""
    said = Said(text=asked.text, items=tuple(asked.items), level=asked.level)
    made = actions.answer(
        assessment_id, number, said, expected=asked.expected, by=request.member, at=clock.now()
    )
    return _whole(made)


@router.put(
    f"{ONE}/measures/{{int:measure_id}}",
    response={200: AssessmentOut, **REFUSALS},
    auth=Token(EDIT),
)
def write_measure(
    request: TokenRequest, assessment_id: UUID, measure_id: int, asked: MeasureIn
) -> dict[str, Any]:
    """A measure changed, or added where its identifier is 0."""
    said = Measure(id=measure_id, title=asked.title, content=asked.content)
    made = actions.write_measure(
        assessment_id, said, expected=asked.expected, by=request.member, at=clock.now()
    )
    return _whole(made)


@router.post(
    f"{ONE}/measures/{{int:measure_id}}/remove",
    response={200: AssessmentOut, **REFUSALS},
    auth=Token(EDIT),
)
def remove_measure(
    request: TokenRequest, assessment_id: UUID, measure_id: int, asked: Seen
) -> dict[str, Any]:
    """A measure taken out."""
    made = actions.remove_measure(
        assessment_id, measure_id, expected=asked.expected, by=request.member, at=clock.now()
    )
    return _whole(made)


@router.put(
    f"{ONE}/evaluations/{{reference}}", response={200: AssessmentOut, **REFUSALS}, auth=Token(EDIT)
)
def evaluate_part(
    request: TokenRequest, assessment_id: UUID, reference: str, asked: EvaluationIn
) -> dict[str, Any]:
    """How a part is found: 1.1, 2.1.211, 3.1.<measure>, 3.2."""
    said = Evaluation(
        reference=reference,
        **{**asked.model_dump(exclude={"expected", "grade"}), "grade": Grade(asked.grade)},
    )
    made = actions.evaluate(
        assessment_id, said, expected=asked.expected, by=request.member, at=clock.now()
    )
    return _whole(made)


@router.post(f"{ONE}/acts/{{act}}", response={200: AssessmentOut, **REFUSALS}, auth=Token(EDIT))
def act_on_assessment(
    request: TokenRequest, assessment_id: UUID, act: ActName, asked: ActIn
) -> dict[str, Any]:
    """Advice, views, validation and what follows; each act asks for its own permission."""
    common = {"by": request.member, "at": clock.now()}
    return _whole(ACTS[act](assessment_id, asked, common))


@router.get("/dpia/needs", response=list[NeedOut], auth=Token(VIEW))
def list_needs(request: TokenRequest) -> list[dict[str, Any]]:
    """Each activity in force, with its reasoning or without."""
    return [exports.plain_need(one) for one in queries.needs_of(request.organisation.pk)]


@router.put("/dpia/needs/{uuid:activity_id}", response={200: NeedOut, **REFUSALS}, auth=Token(EDIT))
def decide_need(request: TokenRequest, activity_id: UUID, asked: NeedIn) -> dict[str, Any]:
    """One more reasoning on an activity."""
    said = Reasoned(
        criteria={id_: Known(value) for id_, value in asked.criteria.items()},
        required=tuple(asked.required),
        exempt=tuple(asked.exempt),
        conclusion=Conclusion(asked.conclusion),
        reason=asked.reason,
    )
    actions.decide(
        request.organisation,
        activity_id,
        said,
        expected=asked.expected,
        by=request.member,
        at=clock.now(),
    )
    return exports.plain_need(queries.need_of(request.organisation.pk, activity_id))


@router.get(
    "/dpia/lists/{kind}/export",
    response={200: None},
    auth=Token(VIEW, traced_as="dpia.exported"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string"}}
                    for kind in exports.MEDIA_TYPES.values()
                }
            }
        }
    },
)
def export_dpia_list(
    request: TokenRequest,
    kind: Literal["assessments", "needs", "plan"],
    filters: Annotated[ListAsked, Query()],
) -> HttpResponse:
    """A list as a file."""
    ensure_known(request, filters)
    language = filters.language or request.organisation.language
    made = exports.sheet(request.organisation, kind, Wanted(), language=language, at=clock.now())
    content = exports.write(filters.format, made)
    name = f"{made.filename}.{filters.format}"
    return _file(content, exports.MEDIA_TYPES[filters.format], name)


def _required(field: str, value: date | None) -> date:
    if value is None:
        raise RefusedError(Problem(422, "invalid", {field: "required"}))
    return value


Act = Callable[[UUID, ActIn, dict[str, Any]], Assessment]
ACTS: Mapping[str, Act] = {
    "advise": lambda id_, asked, common: actions.advise(
        id_,
        is_favourable=asked.is_favourable,
        opinion=asked.opinion,
        names=asked.names,
        expected=asked.expected,
        **common,
    ),
    "hear": lambda id_, asked, common: actions.hear(
        id_, asked.model_dump(), expected=asked.expected, **common
    ),
    "validate": lambda id_, asked, common: actions.validate(
        id_, expected=asked.expected, review_on=asked.review_on, note=asked.note, **common
    ),
    "refuse": lambda id_, asked, common: actions.refuse(
        id_, asked.reason, expected=asked.expected, **common
    ),
    "reopen": lambda id_, asked, common: actions.reopen(id_, asked.reason, **common),
    "confirm": lambda id_, asked, common: actions.confirm(
        id_, asked.note, review_on=asked.review_on, **common
    ),
    "consult": lambda id_, asked, common: actions.consult(
        id_, _required("consulted_on", asked.consulted_on), asked.outcome, **common
    ),
    "follow": lambda id_, asked, common: actions.follow(
        id_, asked.reference, _required("done_on", asked.done_on), asked.note, **common
    ),
    "archive": lambda id_, _asked, common: actions.archive(id_, **common),
}


def _whole(of: Assessment) -> dict[str, Any]:
    content = Content(of.document)
    told = queries.statements(of.organisation_id, of.pk).order_by()
    numbers = told.values("part").annotate(last=Max("number")).values_list("part", "last")
    return {
        **exports.plain(of),
        "lacking": [
            {"kind": gap.kind, "reference": gap.reference, "is_blocking": gap.is_blocking}
            for gap in progress.gaps(content, queries.asked(of, of.organisation))
        ],
        "actions": [vars(one) for one in queries.actions_of(of)],
        "dangling": [[one.kind, one.reference] for one in content.dangling],
        "numbers": dict(numbers),
        "has_activity_moved": queries.has_moved(of, queries.activity_of(of)),
        "document": of.document,
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@problems.of.register
def _document(error: DocumentRefusedError) -> Problem:
    status = 413 if error.reason is Fault.TOO_LARGE else 422
    return Problem(status, "file", {"file": error.reason.value}, {"path": error.path})


@problems.of.register
def _value(error: ValueRefusedError) -> Problem:
    return Problem(422, "invalid", {error.field: error.reason})


@problems.of.register
def _measure(error: UnknownMeasureError) -> Problem:  # noqa: ARG001  what is not there has no fields
    return Problem(404, "not_found")


@problems.of.register
def _conflict(error: actions.ConflictError) -> Problem:
    theirs = error.theirs.content if error.theirs else None
    more = {"number": error.number, "theirs": theirs, "mine": error.mine}
    return Problem(409, "conflict", {"expected": error.expected}, more)


@problems.of.register
def _reasoned(error: actions.ReasoningConflictError) -> Problem:
    theirs = error.theirs.content if error.theirs else None
    number = error.theirs.number if error.theirs else 0
    more = {"number": number, "theirs": theirs}
    return Problem(409, "conflict", {"expected": error.expected}, more)


@problems.of.register
def _moved(error: actions.MovedError) -> Problem:
    return Problem(409, "conflict", {"expected": error.expected}, {"version": error.version})


@problems.of.register
def _status(error: actions.StatusError) -> Problem:
    return Problem(409, "status", {}, {"status": error.status, "act": error.act})


@problems.of.register
def _unready(error: actions.NotReadyError) -> Problem:
    lacking = {f"{gap.kind}.{gap.reference}".rstrip("."): "required" for gap in error.gaps}
    return Problem(422, "invalid", lacking)
