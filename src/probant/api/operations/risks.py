"""Risks: analyses by three ways, their answers and tables, the risks, what moves them, files."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.risk_schemas import (
    AnalysisOut,
    Answers,
    ChangedRisk,
    MeasureAct,
    MoveAsked,
    NewAnalysis,
    NewRisk,
    QuestionOut,
    Reason,
    RiskExport,
    RiskFilters,
    RiskOut,
    Scope,
    Seen,
    TableRows,
)
from probant.api.schemas import Refusal
from probant.common import clock
from probant.reference import risks as reference
from probant.risks import actions, answers, exports, queries
from probant.risks.domain import risk as rules
from probant.risks.domain import short
from probant.risks.domain.workshops import TableShapeError
from probant.risks.models import Analysis, Risk
from probant.risks.queries import Wanted

router = Router(tags=["risks"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}


@router.get("/risk-questions", response=list[QuestionOut], auth=Token("risks.view"))
def list_risk_questions(request: TokenRequest) -> list[dict[str, Any]]:
    """The questions of the short version, in the organisation's language."""
    language = request.organisation.language
    return [
        {
            "id": one.id,
            "text": one.text.in_(language),
            "help": one.help.in_(language),
            "options": {option.id: option.label.in_(language) for option in one.options},
        }
        for one in reference.questionnaire().questions
    ]


@router.get("/risk-analyses", response=list[AnalysisOut], auth=Token("risks.view"))
def list_analyses(request: TokenRequest) -> list[dict[str, Any]]:
    """The analyses, the latest first."""
    return [_analysis(one) for one in queries.analyses(request.organisation.pk)[:200]]


@router.post("/risk-analyses", response={201: AnalysisOut, **REFUSALS}, auth=Token("risks.edit"))
def start_analysis(request: TokenRequest, asked: NewAnalysis) -> Status[dict[str, Any]]:
    """A new analysis."""
    made = actions.start(
        request.organisation, asked.method, title=asked.title, by=request.member, at=clock.now()
    )
    return Status(201, _analysis(made))


@router.get(
    "/risk-analyses/{uuid:analysis_id}",
    response={200: AnalysisOut, 404: Refusal},
    auth=Token("risks.view"),
)
def read_analysis(request: TokenRequest, analysis_id: UUID) -> dict[str, Any]:
    """One analysis with its answers or tables, and what to do next."""
    return _analysis(queries.analysis(request.organisation.pk, analysis_id))


@router.put(
    "/risk-analyses/{uuid:analysis_id}/scope",
    response={200: AnalysisOut, **REFUSALS},
    auth=Token("risks.edit"),
)
def state_scope(request: TokenRequest, analysis_id: UUID, asked: Scope) -> dict[str, Any]:
    """What it is called, and what it leaves out."""
    said = asked.model_dump()
    made = actions.save_scope(analysis_id, **said, by=request.member, at=clock.now())
    return _analysis(made)


@router.put(
    "/risk-analyses/{uuid:analysis_id}/answers",
    response={200: AnalysisOut, **REFUSALS},
    auth=Token("risks.edit"),
)
def answer_questions(request: TokenRequest, analysis_id: UUID, asked: Answers) -> dict[str, Any]:
    """Answers of the short version, all of them or none."""
    found = queries.analysis(request.organisation.pk, analysis_id)
    for question, said in asked.answers.items():
        found = actions.answer(analysis_id, question, said, by=request.member, at=clock.now())
    return _analysis(found)


@router.put(
    "/risk-analyses/{uuid:analysis_id}/tables/{table}",
    response={200: AnalysisOut, **REFUSALS},
    auth=Token("risks.edit"),
)
def save_risk_table(
    request: TokenRequest, analysis_id: UUID, table: str, asked: TableRows
) -> dict[str, Any]:
    """A table of EBIOS RM's workshops, whole."""
    made = actions.save_table(
        analysis_id, table, asked.rows, seen=asked.seen, by=request.member, at=clock.now()
    )
    return _analysis(made)


@router.post(
    "/risk-analyses/{uuid:analysis_id}/apply",
    response={200: list[RiskOut], **REFUSALS},
    auth=Token("risks.edit"),
)
def apply_analysis(request: TokenRequest, analysis_id: UUID) -> list[dict[str, Any]]:
    """Answers, or operational scenarios, become risks."""
    found = queries.analysis(request.organisation.pk, analysis_id)
    act = actions.feed if found.method == "ebios" else actions.apply
    return [_risk(one) for one in act(analysis_id, by=request.member, at=clock.now())]


