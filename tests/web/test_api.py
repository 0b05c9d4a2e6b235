"""The interface: each operation, each role, another tenant, a dead token, and what it says."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openapi_spec_validator import validate as validate_openapi

from probant.accountability.domain.verification import verify
from probant.api import interface as api
from probant.api.schemas import Sort
from probant.common import clock
from probant.database import isolation
from probant.journal import queries as journal
from probant.journal.models import Checkpoint, Entry
from probant.notices.domain.facts import Audience
from probant.organisations import tokens
from probant.organisations.domain import Member, Role
from probant.organisations.models import ApiToken, Organisation
from probant.organisations.permissions import PERMISSIONS, is_allowed
from probant.register import actions, queries
from probant.register.domain.record import to_json
from probant.register.domain.status import Status
from probant.register.models import Activity
from tests.conftest import NOW, new_organisation
from tests.factories.register import complete_record

V1 = "/api/v1/"
ACTIVITIES = f"{V1}register/activities"
REASON = "Décision du comité du 20 novembre 2026."
ROLES = list(tokens.ROLES)


@dataclass
class Program:
    """A program that holds a token."""

    text: str
    language: str = "en"

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401  any JSON value
        **headers: str,
    ) -> HttpResponse:
        sent = {"HTTP_AUTHORIZATION": f"Bearer {self.text}", **headers}
        address = path if path.startswith("/") else V1 + path
        return Client(raise_request_exception=False).generic(  # type: ignore[return-value]
            method,
            address,
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            HTTP_ACCEPT_LANGUAGE=self.language,
            **sent,  # type: ignore[arg-type]
        )

    def upload(self, name: str, content: bytes) -> HttpResponse:
        return Client().post(  # type: ignore[return-value]
            f"{V1}register/import",
            {"file": SimpleUploadedFile(name, content)},
            HTTP_AUTHORIZATION=f"Bearer {self.text}",
            HTTP_ACCEPT_LANGUAGE=self.language,
        )


def program(organisation: Organisation, role: Role) -> Program:
    maker = Member(uuid4(), organisation.pk, Role.ADMINISTRATOR, "Administratrice inventée")
    with isolation.tenant(organisation.pk):
        made = tokens.create(
            maker, name=f"Programme {role}", role=role, lifetime=timedelta(days=30), at=clock.now()
        )
    return Program(made[1])


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def draft(organisation: Organisation, member: Member) -> Activity:
    return actions.create(organisation, complete_record(), by=member, at=NOW)


def said(answer: HttpResponse) -> Any:  # noqa: ANN401  any JSON value
    return json.loads(answer.content)


def fresh(activity: Activity) -> Activity:
    with isolation.tenant(activity.organisation_id):
        return Activity.objects.get(pk=activity.pk)


def events(organisation: Organisation) -> list[str]:
    with isolation.tenant(organisation.pk):
        found = Entry.objects.filter(organisation_id=organisation.pk).order_by("index")
        return list(found.values_list("event", flat=True))


# Each operation: its name, method, path, body, headers. `{activity}` is a draft's id.
MATCH = {"HTTP_IF_MATCH": '"1"'}
SEEN = {"expected": 0}
NOBODY = UUID(int=1)
EXERCISE = {"scenario": "lost_phone_practice", "planned_at": "2026-11-30T09:00:00Z"}
FINDING = {"text": "a", "owner": "b", "due_on": "2026-12-31"}
NOTE = {"kind": "note", "client_key": str(uuid4()), "body": {"text": "Essai"}}
ASKED = {
    "rights": ["access"],
    "channel": "post",
    "received_at": "2026-11-20T09:00:00Z",
    "contact": {"name": "Camille Inventée", "telephone": "0100000000"},
}
TELLING = {"flaw": str(NOBODY), "subject": "a", "text": "b", "is_critical": False}
ADVISING = {"kind": "advice", "subject": "a", "text": "b", "means": "post"}
FLAW = {"title": "a", "product": "b", "known_on": "2026-11-20"}
SCAN = "product=a&method=code&done_on=2026-11-20"
OPERATIONS: list[tuple[str, str, str, Any, dict[str, str]]] = [
    ("read_token", "GET", "token", None, {}),
    ("read_organisation", "GET", "organisation", None, {}),
    ("list_activities", "GET", "register/activities", None, {}),
    ("create_activity", "POST", "register/activities", {"record": {"name": "Essai"}}, {}),
    ("read_activity", "GET", "register/activities/{activity}", None, {}),
    ("change_activity", "PUT", "register/activities/{activity}", {"record": {"name": "E"}}, MATCH),
    ("validate_activity", "POST", "register/activities/{activity}/validate", {}, MATCH),
    ("archive_activity", "POST", "register/activities/{activity}/archive", {}, MATCH),
    ("export_register", "GET", "register/export?format=json", None, {}),
    ("import_register", "POST", "register/import", None, {}),
    ("list_templates", "GET", "templates", None, {}),
    ("list_notices", "GET", "notices", None, {}),
    ("publish_notice", "POST", "notices/patients/publish", {}, {}),
    ("export_notice", "GET", "notices/patients/export?format=json", None, {}),
    ("list_verdicts", "GET", "verdicts", None, {}),
    ("make_dossier", "POST", "dossiers", {"purpose": "Contrôle"}, {}),
    ("list_entries", "GET", "journal/entries", None, {}),
    ("read_checkpoint", "GET", "journal/checkpoint", None, {}),
    ("seal", "POST", "journal/checkpoint", None, {}),
    ("list_crises", "GET", "crises", None, {}),
    ("open_crisis", "POST", "crises", {"title": "Essai"}, {}),
    ("read_room", "GET", "crises/{activity}/entries", None, {}),
    ("write_in_room", "POST", "crises/{activity}/entries", NOTE, {}),
    ("read_situation", "GET", "crises/{activity}/situation", None, {}),
    ("export_room", "GET", "crises/{activity}/export", None, {}),
    ("import_offline_log", "POST", "crises/{activity}/offline-log", {"entries": []}, {}),
    ("read_plan", "GET", "crisis-plan", None, {}),
    ("write_plan", "PUT", "crisis-plan", {"seen": 0, "plan": {}}, {}),
    ("validate_plan", "POST", "crisis-plan/validate", {"seen": 0}, {}),
    ("list_copies", "GET", "crisis-plan/copies", None, {}),
    ("make_booklet", "POST", "crisis-plan/booklet", {}, {}),
    ("make_page", "POST", "crisis-plan/page", {"passphrase": "azerty"}, {}),
    ("list_exercises", "GET", "exercises", None, {}),
    ("plan_exercise", "POST", "exercises", EXERCISE, {}),
    ("read_exercise", "GET", "exercises/{activity}", None, {}),
    ("act_in_exercise", "POST", "exercises/{activity}/acts/start", None, {}),
    ("evaluate_exercise", "PUT", "exercises/{activity}/evaluation", {"grades": {}}, {}),
    ("add_finding", "POST", "exercises/{activity}/findings", FINDING, {}),
    (
        "close_finding",
        "POST",
        "exercises/{activity}/findings/{activity}/close",
        {"outcome": "a"},
        {},
    ),
    ("exercise_report", "GET", "exercises/{activity}/report", None, {}),
    ("list_requests", "GET", "requests", None, {}),
    ("enter_request", "POST", "requests", ASKED, {}),
    ("read_request", "GET", f"requests/{NOBODY}", None, {}),
    ("decide_request", "POST", f"requests/{NOBODY}/analysis", {"decisions": {}}, MATCH),
    ("act_on_request", "POST", f"requests/{NOBODY}/close", {}, MATCH),
    ("export_requests", "GET", "requests/export?format=json", None, {}),
    ("read_form", "GET", "requests/form", None, {}),
    ("change_form", "PUT", "requests/form", {"is_open": True}, {}),
    ("list_hand_overs", "GET", f"requests/{NOBODY}/hand-overs", None, {}),
    (
        "prepare_hand_over",
        "POST",
        f"requests/{NOBODY}/hand-overs",
        {"files": [str(NOBODY)]},
        MATCH,
    ),
    ("list_breaches", "GET", "breaches", None, {}),
    ("declare_breach", "POST", "breaches", {"incident": "other"}, {}),
    ("export_breaches", "GET", "breaches/export", None, {}),
    ("read_breach", "GET", f"breaches/{NOBODY}", None, {}),
    ("change_facts", "PUT", f"breaches/{NOBODY}/facts", {"facts": {}}, MATCH),
    ("decide_on_breach", "POST", f"breaches/{NOBODY}/decisions/notify", {"choice": "yes"}, {}),
    ("breach_notification", "GET", f"breaches/{NOBODY}/notification", None, {}),
    (
        "record_breach_sending",
        "POST",
        f"breaches/{NOBODY}/sendings",
        {"sent_at": "2026-11-20T09:00:00Z"},
        {},
    ),
    ("end_breach", "POST", f"breaches/{NOBODY}/close", {}, {}),
    ("list_clients", "GET", "clients", None, {}),
    ("add_client", "POST", "clients", {"name": "a"}, {}),
    ("export_told", "GET", "clients/told", None, {}),
    ("notify_clients", "POST", "clients/notices", TELLING, {}),
    ("change_client", "PUT", f"clients/{NOBODY}", {"name": "a"}, {}),
    ("list_client_advice", "GET", f"clients/{NOBODY}/advice", None, {}),
    ("record_advice", "POST", f"clients/{NOBODY}/advice", ADVISING, {}),
    ("record_client_answer", "POST", f"clients/advice/{NOBODY}/answer", {"text": "a"}, {}),
    ("list_vulnerabilities", "GET", "vulnerabilities", None, {}),
    ("enter_vulnerability", "POST", "vulnerabilities", FLAW, {}),
    ("export_vulnerabilities", "GET", "vulnerabilities/export?format=json", None, {}),
    ("list_scans", "GET", "vulnerabilities/scans", None, {}),
    ("load_scan", "POST", f"vulnerabilities/scans?{SCAN}", None, {}),
    ("read_scan", "GET", f"vulnerabilities/scans/{NOBODY}", None, {}),
    ("read_periods", "GET", "vulnerabilities/periods", None, {}),
    ("change_periods", "PUT", "vulnerabilities/periods", {"days": {"low": 90}}, {}),
    ("read_vulnerability", "GET", f"vulnerabilities/{NOBODY}", None, {}),
    ("act_on_vulnerability", "POST", f"vulnerabilities/{NOBODY}/acts/reopen", {"version": 0}, {}),
    ("list_letters", "GET", "letters", None, {}),
    ("read_letter", "GET", "letters/general.note", None, {}),
    (
        "write_letter",
        "PUT",
        "letters/general.note",
        {"language": "fr", "subject": "a", "body": "b", "seen": 0},
        {},
    ),
    ("reset_letter", "POST", "letters/general.note/reset", {"language": "fr", "seen": 0}, {}),
    ("sample_letter", "GET", "letters/general.note/sample?format=txt", None, {}),
    ("list_mails", "GET", "mails", None, {}),
    (
        "write_mail",
        "POST",
        "mails",
        {"to": "a@b.fr", "recipient": "a", "topic": "b", "message": "c"},
        {},
    ),
    ("read_mail", "GET", f"mails/{NOBODY}", None, {}),
    ("retry_mail", "POST", f"mails/{NOBODY}/retry", None, {}),
    ("mark_mail_sent", "POST", f"mails/{NOBODY}/sent", {"way": "post"}, {}),
    ("cancel_mail", "POST", f"mails/{NOBODY}/cancel", None, {}),
    ("list_risk_questions", "GET", "risk-questions", None, {}),
    ("list_analyses", "GET", "risk-analyses", None, {}),
    ("start_analysis", "POST", "risk-analyses", {"method": "quick", "title": "a"}, {}),
    ("read_analysis", "GET", f"risk-analyses/{NOBODY}", None, {}),
    ("state_scope", "PUT", f"risk-analyses/{NOBODY}/scope", {"title": "a", "seen": 1}, {}),
    ("answer_questions", "PUT", f"risk-analyses/{NOBODY}/answers", {"answers": {}}, {}),
    (
        "save_risk_table",
        "PUT",
        f"risk-analyses/{NOBODY}/tables/values",
        {"rows": [], "seen": 1},
        {},
    ),
    ("apply_analysis", "POST", f"risk-analyses/{NOBODY}/apply", None, {}),
    ("act_on_analysis", "POST", f"risk-analyses/{NOBODY}/acts/validate", {"seen": 1}, {}),
    ("act_on_measure", "POST", f"risk-analyses/{NOBODY}/measures/a", {"done_on": "2026-11-02"}, {}),
    ("add_risk", "POST", f"risk-analyses/{NOBODY}/risks", {"risk": {"title": "a"}}, {}),
    ("list_risks", "GET", "risks", None, {}),
    ("export_risks", "GET", "risks/export?format=csv", None, {}),
    ("read_risk", "GET", f"risks/{NOBODY}", None, {}),
    ("change_risk", "PUT", f"risks/{NOBODY}", {"risk": {"title": "a"}, "seen": 1}, {}),
    (
        "move_likelihood",
        "POST",
        f"risks/{NOBODY}/move",
        {"after": 2, "because": "audit", "reason": "a", "seen": 1},
        {},
    ),
    ("accept_risk", "POST", f"risks/{NOBODY}/accept", {"reason": "a", "seen": 1}, {}),
    ("withdraw_risk", "POST", f"risks/{NOBODY}/withdraw", {"reason": "a", "seen": 1}, {}),
    ("list_policy_templates", "GET", "policy-templates", None, {}),
    ("list_policies", "GET", "policies", None, {}),
    ("begin_policy", "POST", "policies", {"template": "it_charter"}, {}),
    ("export_policies", "GET", "policies/export?format=csv", None, {}),
    ("read_policy", "GET", f"policies/{NOBODY}", None, {}),
    ("write_policy", "PUT", f"policies/{NOBODY}", {"title": "a", "text": "b", "seen": 1}, {}),
    ("settle_policy", "PUT", f"policies/{NOBODY}/settings", {"kind": "other"}, {}),
    ("act_on_policy", "POST", f"policies/{NOBODY}/acts/approve", {"seen": 1}, {}),
    ("list_readings", "GET", f"policies/{NOBODY}/readings", None, {}),
    ("bring_readings", "POST", f"policies/{NOBODY}/readings", {"people": [{"name": "a"}]}, {}),
    ("remove_reading", "DELETE", f"policies/{NOBODY}/readings/{NOBODY}", None, {}),
    ("print_policy", "GET", f"policies/{NOBODY}/document", None, {}),
    ("list_ways", "GET", "barriers/ways", None, {}),
    ("list_usual_ways", "GET", "barriers/usual", None, {}),
    ("add_usual_ways", "POST", "barriers/usual", {"names": ["imaging"]}, {}),
    ("add_way", "POST", "barriers/ways", {"way": {"name": "a"}}, {}),
    ("read_way", "GET", f"barriers/ways/{NOBODY}", None, {}),
    ("change_way", "PUT", f"barriers/ways/{NOBODY}", {"way": {"name": "a"}, "seen": 1}, {}),
    ("act_on_way", "POST", f"barriers/ways/{NOBODY}/acts/retire", {}, {}),
    ("export_ways", "GET", "barriers/export?format=csv", None, {}),
    ("list_assessments", "GET", "dpia/assessments", None, {}),
    ("start_assessment", "POST", "dpia/assessments", {"name": "a"}, {}),
    ("import_assessment", "POST", "dpia/import", None, {}),
    ("read_assessment", "GET", f"dpia/assessments/{NOBODY}", None, {}),
    ("assessment_paper", "GET", f"dpia/assessments/{NOBODY}/paper", None, {}),
    ("answer_question", "PUT", f"dpia/assessments/{NOBODY}/answers/111", SEEN, {}),
    ("write_measure", "PUT", f"dpia/assessments/{NOBODY}/measures/0", {**SEEN, "title": "a"}, {}),
    ("remove_measure", "POST", f"dpia/assessments/{NOBODY}/measures/1/remove", SEEN, {}),
    (
        "evaluate_part",
        "PUT",
        f"dpia/assessments/{NOBODY}/evaluations/1.1",
        {**SEEN, "grade": 1},
        {},
    ),
    ("act_on_assessment", "POST", f"dpia/assessments/{NOBODY}/acts/archive", {}, {}),
    ("list_needs", "GET", "dpia/needs", None, {}),
    (
        "decide_need",
        "PUT",
        f"dpia/needs/{NOBODY}",
        {**SEEN, "conclusion": "required", "reason": "a"},
        {},
    ),
    ("export_dpia_list", "GET", "dpia/lists/needs/export?format=csv", None, {}),
    ("list_frameworks", "GET", "controls/frameworks", None, {}),
    ("import_framework", "POST", "controls/frameworks/import", None, {}),
    ("read_framework", "GET", "controls/frameworks/cnil_guide", None, {}),
    ("choose_framework", "POST", "controls/frameworks/hds/choose", {"act": "follow"}, {}),
    ("decide_controls", "POST", "controls/frameworks/hds/decide", {"controls": ["exi_1"]}, {}),
    ("approve_statement", "POST", "controls/frameworks/iso27001/statement", {}, {}),
    ("export_framework", "GET", "controls/frameworks/hds/export?format=csv", None, {}),
    ("list_evidence", "GET", "controls/evidence", None, {}),
    (
        "add_evidence",
        "POST",
        "controls/evidence",
        {"title": "a", "kind": "statement", "dated_on": "2026-11-02"},
        {},
    ),
    ("add_document", "POST", "controls/evidence/documents?title=a&dated_on=2026-11-02", None, {}),
    ("read_evidence", "GET", f"controls/evidence/{NOBODY}", None, {}),
    ("act_on_evidence", "POST", f"controls/evidence/{NOBODY}/act", {"act": "withdraw"}, {}),
    ("list_modules", "GET", "training/modules", None, {}),
    ("read_coverage", "GET", "training/coverage", None, {}),
    ("list_staff", "GET", "training/staff", None, {}),
    ("add_staff", "POST", "training/staff", {"name": "a"}, {}),
    ("change_staff", "PUT", f"training/staff/{NOBODY}", {"name": "a", "version": 1}, {}),
    ("remove_staff", "DELETE", f"training/staff/{NOBODY}", None, {}),
    ("list_sessions", "GET", "training/sessions", None, {}),
    ("plan_session", "POST", "training/sessions", {"title": "a", "held_on": "2026-11-02"}, {}),
    ("enter_attendance", "PUT", f"training/sessions/{NOBODY}/attendance", {"present": []}, {}),
    ("cancel_session", "POST", f"training/sessions/{NOBODY}/cancel", {}, {}),
    ("list_results", "GET", "training/results", None, {}),
    ("check_certificate", "GET", "training/certificates/AF-2026-AAAA-AAAA", None, {}),
    ("list_phishing", "GET", "training/phishing", None, {}),
    ("bring_list", "POST", "training/import/staff", None, {}),
    ("export_training", "GET", "training/export/staff?format=csv", None, {}),
    ("read_office", "GET", "dpo", None, {}),
    ("describe_office", "PUT", "dpo", {"mission": "a", "seen": 0}, {}),
    ("assess_independence", "PUT", "dpo/independence", {"seen": 0}, {}),
    ("list_officer_advice", "GET", "dpo/advice", None, {}),
    ("ask_advice", "POST", "dpo/advice", {"question": "a", "asked_on": "2026-11-02"}, {}),
    (
        "give_advice",
        "PUT",
        f"dpo/advice/{NOBODY}/advice",
        {"advice": "a", "on": "2026-11-02", "version": 1},
        {},
    ),
    (
        "decide_advice",
        "PUT",
        f"dpo/advice/{NOBODY}/outcome",
        {"outcome": "followed", "on": "2026-11-02", "version": 1},
        {},
    ),
    ("list_office_events", "GET", "dpo/events", None, {}),
    (
        "plan_office_event",
        "POST",
        "dpo/events",
        {"kind": "check", "title": "a", "on": "2026-12-02"},
        {},
    ),
    ("read_figures", "GET", "dpo/figures/2026", None, {}),
    ("list_reports", "GET", "dpo/reports", None, {}),
    ("make_report", "POST", "dpo/reports", {"year": 2026}, {}),
    ("report_paper", "GET", f"dpo/reports/{NOBODY}/file", None, {}),
    ("list_processors", "GET", "processors", None, {}),
    ("add_processor", "POST", "processors", {"record": {"name": "a"}}, {}),
    ("take_processors", "POST", "processors/from-register", None, {}),
    ("export_processors", "GET", "processors/export?format=csv", None, {}),
    ("read_processor", "GET", f"processors/{NOBODY}", None, {}),
    ("change_processor", "PUT", f"processors/{NOBODY}", {"record": {"name": "a"}, "seen": 1}, {}),
    ("set_processor_status", "PUT", f"processors/{NOBODY}/status", {"status": "ended"}, {}),
    ("add_contract", "POST", f"processors/{NOBODY}/contracts", {"owner": "a"}, {}),
    ("change_contract", "PUT", f"processor-contracts/{NOBODY}", {"owner": "a"}, {}),
    ("file_contract", "POST", f"processor-contracts/{NOBODY}/file", None, {}),
    ("read_contract_file", "GET", f"processor-contracts/{NOBODY}/file", None, {}),
    (
        "decide_contract_clauses",
        "PUT",
        f"processor-contracts/{NOBODY}/clauses",
        {"decisions": {}, "seen": 1},
        {},
    ),
    ("read_sent_contract", "POST", "contract-readings", None, {}),
    ("read_kept_contract", "POST", f"processor-contracts/{NOBODY}/reading", None, {}),
    ("contract_reading", "GET", f"processor-contracts/{NOBODY}/reading", None, {}),
    ("contract_amendment", "GET", f"processor-contracts/{NOBODY}/amendment", None, {}),
    ("processor_questionnaire", "GET", f"processors/{NOBODY}/questionnaire", None, {}),
    ("review_processor", "PUT", f"processors/{NOBODY}/reviews", {"kind": "audit"}, {}),
    ("add_processor_document", "POST", f"processors/{NOBODY}/documents", None, {}),
    ("list_audits", "GET", "audits", None, {}),
    ("list_checklists", "GET", "audits/checklists", None, {}),
    (
        "begin_audit",
        "POST",
        "audits",
        {
            "title": "a",
            "kind": "gdpr",
            "framework": "list-practice",
            "auditors": ["b"],
            "starts_on": "2026-11-01",
        },
        {},
    ),
    ("read_audit", "GET", f"audits/{NOBODY}", None, {}),
    (
        "describe_audit",
        "PUT",
        f"audits/{NOBODY}",
        {"title": "a", "kind": "gdpr", "auditors": ["b"], "starts_on": "2026-11-01", "seen": 0},
        {},
    ),
    ("act_on_audit", "POST", f"audits/{NOBODY}/acts/take_up", {"text": "a"}, {}),
    ("state_result", "PUT", f"audits/{NOBODY}/results/a", {"result": "minor", "seen": 0}, {}),
    (
        "add_audit_finding",
        "POST",
        f"audits/{NOBODY}/findings",
        {"severity": "minor", "title": "a"},
        {},
    ),
    ("attach_audit_proof", "POST", f"audits/{NOBODY}/proofs", None, {}),
    ("cite_audit_evidence", "POST", f"audits/{NOBODY}/evidence", {"evidence": f"{NOBODY}"}, {}),
    ("compare_audits", "GET", f"audits/{NOBODY}/trend", None, {}),
    ("export_audit", "GET", f"audits/{NOBODY}/export?format=csv", None, {}),
    ("list_audit_findings", "GET", "audit-findings", None, {}),
    ("read_audit_finding", "GET", f"audit-findings/{NOBODY}", None, {}),
    (
        "change_audit_finding",
        "PUT",
        f"audit-findings/{NOBODY}",
        {"severity": "minor", "title": "a", "seen": 1},
        {},
    ),
    ("act_on_audit_finding", "POST", f"audit-findings/{NOBODY}/acts/reopen", {"reason": "a"}, {}),
    ("decide_action", "POST", f"audit-findings/{NOBODY}/actions", {"text": "a"}, {}),
    ("act_on_action", "POST", f"audit-actions/{NOBODY}/acts/do", {"text": "a"}, {}),
]
READINGS = [one for one in OPERATIONS if one[1] == "GET"]
by_name = pytest.mark.parametrize("operation", OPERATIONS, ids=[one[0] for one in OPERATIONS])


def call(
    caller: Program, operation: tuple[str, str, str, Any, dict[str, str]], draft: Activity
) -> HttpResponse:
    _name, method, path, body, headers = operation
    return caller(method, path.format(activity=draft.pk), body, **headers)


def test_the_orders_offered_are_those_of_the_register() -> None:
    assert set(get_args(Sort)) == set(queries.SORTS)


def test_every_operation_is_called_below() -> None:
    assert {one[0] for one in OPERATIONS} == set(api.permissions())


@by_name
@pytest.mark.parametrize("role", ROLES)
def test_a_role_enters_if_and_only_if_the_table_says_so(
    organisation: Organisation, draft: Activity, operation: tuple[Any, ...], role: Role
) -> None:
    permission = api.permissions()[operation[0]]
    assert permission in PERMISSIONS
    answer = call(program(organisation, role), operation, draft)
    if is_allowed(role, permission):
        assert answer.status_code not in {401, 403, 405}
        assert answer.status_code < 500
    else:
        assert answer.status_code == 403
        assert said(answer)["permission"] == permission


@by_name
def test_without_a_living_token_every_operation_answers_the_same(
    organisation: Organisation, draft: Activity, operation: tuple[Any, ...]
) -> None:
    expired, revoked = program(organisation, Role.DPO), program(organisation, Role.DPO)
    with isolation.tenant(organisation.pk):
        late, gone = ApiToken.objects.order_by("created_at")
        long_ago = clock.now() - timedelta(days=40)
        ApiToken.objects.filter(pk=late.pk).update(created_at=long_ago, expires_at=long_ago)
        ApiToken.objects.filter(pk=gone.pk).update(revoked_at=clock.now())
    unknown = Program(f"probant_{organisation.pk.hex}_{'A' * 43}")
    nowhere = Program(f"probant_{'0' * 32}_{'A' * 43}")
    answers = [
        call(caller, operation, draft)
        for caller in (expired, revoked, unknown, nowhere, Program(""), Program("probant_x"))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert said(answers[0])["error"] == "unauthenticated"
    assert all("Bearer" in answer["WWW-Authenticate"] for answer in answers)


def test_neither_a_session_nor_an_address_nor_basic_credentials_open_anything(
    organisation: Organisation, client_of: Callable[[Member], Client], member: Member, dpo: Program
) -> None:
    browser = client_of(member)
    assert browser.get(f"{V1}organisation").status_code == 401
    assert browser.get(f"{V1}organisation?token={dpo.text}").status_code == 401
    for scheme in ("Basic", "Token", ""):
        sent = f"{scheme} {dpo.text}".strip()
        assert browser.get(f"{V1}organisation", HTTP_AUTHORIZATION=sent).status_code == 401


@by_name
def test_another_organisations_things_do_not_exist(
    draft: Activity, operation: tuple[Any, ...]
) -> None:
    stranger = program(new_organisation("Autre (inventé)"), Role.DPO)
    before = fresh(draft).version
    answer = call(stranger, operation, draft)
    if "{activity}" in operation[2]:
        assert answer.status_code == 404
        assert said(answer)["error"] == "not_found"
    body = answer.getvalue() if answer.streaming else answer.content
    assert b"Tilleuls" not in body
    assert str(draft.pk).encode() not in body
    assert fresh(draft).version == before


@pytest.mark.parametrize("operation", READINGS, ids=[one[0] for one in READINGS])
def test_a_reading_writes_nothing_but_its_own_trace(
    organisation: Organisation, draft: Activity, dpo: Program, operation: tuple[Any, ...]
) -> None:
    call(dpo, operation, draft)  # the day of use is noted
    before = events(organisation)
    with isolation.tenant(organisation.pk):
        call(dpo, operation, draft)
    traces = {
        "export_vulnerabilities": "vulnerabilities.exported",
        "export_register": "register.exported",
        "export_requests": "subject_requests.exported",
        "export_ways": "barriers.exported",
        "export_framework": "controls.exported",
        "export_training": "training.exported",
        "export_dpia_list": "dpia.exported",
        "export_processors": "processors.exported",
        "export_risks": "risks.exported",
        "export_policies": "policies.exported",
        "export_told": "clients.exported",
    }
    traced = [traces[operation[0]]] if operation[0] in traces else []
    assert events(organisation)[len(before) :] == traced


def test_the_openapi_document_is_valid_and_describes_every_operation() -> None:
    document = said(Client().get(reverse("api:openapi")))  # type: ignore[arg-type]
    assert document["openapi"].startswith("3.1")
    validate_openapi(document)
    described = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert described == set(api.permissions())
    assert "purposes" in document["components"]["schemas"]["ActivityRecord"]["properties"]
    assert "x-component" not in json.dumps(document)


def test_an_act_through_a_token_is_journalled_in_the_tokens_name(
    organisation: Organisation, dpo: Program
) -> None:
    assert dpo("POST", "register/activities", {"record": {"name": "Essai"}}).status_code == 201
    with isolation.tenant(organisation.pk):
        token = ApiToken.objects.get()
        entry = Entry.objects.get(event="register.activity.created")
        actor = journal.body_of(entry)["actor"]
        assert actor == {"kind": "token", "id": str(token.pk)}
        version = Activity.objects.get()
        assert version.updated_by == token.pk


def test_a_token_tells_whom_it_acts_for(organisation: Organisation, dpo: Program) -> None:
    body = said(dpo("GET", "token"))
    assert body["organisation"] == str(organisation.pk)
    assert body["role"] == "dpo"
    assert dpo.text not in json.dumps(body)


def test_the_organisation_is_that_of_the_token(organisation: Organisation, dpo: Program) -> None:
    body = said(dpo("GET", "organisation"))
    assert (body["id"], body["name"]) == (str(organisation.pk), organisation.name)


def test_activities_are_listed_filtered_and_paged(
    organisation: Organisation, member: Member, dpo: Program
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(1, 6)]
    made = actions.create_many(organisation, records, by=member, at=NOW)
    actions.archive(made[0].pk, by=member, at=NOW, expected_version=1)
    page = said(dpo("GET", "register/activities?per_page=3&page=2&sort=name"))
    assert (page["total"], page["pages"], page["page"]) == (4, 2, 2)
    assert [item["name"] for item in page["items"]] == ["Fiche 5"]
    archived = said(dpo("GET", "register/activities?status=archived"))
    assert [item["name"] for item in archived["items"]] == ["Fiche 1"]
    assert said(dpo("GET", "register/activities?page=9"))["items"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=gone", "status"),
        ("page=0", "page"),
        ("per_page=201", "per_page"),
        ("sort=colour", "sort"),
        ("statu=draft", "statu"),
        ("words=%00", "words"),
    ],
)
def test_a_filter_that_is_not_understood_is_refused_rather_than_left_out(
    dpo: Program, query: str, field: str
) -> None:
    answer = dpo("GET", f"register/activities?{query}")
    assert answer.status_code == 422
    assert field in said(answer)["fields"]


@pytest.mark.parametrize(
    "path",
    ["register/export?format=csv", "notices/patients/export?a=b", "templates?", "journal/entries?"],
)
def test_every_reading_refuses_a_filter_that_it_does_not_have(dpo: Program, path: str) -> None:
    answer = dpo("GET", f"{path}&colour=red")
    assert answer.status_code == 422
    assert said(answer)["fields"]["colour"] == "unknown"


def test_an_activity_is_created_from_a_template(organisation: Organisation, dpo: Program) -> None:
    template = said(dpo("GET", "templates"))[0]["id"]
    answer = dpo("POST", "register/activities", {"template": template})
    assert answer.status_code == 201
    body = said(answer)
    assert body["template"] == template
    assert answer["ETag"] == '"1"'
    assert dpo("GET", answer["Location"]).status_code == 200


def test_a_record_comes_back_exactly_as_it_was_sent(draft: Activity, dpo: Program) -> None:
    record = to_json(complete_record(name="Autre", notes="<script>alert(1)</script> ' OR 1=1 --"))
    made = said(dpo("POST", "register/activities", {"record": record}))
    assert made["record"] == record
    assert said(dpo("GET", f"register/activities/{made['id']}"))["record"] == record


@pytest.mark.parametrize(
    ("body", "error", "field"),
    [
        ({}, "invalid", "template"),
        ({"template": "x", "record": {}}, "invalid", "record"),
        ({"template": "no_such"}, "unknown_template", "template"),
        ({"record": {"name": 3}}, "invalid", "record.name"),
        ({"record": {"purposes": [{"txt": "Soigner"}]}}, "unknown_field", "record.purposes.0.txt"),
        ({"record": {"purpose": []}}, "unknown_field", "record.purpose"),
        ({"record": {"role": "king"}}, "invalid", "record.role"),
        ({"record": {"name": "x" * 201}}, "limit", "record.name"),
        ({"record": {"name": "a\0b"}}, "limit", "record.name"),
        ({"record": {"notes": "\ud800"}}, "limit", "record.notes"),
        ({"record": []}, "invalid", "record"),
        ({"recrod": {}}, "invalid", "recrod"),
        ({"template": "a\0"}, "invalid", "template"),
    ],
)
def test_what_cannot_be_a_record_is_refused_with_its_field(
    dpo: Program, organisation: Organisation, body: dict[str, Any], error: str, field: str
) -> None:
    answer = dpo("POST", "register/activities", body)
    assert answer.status_code == 422
    assert said(answer)["error"] == error
    assert field in said(answer)["fields"], said(answer)
    with isolation.tenant(organisation.pk):
        assert not Activity.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "nul", "é"])
def test_what_is_no_json_is_refused(dpo: Program, body: str) -> None:
    answer = Client().generic(
        "POST",
        ACTIVITIES,
        body.encode("latin-1"),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {dpo.text}",
    )
    assert answer.status_code in {400, 422}
    assert said(answer)["error"] in {"malformed", "invalid"}  # type: ignore[arg-type]


def test_a_change_names_the_version_that_was_read(draft: Activity, dpo: Program) -> None:
    path, record = f"register/activities/{draft.pk}", to_json(complete_record(notes="Relu"))
    for sent in ({}, {"HTTP_IF_MATCH": "1"}, {"HTTP_IF_MATCH": "*"}, {"HTTP_IF_MATCH": 'W/"1"'}):
        answer = dpo("PUT", path, {"record": record}, **sent)
        assert answer.status_code == 428
        assert said(answer)["error"] == "precondition_required"
    answer = dpo("PUT", path, {"record": record}, **MATCH)
    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert said(answer)["record"]["notes"] == "Relu"


@pytest.mark.parametrize("end", ["", "/validate", "/archive"])
def test_whoever_was_overtaken_gets_both_versions_and_nothing_is_lost(
    draft: Activity, member: Member, dpo: Program, end: str
) -> None:
    theirs = complete_record(notes="Enregistré avant")
    actions.save(draft.pk, theirs, by=member, at=NOW, expected_version=1)
    method, body = ("POST", {}) if end else ("PUT", {"record": {"name": "La mienne"}})
    answer = dpo(method, f"register/activities/{draft.pk}{end}", body, **MATCH)
    assert answer.status_code == 409
    found = said(answer)
    assert found["error"] == "conflict"
    assert found["fields"]["If-Match"] == {"expected": 1, "found": 2}
    assert found["theirs"]["record"] == to_json(theirs)
    assert found["theirs"]["version"] == 2
    assert end or found["mine"]["name"] == "La mienne"
    assert queries.record_of(fresh(draft)) == theirs


def test_an_incomplete_activity_is_validated_only_with_a_reason(dpo: Program) -> None:
    made = said(dpo("POST", "register/activities", {"record": {"name": "Vide"}}))
    path = f"register/activities/{made['id']}/validate"
    refused = dpo("POST", path, {}, **MATCH)
    assert refused.status_code == 422
    assert said(refused)["error"] == "incomplete"
    assert "purposes" in said(refused)["fields"]
    assert dpo("POST", path, {"justification": REASON}, **MATCH).status_code == 200


def test_the_purposes_of_a_validated_activity_change_only_with_a_reason(
    draft: Activity, member: Member, dpo: Program
) -> None:
    actions.validate(draft.pk, by=member, at=NOW, expected_version=1)
    record = to_json(complete_record(purposes=()))
    path, match = f"register/activities/{draft.pk}", {"HTTP_IF_MATCH": '"2"'}
    assert said(dpo("PUT", path, {"record": record}, **match))["error"] == "unjustified"
    kept = dpo("PUT", path, {"record": record, "justification": REASON}, **match)
    assert kept.status_code == 200


def test_an_archived_activity_is_not_changed(draft: Activity, dpo: Program) -> None:
    path = f"register/activities/{draft.pk}"
    assert said(dpo("POST", f"{path}/archive", {}, **MATCH))["status"] == "archived"
    changed = dpo("PUT", path, {"record": {"name": "Non"}}, HTTP_IF_MATCH='"2"')
    assert changed.status_code == 409
    assert said(changed) | {"error": "status", "status": "archived", "act": "edit"} == said(changed)


@pytest.mark.parametrize(
    ("kind", "start"),
    [("csv", b"\xef\xbb\xbf"), ("json", b"{"), ("ods", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")],
)
def test_the_register_is_exported_in_each_format_and_the_journal_knows(
    organisation: Organisation, draft: Activity, dpo: Program, kind: str, start: bytes
) -> None:
    answer = dpo("GET", f"register/export?format={kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert f".{kind}" in answer["Content-Disposition"]
    assert events(organisation)[-1] == "register.exported"


def test_an_unknown_format_leaves_no_trace_of_an_export(
    organisation: Organisation, dpo: Program
) -> None:
    assert dpo("GET", "register/export?format=docx").status_code == 422
    assert "register.exported" not in events(organisation)


@pytest.mark.parametrize("kind", ["csv", "json", "ods", "xlsx"])
def test_what_was_exported_is_imported_elsewhere(draft: Activity, dpo: Program, kind: str) -> None:
    exported = dpo("GET", f"register/export?format={kind}").content
    elsewhere = new_organisation("Autre (inventé)")
    answer = program(elsewhere, Role.CONTRIBUTOR).upload(f"registre.{kind}", exported)
    assert answer.status_code == 201, answer.content
    assert [one["name"] for one in said(answer)["created"]] == [draft.name]
    assert events(elsewhere)[-1] == "register.imported"


def test_one_row_that_is_not_understood_refuses_the_whole_file(
    organisation: Organisation, dpo: Program
) -> None:
    rows = "Nom de l’activité;Finalités;Commentaires\nBonne;Soigner;\n;Facturer;\n"
    too_long = f"{'x' * 300};Soigner;\n"
    answer = dpo.upload("registre.csv", (rows + too_long).encode())
    assert answer.status_code == 422
    body = said(answer)
    assert body["error"] == "refused_rows"
    assert body["refused"][0]["lines"] == [4]
    assert body["refused"][0]["reasons"][0]["code"] == "too_long"
    with isolation.tenant(organisation.pk):
        assert not Activity.objects.exists()
    assert "register.imported" not in events(organisation)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("registre.xlsx", b"PK\x03\x04 cut", "corrupt"),
        ("registre.csv", b"", "empty"),
        ("registre.pdf", b"%PDF-1.7", "unknown_format"),
        ("registre.json", b"{}", "json"),
        ("registre.csv", b"\x7fELF\x02\x01", "unknown_format"),
    ],
)
def test_a_hostile_or_broken_file_is_told_by_its_fault(
    organisation: Organisation, dpo: Program, name: str, content: bytes, code: str
) -> None:
    answer = dpo.upload(name, content)
    assert answer.status_code == 422
    assert said(answer)["fields"] == {"file": code}
    with isolation.tenant(organisation.pk):
        assert not Activity.objects.exists()


def test_a_body_larger_than_any_file_is_refused_unread(dpo: Program) -> None:
    answer = Client().post(
        f"{V1}register/import",
        b"x" * 12_000_000,
        content_type="multipart/form-data; boundary=x",
        HTTP_AUTHORIZATION=f"Bearer {dpo.text}",
    )
    assert answer.status_code == 413
    assert said(answer)["error"] == "too_large"  # type: ignore[arg-type]


def test_a_notice_is_listed_published_once_and_exported(
    organisation: Organisation, draft: Activity, dpo: Program
) -> None:
    before = {one["audience"]: one for one in said(dpo("GET", "notices"))}["patients"]
    assert before["number"] is None
    stale = dpo("POST", "notices/patients/publish", {"seen": "0" * 64})
    assert (stale.status_code, said(stale)["error"]) == (409, "notice_moved")
    made = dpo("POST", "notices/patients/publish", {"seen": before["fingerprint"]})
    assert (made.status_code, said(made)["number"]) == (201, 1)
    again = dpo("POST", "notices/patients/publish", {})
    assert (again.status_code, said(again)["error"]) == (409, "already_published")
    exported = said(dpo("GET", "notices/patients/export?format=json&language=en"))
    assert (exported["number"], exported["notice"]["language"]) == (1, "en")
    for paper in ("poster", "leaflet"):
        answer = dpo("GET", f"notices/patients/export?format={paper}")
        assert answer.content.startswith(b"%PDF")
    assert Client().get(said(made)["address"]).status_code == 200


def test_an_empty_register_publishes_no_notice_and_says_what_lacks(dpo: Program) -> None:
    answer = dpo("POST", "notices/patients/publish", {})
    assert answer.status_code == 422
    assert said(answer)["error"] == "nothing_to_tell"
    assert "purposes" in said(answer)["fields"]


def test_an_unknown_audience_does_not_exist(dpo: Program) -> None:
    assert "martians" not in set(Audience)
    assert dpo("POST", "notices/martians/publish", {}).status_code == 404
    assert dpo("GET", "notices/martians/export").status_code == 404


def test_verdicts_come_gravest_first_in_the_callers_language(
    organisation: Organisation, dpo: Program
) -> None:
    found = said(dpo("GET", "verdicts"))
    assert {"register.exists", "accounts.mfa"} <= {one["obligation"] for one in found}
    empty = next(one for one in found if one["obligation"] == "register.exists")
    assert (empty["state"], empty["title"]) == ("missing", "The register exists")
    assert empty["sources"][0]["article"]
    french = said(Program(dpo.text, "fr")("GET", "verdicts"))
    assert "Le registre existe" in [one["title"] for one in french]


def test_a_dossier_is_made_sent_and_valid_offline(
    organisation: Organisation, draft: Activity, dpo: Program
) -> None:
    answer = dpo("POST", "dossiers", {"purpose": "Contrôle de la CNIL", "language": "fr"})
    assert answer.status_code == 201
    archive = answer.getvalue()
    assert len(archive) == int(answer["Content-Length"])
    assert verify(io.BytesIO(archive)).is_valid
    spoilt = bytearray(archive)
    spoilt[len(spoilt) // 2] ^= 1
    assert not verify(io.BytesIO(bytes(spoilt))).is_valid
    assert "dossier.made" in events(organisation)


@pytest.mark.parametrize("body", [{}, {"purpose": ""}, {"purpose": "x", "language": "de"}])
def test_a_dossier_says_what_it_is_for(dpo: Program, body: dict[str, str]) -> None:
    assert dpo("POST", "dossiers", body).status_code == 422


def test_the_journal_is_read_portion_by_portion_to_its_beginning(
    organisation: Organisation, member: Member, dpo: Program
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(4)]
    actions.create_many(organisation, records, by=member, at=NOW)
    indexes, before = [], ""
    while True:
        page = said(dpo("GET", f"journal/entries?limit=2{before}"))
        indexes += [item["index"] for item in page["items"]]
        if page["next_before"] is None:
            break
        before = f"&before={page['next_before']}"
    assert indexes == list(range(len(events(organisation))))[::-1]
    [made] = said(dpo("GET", "journal/entries?event=token."))["items"]
    assert made["event"] == "token.created"
    assert made["actor"]["kind"] == "person"


def test_a_checkpoint_is_signed_and_read_back(organisation: Organisation, dpo: Program) -> None:
    assert dpo("GET", "journal/checkpoint").status_code == 404
    sealed = dpo("POST", "journal/checkpoint")
    assert sealed.status_code == 201
    assert said(sealed)["is_whole"] is True
    assert said(dpo("GET", "journal/checkpoint")) == said(sealed)["checkpoint"]
    with isolation.tenant(organisation.pk):
        assert Checkpoint.objects.get().note == said(sealed)["checkpoint"]["note"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Le rôle du jeton ne le permet pas."), ("en", "The token's role does not allow this.")],
)
def test_a_refusal_speaks_the_callers_language(
    organisation: Organisation, language: str, words: str
) -> None:
    reader = Program(program(organisation, Role.READER).text, language)
    assert said(reader("POST", "dossiers", {"purpose": "Non"}))["message"] == words


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/organisation"])
def test_an_unknown_address_answers_in_json(path: str, db: None) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(path)
        assert answer.status_code == 404
        assert said(answer)["error"] == "not_found"


def test_a_method_that_is_not_served_answers_in_json(dpo: Program) -> None:
    answer = dpo("DELETE", "organisation")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert said(answer)["error"] == "method_not_allowed"


def test_a_fault_answers_in_json_and_changes_nothing(
    organisation: Organisation, dpo: Program, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        isolation.forbid_writes()  # as a disk that is full refuses
        answer = dpo("POST", "register/activities", {"record": {"name": "Essai"}})
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert said(answer)["error"] == "fault"
    with isolation.tenant(organisation.pk):
        assert not Activity.objects.exists()
    assert dpo.text not in caplog.text


def test_no_log_line_names_a_token(
    organisation: Organisation, dpo: Program, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        dpo("GET", "organisation")
        dpo("POST", "dossiers", {})
        Program(dpo.text + "x")("GET", "organisation")
    assert dpo.text not in caplog.text


def test_answers_are_kept_by_no_cache(dpo: Program) -> None:
    assert "no-store" in dpo("GET", "organisation")["Cache-Control"]
    assert "no-store" in Program("")("GET", "organisation")["Cache-Control"]


def test_a_long_list_costs_few_queries(
    organisation: Organisation,
    member: Member,
    dpo: Program,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(60)]
    actions.create_many(organisation, records, by=member, at=NOW)
    dpo("GET", "organisation")
    with django_assert_max_num_queries(10):
        page = said(dpo("GET", "register/activities?per_page=200"))
    assert len(page["items"]) == 60
    assert {item["status"] for item in page["items"]} == {Status.DRAFT}
