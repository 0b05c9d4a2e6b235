"""The crisis room through the API: a program opens it, writes once, reads on, sums up."""

import io
from typing import Any
from uuid import UUID, uuid4

from pypdf import PdfReader

from probant.crisis import evidence
from probant.crisis.due import due
from probant.database import isolation
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.conftest import NOW
from tests.web.test_api import Program, program, said

ROOM = {"title": "Messagerie coupée", "kind": "provider_down", "text": "Depuis 8 h"}


def opened(caller: Program) -> str:
    answer = caller("POST", "crises", ROOM)
    assert answer.status_code == 201, answer.content
    return f"crises/{said(answer)['id']}"


def note(text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  any field of an entry
    return {"kind": "note", "client_key": str(uuid4()), "body": {"text": text}, **more}


def test_a_program_writes_once_and_reads_on(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    room = opened(caller)
    entry = note("Supervision : silence", team="it")
    first, again = (caller("POST", f"{room}/entries", entry) for _ in range(2))
    assert said(first)["sequence"] == said(again)["sequence"] == 2
    found = said(caller("GET", f"{room}/entries?after=1"))
    assert [one["sequence"] for one in found] == [2]
    assert len(found[0]["digest"]) == 64


def test_what_cannot_be_an_entry_is_refused_by_field(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    room = opened(caller)
    answer = caller("POST", f"{room}/entries", note("", about=9))
    assert answer.status_code == 422
    assert said(answer)["fields"] == {"text": "required"}
    answer = caller("POST", f"{room}/entries", note("x", kind="opened"))
    assert said(answer)["fields"] == {"kind": "unknown"}


def test_a_program_without_the_lead_does_not_open(organisation: Organisation) -> None:
    assert program(organisation, Role.CONTRIBUTOR)("POST", "crises", ROOM).status_code == 403


def test_the_situation_and_the_timeline_come_as_files(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    room = opened(caller)
    assert said(caller("GET", f"{room}/situation"))["title"] == ROOM["title"]
    pdf = caller("GET", f"{room}/situation?format=pdf").content
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert b"Depuis 8 h" in caller("GET", f"{room}/export?format=csv").content


def test_the_dossier_keeps_digests_and_drops_names_when_asked(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    room = opened(caller)
    caller("POST", f"{room}/entries", note("Mot", kind="joined", body={"name": "Mme Secrète"}))
    isolation.enter(organisation.pk, person=None)
    subject = UUID(room.split("/")[1])
    for has_names in (True, False):
        found = evidence.documents(
            organisation, subject, language="fr", has_names=has_names, at=NOW
        )
        assert (b"Secr" in found["timeline.json"]) == has_names
        assert found["timeline.pdf"].startswith(b"%PDF")


def test_an_action_with_a_time_is_due_until_it_is_done(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    room = opened(caller)
    action = note("x", kind="action", body={"text": "Appeler", "due_at": "2026-11-22T07:00:00Z"})
    number = said(caller("POST", f"{room}/entries", action))["sequence"]
    isolation.enter(organisation.pk, person=None)
    found = due(organisation, now=NOW)
    assert [one.kind for one in found] == ["crisis.action"]
    assert "Appeler" not in repr(found)
    done = note("x", kind="action_moved", body={"state": "done"}, about=number)
    caller("POST", f"{room}/entries", done)
    isolation.enter(organisation.pk, person=None)
    assert due(organisation, now=NOW) == ()
