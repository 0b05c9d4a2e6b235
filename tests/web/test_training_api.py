"""Training through the API."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from probant.database import isolation
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from probant.training.models import StaffMember
from tests.web.test_api import V1, Program, program, said


def sent(caller: Program, path: str, content: bytes) -> HttpResponse:
    return Client().post(  # type: ignore[return-value]
        V1 + path,
        {"file": SimpleUploadedFile("liste.csv", content)},
        HTTP_AUTHORIZATION=f"Bearer {caller.text}",
        HTTP_ACCEPT_LANGUAGE="en",
    )


def test_staff_sessions_and_coverage(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    ana = said(caller("POST", "training/staff", {"name": "Ana", "function": "Secrétaire"}))
    new = {"title": "Secret", "held_on": "2026-11-02", "subjects": ["secrecy"]}
    session = said(caller("POST", "training/sessions", new))

    place = f"training/sessions/{session['id']}/attendance"
    held = said(caller("PUT", place, {"present": [ana["id"]]}))
    found = said(caller("GET", "training/coverage?on=2026-11-30"))

    assert (held["state"], held["present"]) == ("held", 1)
    assert found["whole"]["percent"] == 100
    assert found["functions"][0]["name"] == "Secrétaire"
    assert found["people"][0]["last_on"] == "2026-11-02"


def test_refusals_name_the_field(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    ana = said(caller("POST", "training/staff", {"name": "Ana"}))
    place = f"training/staff/{ana['id']}"
    dates = {"name": "Ana", "arrived_on": "2026-05-01", "left_on": "2026-04-01", "version": 1}
    session = {"title": "Secret", "held_on": "2026-11-02", "subjects": ["danse"]}

    stale = caller("PUT", place, {"name": "Anna", "version": 7})

    assert stale.status_code == 409
    assert said(stale)["version"] == 1
    assert said(caller("PUT", place, dates))["fields"] == {"left_on": "implausible"}
    assert said(caller("POST", "training/sessions", session))["fields"] == {"subjects": "unknown"}
    assert caller("GET", f"training/certificates/{uuid4()}").status_code == 404
    assert caller("DELETE", place).status_code == 204


def test_a_list_is_taken_whole_or_its_lines_are_told(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)

    faulty = sent(caller, "training/import/staff", b"Nom;Arrivee\nAna;hier\n")
    taken = sent(caller, "training/import/staff", b"Nom;Fonction\nAna;DSI\nBob;Aide\n")
    missing = sent(caller, "training/import/staff", b"Qui\nAna\n")

    assert said(faulty)["error"] in {"refused_rows", "file"}
    assert said(taken)["lines"] == 2
    assert said(missing)["fields"] == {"name": "column_missing"}
    isolation.enter(organisation.pk, person=None)
    assert StaffMember.objects.count() == 2


def test_an_exercise_and_exports(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    lines = "\n".join(["email;status", *(f"a{n}@h.invalid;Clicked Link" for n in range(6))])

    made = sent(caller, "training/import/phishing?name=Colis&launched_on=2026-11-02",
                lines.encode())  # fmt: skip

    assert made.status_code == 201, made.content
    (found,) = said(caller("GET", "training/phishing"))
    assert (found["total"]["sent"], found["total"]["clicked"]) == (6, 6)
    csv = caller("GET", "training/export/phishing?format=csv&language=en")
    assert csv.content.decode("utf-8-sig").startswith("Exercise;")
    assert said(caller("GET", "training/modules"))[0]["id"] == "phishing"
    assert said(caller("GET", "training/results")) == []
