"""A telephone lost at 19:00: declared in two minutes, then everything up to the closed file.

The whole journey is walked on a telephone's screen, 360 px wide, in French.
"""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.walking import PHONE
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

PRACTICE = "Cabinet médical des Tilleuls"
PARIS = ZoneInfo("Europe/Paris")
MOST_FIELDS, MOST_SECONDS = 12, 120
SHOTS = os.environ.get("PROBANT_SHOTS", "")


@pytest.fixture(scope="module")
def phone(browser: Browser, entered: BrowserContext, demonstration: Installation) -> Iterator[Page]:
    """The telephone of somebody of the practice, at its home page."""
    context = browser.new_context(
        storage_state=entered.storage_state(),
        viewport=PHONE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        has_touch=True,
        accept_downloads=True,
    )
    page = context.new_page()
    page.goto(demonstration.origin + "/")
    page.locator("main").get_by_role("link", name=PRACTICE).click()
    yield page
    context.close()


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def tick(page: Page, label: str) -> None:
    """A touch on the words, which cover the box."""
    page.get_by_text(label, exact=True).click()


def ago(**span: float) -> str:
    return f"{datetime.now(UTC).astimezone(PARIS) - timedelta(**span):%Y-%m-%dT%H:%M}"


def file_address(page: Page) -> str:
    found = re.search(r"http.*/breaches/[0-9a-f-]{36}/", page.url)
    assert found, page.url
    return found[0]


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_lost_telephone_from_the_tram_to_the_closed_file(phone: Page) -> None:
    declare(phone)
    phone.locator("main").get_by_role("link", name="Ouvrir le dossier").click()
    address = file_address(phone)
    qualify(phone, address)
    decide(phone, address)
    notify(phone, address, "initial", "N-2026-0001")
    tell_the_patients(phone, address)
    notify(phone, address, "complementary", "N-2026-0002")
    close(phone, address)
    export(phone, address)


def test_a_network_that_goes_away_loses_nothing_and_sends_once_it_is_back(phone: Page) -> None:
    phone.get_by_role("link", name="Déclarer une violation").click()
    phone.get_by_text("Autre chose, ou je ne sais pas").click()
    phone.get_by_label("En quelques mots").fill("Un mot écrit sans réseau.")
    phone.context.set_offline(True)
    press(phone, "Envoyer la déclaration")
    expect(phone.locator("[data-offline-note]")).to_contain_text("Pas de réseau")
    phone.context.set_offline(False)
    expect(phone.locator("h1")).to_contain_text("enregistrée")
    expect(phone.locator("main")).to_contain_text("Un mot écrit sans réseau.")


def test_what_was_typed_survives_a_page_opened_again(phone: Page) -> None:
    phone.get_by_role("link", name="Déclarer une violation").click()
    phone.get_by_label("En quelques mots").fill("Un mot qui ne se perd pas.")
    phone.reload()
    expect(phone.get_by_label("En quelques mots")).to_have_value("Un mot qui ne se perd pas.")


def declare(page: Page) -> None:
    started = time.monotonic()
    page.get_by_role("link", name="Déclarer une violation").click()
    shoot(page, "1-declare-empty")
    fields = page.locator("form[data-declaration]").locator("fieldset.field, div.field")
    asked = fields.count()
    assert asked <= MOST_FIELDS
    page.get_by_text("Un appareil est perdu ou volé").click()
    page.get_by_label("En quelques mots").fill(
        "Téléphone du cabinet oublié dans le tram à 18 h 40."
    )
    tick(page, "Santé\u00a0: dossier, résultats, ordonnances, rendez-vous")
    tick(page, "Noms, adresses, téléphones")
    tick(page, "Patients")
    page.get_by_label("Combien de personnes, à peu près").select_option("51-300")
    tick(page, "Non")
    page.get_by_label("Qu’avez-vous déjà fait").fill("Appelé l’opérateur, ligne bloquée.")
    shoot(page, "2-declare-filled")
    press(page, "Envoyer la déclaration")
    expect(page.locator("h1")).to_contain_text("enregistrée")
    took = time.monotonic() - started
    assert took < MOST_SECONDS
    if SHOTS:
        (Path(SHOTS) / "seconds.txt").write_text(f"{asked} fields, {took:.1f} s")
    expect(page.get_by_text("Verrouillez ou effacez l’appareil à distance")).to_be_visible()
    shoot(page, "3-declared")


