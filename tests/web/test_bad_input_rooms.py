"""The crisis room against people who play with it: words nobody approved, forged proof, replays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from probant.crisis.actions import keeping
from probant.crisis.actions import room as rooms
from probant.crisis.domain.entries import EntryRefusedError, Said
from probant.crisis.models import Crisis, RoomEntry
from probant.crisis.queries import room as queries
from probant.database import isolation
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW, new_member, signed_in
from tests.web.test_api import Program, program, said

pytestmark = pytest.mark.django_db
REVIEW = {"worked": "a", "failed": "b", "measures": "c"}


@pytest.fixture
def ciso(organisation: Organisation) -> Member:
    return new_member(organisation, Role.CISO)


@pytest.fixture
def crisis(organisation: Organisation, member: Member) -> Crisis:
    return rooms.open_crisis(organisation, title="Panne", kind="other", by=member, at=NOW)


@pytest.fixture
def caller(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


def write(crisis: Crisis, by: Member, kind: str, *, about: int | None = None, **body: str) -> int:
    audience = "patients" if kind == "message" else ""
    told = Said(kind, uuid4(), body, audience=audience, about=about)
    return rooms.enter(crisis.pk, told, by=by, at=NOW).sequence


def send(crisis: Crisis, message: int, by: Member) -> RoomEntry:
    return keeping.send_message(
        crisis.pk, message, key=uuid4(), by=by, at=NOW, recipients=["a@b.invalid"]
    )


def test_words_changed_after_their_approval_do_not_leave(
    crisis: Crisis, member: Member, ciso: Member
) -> None:
    message = write(crisis, member, "message", subject="Panne", text="Revenez demain.")
    write(crisis, ciso, "message_approved", about=message)
    write(crisis, member, "correction", about=message, text="Tout a été volé.", reason="x")
    with pytest.raises(EntryRefusedError):
        send(crisis, message, member)


def test_nobody_approves_words_that_they_put_in_a_colleagues_message(
    crisis: Crisis, member: Member, ciso: Member
) -> None:
    message = write(crisis, member, "message", subject="Panne", text="Revenez demain.")
    write(crisis, ciso, "correction", about=message, text="Tout a été volé.", reason="x")
    with pytest.raises(EntryRefusedError):
        write(crisis, ciso, "message_approved", about=message)
    write(crisis, member, "message_approved", about=message)
    assert send(crisis, message, ciso).kind == "message_sent"


def test_a_message_that_left_keeps_the_words_that_left(
    crisis: Crisis, member: Member, ciso: Member
) -> None:
    message = write(crisis, member, "message", subject="Panne", text="Revenez demain.")
    write(crisis, ciso, "message_approved", about=message)
    send(crisis, message, member)
    with pytest.raises(EntryRefusedError):
        write(crisis, member, "correction", about=message, text="Revenez lundi.", reason="faux")
    held = queries.room(crisis.organisation_id, crisis.pk).items[message]
    assert (held.state, held.text) == ("sent", "Revenez demain.")


def test_a_closing_sent_again_after_the_room_reopened_closes_nothing(
    crisis: Crisis, member: Member
) -> None:
    key = uuid4()
    rooms.enter(crisis.pk, Said("closed", key, REVIEW), by=member, at=NOW)
    rooms.enter(crisis.pk, Said("reopened", uuid4(), {"reason": "x"}), by=member, at=NOW)
    rooms.enter(crisis.pk, Said("closed", key, REVIEW), by=member, at=NOW)
    crisis.refresh_from_db()
    assert queries.room(crisis.organisation_id, crisis.pk).is_open
    assert crisis.closed_at is None


def test_a_key_that_served_for_a_note_closes_no_room(crisis: Crisis, member: Member) -> None:
    key = uuid4()
    rooms.enter(crisis.pk, Said("note", key, {"text": "x"}), by=member, at=NOW)
    with pytest.raises(EntryRefusedError):
        rooms.enter(crisis.pk, Said("closed", key, REVIEW), by=member, at=NOW)
    crisis.refresh_from_db()
    assert crisis.closed_at is None


def test_a_closed_room_is_not_closed_again_by_an_old_hour(crisis: Crisis, member: Member) -> None:
    rooms.enter(crisis.pk, Said("closed", uuid4(), REVIEW), by=member, at=NOW)
    late = Said("closed", uuid4(), REVIEW, said_at=NOW)
    with pytest.raises(EntryRefusedError):
        rooms.enter(crisis.pk, late, by=member, at=NOW)


def test_the_year_of_a_reference_is_the_year_here(
    organisation: Organisation, member: Member
) -> None:
    midnight_has_struck = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    made = rooms.open_crisis(
        organisation, title="Panne", kind="other", by=member, at=midnight_has_struck
    )
    assert made.reference == "C-2027-001"


def test_a_program_states_no_file_that_the_vault_did_not_take(
    crisis: Crisis, caller: Program
) -> None:
    body = {
        "text": "Disque", "where": "Baie 2", "how": "Copie", "basis": "Plainte",
        "collector": "M. Inventé", "file": str(uuid4()), "sha256": "0" * 64, "name": "disque.dd",
    }  # fmt: skip
    entry = {"kind": "evidence", "client_key": str(uuid4()), "body": body}
    answer = caller("POST", f"crises/{crisis.pk}/entries", entry)
    assert answer.status_code == 422
    assert set(said(answer)["fields"]) == {"file", "sha256", "name"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("clock", {"aid": "complaint", "starting_at": "9999-12-31T23:59:59+00:00"}),
        ("clock", {"aid": "complaint", "starting_at": "0001-01-01T00:00:00+14:00"}),
        ("action", {"text": "x", "due_at": "9999-12-31T23:59:59-12:00"}),
        ("rumour", {"text": "x", "source": "y", "seen_at": "0001-01-01T00:00:00+14:00"}),
    ],
)
def test_an_instant_beyond_any_calendar_does_not_shut_the_room(
    crisis: Crisis, caller: Program, member: Member, kind: str, body: dict[str, Any]
) -> None:
    entry = {"kind": kind, "client_key": str(uuid4()), "body": body}
    answer = caller("POST", f"crises/{crisis.pk}/entries", entry)
    assert answer.status_code == 422, answer.content
    client = signed_in(member.person_id)
    assert client.get(f"/o/{crisis.organisation_id}/crisis/{crisis.pk}/").status_code == 200


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_device_with_an_absurd_clock_does_not_shut_the_room(
    crisis: Crisis, caller: Program, member: Member, instant: str
) -> None:
    entry = {
        "kind": "note", "client_key": str(uuid4()), "body": {"text": "x"}, "said_at": instant,
    }  # fmt: skip
    answer = caller("POST", f"crises/{crisis.pk}/entries", entry)
    assert answer.status_code in {201, 422}, answer.content
    client = signed_in(member.person_id)
    assert client.get(f"/o/{crisis.organisation_id}/crisis/{crisis.pk}/").status_code == 200


@pytest.mark.parametrize("kind", ["x" * 200, "Mme Durand a tout pris"])
def test_the_kind_of_a_crisis_is_a_code_not_words(caller: Program, kind: str) -> None:
    answer = caller("POST", "crises", {"title": "Panne", "kind": kind})
    assert answer.status_code == 422, answer.content


def test_a_reader_establishes_no_report(
    crisis: Crisis, organisation: Organisation, client_of: Callable[[Member], Client]
) -> None:
    reader = new_member(organisation, Role.READER)
    page = f"/o/{crisis.organisation_id}/crisis/{crisis.pk}/report/"
    assert client_of(reader).post(page).status_code == 403
    isolation.enter(organisation.pk, person=None)
    assert not RoomEntry.objects.filter(kind="situation_report").exists()


def test_a_report_of_a_closed_room_is_told_not_a_fault(crisis: Crisis, member: Member) -> None:
    rooms.enter(crisis.pk, Said("closed", uuid4(), REVIEW), by=member, at=NOW)
    page = f"/o/{crisis.organisation_id}/crisis/{crisis.pk}/report/"
    assert signed_in(member.person_id).post(page).status_code == 409


def test_a_clock_set_back_between_opening_and_closing_is_no_fault(
    crisis: Crisis, member: Member
) -> None:
    earlier = NOW - timedelta(hours=1)
    rooms.enter(crisis.pk, Said("closed", uuid4(), REVIEW), by=member, at=earlier)
    crisis.refresh_from_db()
    assert crisis.closed_at == NOW


def test_evidence_of_another_crisis_is_not_found(
    crisis: Crisis, organisation: Organisation, member: Member
) -> None:
    other = rooms.open_crisis(organisation, title="Vol", kind="other", by=member, at=NOW)
    address = f"/o/{organisation.pk}/crisis/{other.pk}/evidence/{UUID(int=1)}/"
    assert signed_in(member.person_id).get(address).status_code == 404