@router.post(
    "/risk-analyses/{uuid:analysis_id}/acts/{act}",
    response={200: AnalysisOut, **REFUSALS},
    auth=Token("risks.accept"),
)
def act_on_analysis(
    request: TokenRequest, analysis_id: UUID, act: Literal["validate", "archive"], asked: Seen
) -> dict[str, Any]:
    """Validates it for twelve months, or archives it."""
    done = {"validate": actions.validate, "archive": actions.archive}[act]
    return _analysis(done(analysis_id, seen=asked.seen, by=request.member, at=clock.now()))


@router.post(
    "/risk-analyses/{uuid:analysis_id}/measures/{code}",
    response={200: AnalysisOut, **REFUSALS},
    auth=Token("risks.edit"),
)
def act_on_measure(
    request: TokenRequest, analysis_id: UUID, code: str, asked: MeasureAct
) -> dict[str, Any]:
    """A measure of the short version planned, or done, in every risk that it lowers."""
    by, at = request.member, clock.now()
    if asked.done_on is not None:
        count = actions.complete_measure(analysis_id, code, done_on=asked.done_on, by=by, at=at)
    elif asked.due_on is not None and asked.owner.strip():
        count = actions.plan_measure(
            analysis_id, code, owner=asked.owner, due_on=asked.due_on, by=by, at=at
        )
    else:
        raise RefusedError(Problem(422, "invalid", {"due_on": "required", "owner": "required"}))
    if not count:
        raise RefusedError(Problem(404, "not_found"))
    return _analysis(queries.analysis(request.organisation.pk, analysis_id))


@router.post(
    "/risk-analyses/{uuid:analysis_id}/risks",
    response={201: RiskOut, **REFUSALS},
    auth=Token("risks.edit"),
)
def add_risk(request: TokenRequest, analysis_id: UUID, asked: NewRisk) -> Status[dict[str, Any]]:
    """One more risk."""
    value = _written(asked.risk)
    return Status(201, _risk(actions.add(analysis_id, value, by=request.member, at=clock.now())))


@router.get("/risks", response=list[RiskOut], auth=Token("risks.view"))
def list_risks(
    request: TokenRequest, filters: Annotated[RiskFilters, Query()]
) -> list[dict[str, Any]]:
    """The risks, the gravest first, 500 at most."""
    ensure_known(request, filters)
    return [_risk(one) for one in _listed(request, filters)[:500]]