def qualify(page: Page, address: str) -> None:
    shoot(page, "4-file")
    page.goto(address + "edit/timeline/")
    page.get_by_label("raisonnablement certaine").fill(ago(minutes=1))
    page.get_by_label("Pourquoi cet instant").fill(
        "Le tram a été fouillé : le téléphone n’y est plus."
    )
    press(page, "Enregistrer")
    page.goto(address + "edit/data/")
    page.get_by_label("La liste des données est-elle complète").select_option("established")
    page.get_by_label("Reconnaît-on facilement").select_option("maximum")
    for number in range(3):
        page.locator(f"#id_items-{number}-insight").select_option("ordinary")
    shoot(page, "5-edit-data")
    press(page, "Enregistrer")
    page.goto(address + "edit/circumstances/")
    page.get_by_label("Ce qui protégeait les données").select_option("none")
    page.get_by_label("Accès par quelqu’un").select_option("not_excluded")
    page.get_by_label("Qui a, ou peut avoir").select_option("unidentified")
    press(page, "Enregistrer")
    page.goto(address + "edit/consequences/")
    page.locator("#id_items-0-kind").select_option("secrecy")
    page.get_by_label("Gravité, tout compté").select_option("important")
    press(page, "Enregistrer")
    page.goto(address + "edit/measures/")
    page.get_by_label("Ce que les personnes concernées").fill("Méfiez-vous des appels inattendus.")
    press(page, "Enregistrer")
    shoot(page, "6-qualified")


def decide(page: Page, address: str) -> None:
    page.goto(address + "proposal/")
    expect(page.locator("#notify .advice")).to_contain_text("Oui")
    shoot(page, "7-proposal")
    for question in ("notify", "inform"):
        card = page.locator(f"#{question}")
        card.get_by_text("Oui", exact=True).last.click()
        card.get_by_label("Pourquoi").fill("Données de santé lisibles par n’importe qui.")
        card.get_by_role("button").click()
        expect(page.locator(f"#{question} .standing")).to_contain_text("Oui")


def notify(page: Page, address: str, type_: str, receipt: str) -> None:
    page.goto(f"{address}notification/?type={type_}")
    expect(page.locator("main")).to_contain_text("oublié dans le tram")
    if type_ == "complementary":
        expect(page.locator(".form-field-changed").first).to_be_visible()
    shoot(page, f"8-{type_}")
    press(page, "Figer cette version")
    page.get_by_label("Numéro du récépissé").fill(receipt)
    press(page, "Noter")
    expect(page.locator("#notified")).to_contain_text(receipt)
    kept = page.locator("#notified").get_by_role("link", name="Ce qui a été envoyé").last
    kept.click()
    page.locator("main").get_by_text("Télécharger").click()
    assert downloaded(page, "PDF").startswith(b"%PDF")
    shoot(page, f"9-{type_}-kept")


def tell_the_patients(page: Page, address: str) -> None:
    page.goto(address + "add/communication/")
    page.get_by_label("Lesquels").fill("Patients vus depuis un an")
    page.get_by_label("Par quel moyen").select_option("letter")
    page.get_by_label("Combien de personnes").fill("180")
    page.get_by_label("Envoyé le").fill(ago()[:10])
    press(page, "Enregistrer")
    assert downloaded(page, "Lettre (PDF)").startswith(b"%PDF")
    page.goto(address + "edit/persons/")
    page.locator("#id_groups-0-count_0").select_option("estimated")
    page.locator("#id_groups-0-count_1").fill("180")
    page.locator("#id_groups-0-count_3").fill("agenda de l’année")
    shoot(page, "10-persons")
    press(page, "Enregistrer")


def close(page: Page, address: str) -> None:
    page.goto(address + "add/lesson/")
    page.get_by_label("Ce que nous avons appris").fill("Chiffrer tous les téléphones.")
    press(page, "Enregistrer")
    shoot(page, "11-file-complete")
    page.goto(address + "close/")
    shoot(page, "12-close")
    press(page, "Clore le dossier")
    expect(page.locator("main")).to_contain_text("Clos")


def export(page: Page, address: str) -> None:
    page.goto(address + "history/")
    shoot(page, "13-history")
    page.goto(address.rsplit("/", 2)[0] + "/")
    shoot(page, "14-list")
    page.locator("main .datatable-bar").get_by_text("Exporter").click()
    assert b"V-" in downloaded(page, "CSV")
