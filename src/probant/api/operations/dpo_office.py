"""The officer's office: independence, advice and its outcome, events, the yearly report."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from probant.api import problems
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, ensure_known
from probant.api.schemas import Asked, Language, Line, Refusal, Words
from probant.common import clock
from probant.dpo_office import actions, papers, queries
from probant.dpo_office.domain.figures import to_json
from probant.dpo_office.figures import figures
from probant.dpo_office.models import Advice, PlannedEvent, YearReport

router = Router(tags=["dpo"])
VIEW, EDIT = "dpo_office.view", "dpo_office.edit"
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}


class OfficeOut(Schema):
    """The office as it stands; `number` is the version that a change names."""

    number: int
    kind: str
    reports_to: str
    mission: str
    means: str
    receipt: str
    functions: list[str]
    answers: dict[str, str]
    independence: str | None


class OfficeIn(Asked):
    """Designation, mission and means; `seen` is the version that was read."""

    kind: Literal["", "internal", "external", "shared"] = ""
    reports_to: Line = ""
    mission: Words = ""
    means: Words = ""
    receipt: Line = ""
    seen: int = Field(ge=0)


class IndependenceIn(Asked):
    """Functions held beside, and yes or no to each guarantee; what is not known is left out."""

    functions: list[Line] = Field(default_factory=list, max_length=50)
    answers: dict[str, Literal["yes", "no", ""]] = Field(default_factory=dict)
    seen: int = Field(ge=0)


class QuestionIn(Asked):
    """A question put to the officer; the same key asks it once."""

    question: Words = Field(min_length=1)
    asked_by: Line = ""
    asked_on: date
    key: UUID | None = None


class AdviceIn(Asked):
    """What the officer advises."""

    advice: Words = Field(min_length=1)
    on: date
    version: int


class DecisionIn(Asked):
    """What becomes of it; a reason unless it is wholly followed."""

    outcome: Literal["followed", "partly", "not_followed"]
    reason: Words = ""
    on: date
    version: int


class AdviceOut(Schema):
    """A question with its advice and outcome."""

    id: UUID
    reference: str
    question: str
    asked_by: str
    asked_on: date
    advice: str
    advised_on: date | None
    outcome: str
    reason: str
    decided_on: date | None
    version: int


class EventIn(Asked):
    """Something of the year."""

    kind: Literal["awareness", "committee", "check", "review", "other"]
    title: Line = Field(min_length=1)
    on: date


class EventOut(Schema):
    """A planned event, and when it was held."""

    id: UUID
    kind: str
    title: str
    planned_on: date
    done_on: date | None


class FigureOut(Schema):
    """A figure; `value` is empty where it cannot be computed."""

    id: str
    section: str
    value: int | None
    url: str
    is_percent: bool


class ReportIn(Asked):
    """The officer's words around the figures of a year."""

    year: int = Field(ge=2018, le=2100)
    summary: Words = ""
    recommendations: Words = ""


class ReportOut(Schema):
    """A report as it was made."""

    id: UUID
    year: int
    number: int
    made_at: datetime
    summary: str
    recommendations: str
    figures: list[FigureOut]
    digest: str


class PaperAsked(Asked):
    """Which form, in which language."""

    format: Literal["pdf", "docx", "json"] = "pdf"
    language: Language | Literal[""] = ""


@router.get("/dpo", response=OfficeOut, auth=Token(VIEW))
def read_office(request: TokenRequest) -> dict[str, Any]:
    """The office as it stands."""
    return _office(request)


@router.put("/dpo", response={200: OfficeOut, **REFUSALS}, auth=Token(EDIT))
def describe_office(request: TokenRequest, asked: OfficeIn) -> dict[str, Any]:
    """Designation, mission and means."""
    said = asked.model_dump(exclude={"seen"})
    actions.describe(said, seen=asked.seen, by=request.member, at=clock.now())
    return _office(request)


@router.put("/dpo/independence", response={200: OfficeOut, **REFUSALS}, auth=Token(EDIT))
def assess_independence(request: TokenRequest, asked: IndependenceIn) -> dict[str, Any]:
    """The questionnaire of art. 38."""
    actions.assess(
        asked.functions, asked.answers, seen=asked.seen, by=request.member, at=clock.now()
    )
    return _office(request)


@router.get("/dpo/advice", response=list[AdviceOut], auth=Token(VIEW))
def list_officer_advice(request: TokenRequest) -> list[Advice]:
    """Every question put to the officer, the latest first."""
    return list(queries.advice(request.organisation.pk))


