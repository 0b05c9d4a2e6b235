"""The plan and exercises through the interface, and the offline log into a room."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.crisis.actions import room as rooms
from probant.crisis.domain import booklet, offline
from probant.crisis.models import Crisis, RoomEntry
from probant.crisis.offline import page
from probant.journal import key
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW
from tests.web.test_api import Program, program, said

PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"
PLAN = {"scenarios": ["ransomware"], "people": [{"team": "it", "name": "Info Inventée"}]}


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def crisis(organisation: Organisation, member: Member) -> Crisis:
    return rooms.open_crisis(organisation, title="Inventée", kind="ransomware", by=member, at=NOW)


def test_a_plan_is_written_read_validated_and_copied(dpo: Program) -> None:
    assert dpo("GET", "crisis-plan").status_code == 404
    written = dpo("PUT", "crisis-plan", {"seen": 0, "plan": PLAN})
    assert written.status_code == 200
    assert said(written)["number"] == 1
    assert {"section": "people", "item": "team", "subject": "care"} in said(written)["gaps"]
    validated = dpo("POST", "crisis-plan/validate", {"seen": 1})
    assert said(validated)["review_on"]
    made = dpo("POST", "crisis-plan/booklet", {"language": "en"})
    assert made.status_code == 201
    copy = said(dpo("GET", "crisis-plan/copies"))[0]
    statement = booklet.checked(copy["signature"].encode(), made.content, [key.verifier()])
    assert statement.kind == "booklet"


def test_the_encrypted_page_opens_with_its_passphrase(dpo: Program) -> None:
    dpo("PUT", "crisis-plan", {"seen": 0, "plan": PLAN})
    weak = dpo("POST", "crisis-plan/page", {"passphrase": "azerty"})
    assert (weak.status_code, said(weak)["fields"]) == (422, {"passphrase": "few_kinds"})
    made = dpo("POST", "crisis-plan/page", {"passphrase": PASSPHRASE})
    held = offline.opened(page.envelope_of(made.content), PASSPHRASE)
    assert held["teams"][0]["people"][0]["name"] == "Info Inventée"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"seen": 7, "plan": PLAN}, 409),
        ({"seen": 0, "plan": {"people": 3}}, 422),
        ({"seen": 0, "plan": {"scenarios": ["volcano"]}}, 422),
        ({"seen": "no", "plan": {}}, 422),
        ({"plan": {}}, 422),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    dpo: Program, body: dict[str, object], status: int
) -> None:
    assert dpo("PUT", "crisis-plan", body).status_code == status
    assert dpo("GET", "crisis-plan").status_code == 404


def test_an_exercise_in_the_year_one_is_refused(dpo: Program) -> None:
    for year in ("0001-01-01", "9999-12-31"):
        asked = {"scenario": "lost_phone_practice", "planned_at": f"{year}T23:59:00-12:00"}
        assert dpo("POST", "exercises", asked).status_code == 422


def test_an_exercise_is_played_from_a_program(dpo: Program) -> None:
    asked = {"scenario": "lost_phone_practice", "planned_at": "2026-11-30T09:00:00+01:00"}
    made = said(dpo("POST", "exercises", asked))
    place = f"exercises/{made['id']}"
    for act in ("start", "inject", "pause", "resume", "end"):
        assert dpo("POST", f"{place}/acts/{act}").status_code == 200
    assert dpo("POST", f"{place}/acts/inject").status_code == 409
    graded = dpo("PUT", f"{place}/evaluation", {"grades": {"alert": "met"}})
    assert said(graded)["state"] == "evaluated"
    assert dpo("PUT", f"{place}/evaluation", {"grades": {"dance": "met"}}).status_code == 422
    finding = {"text": "Code long", "owner": "Dr Inventé", "due_on": "2026-12-31"}
    kept = said(dpo("POST", f"{place}/findings", finding))["findings"][0]
    closed = dpo("POST", f"{place}/findings/{kept['id']}/close", {"outcome": "Fait"})
    assert said(closed)["findings"][0]["outcome"] == "Fait"
    assert dpo("GET", f"{place}/report").content.startswith(b"%PDF")


def log(organisation: Organisation, text: str = "Débranché") -> dict[str, object]:
    entry = {
        "client_key": str(uuid4()),
        "said_at": "2026-11-21T08:30:00.000Z",
        "team": "it",
        "text": text,
        "step": "",
    }
    return {
        "format": offline.LOG_FORMAT,
        "organisation": str(organisation.pk),
        "entries": [entry],
    }


def test_an_offline_log_enters_the_room_once_with_its_own_time(
    organisation: Organisation,
    crisis: Crisis,
    member: Member,
    client_of: Callable[[Member], Client],
) -> None:
    client, held = client_of(member), json.dumps(log(organisation)).encode()
    address = reverse("crisis:offline-log", args=[organisation.pk, crisis.pk])
    assert client.get(address).status_code == 200
    for _again in range(2):
        answer = client.post(address, {"file": SimpleUploadedFile("log.json", held)})
        assert answer.status_code == 302
    (entry,) = RoomEntry.objects.filter(crisis=crisis, kind="note")
    assert (entry.body["text"], entry.team) == ("Débranché", "it")
    assert entry.said_at is not None
    assert entry.said_at.isoformat() == "2026-11-21T08:30:00+00:00"


def test_the_log_of_another_organisation_does_not_enter(
    organisation: Organisation,
    crisis: Crisis,
    member: Member,
    client_of: Callable[[Member], Client],
) -> None:
    held = json.dumps({**log(organisation), "organisation": str(uuid4())}).encode()
    address = reverse("crisis:offline-log", args=[organisation.pk, crisis.pk])
    answer = client_of(member).post(address, {"file": SimpleUploadedFile("log.json", held)})
    assert answer.status_code == 422
    assert not RoomEntry.objects.filter(crisis=crisis, kind="note").exists()


def test_a_log_with_one_bad_line_enters_not_at_all(
    dpo: Program, organisation: Organisation, crisis: Crisis
) -> None:
    good = log(organisation)["entries"]
    assert isinstance(good, list)
    spoilt = {"entries": [*good, {"text": ""}]}
    place = f"crises/{crisis.pk}/offline-log"
    assert dpo("POST", place, spoilt).status_code == 422
    assert said(dpo("POST", place, {"entries": good})) == {"lines": 1}
    assert RoomEntry.objects.filter(crisis=crisis, kind="note").count() == 1
