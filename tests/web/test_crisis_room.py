"""The crisis room's pages: opening, writing, approving, sending, closing, exporting."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from probant.breaches.actions import declaring
from probant.breaches.statements import Declaration
from probant.common import clock
from probant.crisis.models import Crisis, RoomEntry
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import new_member, new_organisation, signed_in

Browser = Callable[[Member], Client]


@pytest.fixture
def hospital(db: None) -> Organisation:
    return new_organisation("Hôpital inventé", "hospital")


@pytest.fixture
def dpo(hospital: Organisation) -> Member:
    return new_member(hospital, Role.DPO)


@pytest.fixture
def ciso(hospital: Organisation) -> Member:
    return new_member(hospital, Role.CISO)


@pytest.fixture
def room(hospital: Organisation, dpo: Member) -> str:
    """The address of an open room."""
    answer = signed_in(dpo.person_id).post(
        f"/o/{hospital.pk}/crisis/open/",
        {"kind": "ransomware", "title": "Écrans chiffrés", "text": "Depuis 6 h 10"},
    )
    assert answer.status_code == 302
    isolation.enter(hospital.pk, person=None)
    return str(answer["Location"])


def enter(who: Member, room: str, kind: str, **fields: str) -> int:
    """Writes as the script does; the entry's number."""
    answer = signed_in(who.person_id).post(
        f"{room}entries/", {"kind": kind, **fields}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 200, answer.content
    number: int = answer.json()["sequence"]
    return number


def refused(who: Member, room: str, kind: str, **fields: str) -> dict[str, list[str]]:
    answer = signed_in(who.person_id).post(
        f"{room}entries/", {"kind": kind, **fields}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422, answer.content
    errors: dict[str, list[str]] = answer.json()["errors"]
    return errors


def page(who: Member, address: str) -> str:
    answer = signed_in(who.person_id).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_room_opens_and_shows_what_was_known(room: str, dpo: Member) -> None:
    shown = page(dpo, room)
    assert "Écrans chiffrés" in shown
    assert "Depuis 6 h 10" in shown
    assert Crisis.objects.get().reference.startswith("C-20")


def test_each_kind_of_entry_is_written_without_script(room: str, ciso: Member) -> None:
    browser = signed_in(ciso.person_id)
    for kind in ("note", "action", "decision", "fact", "message", "rumour", "joined", "clock"):
        form = browser.get(f"{room}write/{kind}/").content.decode()
        found = re.search(r'name="client_key" value="([^"]+)"', form)
        assert found is not None, kind
        values = {
            "kind": kind,
            "client_key": found[1],
            "text": "Texte inventé",
            "reason": "Parce que",
            "subject": "Objet",
            "audience": "staff",
            "source": "Réseau social",
            "team": "it",
            "aid": "complaint",
        }
        answer = browser.post(f"{room}write/{kind}/", values)
        assert answer.status_code == 302, (kind, answer.content.decode()[-3000:])
    assert RoomEntry.objects.count() == 9
    assert "Texte inventé" in page(ciso, room)


def test_the_same_sending_enters_once(room: str, ciso: Member) -> None:
    key = str(uuid4())
    first = enter(ciso, room, "note", text="Une seule fois", client_key=key)
    again = enter(ciso, room, "note", text="Une seule fois", client_key=key)
    assert first == again
    assert RoomEntry.objects.filter(kind="note").count() == 1


def test_someone_else_may_not_take_a_key(room: str, ciso: Member, dpo: Member) -> None:
    key = str(uuid4())
    enter(ciso, room, "note", text="La mienne", client_key=key)
    assert refused(dpo, room, "note", text="La tienne", client_key=key)


def test_an_action_is_taken_then_done(room: str, ciso: Member, dpo: Member) -> None:
    number = enter(
        ciso, room, "action", text="Couper le réseau", team="it", due_at="2026-11-22T07:00"
    )
    enter(dpo, room, "action_moved", about=str(number), state="done")
    board = page(ciso, f"{room}board/")
    assert "Couper le réseau" in board
    assert "Fait" in board


def test_nobody_approves_their_own_message(room: str, dpo: Member, ciso: Member) -> None:
    number = enter(dpo, room, "message", audience="staff", subject="Consignes", text="Papier")
    errors = refused(dpo, room, "message_approved", about=str(number))
    assert "autre personne" in " ".join(errors[""])
    enter(ciso, room, "message_approved", about=str(number))


def test_a_message_leaves_once_approved_and_only_then(room: str, dpo: Member, ciso: Member) -> None:
    number = enter(dpo, room, "message", audience="press", subject="Point presse", text="Bref")
    sending = {"by_what": "mail", "recipients": "presse@journal.invalid", "client_key": uuid4()}
    answer = signed_in(dpo.person_id).post(f"{room}messages/{number}/send/", sending)
    assert answer.status_code == 200
    enter(ciso, room, "message_approved", about=str(number))
    answer = signed_in(dpo.person_id).post(f"{room}messages/{number}/send/", sending)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    isolation.enter(dpo.organisation_id, person=None)
    events = [entry.event for entry in journal.entries(dpo.organisation_id)]
    assert events.count("mail.queued") == 1


def test_two_opposite_decisions_stand_side_by_side(room: str, dpo: Member, ciso: Member) -> None:
    question = "Couper l’accès à Internet ?"
    kept = enter(dpo, room, "decision", question=question, text="Oui", reason="Fuite en cours")
    enter(ciso, room, "decision", question=question, text="Non", reason="Soins à distance")
    shown = page(dpo, room)
    assert "conflict-side" in shown
    enter(dpo, room, "decision_settled", about=str(kept), reason="La direction a tranché")
    shown = page(dpo, room)
    assert "conflict-side" not in shown
    assert "Soins à distance" in shown


def test_evidence_is_sealed_with_its_digest_and_custody(
    room: str, ciso: Member, dpo: Member
) -> None:
    file = io.BytesIO(b"06:10 deny 203.0.113.7\n")
    file.name = "pare-feu.txt"
    values = {
        "kind": "evidence",
        "text": "Journal du pare-feu",
        "where": "Salle serveurs",
        "how": "Export en lecture seule",
        "basis": "Notre propre équipement",
        "client_key": str(uuid4()),
        "file": file,
    }
    answer = signed_in(ciso.person_id).post(f"{room}evidence/", values)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    entry = RoomEntry.objects.get(kind="evidence")
    assert re.fullmatch(r"[0-9a-f]{64}", entry.body["sha256"])
    enter(dpo, room, "handed_over", about=str(entry.sequence), to="Gendarmerie")
    board = page(dpo, f"{room}board/")
    assert "Gendarmerie" in board
    answer = signed_in(dpo.person_id).get(f"{room}evidence/{entry.body['file']}/download/")
    assert answer.getvalue() == b"06:10 deny 203.0.113.7\n"


def test_a_closed_room_takes_nothing_but_what_was_typed_before(room: str, dpo: Member) -> None:
    answer = signed_in(dpo.person_id).post(
        f"{room}write/closed/",
        {"kind": "closed", "worked": "Papier", "failed": "Annuaire", "measures": "Imprimer"},
    )
    assert answer.status_code == 302
    assert "Annuaire" in page(dpo, room)
    assert refused(dpo, room, "note", text="Trop tard")
    enter(dpo, room, "note", text="Tapé avant", said_at="2026-01-01T10:00:00Z")
    enter(dpo, room, "reopened", reason="Ce n’était pas fini")
    enter(dpo, room, "note", text="De nouveau ouverte")


def test_the_devices_clock_is_told_when_it_differs(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="Montre en retard", said_at="2020-01-01T10:00:00Z")
    assert "L’appareil disait" in page(dpo, room)


def test_a_reader_reads_and_does_not_write(room: str, hospital: Organisation) -> None:
    reader = new_member(hospital, Role.READER)
    assert "Écrans chiffrés" in page(reader, room)
    answer = signed_in(reader.person_id).post(f"{room}entries/", {"kind": "note", "text": "Non"})
    assert answer.status_code == 403


def test_another_organisation_sees_nothing(room: str, db: None) -> None:
    stranger = new_member(new_organisation("Ailleurs (inventé)"), Role.ADMINISTRATOR)
    answer = signed_in(stranger.person_id).get(room)
    assert answer.status_code == 404
    own = room.replace(room.split("/")[2], str(stranger.organisation_id))
    assert signed_in(stranger.person_id).get(own).status_code == 404


def test_the_situation_fits_one_page(room: str, dpo: Member) -> None:
    for number in range(12):
        long = "W" * 90 + " et la suite " * 30
        enter(dpo, room, "action", text=f"{number} {long}", owner=long[:200])
        enter(dpo, room, "fact", text=f"{number} {long}", status="established")
        enter(dpo, room, "fact", text=f"{number} {long}", status="hypothesis")
        enter(dpo, room, "decision", text=long, reason=long, question=f"Q {number % 4}")
        enter(dpo, room, "decision", text=f"Non {long}", reason=long, question=f"Q {number % 4}")
        enter(dpo, room, "message", audience="press", subject=long[:200], text=long)
        enter(dpo, room, "rumour", text=long, source=long[:200])
        enter(dpo, room, "clock", aid="complaint")
    answer = signed_in(dpo.person_id).post(f"{room}report/")
    assert answer.status_code == 302
    issued = RoomEntry.objects.get(kind="situation_report").sequence
    for address in ("report.pdf", f"report.pdf?at={issued}"):
        made = signed_in(dpo.person_id).get(room + address).content
        assert len(PdfReader(io.BytesIO(made)).pages) == 1


def test_the_timeline_leaves_in_three_formats(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="=HYPERLINK(0)")
    browser = signed_in(dpo.person_id)
    rows = list(
        csv.reader(
            io.StringIO(browser.get(f"{room}timeline.csv").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert rows[-1][8] == "'=HYPERLINK(0)"
    told = json.loads(browser.get(f"{room}timeline.json").content)
    assert [one["sequence"] for one in told["entries"]] == [1, 2]
    text = "".join(
        one.extract_text()
        for one in PdfReader(io.BytesIO(browser.get(f"{room}timeline.pdf").content)).pages
    )
    assert "HYPERLINK" in text


def test_the_journal_holds_digests_and_no_words(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="Secret de la salle")
    isolation.enter(dpo.organisation_id, person=None)
    last = journal.entries(dpo.organisation_id).first()
    assert last is not None
    assert last.event == "crisis.entered"
    entry = RoomEntry.objects.get(kind="note")
    assert entry.digest in str(vars(last))
    assert "Secret" not in str(vars(last))


def test_nothing_leaves_an_exercise(room: str, dpo: Member, ciso: Member) -> None:
    Crisis.objects.update(is_exercise=True)
    number = enter(dpo, room, "message", audience="patients", subject="Report", text="Faux")
    enter(ciso, room, "message_approved", about=str(number))
    sending = {"by_what": "mail", "recipients": "patient@exemple.invalid", "client_key": uuid4()}
    answer = signed_in(dpo.person_id).post(f"{room}messages/{number}/send/", sending)
    assert answer.status_code == 302
    isolation.enter(dpo.organisation_id, person=None)
    events = [entry.event for entry in journal.entries(dpo.organisation_id)]
    assert "mail.queued" not in events
    assert mail.outbox == []


def test_the_aids_name_the_clock_and_mark_what_is_to_verify(room: str, dpo: Member) -> None:
    shown = page(dpo, f"{room}what-to-do/")
    assert "Porter plainte" in shown
    assert "à vérifier" in shown
    enter(dpo, room, "clock", aid="complaint", starting_at="2026-11-22T06:10")
    assert "Porter plainte, pour garder" in page(dpo, f"{room}board/")


def test_since_gives_what_comes_after(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="Après")
    found = json.loads(page(dpo, f"{room}since/?after=1"))["entries"]
    assert [one["sequence"] for one in found] == [2]
    assert UUID(room.split("/")[4])


def test_a_crisis_opened_from_a_breach_shows_its_clock(hospital: Organisation, dpo: Member) -> None:
    browser = signed_in(dpo.person_id)
    isolation.enter(hospital.pk, person=None)
    noticed_at = clock.now() - timedelta(hours=1)
    said = Declaration(incident="lost_device", noticed_at=noticed_at)
    breach = declaring.declare(hospital, said, key=uuid4(), by=dpo, at=clock.now())
    opening = f"/o/{hospital.pk}/crisis/open/"
    assert str(breach.pk) in browser.get(f"{opening}?breach={breach.pk}").content.decode()
    values = {"kind": "data_theft", "title": "Fuite", "breach": str(breach.pk)}
    room = browser.post(opening, values)["Location"]
    assert "art. 33(1)" in page(dpo, f"{room}board/")


def test_a_breach_of_others_is_not_linked(hospital: Organisation, dpo: Member) -> None:
    values = {"kind": "data_theft", "title": "Fuite", "breach": str(uuid4())}
    signed_in(dpo.person_id).post(f"/o/{hospital.pk}/crisis/open/", values)
    isolation.enter(hospital.pk, person=None)
    assert Crisis.objects.get().breach_id is None


def test_the_room_renews_itself_for_a_browser_without_script(room: str, dpo: Member) -> None:
    assert '<meta http-equiv="refresh"' not in page(dpo, room)
    following = page(dpo, f"{room}?follow")
    assert '<noscript><meta http-equiv="refresh"' in following
    assert "<textarea" not in following


def test_one_team_sees_its_own(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="Pour les soins", team="care")
    enter(dpo, room, "note", text="Pour les machines", team="it")
    shown = page(dpo, f"{room}?team=care")
    assert "Pour les soins" in shown
    assert "Pour les machines" not in shown.partition('id="timeline"')[2].partition("</ol>")[0]


def test_what_people_write_is_never_code(room: str, dpo: Member) -> None:
    enter(dpo, room, "note", text="<script>alert(1)</script>")
    assert "<script>alert" not in page(dpo, room)
    told = json.loads(page(dpo, f"{room}since/"))["entries"][-1]["html"]
    assert "&lt;script&gt;" in told


def test_a_crisis_that_is_over_is_found_again(
    hospital: Organisation, dpo: Member, room: str
) -> None:
    enter(dpo, room, "closed", worked="Le papier", failed="L’annuaire", measures="Imprimer")
    page = signed_in(dpo.person_id).get(f"/o/{hospital.pk}/crisis/").content.decode()
    over = page.partition('id="over"')[2]
    assert f'href="{room}"' in over
    assert "La relire" in over