@router.post("/dpo/advice", response={201: AdviceOut, **REFUSALS}, auth=Token(EDIT))
def ask_advice(request: TokenRequest, asked: QuestionIn) -> Status[Advice]:
    """A question, as it came."""
    values = asked.model_dump(exclude={"key"})
    made = actions.ask(**values, key=asked.key or uuid4(), by=request.member, at=clock.now())
    return Status(201, made)


@router.put(
    "/dpo/advice/{uuid:advice}/advice", response={200: AdviceOut, **REFUSALS}, auth=Token(EDIT)
)
def give_advice(request: TokenRequest, advice: UUID, asked: AdviceIn) -> Advice:
    """What the officer advises."""
    return actions.advise(
        advice, asked.advice, on=asked.on, seen=asked.version, by=request.member, at=clock.now()
    )


@router.put(
    "/dpo/advice/{uuid:advice}/outcome", response={200: AdviceOut, **REFUSALS}, auth=Token(EDIT)
)
def decide_advice(request: TokenRequest, advice: UUID, asked: DecisionIn) -> Advice:
    """Followed or not, with the controller's reason."""
    return actions.decide(
        advice,
        asked.outcome,
        reason=asked.reason,
        on=asked.on,
        seen=asked.version,
        by=request.member,
        at=clock.now(),
    )


@router.get("/dpo/events", response=list[EventOut], auth=Token(VIEW))
def list_office_events(request: TokenRequest) -> list[PlannedEvent]:
    """What the officer planned, by date."""
    return list(queries.events(request.organisation.pk))


@router.post("/dpo/events", response={201: EventOut, **REFUSALS}, auth=Token(EDIT))
def plan_office_event(request: TokenRequest, asked: EventIn) -> Status[PlannedEvent]:
    """One more event of the year."""
    made = actions.schedule(**asked.model_dump(), by=request.member, at=clock.now())
    return Status(201, made)


@router.get("/dpo/figures/{int:year}", response=list[FigureOut], auth=Token(VIEW))
def read_figures(request: TokenRequest, year: int) -> list[dict[str, Any]]:
    """The figures of a year as they stand now."""
    if not actions.FIRST_YEAR <= year <= actions.LAST_YEAR:
        raise actions.ImplausibleYearError
    return to_json(figures(request.organisation, year, now=clock.now()))


@router.get("/dpo/reports", response=list[ReportOut], auth=Token(VIEW))
def list_reports(request: TokenRequest) -> list[YearReport]:
    """The reports made, the latest first."""
    return list(queries.reports(request.organisation.pk))


@router.post("/dpo/reports", response={201: ReportOut, **REFUSALS}, auth=Token(EDIT))
def make_report(request: TokenRequest, asked: ReportIn) -> Status[YearReport]:
    """The figures as they stand, kept with the officer's words."""
    made = actions.report(
        request.organisation, **asked.model_dump(), by=request.member, at=clock.now()
    )
    return Status(201, made)


@router.get(
    "/dpo/reports/{uuid:report}/file",
    response={200: None, 404: Refusal},
    auth=Token(VIEW, traced_as="dpo_office.report_read"),
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
def report_paper(
    request: TokenRequest, report: UUID, asked: Annotated[PaperAsked, Query()]
) -> HttpResponse:
    """A report as PDF, DOCX or JSON."""
    ensure_known(request, asked)
    found = queries.report(request.organisation.pk, report)
    language = asked.language or request.organisation.language
    content = papers.report(found, request.organisation, asked.format, language=language)
    response = HttpResponse(content, content_type=papers.MEDIA_TYPES[asked.format])
    name = f"report-{found.year}-{found.number}.{asked.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@problems.of.register
def _moved(error: actions.OfficeMovedError) -> Problem:
    return Problem(409, "conflict", {"version": "changed"}, {"version": error.number})


@problems.of.register(actions.UnknownAnswerError)
@problems.of.register(actions.AdviceStateError)
@problems.of.register(actions.ReasonMissingError)
@problems.of.register(actions.ImplausibleYearError)
def _refused(error: Exception) -> Problem:
    told = {
        actions.UnknownAnswerError: {"answers": "unknown"},
        actions.AdviceStateError: {"on": "order"},
        actions.ReasonMissingError: {"reason": "required"},
        actions.ImplausibleYearError: {"on": "implausible"},
    }
    return Problem(422, "invalid", told[type(error)])  # type: ignore[index]


def _office(request: TokenRequest) -> dict[str, Any]:
    found = queries.office(request.organisation.pk)
    said = dict(found.content) if found else {}
    names = ("kind", "reports_to", "mission", "means", "receipt")
    return {
        "number": found.number if found else 0,
        **{name: said.get(name, "") for name in names},
        "functions": said.get("functions", []),
        "answers": said.get("answers", {}),
        "independence": queries.assessment(said).state.value if "answers" in said else None,
    }
