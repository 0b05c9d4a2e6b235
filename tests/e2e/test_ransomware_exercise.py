"""A ransomware exercise in the hospital: four people, four windows, two cut off half-way.

The directress decides, the security officer acts on the machines and leads the exercise, the data
protection officer approves, the communicator writes. Two of them lose the network, go on typing,
one even reloads; nothing is lost, and the exercise ends with its review and its reports.
"""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections, transaction
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, expect
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from probant.accounts.models import Person
from probant.database import isolation
from probant.database.embedded import EmbeddedPostgres
from probant.database.location import kept_secrets
from probant.demonstration import loading as demonstration
from probant.organisations.domain import Role
from probant.organisations.models import Membership, Organisation
from tests.conftest import point_at, signed_in
from tests.installation import Installation, started

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("installations")]
DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)
CAST = {
    "directress": (Role.ADMINISTRATOR, "Hélène Directrice (inventée)"),
    "security": (Role.CISO, "Karim Sécurité (inventé)"),
    "officer": (Role.DPO, "Odile Déléguée (inventée)"),
    "communicator": (Role.CONTRIBUTOR, "Zoé Presse (inventée)"),
}
SCREENS = os.environ.get("PROBANT_SCREENS", "")
OFFLINE = "Hors ligne"


@dataclass
class Cast:
    """The served installation, the hospital, and each person's session."""

    installation: Installation
    hospital: str
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def cast(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("hospital")
    installation = started(folder).wait()
    made: dict[str, str] = {}
    with django_db_blocker.unblock():  # in a thread: a browser's loop and Django share none
        entering = threading.Thread(target=_people, args=(folder, made))
        entering.start()
        entering.join()
    cast = Cast(installation, made.pop("hospital"), made)
    yield cast
    cast.installation.stop()


@contextmanager
def _of_this_process() -> Iterator[None]:
    """The databases that this process was directed at are its own again after the block."""
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    try:
        yield
    finally:
        connections.close_all()
        for alias, settings in before.items():
            connections[alias].settings_dict.update(settings)


def _people(folder: Path, made: dict[str, str]) -> None:
    """Four members of the invented hospital, each past both factors."""
    with _of_this_process(), override_settings(SECRET_KEY=kept_secrets(folder).django_key):
        point_at(EmbeddedPostgres(folder).start(), "probant")
        with transaction.atomic():
            invented = demonstration.person()
            assert invented is not None
            isolation.enter(None, person=invented.pk)
            hospital = Organisation.objects.get(sector="hospital")
            made["hospital"] = str(hospital.pk)
            for name, (role, full_name) in CAST.items():
                person = Person.objects.create_user(
                    f"{name}@hopital.invalid", "un mot de passe assez long", full_name=full_name
                )
                kind = Authenticator.Type.TOTP
                Authenticator.objects.create(user=person, type=kind, data={"secret": ""})
                with isolation.tenant(hospital.pk):
                    Membership.objects.create(organisation=hospital, person=person, role=role)
                made[name] = signed_in(person.pk).cookies["probant_session"].value
        connections.close_all()


@dataclass
class Seat:
    """One person's window on the room."""

    name: str
    context: BrowserContext
    page: Page

    def say(self, kind: str, **fields: str) -> None:
        """Writes in the room, as a person does."""
        composer = self.page.locator(f'details.composer:has(input[name="kind"][value="{kind}"])')
        if composer.get_attribute("open") is None:
            composer.locator("summary").click()
        for name, value in fields.items():
            field = composer.locator(f'[name="{name}"]')
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        composer.get_by_role("button", name="Inscrire").click()

    def sees(self, text: str) -> None:
        """The text stands once in the timeline of this window."""
        expect(self.page.locator("#timeline .entry", has_text=text)).to_have_count(1)

    def board(self, text: str) -> None:
        """The text stands on the board of this window."""
        expect(self.page.locator("#board")).to_contain_text(text)

    def waits(self, count: int) -> None:
        """The window says that it is offline, and how much waits."""
        expect(self.page.locator("#room-status")).to_contain_text(OFFLINE)
        expect(self.page.locator("#waiting .entry", has_text="En attente")).to_have_count(count)

    def shown(self, name: str) -> None:
        """Keeps a picture, for who wants to watch."""
        if SCREENS:
            self.page.screenshot(path=Path(SCREENS) / f"{name}-{self.name}.png", full_page=True)


@pytest.fixture(scope="module")
def seats(browser: Browser, cast: Cast) -> Iterator[dict[str, Seat]]:
    found = {}
    for name in CAST:
        context = browser.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=PHONE if name == "communicator" else DESK,
        )
        context.set_default_timeout(15_000)
        cookie = cast.cookies[name]
        context.add_cookies(
            [{"name": "probant_session", "value": cookie, "url": cast.installation.origin}]
        )
        found[name] = Seat(name, context, context.new_page())
    yield found
    for seat in found.values():
        seat.context.close()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_the_hospital_plays_a_ransomware_exercise(seats: dict[str, Seat], cast: Cast) -> None:
    place = f"{cast.installation.origin}/o/{cast.hospital}/crisis/"
    lead = seats["security"].context.new_page()
    exercise = start_the_exercise(lead, place)
    room = lead.get_by_role("link", name="Entrer dans la salle").get_attribute("href") or ""
    for seat in seats.values():
        seat.page.goto(f"{cast.installation.origin}{room}")
        expect(seat.page.locator("#room[data-ready]")).to_have_count(1, timeout=15_000)
    everyone_takes_a_place(seats)
    the_first_minutes(seats)
    press(lead, "Événement suivant")
    two_are_cut_off_and_go_on(seats)
    the_network_comes_back(seats)
    the_opposite_decisions_are_settled(seats)
    a_message_is_approved_and_leaves_nobody(seats)
    end_with_a_review(seats, lead, exercise)


