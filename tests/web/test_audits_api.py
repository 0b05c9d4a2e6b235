"""Audits through the interface: from the first result to a fix that another person verified."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.web.test_api import V1, Program, program, said

AUDIT = {
    "title": "Audit inventé",
    "kind": "iso27001",
    "framework": "iso27001",
    "auditors": ["Auditrice inventée"],
    "is_independent": True,
    "starts_on": "2026-11-02",
}


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def ciso(organisation: Organisation) -> Program:
    return program(organisation, Role.CISO)


def attached(caller: Program, audit: str, about: str) -> dict[str, object]:
    answer = Client().post(
        f"{V1}audits/{audit}/proofs?{about}",
        {"file": SimpleUploadedFile("preuve.pdf", b"%PDF-1.4\n%%EOF\n")},
        HTTP_AUTHORIZATION=f"Bearer {caller.text}",
    )
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_programs_audit_and_only_another_persons_token_verifies(
    dpo: Program, ciso: Program
) -> None:
    assert {"list-practice", "iso27001"} <= {
        one["id"] for one in said(dpo("GET", "audits/checklists"))
    }
    made = said(dpo("POST", "audits", AUDIT))
    control = made["results"][14]["control"]
    where = f"audits/{made['id']}/results/{control}"
    assert said(dpo("PUT", where, {"result": "major", "seen": 0}))["version"] == 1
    late = dpo("PUT", where, {"result": "minor", "note": "le mien", "seen": 0})
    assert late.status_code == 409
    assert (said(late)["theirs"]["result"], said(late)["mine"]["note"]) == ("major", "le mien")
    body = {"control": control, "severity": "major", "title": "Droits trop larges"}
    found = said(dpo("POST", f"audits/{made['id']}/findings", body))
    action = said(dpo("POST", f"audit-findings/{found['id']}/actions", {"text": "Revoir"}))
    acts = f"audit-actions/{action['id']}/acts/"
    assert dpo("POST", acts + "verify", {"text": "Vu"}).status_code == 409
    assert dpo("POST", acts + "do", {"text": "Fait"}).status_code == 200
    assert said(dpo("POST", acts + "verify", {"text": "Vu"}))["fields"] == {"verify": "same_person"}
    missing = ciso("POST", acts + "verify", {"text": "Vu"})
    assert (missing.status_code, said(missing)["fields"]) == (422, {"proof": "required"})
    assert attached(ciso, made["id"], f"action={action['id']}")["sha256"]
    assert said(ciso("POST", acts + "verify", {"text": "Vu"}))["verified_on"]
    assert said(dpo("GET", f"audit-findings/{found['id']}"))["step"] == "fixed"
    for kind in ("oscal-ar", "oscal-poam", "json"):
        assert dpo("GET", f"audits/{made['id']}/export?format={kind}").status_code == 200
    ended = dpo("POST", f"audits/{made['id']}/acts/conclude", {"text": "Fini"})
    assert said(ended)["state"] == "closed"
    assert dpo("PUT", where, {"result": "minor", "seen": 1}).status_code == 409


def test_one_persons_two_tokens_are_one_person(organisation: Organisation) -> None:
    """A program answers in the name of whoever made its token."""
    from probant.audits.actions.correcting import answerable  # noqa: PLC0415  read here only
    from probant.organisations.domain import Member  # noqa: PLC0415  read here only
    from probant.organisations.models import ApiToken  # noqa: PLC0415  read here only

    program(organisation, Role.DPO)
    token = ApiToken.objects.get()
    by = Member(token.pk, organisation.pk, Role.DPO, token.name, kind="token")
    assert answerable(by) == token.created_by


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"auditors": []}, "auditors"),
        ({"framework": "no-such-list"}, "framework"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"kind": "magic"}, "kind"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_programs_are_told_which_field_is_wrong(
    dpo: Program, changes: dict[str, object], field: str
) -> None:
    answer = dpo("POST", "audits", {**AUDIT, **changes})
    assert answer.status_code == 422
    assert field in said(answer)["fields"]


def test_a_plan_needs_a_finding_and_what_is_not_there_is_not_found(dpo: Program) -> None:
    made = said(dpo("POST", "audits", {**AUDIT, "framework": "list-practice"}))
    assert dpo("GET", f"audits/{made['id']}/export?format=oscal-poam").status_code == 409
    assert dpo("GET", f"audits/{uuid4()}").status_code == 404
