"""Processors through the API: added, described, their contract kept, decided, completed."""

from io import BytesIO

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.web.test_api import V1, Program, program, said

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def send(caller: Program, path: str, name: str, content: bytes) -> tuple[int, dict[str, object]]:
    answer = Client().post(
        V1 + path,
        {"file": SimpleUploadedFile(name, content)},
        HTTP_AUTHORIZATION=f"Bearer {caller.text}",
        HTTP_ACCEPT_LANGUAGE="en",
    )
    return answer.status_code, answer.json()


def test_a_program_goes_from_a_name_to_an_amendment(organisation: Organisation) -> None:
    dpo = program(organisation, Role.DPO)
    made = said(dpo("POST", "processors", {"record": {"name": "Agenda Doc"}}))
    where = f"processors/{made['id']}"
    assert dpo("POST", "processors", {"record": {"name": "agenda doc SAS"}}).status_code == 409
    record = {**made["record"], "storage": ["FR"]}
    changed = dpo("PUT", where, {"record": record, "seen": 1})
    assert said(changed)["version"] == 2
    late = dpo("PUT", where, {"record": made["record"], "seen": 1})
    assert (late.status_code, said(late)["error"]) == (409, "conflict")
    held = said(dpo("POST", f"{where}/contracts", {"signed_on": "2025-01-15"}))
    paper = f"processor-contracts/{held['id']}"
    status, kept = send(dpo, f"{paper}/file", "contrat.pdf", PDF)
    assert status == 201
    assert kept["version"] == 2
    decisions = {"audits": {"state": "missing"}, "security": {"state": "found"}}
    asked = {"decisions": decisions, "seen": 2}
    assert dpo("PUT", f"{paper}/clauses", asked).status_code == 200
    assert dpo("PUT", f"{paper}/clauses", asked).status_code == 409
    word = dpo("GET", f"{paper}/amendment?language=en")
    text = "\n".join(one.text for one in docx.Document(BytesIO(word.content)).paragraphs)
    assert "Evidence and audits" in text
    assert "Security measures" not in text
    standing = said(dpo("GET", where))["standing"]
    assert standing["contract"] == "contradicted"
    status, _document = send(dpo, f"{where}/documents?purpose=security", "a.pdf", PDF)
    assert status == 201
    answers = {"kind": "questionnaire", "held_on": "2026-11-01", "answers": {"backups": "yes"}}
    assert said(dpo("PUT", f"{where}/reviews", answers))["reviews"][0]["next_on"] == "2028-11-01"


def test_what_cannot_be_kept_names_its_field(organisation: Organisation) -> None:
    dpo = program(organisation, Role.DPO)
    made = said(dpo("POST", "processors", {"record": {"name": "Agenda Doc"}}))
    refused = (
        ({"name": "x", "country": "ZZ"}, "record.country"),
        ({"name": "x", "colour": "red"}, "record.colour"),
        ({"name": ""}, "record.name"),
        ({"name": 3}, "record.name"),
    )
    for record, field in refused:
        answer = dpo("POST", "processors", {"record": record})
        assert answer.status_code == 422
        assert field in said(answer)["fields"]
    held = said(dpo("POST", f"processors/{made['id']}/contracts", {}))
    clauses = f"processor-contracts/{held['id']}/clauses"
    accepted = {"decisions": {"audits": {"state": "accepted"}}, "seen": 1}
    assert "clauses.audits.note" in said(dpo("PUT", clauses, accepted))["fields"]
    unknown = {"decisions": {"hds_locations": {"state": "found"}}, "seen": 1}
    assert "clauses.hds_locations" in said(dpo("PUT", clauses, unknown))["fields"]
    status, body = send(dpo, f"processor-contracts/{held['id']}/file", "a.exe", b"MZ" * 50)
    assert (status, body["error"]) == (422, "refused_file")


def test_a_contract_of_another_organisation_does_not_exist(
    organisation: Organisation,
) -> None:
    dpo = program(organisation, Role.DPO)
    nobody = "processor-contracts/00000000-0000-0000-0000-000000000001"
    assert dpo("GET", f"{nobody}/file").status_code == 404
    assert dpo("GET", f"{nobody}/amendment").status_code == 404
