"""A practice's risk analysis in the browser: at most 25 answers, then matrix, measures, acceptance.

And its charter, from the template to « J'ai lu ».
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.walking import PHONE
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

PRACTICE = "Cabinet médical des Tilleuls"
MOST_ANSWERS = 25
SHOTS = os.environ.get("PROBANT_SHOTS", "")


@pytest.fixture
def home(entered: BrowserContext, demonstration: Installation) -> Page:
    page = entered.new_page()
    page.goto(demonstration.origin + "/")
    page.locator("main").get_by_role("link", name=PRACTICE).click()
    expect(page.locator("h1")).to_contain_text("Tilleuls")
    return page


def shoot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    page.screenshot(path=Path(SHOTS) / f"{name}-phone.png", full_page=True)
    if before:
        page.set_viewport_size(before)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_a_practice_analyses_its_risks_in_at_most_25_answers(home: Page) -> None:
    page, origin = home, home.url
    page.goto(origin + "risks/")
    shoot(page, "risks-list")
    page.goto(origin + "risks/new/")
    page.get_by_label("Vingt minutes pour un cabinet").check()
    page.get_by_label("Nom de l’analyse").fill("Analyse du parcours")
    count = 2
    press(page, "Commencer")
    page.locator("main").get_by_role("link", name="Commencer").click()
    while page.locator("form .choices input").count():
        question = page.url
        if count == 4:
            shoot(page, "risks-question")
        page.locator("form .choices label").last.click()  # « Je ne sais pas »
        press(page, "Suivant")
        expect(page).not_to_have_url(question)
        count += 1
    expect(page.get_by_role("button", name="Voir mes risques")).to_be_visible()
    press(page, "Voir mes risques")
    expect(page.locator("svg.matrix")).to_be_visible()
    expect(page.locator(".next-measures > li").first).to_contain_text("sauvegarde quotidienne")
    shoot(page, "risks-analysis")
    analysis = page.url
    page.locator("main table").last.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("rançongiciel")
    shoot(page, "risks-risk")
    page.locator("main").get_by_role("link", name="Accepter le risque résiduel").first.click()
    page.get_by_label("Pourquoi").fill("Le temps d’acheter le disque de sauvegarde.")
    count += 1
    press(page, "Accepter sous mon nom")
    expect(page.locator("#acceptance")).to_contain_text("disque de sauvegarde")
    page.goto(analysis)
    page.locator("main").get_by_role("link", name="Valider", exact=True).click()
    press(page, "Valider")
    expect(page.locator("main")).to_contain_text("validée par")
    count += 1
    assert count <= MOST_ANSWERS, count
    if SHOTS:
        (Path(SHOTS) / "answers.txt").write_text(f"{count} answers")


def test_a_practice_approves_its_charter_and_reads_it(home: Page) -> None:
    page, origin = home, home.url
    page.goto(origin + "policies/new/")
    shoot(page, "policies-new")
    page.get_by_label("Règles des appareils mobiles").check()
    press(page, "Commencer")
    expect(page.get_by_label("Texte")).to_have_value(re.compile("Appareils admis"))
    shoot(page, "policies-edit")
    page.get_by_label("Texte").fill("# Nos règles\n\n- Un code à six chiffres.")
    press(page, "Enregistrer")
    expect(page.locator("main")).to_contain_text("pas en vigueur")
    page.locator("main").get_by_role("link", name="Approuver").click()
    press(page, "Approuver")
    expect(page.locator("main")).to_contain_text("En vigueur dès aujourd’hui")
    press(page, "J’ai lu")
    expect(page.locator("main")).to_contain_text("Vous avez lu cette version")
    shoot(page, "policies-policy")
    page.locator("main").get_by_role("link", name="Versions").click()
    expect(page.locator("ins").first).to_be_visible()
    shoot(page, "policies-versions")
