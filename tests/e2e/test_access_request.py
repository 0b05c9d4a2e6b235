"""A patient asks for a copy of her data, and has it in time: from the public form to the hand-over.

Set PROBANT_SCREENSHOTS to a folder to look at what was seen.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.test_public_form import READING, look
from tests.e2e.walking import DESK, PHONE
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demonstration")]
PATIENCE = 15_000
RECORDS = "date;motif\n2026-03-02;consultation inventée\n"


@pytest.fixture
def staff(entered: BrowserContext, demonstration: Installation) -> Iterator[Page]:
    """The practice's officer at the home page."""
    page = entered.new_page()
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size(DESK)
    page.goto(f"{demonstration.origin}/?choose")
    page.get_by_role("link", name="Cabinet médical des Tilleuls").first.click()
    page.wait_for_url("**/o/*/")
    yield page
    page.close()


@pytest.fixture
def patient(browser: Browser) -> Iterator[Page]:
    """The patient's telephone."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport=PHONE, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def test_a_patient_has_her_data_in_time(staff: Page, patient: Page, tmp_path: Path) -> None:
    home = staff.url
    private = ask(patient, opened_form(staff, home))
    found_in_the_list(staff, home)
    acknowledge_and_decide(staff)
    gather(staff)
    code = hand_over(staff, tmp_path)
    answer(staff)
    assert RECORDS.encode() in received(patient, private, code)
    expect(staff.locator("main")).to_contain_text("Réponse")
    verified_offline(staff, tmp_path)


def opened_form(page: Page, home: str) -> str:
    page.goto(f"{home}requests/form/")
    page.get_by_label("Le formulaire est ouvert à tous").check()
    press(page, "Enregistrer")
    return page.locator("#form-link").text_content() or ""


def ask(page: Page, address: str) -> str:
    """Sends the request; the private link that follows it."""
    page.goto(address)
    page.get_by_text("Recevoir une copie de mes autres").click()
    page.get_by_text("Pour moi").click()
    press(page, "Continuer")
    page.get_by_label("Vos prénom et nom").fill("Paule Inventée")
    page.get_by_label("Votre adresse e-mail").fill("paule@patiente.invalid")
    page.get_by_label("Quelque chose à ajouter ?").fill("Et tout ce que vous avez.")
    press(page, "Continuer")
    page.wait_for_selector("form[data-worked]")
    time.sleep(READING)
    press(page, "Envoyer ma demande")
    return page.locator("#private-link").text_content() or ""


def found_in_the_list(page: Page, home: str) -> None:
    page.goto(f"{home}requests/?sort=received")
    look(page, "requests-list")
    row = page.locator("main tbody tr", has_text="Paule Inventée").first
    row.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("Paule Inventée")
    look(page, "request-received")


def acknowledge_and_decide(page: Page) -> None:
    follow(page, "Accuser réception")
    page.get_by_label("Par le lien personnel").check()
    press(page, "Enregistrer l’accusé")
    follow(page, "Décider pour chaque droit")
    page.get_by_label("Dossiers des patients").check()
    press(page, "Voir les questions")
    for no in page.get_by_label("Non", exact=True).all():
        no.check()
    page.get_by_role("button", name="Voir la proposition").last.click()
    look(page, "request-analysis")
    page.get_by_label("Votre décision").select_option(label="Accordé")
    press(page, "Enregistrer la décision")
    expect(page.locator("#decision")).to_contain_text("Accordé")


def gather(page: Page) -> None:
    follow(page, "Rassembler les données")
    source = page.get_by_label("Source")
    source.select_option(label="Logiciel de cabinet (Dossiers des patients)")
    page.get_by_label("Données reçues").check()
    press(page, "Noter")
    expect(page.locator("#sources")).to_contain_text("Données reçues")


def hand_over(page: Page, folder: Path) -> str:
    """Puts the file into the vault and prepares the link; the code told by another way."""
    records = folder / "dossier.csv"
    records.write_text(RECORDS)
    follow(page, "Remettre la réponse")
    page.get_by_label("Fichier de la réponse").set_input_files(records)
    press(page, "Ajouter ce fichier")
    page.get_by_label("dossier.csv").check()
    look(page, "request-hand-over")
    press(page, "Préparer le lien")
    look(page, "request-hand-over-made")
    code = page.locator("#answer-code").inner_text()
    follow(page, "Revenir à la demande")
    return code


def answer(page: Page) -> None:
    follow(page, "Répondre")
    page.get_by_label("Accordé", exact=True).check()
    page.get_by_label("Par le lien personnel").check()
    press(page, "Envoyer la réponse")
    look(page, "request-answered")


def received(page: Page, private: str, code: str) -> bytes:
    """What the patient downloads by her link and the code."""
    page.goto(private)
    press(page, "Ouvrir ma demande")
    look(page, "request-followed")
    follow(page, "Récupérer la réponse")
    page.get_by_label("Code").fill("AAAA-AAAA")
    press(page, "Télécharger la réponse")
    look(page, "request-wrong-code")
    page.get_by_label("Code").fill(code)
    with page.expect_download() as started:
        press(page, "Télécharger la réponse")
    with ZipFile(started.value.path()) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def verified_offline(page: Page, folder: Path) -> None:
    """The dossier of the request, checked by another process without the server's address."""
    follow(page, "Dossier")
    press(page, "Établir le dossier")
    with page.expect_download() as started:
        follow(page, "Télécharger")
    content = Path(started.value.path()).read_bytes()
    for name, words, expected in (("whole", content, 0), ("changed", _changed(content), 1)):
        file = folder / f"{name}.zip"
        file.write_bytes(words)
        command = [sys.executable, "-m", "probant.cli", "verify", str(file)]
        assert subprocess.run(command, check=False, capture_output=True).returncode == expected


def _changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
