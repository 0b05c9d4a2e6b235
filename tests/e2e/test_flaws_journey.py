"""A publisher compares two audits a year apart, and tells its clients of what persisted."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.installation import Installation
from tests.integration.vulnerabilities.making import ACCESS, COOKIE, FIRST, INJECTION, SECOND, table

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]
PUBLISHER = "Éditions Logicielles Fabula"
PERSISTING = "Injection SQL dans la recherche"
CONCERNED = ("Cabinet des Iris (inventé)", "Cabinet des Lilas (inventé)")
UNCONCERNED = "Cabinet des Saules (inventé)"


@pytest.fixture
def page(entered: BrowserContext, demonstration: Installation) -> Page:
    """The publisher's home."""
    page = entered.new_page()
    page.goto(f"{demonstration.origin}/?choose")
    page.locator("main").get_by_role("link", name=PUBLISHER).first.click()
    page.wait_for_url("**/o/*/")
    return page


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_what_persisted_is_told_to_every_client_concerned(page: Page, tmp_path: Path) -> None:
    home = page.url
    for name in CONCERNED:
        add_client(page, home, name, "Suivi inventé")
    add_client(page, home, UNCONCERNED, "Autre logiciel inventé")
    load(page, home, tmp_path / "2025.csv", table(INJECTION, COOKIE), FIRST)
    load(page, home, tmp_path / "2026.csv", table(INJECTION, ACCESS), SECOND)
    persisting = page.locator("#persisting")
    expect(persisting).to_contain_text(PERSISTING)
    expect(persisting).not_to_contain_text("Cookie")
    expect(persisting).to_contain_text(f"{FIRST:%d/%m/%Y}")
    persisting.get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text(PERSISTING)
    tell_the_clients(page)
    row = page.locator("main tbody tr").filter(has_text=PERSISTING)
    told = {name: row.locator(f'td[data-label="{name}"]') for name in (*CONCERNED, UNCONCERNED)}
    for name in CONCERNED:
        expect(told[name].get_by_role("link")).to_have_count(1)
    expect(told[UNCONCERNED].get_by_role("link")).to_have_count(0)


def add_client(page: Page, home: str, name: str, product: str) -> None:
    page.goto(f"{home}clients/new/")
    page.get_by_label("Nom du client").fill(name)
    page.get_by_label("Produits utilisés, un par ligne").fill(product)
    page.locator("[name=email]").fill("accueil@cabinet.invalid")
    press(page, "Enregistrer")
    expect(page.locator("h1")).to_have_text(name)


def load(page: Page, home: str, file: Path, content: bytes, done_on: date) -> None:
    file.write_bytes(content)
    page.goto(f"{home}vulnerabilities/import/")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=product]").fill("Suivi inventé")
    page.locator("[name=done_on]").fill(f"{done_on}")
    press(page, "Charger")
    expect(page.locator("h1")).to_contain_text("· Suivi inventé")


def tell_the_clients(page: Page) -> None:
    """One form for all of them: those that use the product are ticked already."""
    page.get_by_role("link", name="Avertir les clients concernés").click()
    for name in CONCERNED:
        expect(page.get_by_label(name)).to_be_checked()
    expect(page.get_by_label(UNCONCERNED)).to_have_count(0)
    page.get_by_label("La faille en mots simples").fill("Un inconnu peut lire la base.")
    page.get_by_label("Ce que vous conseillez").fill("Installez la version 4.3.")
    press(page, "Envoyer les avis")
    expect(page.locator("body")).to_contain_text("Avis établis : 2")