@router.get(
    "/risks/export",
    response={200: None, 422: Refusal},
    auth=Token("risks.view", traced_as="risks.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_risks(request: TokenRequest, filters: Annotated[RiskExport, Query()]) -> HttpResponse:
    """The risks as a file; its PDF holds the matrix."""
    ensure_known(request, filters)
    organisation = request.organisation
    analysis = filters.analysis and queries.analysis(organisation.pk, filters.analysis)
    made = exports.sheet(
        organisation,
        list(_listed(request, filters)),
        language=filters.language,
        at=clock.now(),
        analysis=analysis or None,
    )
    content = exports.write(filters.format, made)
    response = HttpResponse(content, content_type=exports.MEDIA_TYPES[filters.format])
    name = f"{made.filename}.{filters.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get(
    "/risks/{uuid:risk_id}", response={200: RiskOut, 404: Refusal}, auth=Token("risks.view")
)
def read_risk(request: TokenRequest, risk_id: UUID) -> dict[str, Any]:
    """One risk."""
    return _risk(queries.risk(request.organisation.pk, risk_id))


@router.put("/risks/{uuid:risk_id}", response={200: RiskOut, **REFUSALS}, auth=Token("risks.edit"))
def change_risk(request: TokenRequest, risk_id: UUID, asked: ChangedRisk) -> dict[str, Any]:
    """The risk as it is now; moves and acceptance are not written this way."""
    value = _written(asked.risk)
    return _risk(actions.edit(risk_id, value, seen=asked.seen, by=request.member, at=clock.now()))


@router.post(
    "/risks/{uuid:risk_id}/move", response={200: RiskOut, **REFUSALS}, auth=Token("risks.edit")
)
def move_likelihood(request: TokenRequest, risk_id: UUID, asked: MoveAsked) -> dict[str, Any]:
    """The likelihood up or down, with its reason kept beside it."""
    made = actions.move(
        risk_id,
        asked.after,
        because=asked.because,
        named=asked.reference,
        reason=asked.reason,
        seen=asked.seen,
        by=request.member,
        at=clock.now(),
    )
    return _risk(made)


@router.post(
    "/risks/{uuid:risk_id}/accept",
    response={200: RiskOut, **REFUSALS},
    auth=Token("risks.accept"),
)
def accept_risk(request: TokenRequest, risk_id: UUID, asked: Reason) -> dict[str, Any]:
    """The residual risk, accepted in the token's name for as long as its level allows."""
    made = actions.accept(risk_id, asked.reason, seen=asked.seen, by=request.member, at=clock.now())
    return _risk(made)


@router.post(
    "/risks/{uuid:risk_id}/withdraw", response={200: RiskOut, **REFUSALS}, auth=Token("risks.edit")
)
def withdraw_risk(request: TokenRequest, risk_id: UUID, asked: Reason) -> dict[str, Any]:
    """It no longer concerns the organisation."""
    made = actions.withdraw(
        risk_id, asked.reason, seen=asked.seen, by=request.member, at=clock.now()
    )
    return _risk(made)


@problems.of.register
def _moved(error: actions.MovedOnError) -> Problem:
    return Problem(409, "conflict", {"seen": "changed"}, {"version": error.latest})


@problems.of.register
def _shape(error: rules.RiskShapeError) -> Problem:
    return Problem(422, "invalid", {f"risk.{error.field}": "invalid"})


@problems.of.register
def _refused_move(error: rules.MoveRefusedError) -> Problem:
    return Problem(422, "invalid", {error.field: "invalid"})


@problems.of.register
def _answer(error: short.AnswerRefusedError) -> Problem:
    return Problem(422, "invalid", {f"answers.{error.question}": "unknown"})


@problems.of.register
def _unfinished(error: short.UnfinishedError) -> Problem:
    return Problem(409, "refused", {f"answers.{error.question}": "required"})


@problems.of.register
def _table(error: TableShapeError) -> Problem:
    where = f"{error.table}.{error.row}.{error.column}".rstrip(".")
    return Problem(422, "invalid", {where: "invalid"})


@problems.of.register
def _text(error: actions.AnalysisTextError) -> Problem:
    return Problem(422, "invalid", {error.field: "invalid"})


@problems.of.register
def _method(error: actions.UnknownMethodError) -> Problem:  # noqa: ARG001  the field says it
    return Problem(409, "refused", {"method": "invalid"})


@problems.of.register
def _incomplete(error: actions.IncompleteAnalysisError) -> Problem:
    return Problem(409, "refused", {"risks": "to_estimate"}, {"count": error.count})


def _listed(request: TokenRequest, filters: RiskFilters) -> Any:  # noqa: ANN401  a queryset of risks
    wanted = Wanted(
        analysis=str(filters.analysis or ""),
        level=filters.level,
        treatment=filters.treatment,
        state=filters.state,
        words=filters.words,
        is_withdrawn=filters.is_withdrawn,
    )
    return queries.listed(request.organisation.pk, wanted, on=timezone.localdate(clock.now()))


def _written(said: dict[str, Any]) -> rules.Risk:
    """What a program may write: not the trace, nor an acceptance, nor where it came from."""
    refused = {"moves", "acceptance", "source", "is_own", "why"}
    return rules.from_json({name: held for name, held in said.items() if name not in refused})


def _risk(one: Risk) -> dict[str, Any]:
    value = queries.value_of(one)
    today = timezone.localdate(clock.now())
    return {**exports.plain(one, value), "state": rules.state_of(value, today)}


def _analysis(one: Analysis) -> dict[str, Any]:
    said, asked = answers.of(one), reference.questionnaire()
    is_quick = one.method == "quick"
    language = one.organisation.language
    todo = short.ranked(asked, said) if is_quick and said else ()
    return {
        **{name: getattr(one, name) for name in AnalysisOut.model_fields if hasattr(one, name)},
        "answers": said,
        "unread": short.next_question(asked, said) if is_quick else "",
        "tables": answers.tables(one),
        "risks": queries.risks_of(one).count(),
        "next_measures": [
            {
                "code": item.measure.id,
                "text": item.measure.label.in_(language),
                "effort": item.effort,
                "lowers": list(item.lowers),
            }
            for item in todo
        ],
    }
