"""Risks and policies through the API: a practice's program from the questions to the acceptance."""

from typing import Any

from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.unit.risks.test_workshops import TABLES
from tests.web.test_api import Program, program, said


def done(caller: Program, method: str, path: str, body: Any = None, status: int = 200) -> Any:  # noqa: ANN401  JSON
    answer = caller(method, path, body)
    assert answer.status_code == status, answer.content
    return said(answer) if answer.content else None


def test_a_program_answers_computes_plans_moves_and_accepts(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    questions = done(caller, "GET", "risk-questions")
    assert len(questions) <= 25
    body = {"method": "quick", "title": "Cabinet"}
    made = done(caller, "POST", "risk-analyses", body, 201)
    place = f"risk-analyses/{made['id']}"
    refused = caller("POST", f"{place}/apply", None)
    assert refused.status_code == 409
    wrong = {"answers": {"size": "small", "mfa": "perhaps"}}
    assert caller("PUT", f"{place}/answers", wrong).status_code == 422
    assert done(caller, "GET", place)["answers"] == {}, "all of them or none"
    answers = {"answers": {one["id"]: "unknown" for one in questions}}
    assert done(caller, "PUT", f"{place}/answers", answers)["unread"] == ""
    risks = done(caller, "POST", f"{place}/apply")
    assert len(risks) == 13
    first = done(caller, "GET", place)["next_measures"][0]["code"]
    plan = {"owner": "Dr Inventé", "due_on": "2027-01-31"}
    done(caller, "POST", f"{place}/measures/{first}", plan)
    assert caller("POST", f"{place}/measures/no_such", plan).status_code == 404
    high = done(caller, "GET", "risks?state=high")[0]
    moving = {"after": 3, "because": "measurement", "reason": "Mesuré", "seen": high["version"]}
    moved = done(caller, "POST", f"risks/{high['id']}/move", moving)
    assert moved["risk"]["moves"][0]["reason"] == "Mesuré"
    assert caller("POST", f"risks/{high['id']}/move", moving).status_code == 409
    reason = {"reason": "En attendant", "seen": moved["version"]}
    accepted = done(caller, "POST", f"risks/{high['id']}/accept", reason)
    assert accepted["risk"]["acceptance"]["by_name"]
    version = done(caller, "GET", place)["version"]
    done(caller, "POST", f"{place}/acts/validate", {"seen": version})
    pdf = caller("GET", f"risks/export?format=pdf&analysis={made['id']}")
    assert pdf.content.startswith(b"%PDF")
    assert caller("GET", "risks?no_such=1").status_code == 422


def test_a_program_writes_scenarios_but_no_trace_nor_acceptance(organisation: Organisation) -> None:
    caller = program(organisation, Role.CISO)
    body = {"method": "scenarios", "title": "CH"}
    made = done(caller, "POST", "risk-analyses", body, 201)
    risk = {
        "title": "Fuite",
        "severity": 4,
        "likelihood": 3,
        "acceptance": {"level": "high", "reason": "", "by_name": "Faux", "at": "x", "until": "x"},
    }
    place = f"risk-analyses/{made['id']}/risks"
    added = done(caller, "POST", place, {"risk": risk}, 201)
    assert added["risk"]["acceptance"] is None
    for wrong in ({"title": ""}, {"title": "a", "severity": 9}, {"title": "a", "severity": "x"}):
        assert caller("POST", place, {"risk": wrong}).status_code == 422
    changed = {"risk": {**risk, "owner": "RSSI"}, "seen": added["version"]}
    assert done(caller, "PUT", f"risks/{added['id']}", changed)["risk"]["owner"] == "RSSI"
    assert caller("PUT", f"risks/{added['id']}", changed).status_code == 409
    reason = {"reason": "Doublon", "seen": added["version"] + 1}
    done(caller, "POST", f"risks/{added['id']}/withdraw", reason)
    assert done(caller, "GET", "risks") == []


def test_a_program_fills_the_workshops(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    made = done(caller, "POST", "risk-analyses", {"method": "ebios", "title": "E"}, 201)
    place = f"risk-analyses/{made['id']}"
    for name, rows in TABLES.items():
        body = {"rows": rows, "seen": made["version"]}
        made = done(caller, "PUT", f"{place}/tables/{name}", body)
    body = {"rows": [{"name": ["x"]}], "seen": made["version"]}
    assert caller("PUT", f"{place}/tables/values", body).status_code == 422
    (risk,) = done(caller, "POST", f"{place}/apply")
    assert risk["standing_level"] == "very_high"


def test_a_program_keeps_policies_and_brings_signatures(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    names = {one["id"] for one in done(caller, "GET", "policy-templates")}
    assert {"it_charter", "security_policy_practice", "security_policy_hospital"} <= names
    made = done(caller, "POST", "policies", {"template": "it_charter"}, 201)
    assert organisation.name in made["text"]
    assert caller("POST", "policies", {"template": "nothing"}).status_code == 422
    assert caller("POST", "policies", {"kind": "other"}).status_code == 422
    place = f"policies/{made['id']}"
    people = {"people": [{"name": "Ana Vouivre", "read_on": "2026-11-02"}]}
    assert caller("POST", f"{place}/readings", people).status_code == 409, "not in force yet"
    version = {"title": "Charte", "text": "# Courte", "seen": 1}
    assert done(caller, "PUT", place, version)["version"] == 2
    assert caller("PUT", place, version).status_code == 409
    assert caller("PUT", place, {**version, "text": "x" * 200_001}).status_code == 422
    done(caller, "POST", f"{place}/acts/approve", {"seen": 2})
    assert done(caller, "POST", f"{place}/readings", people) == {"added": 1}
    assert done(caller, "POST", f"{place}/readings", people) == {"added": 0}
    future = {"people": [{"name": "B", "read_on": "2999-01-01"}]}
    assert caller("POST", f"{place}/readings", future).status_code == 422
    (reading,) = done(caller, "GET", f"{place}/readings")
    settings = {"kind": "it_charter", "is_read_by_all": True, "others_expected": 1}
    assert done(caller, "PUT", f"{place}/settings", settings)["read"] == 1
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"# Charte")):
        answer = caller("GET", f"{place}/document?format={kind}")
        assert answer.content.startswith(start)
    done(caller, "DELETE", f"{place}/readings/{reading['id']}", None, 204)
    assert caller("GET", "policies/export?format=xlsx").content.startswith(b"PK")
    done(caller, "POST", f"{place}/acts/archive", {})
    assert done(caller, "GET", "policies") == []
