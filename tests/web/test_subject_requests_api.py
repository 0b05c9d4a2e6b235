"""The operations on requests: entered, read, acted on under a version, exported without names."""

from typing import Any

import pytest

from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.integration.subject_requests.handling import NAME
from tests.web.test_api import ASKED, Program, program, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def entered(dpo: Program) -> dict[str, Any]:
    found: dict[str, Any] = said(dpo("POST", "requests", ASKED))
    return found


def test_a_request_is_entered_and_read_with_its_clock(
    dpo: Program, entered: dict[str, Any]
) -> None:
    found = said(dpo("GET", f"requests/{entered['id']}"))

    assert found["number"].startswith("D-")
    assert found["rule"] == "request_answer"
    assert found["personal"]["contact"]["name"] == NAME
    assert "follow_token" not in found["personal"]


def test_a_list_and_an_export_hold_no_name(dpo: Program, entered: dict[str, Any]) -> None:
    listed = dpo("GET", "requests?status=open")
    exported = dpo("GET", "requests/export?format=csv")
    named = dpo("GET", "requests/export?format=csv&names=true")

    assert said(listed)["total"] == 1
    assert NAME.encode() not in listed.content
    assert NAME.encode() not in exported.content
    assert NAME.encode() in named.content


def test_an_act_needs_the_version_that_was_read(dpo: Program, entered: dict[str, Any]) -> None:
    there = f"requests/{entered['id']}/acknowledge"
    assert dpo("POST", there, {}).status_code == 428
    done = dpo("POST", there, {}, HTTP_IF_MATCH='"1"')
    assert (done.status_code, said(done)["version"]) == (200, 2)
    late = dpo("POST", there, {}, HTTP_IF_MATCH='"1"')
    assert (late.status_code, said(late)["error"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("act", "body", "status", "fields"),
    [
        ("answer", {}, 422, {"outcome": "required"}),
        ("answer", {"outcome": "refused"}, 422, {"request": "reason_missing"}),
        ("close", {}, 422, {"request": "not_possible"}),
        ("merge", {"into": "00000000-0000-0000-0000-000000000001"}, 404, {}),
        ("gather", {"source": "nowhere", "step": "asked"}, 404, {"request": "unknown_place"}),
        ("dance", {}, 404, {}),
        ("check-identity", {"paper": "moon", "result": "x"}, 422, {"request": "value"}),
        ("note", {"text": "a", "colour": "b"}, 422, {"colour": "extra_forbidden"}),
    ],
)
def test_what_is_refused_says_which_field(
    dpo: Program,
    entered: dict[str, Any],
    act: str,
    body: dict[str, Any],
    status: int,
    fields: dict[str, str],
) -> None:
    answer = dpo("POST", f"requests/{entered['id']}/{act}", body, HTTP_IF_MATCH='"1"')

    assert answer.status_code == status, answer.content
    assert said(answer)["fields"] == fields


def test_a_decision_is_recorded_with_its_justification(
    dpo: Program, entered: dict[str, Any]
) -> None:
    there = f"requests/{entered['id']}/analysis"
    bare = dpo("POST", there, {"decisions": {"access": "granted"}}, HTTP_IF_MATCH='"1"')
    assert said(bare)["fields"] == {"request": "unjustified_decision"}
    given = {"decisions": {"access": "granted"}, "justification": "Dossier connu."}
    done = dpo("POST", there, given, HTTP_IF_MATCH='"1"')
    assert said(done)["events"][-1]["facts"]["decisions"] == {"access": "granted"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"received_at": "2999-01-01T00:00:00Z"}, "future_receipt"),
        ({"contact": {"name": "A"}}, "unreachable_requester"),
    ],
)
def test_what_cannot_be_taken_in_is_refused(
    dpo: Program, change: dict[str, Any], code: str
) -> None:
    answer = dpo("POST", "requests", ASKED | change)

    assert (answer.status_code, said(answer)["fields"]) == (422, {"request": code})
