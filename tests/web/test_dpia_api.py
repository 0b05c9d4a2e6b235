"""Impact assessments through the interface: what programs may do, and what they are told."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions as register
from probant.register.models import Activity
from tests.conftest import NOW
from tests.factories import pia
from tests.factories.register import complete_record
from tests.web.test_api import Program, program, said


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def activity(organisation: Organisation, member: Member) -> Activity:
    return register.create(organisation, complete_record(), by=member, at=NOW)


def imported(dpo: Program, content: bytes) -> HttpResponse:
    return Client().post(  # type: ignore[return-value]
        "/api/v1/dpia/import",
        {"file": SimpleUploadedFile("pia", content)},
        HTTP_AUTHORIZATION=f"Bearer {dpo.text}",
    )


def one(made: HttpResponse) -> str:
    return f"dpia/assessments/{said(made)['id']}"


@pytest.mark.parametrize("shape", pia.FILES)
def test_a_file_goes_in_and_out_through_the_interface(dpo: Program, shape: str) -> None:
    made = imported(dpo, pia.content(pia.FILES[shape]()))
    assert made.status_code == 201
    back = dpo("GET", f"{one(made)}/paper")
    assert json.loads(back.content) == pia.FILES[shape]()
    for kind in ("pdf", "docx"):
        assert dpo("GET", f"{one(made)}/paper?format={kind}").status_code == 200


def test_everything_that_a_page_does_a_program_does(
    dpo: Program, organisation: Organisation, activity: Activity
) -> None:
    reason = {"expected": 0, "conclusion": "required", "reason": "Santé"}
    reasoned = dpo(
        "PUT", f"dpia/needs/{activity.pk}", {**reason, "criteria": {"large_scale": "yes"}}
    )
    assert said(reasoned)["state"] == "decided"
    assert dpo("PUT", f"dpia/needs/{activity.pk}", reason).status_code == 409
    made = dpo("POST", "dpia/assessments", {"activity": str(activity.pk)})
    path = one(made)
    dpo("PUT", f"{path}/answers/325", {"expected": 0, "level": 3})
    assert dpo("PUT", f"{path}/answers/325", {"expected": 0, "level": 4}).status_code == 409
    written = dpo("PUT", f"{path}/measures/0", {"expected": 0, "title": "Coffre"})
    assert said(written)["numbers"]["measure:2"] == 1
    evaluation = {"expected": 0, "grade": 2, "plan": "<p>Lire</p>", "due_on": "2027-01-01"}
    assert said(dpo("PUT", f"{path}/evaluations/3.1.2", evaluation))["actions"]
    assert dpo("PUT", f"{path}/evaluations/9.9", evaluation).status_code == 422
    done = {"reference": "3.1.2", "done_on": "2026-11-20"}
    assert dpo("POST", f"{path}/acts/follow", done).status_code == 200
    assert dpo("POST", f"{path}/acts/follow", {"reference": "3.1.2"}).status_code == 422
    assert dpo("POST", f"{path}/measures/2/remove", {"expected": 1}).status_code == 200
    assert dpo("POST", f"{path}/measures/9/remove", {"expected": 1}).status_code == 404
    advice = {"is_favourable": True, "opinion": "Oui"}
    assert said(dpo("POST", f"{path}/acts/advise", advice))["advised_at"]
    assert dpo("POST", f"{path}/acts/validate", {"expected": 1}).status_code == 403
    assert dpo("POST", f"{path}/acts/archive", {}).status_code == 200
    assert dpo("POST", f"{path}/acts/archive", {}).status_code == 409
    assert said(dpo("GET", "dpia/assessments?status=archived"))["total"] == 1
    assert len(said(dpo("GET", "dpia/needs"))) == 1
    assert dpo("GET", "dpia/lists/needs/export?format=csv").status_code == 200
    assert dpo("GET", path).status_code == 200


def test_no_program_validates_what_a_controller_decides(dpo: Program) -> None:
    path = one(imported(dpo, pia.content(pia.old_file())))
    for act in ("validate", "refuse", "confirm"):
        refused = dpo("POST", f"{path}/acts/{act}", {"expected": 1, "reason": "x", "note": "x"})
        assert refused.status_code == 403


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", 422, "empty"),
        (b'{"pia": 3}', 422, "not_a_pia"),
        (b'{"pia": {"name": "\\u0000"}}', 422, "nul"),
        (b" " * 8_000_001, 413, "too_large"),
    ],
)
def test_a_file_that_is_refused_loads_nothing(
    dpo: Program, content: bytes, status: int, reason: str
) -> None:
    refused = imported(dpo, content)
    assert (refused.status_code, said(refused)["fields"]) == (status, {"file": reason})
    assert said(dpo("GET", "dpia/assessments"))["total"] == 0


def test_a_reader_reads_and_does_nothing_else(
    organisation: Organisation, dpo: Program, activity: Activity
) -> None:
    made = imported(dpo, pia.content(pia.old_file()))
    reader = program(organisation, Role.READER)
    assert reader("GET", one(made)).status_code == 200
    acts = [
        reader("PUT", f"{one(made)}/answers/111", {"expected": 0, "text": "x"}),
        reader("POST", f"{one(made)}/acts/archive", {}),
        reader("POST", f"{one(made)}/acts/advise", {"opinion": "x"}),
        imported(reader, b"{}"),
    ]
    assert [answer.status_code for answer in acts] == [403] * 4