def start_the_exercise(lead: Page, place: str) -> str:
    lead.goto(f"{place}exercises/new/")
    lead.locator('input[name="scenario"][value="ransomware_hospital"]').check()
    press(lead, "Prévoir un exercice")
    press(lead, "Commencer l’exercice")
    press(lead, "Événement suivant")
    return lead.url


def everyone_takes_a_place(seats: dict[str, Seat]) -> None:
    teams = {
        "directress": "management",
        "security": "it",
        "officer": "dpo",
        "communicator": "communication",
    }
    for name, team in teams.items():
        seats[name].say("joined", team=team)
    for seat in seats.values():
        for _role, full_name in CAST.values():
            seat.board(full_name)
    expect(seats["officer"].page.locator("main")).to_contain_text("EXERCICE")


def the_first_minutes(seats: dict[str, Seat]) -> None:
    seats["security"].say(
        "action", text="Débrancher les postes sans les éteindre", team="it", owner="Karim"
    )
    seats["officer"].say("fact", text="Douze postes affichent une rançon", status="established")
    for seat in seats.values():
        seat.sees("Débrancher les postes")
        seat.sees("Douze postes")
    board = seats["security"].page.locator("#actions li", has_text="Débrancher")
    board.get_by_role("button", name="Fait").click()
    expect(seats["directress"].page.locator("#actions .is-over")).to_contain_text("Débrancher")


QUESTION = "Coupe-t-on Internet pour tout l’hôpital ?"


def two_are_cut_off_and_go_on(seats: dict[str, Seat]) -> None:
    cut = [seats["directress"], seats["communicator"]]
    for seat in cut:
        seat.context.set_offline(True)
    directress, communicator = cut
    directress.say("decision", question=QUESTION, text="Non", reason="La télésurveillance")
    directress.waits(1)
    communicator.say("note", text="Un journaliste attend à l’accueil")
    communicator.say("rumour", text="Des dossiers seraient en vente", source="Appel anonyme")
    communicator.say(
        "message",
        audience="staff",
        subject="Consignes",
        text="Dossiers papier jusqu’à nouvel ordre",
    )
    communicator.waits(3)
    communicator.page.reload()
    communicator.waits(3)
    communicator.sees("Douze postes")
    communicator.shown("offline")
    seats["security"].say("decision", question=QUESTION, text="Oui", reason="La fuite continue")
    seats["officer"].sees("La fuite continue")
    expect(communicator.page.locator("#timeline")).not_to_contain_text("La fuite continue")


def the_network_comes_back(seats: dict[str, Seat]) -> None:
    for name in ("directress", "communicator"):
        seats[name].context.set_offline(False)
    for seat in seats.values():
        for text in (
            "Un journaliste attend",
            "Des dossiers seraient en vente",
            "Dossiers papier",
            "La télésurveillance",
            "La fuite continue",
        ):
            seat.sees(text)
        expect(seat.page.locator("#waiting .entry")).to_have_count(0)
    numbers = (
        seats["officer"]
        .page.locator("#timeline .entry")
        .evaluate_all("lines => lines.map(line => Number(line.dataset.sequence))")
    )
    assert numbers == list(range(len(numbers), 0, -1))
    order = [
        seats["officer"].page.locator("#timeline .entry", has_text=text).get_attribute("id")
        for text in ("Un journaliste attend", "Des dossiers seraient", "Dossiers papier")
    ]
    assert order == sorted(order, key=lambda place: int((place or "e0")[1:]))


def the_opposite_decisions_are_settled(seats: dict[str, Seat]) -> None:
    for seat in seats.values():
        expect(seat.page.locator(".conflict-side")).to_have_count(2)
    seats["directress"].shown("conflict")
    page = seats["directress"].page
    kept = page.locator(".conflict-side", has_text="La fuite continue")
    kept.get_by_role("link", name="Retenir celle-ci").click()
    page.locator('[name="reason"]').fill("Les patients suivis à distance sont appelés un à un")
    press(page, "Inscrire")
    for seat in seats.values():
        expect(seat.page.locator(".conflict-side")).to_have_count(0)


