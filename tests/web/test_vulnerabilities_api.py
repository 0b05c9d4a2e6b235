"""Vulnerabilities through the API: a program loads its scans, follows, exports."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.integration.vulnerabilities.making import ACCESS, COOKIE, INJECTION, sarif, table
from tests.web.test_api import V1, Program, program, said

OF = "product=Fabula"


@pytest.fixture
def caller(organisation: Organisation) -> Program:
    return program(organisation, Role.CISO)


def sent(caller: Program, content: bytes, query: str, name: str = "audit.csv") -> HttpResponse:
    return Client().post(  # type: ignore[return-value]
        f"{V1}vulnerabilities/scans?{OF}&{query}",
        {"file": SimpleUploadedFile(name, content)},
        HTTP_AUTHORIZATION=f"Bearer {caller.text}",
        HTTP_ACCEPT_LANGUAGE="fr",
    )


def listed(caller: Program, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(caller("GET", f"vulnerabilities?{query}"))["items"]
    return found


@pytest.fixture
def audits(caller: Program) -> dict[str, Any]:
    first = sent(caller, table(INJECTION, COOKIE), "method=pentest&done_on=2025-10-01")
    assert first.status_code == 201, first.content
    second = sent(caller, table(INJECTION, ACCESS), "method=pentest&done_on=2026-10-01")
    made: dict[str, Any] = said(second)
    return made


def test_two_audits_tell_what_changed(caller: Program, audits: dict[str, Any]) -> None:
    assert audits["trend"] == {"new": 1, "persisting": 1, "fixed": 1, "reappeared": 0}
    assert [one["state"] for one in listed(caller, "words=cookie")] == ["fixed_verified"]
    assert len(listed(caller, "persisting=true")) == 1
    assert said(caller("GET", f"vulnerabilities/scans/{audits['id']}"))["flaws"] == 2


def test_refused_rows_come_back_with_their_places(caller: Program) -> None:
    content = table(INJECTION, "Sans gravité;énorme;;;;")
    refused = sent(caller, content, "method=pentest&done_on=2025-10-01")
    partly = sent(caller, content, "method=pentest&done_on=2025-10-01&is_partial=true")

    assert refused.status_code == 422
    assert said(refused)["refused"][0]["place"] == "3"
    assert partly.status_code == 201
    assert said(partly)["refused"][0]["code"] == "unknown_severity"


def test_bad_files_and_the_same_file_twice_are_refused(caller: Program) -> None:
    content = sarif([{"ruleId": "R1", "message": {"text": "Trouvé"}}])
    query = "method=code&done_on=2026-10-01"

    assert said(sent(caller, content[:40], query, "a.sarif"))["fields"] == {"file": "not_json"}
    assert sent(caller, content, query, "a.sarif").status_code == 201
    again = sent(caller, content, query, "a.sarif")
    assert (again.status_code, said(again)["fields"]) == (409, {"file": "already_loaded"})
    late = sent(caller, content, "method=code&done_on=2099-10-01", "a.sarif")
    assert said(late)["fields"] == {"done_on": "out_of_bounds"}


def test_acts_need_their_reasons_and_the_version_that_was_read(
    caller: Program, audits: dict[str, Any]
) -> None:
    flaw = listed(caller, "words=documents")[0]
    place = f"vulnerabilities/{flaw['id']}/acts/accept"

    bare = caller("POST", place, {"version": 0})
    far = caller("POST", place, {"version": 0, "why": "x", "until": "2099-01-01"})
    moved = caller("POST", place, {"version": 7, "why": "x", "until": "2027-01-01"})

    assert said(bare)["fields"] == {"why": "required", "until": "required"}
    assert said(far)["fields"] == {"until": "out_of_bounds"}
    assert (moved.status_code, said(moved)["theirs"]["version"]) == (409, 0)
    rated = {"version": 0, "why": "x", "vector": "CVSS:3.1/AV:X"}
    wrong = caller("POST", f"vulnerabilities/{flaw['id']}/acts/rate", rated)
    assert said(wrong)["fields"] == {"vector": "invalid"}
    good = caller(
        "POST",
        f"vulnerabilities/{flaw['id']}/acts/not_affected",
        {"version": 0, "why": "Retiré", "justification": "code_not_present"},
    )
    assert said(good)["state"] == "not_affected"


def test_a_flaw_is_entered_retested_and_leaves_in_a_vex(caller: Program) -> None:
    made = said(
        caller(
            "POST",
            "vulnerabilities",
            {"title": "Clé publiée", "product": "Fabula", "known_on": "2026-10-01", "cwe": 798},
        )
    )
    assert made["owasp"] == "A07"
    done = caller(
        "POST",
        f"vulnerabilities/{made['id']}/acts/retest",
        {"version": 0, "why": "Rejeu", "done_on": "2026-10-20"},
    )

    assert said(done)["state"] == "fixed_verified"
    vex = json.loads(caller("GET", "vulnerabilities/export?format=vex").content)
    assert vex["vulnerabilities"][0]["analysis"]["state"] == "resolved"


def test_periods_stay_within_their_bounds(caller: Program, audits: dict[str, Any]) -> None:
    bad = caller("PUT", "vulnerabilities/periods", {"days": {"critical": 300}})
    good = caller("PUT", "vulnerabilities/periods", {"days": {"critical": 20}})

    assert said(bad)["fields"] == {"days.critical": "out_of_bounds"}
    assert said(good)["days"]["critical"] == 20
    assert listed(caller, "severity=critical")[0]["due_on"] == "2025-10-21"
