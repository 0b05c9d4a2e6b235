"""A practice adds its appointment provider, keeps the contract, and downloads the amendment.

Set PROBANT_SCREENSHOTS to a folder to look at what was seen.
"""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_public_form import look
from tests.e2e.walking import DESK
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demonstration")]
PATIENCE = 20_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MISSING = ("audits", "sub_processors", "end_of_contract")


@pytest.fixture
def staff(entered: BrowserContext, demonstration: Installation) -> Iterator[Page]:
    """The practice's administrator at the home page."""
    page = entered.new_page()
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size(DESK)
    page.goto(f"{demonstration.origin}/?choose")
    page.get_by_role("link", name="Cabinet médical des Tilleuls").first.click()
    page.wait_for_url("**/o/*/")
    yield page
    page.close()


def test_three_clauses_are_missing_and_the_amendment_writes_them(
    staff: Page, tmp_path: Path
) -> None:
    home = staff.url
    add_the_provider(staff, home)
    keep_its_contract(staff, tmp_path)
    decide_on_the_clauses(staff)
    text = downloaded_amendment(staff, tmp_path)
    for title in ("Preuves et audits", "Sous-traitants ultérieurs", "Sort des données"):
        assert title in text
    assert "Rendez-vous Exemple (inventé)" in text
    assert "Instructions documentées" not in text
    staff.goto(f"{home}obligations/")
    expect(staff.locator("main")).to_contain_text("Chaque contrat contient les clauses")


def add_the_provider(page: Page, home: str) -> None:
    page.goto(f"{home}processors/")
    look(page, "processors-list")
    page.get_by_role("link", name="Ajouter un sous-traitant").first.click()
    page.get_by_label("Nom", exact=False).first.fill("Rendez-vous Exemple (inventé)")
    page.get_by_label("Ce qu’il fait").fill("Prise de rendez-vous en ligne")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_role("heading", name="Rendez-vous Exemple (inventé)", level=1).wait_for()
    look(page, "processor-new")


def keep_its_contract(page: Page, folder: Path) -> None:
    file = folder / "contrat.pdf"
    file.write_bytes(PDF)
    page.get_by_role("link", name="Ajouter le contrat").click()
    page.get_by_role("heading", name="Contrat avec Rendez-vous Exemple (inventé)").wait_for()
    page.get_by_label("Signé le").fill("2025-03-01")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Avenant", exact=True).wait_for()
    expect(page.locator("main")).to_contain_text("Le contrat est conservé, chiffré")


def decide_on_the_clauses(page: Page) -> None:
    page.get_by_role("link", name="Décider des clauses").click()
    page.get_by_role("heading", name="Décider des clauses", level=1).wait_for()
    states = page.locator("select")
    for index in range(states.count()):
        one = states.nth(index)
        is_missing = one.get_attribute("name") in MISSING
        one.select_option("missing" if is_missing else "found")
    look(page, "processor-clauses")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Avenant", exact=True).wait_for()
    expect(page.locator(".chip.tone-bad")).to_have_count(len(MISSING))
    look(page, "processor-contract")


def downloaded_amendment(page: Page, folder: Path) -> str:
    with page.expect_download() as caught:
        page.get_by_role("link", name="Avenant en français").click()
    path = folder / "avenant.docx"
    caught.value.save_as(path)
    return "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
