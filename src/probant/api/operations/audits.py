"""Audits: begun, results stated, findings followed to a verified fix, proofs, files, OSCAL."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api import audit_problems  # noqa: F401  it says what each refusal answers
from probant.api.access import Token, TokenRequest
from probant.api.audit_schemas import (
    ActionAsked,
    AuditAct,
    AuditExport,
    AuditFilters,
    AuditFindingFilters,
    ChangedAudit,
    ChangedFinding,
    Cited,
    FindingAct,
    NewAction,
    NewAudit,
    NewFinding,
    ProofOf,
    StatedResult,
)
from probant.api.problems import ensure_known
from probant.api.schemas import Refusal
from probant.audits import actions, checklists, documents, exports, oscal, queries
from probant.audits.actions import About
from probant.audits.domain import findings as rules
from probant.audits.domain.campaigns import Result
from probant.audits.models import Campaign, Finding
from probant.common import clock
from probant.vault.domain.rules import RULES
from probant.vault.reception import accepts_files

router = Router(tags=["audits"])
VIEW, EDIT = "audits.view", "audits.edit"
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
OSCAL = {"oscal-ar": "assessment_results", "oscal-poam": "plan_of_action"}
Value = dict[str, Any]


@router.get("/audits", response=list[Value], auth=Token(VIEW))
def list_audits(request: TokenRequest, filters: Annotated[AuditFilters, Query()]) -> list[Value]:
    """The audits, the latest first."""
    ensure_known(request, filters)
    wanted = queries.Wanted(**filters.model_dump())
    found = list(queries.campaigns(request.organisation.pk, wanted))
    told = queries.progress(found)
    return [
        {**exports.plain(one), "tested": told[one.pk].tested, "total": told[one.pk].total}
        for one in found
    ]


@router.get("/audits/checklists", response=list[Value], auth=Token(VIEW))
def list_checklists(request: TokenRequest) -> list[Value]:
    """What may be checked: our short lists, and every framework of the controls."""
    offered = checklists.offered(request.organisation, request.organisation.language)
    return [{"id": id_, "name": name} for id_, name in offered.items()]


@router.post("/audits", response={201: Value, **REFUSALS}, auth=Token(EDIT))
def begin_audit(request: TokenRequest, asked: NewAudit) -> Status[Value]:
    """Begins an audit with the list as it is today."""
    organisation = request.organisation
    listed = checklists.checklist(organisation, asked.framework, organisation.language)
    made = actions.begin(
        organisation,
        asked.terms(),
        listed,
        previous=asked.previous,
        by=request.member,
        at=clock.now(),
    )
    return Status(201, _audit(made))


@router.get("/audits/{uuid:audit}", response={200: Value, 404: Refusal}, auth=Token(VIEW))
def read_audit(request: TokenRequest, audit: UUID) -> Value:
    """One audit with its results and findings."""
    return _audit(queries.campaign(request.organisation.pk, audit))


@router.put("/audits/{uuid:audit}", response={200: Value, **REFUSALS}, auth=Token(EDIT))
def describe_audit(request: TokenRequest, audit: UUID, asked: ChangedAudit) -> Value:
    """What it is about; 409 with theirs and yours where somebody saved first."""
    made = actions.describe(
        audit, asked.terms(), seen=asked.seen, by=request.member, at=clock.now()
    )
    return _audit(made)


@router.post("/audits/{uuid:audit}/acts/{act}", response={200: Value, **REFUSALS}, auth=Token(EDIT))
def act_on_audit(
    request: TokenRequest, audit: UUID, act: Literal["conclude", "take_up"], asked: AuditAct
) -> Value:
    """Concludes the audit, or takes it up again."""
    by, at = request.member, clock.now()
    if act == "take_up":
        return _audit(actions.take_up(audit, reason=asked.text, by=by, at=at))
    ends_on = asked.ends_on or localdate(at)
    return _audit(actions.conclude(audit, conclusion=asked.text, ends_on=ends_on, by=by, at=at))


@router.put(
    "/audits/{uuid:audit}/results/{control}", response={200: Value, **REFUSALS}, auth=Token(EDIT)
)
def state_result(request: TokenRequest, audit: UUID, control: str, asked: StatedResult) -> Value:
    """What one control gave; 409 where another auditor stated it first."""
    row = actions.state_result(
        audit,
        control,
        Result(asked.result),
        note=asked.note,
        seen=asked.seen,
        by=request.member,
        at=clock.now(),
    )
    return {"control": row.control, "result": row.result, "note": row.note, "version": row.version}


@router.post("/audits/{uuid:audit}/findings", response={201: Value, **REFUSALS}, auth=Token(EDIT))
def add_audit_finding(request: TokenRequest, audit: UUID, asked: NewFinding) -> Status[Value]:
    """A finding."""
    made = actions.add(audit, asked.said(), by=request.member, at=clock.now())
    return Status(201, _finding(made))


@router.post("/audits/{uuid:audit}/proofs", response={201: Value, **REFUSALS}, auth=Token(VIEW))
@accepts_files(most=RULES["evidence"].most_bytes)
def attach_audit_proof(
    request: TokenRequest,
    audit: UUID,
    file: Annotated[UploadedFile, File()],
    asked: Annotated[ProofOf, Query()],
) -> Status[Value]:
    """A file, sealed in the vault, as proof of a control, a finding or an action."""
    ensure_known(request, asked)
    about = About(control=asked.control, finding=asked.finding, action=asked.action)
    by, at = request.member, clock.now()
    made = actions.attach(audit, file, about, by=by, at=at, title=asked.title)
    return Status(201, exports.plain_proof(made))


@router.post("/audits/{uuid:audit}/evidence", response={201: Value, **REFUSALS}, auth=Token(VIEW))
def cite_audit_evidence(request: TokenRequest, audit: UUID, asked: Cited) -> Status[Value]:
    """An evidence of the controls as proof, with the digest that it has today."""
    about = About(control=asked.control, finding=asked.finding, action=asked.action)
    made = actions.cite(audit, asked.evidence, about, by=request.member, at=clock.now())
    return Status(201, exports.plain_proof(made))


@router.get(
    "/audits/{uuid:audit}/trend", response={200: list[Value], 404: Refusal}, auth=Token(VIEW)
)
def compare_audits(request: TokenRequest, audit: UUID) -> list[Value]:
    """What became of each finding since the audit before."""
    found = queries.campaign(request.organisation.pk, audit)
    before = queries.previous_of(found)
    rows = [queries.facts_of(one) for one in _findings(found)]
    earlier = [queries.facts_of(one) for one in _findings(before)] if before else []
    return [
        {
            "fate": one.fate.value,
            "before": str(one.before.id) if one.before else None,
            "after": str(one.after.id) if one.after else None,
            "title": (one.after or one.before or rows[0]).title,
        }
        for one in rules.compared(earlier, rows)
    ]


@router.get(
    "/audits/{uuid:audit}/export",
    response={200: None, 404: Refusal, 409: Refusal, 422: Refusal},
    auth=Token(VIEW, traced_as="audits.exported"),
    openapi_extra={"responses": {200: FILE}},
)
def export_audit(
    request: TokenRequest, audit: UUID, asked: Annotated[AuditExport, Query()]
) -> HttpResponse:
    """One audit as a file: report, tables, JSON, OSCAL assessment results, OSCAL plan of action."""
    ensure_known(request, asked)
    found, now = queries.campaign(request.organisation.pk, audit), clock.now()
    if asked.format in OSCAL:
        telling = oscal.Telling(request.organisation, found, at=now)
        content = oscal.write(getattr(telling, OSCAL[asked.format])())
        return _file(content, oscal.MEDIA_TYPE, f"{found.reference}-{asked.format}.json")
    document = exports.of_campaign(request.organisation, found, language=asked.language, at=now)
    content = documents.write(asked.format, document)
    name = f"{document.filename}.{asked.format}"
    return _file(content, documents.MEDIA_TYPES[asked.format], name)


@router.get("/audit-findings", response=list[Value], auth=Token(VIEW))
def list_audit_findings(
    request: TokenRequest, filters: Annotated[AuditFindingFilters, Query()]
) -> list[Value]:
    """The findings, those of the latest audit first."""
    ensure_known(request, filters)
    wanted = queries.WantedFindings(**filters.model_dump())
    found = list(queries.findings(request.organisation.pk, wanted, today=localdate(clock.now())))
    acts = queries.actions_of(found)
    return [exports.plain_finding(one, acts[one.pk]) for one in found]


@router.get("/audit-findings/{uuid:finding}", response={200: Value, 404: Refusal}, auth=Token(VIEW))
def read_audit_finding(request: TokenRequest, finding: UUID) -> Value:
    """One finding with its actions."""
    return _finding(queries.finding(request.organisation.pk, finding))


@router.put("/audit-findings/{uuid:finding}", response={200: Value, **REFUSALS}, auth=Token(EDIT))
def change_audit_finding(request: TokenRequest, finding: UUID, asked: ChangedFinding) -> Value:
    """The finding as it is now; 409 with theirs and yours where somebody saved first."""
    said, by, at = asked.said(), request.member, clock.now()
    return _finding(actions.change(finding, said, seen=asked.seen, by=by, at=at))


@router.post(
    "/audit-findings/{uuid:finding}/acts/{act}", response={200: Value, **REFUSALS}, auth=Token(EDIT)
)
def act_on_audit_finding(
    request: TokenRequest,
    finding: UUID,
    act: Literal["reopen", "same_as", "carry_over"],
    asked: FindingAct,
) -> Value:
    """Reopens it; says that it is one of an earlier audit; carries it over to a later one."""
    by, at = request.member, clock.now()
    if act == "reopen":
        return _finding(actions.reopen(finding, reason=asked.reason, by=by, at=at))
    target = asked.target or finding
    if act == "same_as":
        return _finding(actions.confirm_same(finding, target, by=by, at=at))
    return _finding(actions.carry_over(finding, target, by=by, at=at))


@router.post(
    "/audit-findings/{uuid:finding}/actions", response={201: Value, **REFUSALS}, auth=Token(EDIT)
)
def decide_action(request: TokenRequest, finding: UUID, asked: NewAction) -> Status[Value]:
    """What will be done."""
    made = actions.decide(finding, by=request.member, at=clock.now(), **asked.model_dump())
    return Status(201, exports.plain_action(made))


@router.post(
    "/audit-actions/{uuid:action}/acts/{act}", response={200: Value, **REFUSALS}, auth=Token(VIEW)
)
def act_on_action(
    request: TokenRequest, action: UUID, act: Literal["do", "verify", "refuse"], asked: ActionAsked
) -> Value:
    """Said to be done; verified by another person, once a proof is attached; or refused."""
    by, at = request.member, clock.now()
    if act == "do":
        day = asked.done_on or localdate(at)
        return exports.plain_action(
            actions.do(action, outcome=asked.text, done_on=day, by=by, at=at)
        )
    if act == "verify":
        return exports.plain_action(actions.verify(action, verification=asked.text, by=by, at=at))
    return exports.plain_action(actions.refuse(action, reason=asked.text, by=by, at=at))


def _audit(one: Campaign) -> Value:
    found = _findings(one)
    acts = queries.actions_of(found)
    return {
        **exports.plain(one),
        "results": queries.results_json(one),
        "findings": [exports.plain_finding(row, acts[row.pk]) for row in found],
    }


def _findings(one: Campaign) -> list[Finding]:
    wanted = queries.WantedFindings(campaign=one.pk)
    return list(queries.findings(one.organisation_id, wanted))


def _finding(one: Finding) -> Value:
    return exports.plain_finding(one, queries.actions_of([one])[one.pk])


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
