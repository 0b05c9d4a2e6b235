"""A hospital imports the CNIL tool’s file, finishes it, has it validated, exports it."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import pia
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]
HOSPITAL = "Centre hospitalier du Val-Inventé"
SHOTS = os.environ.get("PROBANT_SHOTS", "")


@pytest.fixture
def page(entered: BrowserContext, demonstration: Installation) -> Page:
    """The hospital's page of assessments."""
    page = entered.new_page()
    page.goto(demonstration.origin + "/")
    page.locator("main").get_by_role("link", name=HOSPITAL).click()
    page.get_by_role("link", name="Analyses d’impact", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Analyses d’impact")
    return page


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"dpia-{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def unfinished() -> bytes:
    """A file whose last level is not estimated, and with one part to fix."""
    file = pia.current_file()
    for one in file["answers"]:
        if one["reference_to"] == 346:
            one["data"] = {"text": None, "gauge": None, "list": []}
    return pia.content(file)


def test_from_the_tool_and_back(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "pia.json"
    file.write_bytes(unfinished())
    page.get_by_role("link", name="Importer de l’outil de la CNIL").click()
    page.get_by_label("Fichier de l’outil PIA").set_input_files(file)
    press(page, "Importer")
    expect(page.locator("h1")).to_have_text("Télésuivi inventé")
    made = page.url
    expect(page.locator("#dangling")).to_contain_text("3.1.[object Object]")
    finish(page, made)
    settle(page, made)
    with page.expect_download() as waiting:
        page.get_by_text("Exporter", exact=True).click()
        page.get_by_role("link", name="Pour l’outil de la CNIL (JSON)").click()
    back = json.loads(Path(waiting.value.path()).read_bytes())
    assert (back["pia"]["status"], back["pia"]["dpo_opinion"]) == (2, "Favorable (inventé)")
    assert len(back["answers"]) == 36
    assert back["evaluations"][-1]["reference_to"] == "3.1.[object Object]"


def finish(page: Page, made: str) -> None:
    """What lacks leads to the question; its answer fills the gap."""
    page.locator("#gaps").get_by_role("link", name="Disparition de données").click()
    page.get_by_text("2. Limitée").click()
    press(page, "Enregistrer")
    expect(page.locator("h1")).to_have_text("Disparition de données")
    page.goto(made)
    expect(page.locator("#gaps")).not_to_contain_text("Niveau non estimé")
    shoot(page, "assessment")


def settle(page: Page, made: str) -> None:
    """The officer advises, the persons were not asked, the head validates."""
    page.get_by_role("link", name="Donner l’avis").click()
    page.get_by_text("Le traitement peut être mis en œuvre").click()
    page.get_by_label("L’avis, en toutes lettres").fill("Favorable (inventé)")
    press(page, "Enregistrer l’avis")
    expect(page.locator("h1")).to_have_text("Télésuivi inventé")
    page.locator("#decide").get_by_role("link", name="Avis des personnes").click()
    page.get_by_text("Non", exact=True).click()
    page.get_by_label("Si non : pourquoi").fill("À la prochaine commission (inventé)")
    press(page, "Noter")
    expect(page.locator("#gaps")).to_contain_text("Rien : elle peut être validée")
    page.locator("#decide").get_by_role("link", name="Valider").click()
    page.get_by_label("À relire le").fill("2027-11-29")
    press(page, "Valider")
    expect(page.locator("#decide")).to_contain_text("Validée par Camille Desmots")
    assert page.url == made