def a_message_is_approved_and_leaves_nobody(seats: dict[str, Seat]) -> None:
    officer = seats["officer"].page
    message = officer.locator("#messages li", has_text="Consignes")
    message.get_by_role("button", name="Approuver").click()
    message.get_by_role("link", name="Envoyer").click()
    expect(officer.locator("main")).to_contain_text("rien ne sort de Probant")
    officer.get_by_label("Par e-mail, depuis Probant").check()
    officer.get_by_label("Adresses e-mail, une par ligne").fill("tous@hopital.invalid")
    press(officer, "Confirmer l’envoi")
    seats["communicator"].board("Envoyé")


def end_with_a_review(seats: dict[str, Seat], lead: Page, exercise: str) -> None:
    officer = seats["officer"].page
    officer.get_by_role("link", name="Point de situation").click()
    press(officer, "L’inscrire dans la chronologie")
    situation = saved(officer, "report.pdf")
    assert len(situation.pages) == 1
    assert "EXERCICE" in situation.pages[0].extract_text()
    seats["directress"].page.get_by_role("link", name="Clore la crise").click()
    review = seats["directress"].page
    review.locator('[name="worked"]').fill("Le papier a pris le relais en dix minutes")
    review.locator('[name="failed"]').fill("L’annuaire était sur le serveur chiffré")
    review.locator('[name="measures"]').fill("Imprimer le livret chaque trimestre")
    press(review, "Clore la crise")
    expect(review.locator("main")).to_contain_text("Imprimer le livret")
    seats["directress"].shown("closed")
    seats["communicator"].sees("Imprimer le livret")
    lead.goto(exercise)
    lead.get_by_role("button", name="Terminer l’exercice").click()
    lead.locator("dialog[open]").get_by_role("button", name="Terminer").click()
    whole = saved(officer, "timeline.pdf")
    text = " ".join(page.extract_text() for page in whole.pages)
    for said in ("Un journaliste attend", "La télésurveillance", "Imprimer le livret"):
        assert said in " ".join(text.split())
    report = lead.get_by_role("link", name="Compte rendu (PDF)").get_attribute("href") or ""
    made = lead.context.request.get(exercise.partition("/o/")[0] + report)
    assert made.ok
    assert len(PdfReader(io.BytesIO(made.body())).pages) >= 1


def open_a_room(seat: Seat, cast: Cast, title: str) -> str:
    """A crisis of its own, whose room is ready for cuts."""
    place = f"{cast.installation.origin}/o/{cast.hospital}/crisis/open/"
    seat.page.goto(place)
    seat.page.locator('[name="kind"]').select_option("ransomware")
    seat.page.locator('[name="title"]').fill(title)
    press(seat.page, "Ouvrir la salle")
    expect(seat.page.locator("#room[data-ready]")).to_have_count(1, timeout=15_000)
    return seat.page.url


def test_the_server_dies_and_what_was_typed_is_not_lost(seats: dict[str, Seat], cast: Cast) -> None:
    seat = seats["security"]
    open_a_room(seat, cast, "Serveur coupé (inventé)")
    seat.say("note", text="Avant la panne")
    seat.sees("Avant la panne")
    folder, port = cast.installation.folder, cast.installation.port
    cast.installation.kill_everything()
    seat.say("note", text="Pendant la panne")
    seat.waits(1)
    seat.page.reload()
    seat.waits(1)
    seat.sees("Avant la panne")
    cast.installation = started(folder, port=port).wait()
    expect(seat.page.locator("#timeline")).to_contain_text("Pendant la panne", timeout=20_000)
    expect(seat.page.locator("#waiting .entry")).to_have_count(0)


def test_signing_out_forgets_the_room_that_was_kept(seats: dict[str, Seat], cast: Cast) -> None:
    seat = seats["officer"]
    room = open_a_room(seat, cast, "Appareil partagé (inventé)")
    seat.context.set_offline(True)
    seat.page.goto(room)
    expect(seat.page.locator("main")).to_contain_text("Appareil partagé")
    seat.context.set_offline(False)
    seat.page.goto(f"{cast.installation.origin}/accounts/logout/")
    press(seat.page, "Se déconnecter")
    expect(seat.page.get_by_label("Adresse e-mail")).to_be_visible()
    seat.page.wait_for_function("() => caches.keys().then(names => names.length === 0)")
    seat.context.set_offline(True)
    with pytest.raises(Error):
        seat.page.goto(room)


def saved(page: Page, name: str) -> PdfReader:
    """A paper of the room that this page is of."""
    room = page.url.split("/crisis/")[0] + "/crisis/" + page.url.split("/crisis/")[1][:37]
    answer = page.context.request.get(room + name)
    assert answer.ok
    return PdfReader(io.BytesIO(answer.body()))
