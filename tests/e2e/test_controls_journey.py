"""An auditor of ISO 27001 and one of HDS find one evidence, each under their own control."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]
HOSPITAL = "Centre hospitalier du Val-Inventé"
TITLE = "Restauration de mars (inventée)"


@pytest.fixture
def controls(entered: BrowserContext, demonstration: Installation) -> Page:
    """The hospital's page of measures and evidence."""
    page = entered.new_page()
    page.goto(f"{demonstration.origin}/?choose")
    page.locator("main").get_by_role("link", name=HOSPITAL).click()
    page.get_by_role("link", name="Mesures et preuves", exact=True).first.click()
    page.wait_for_url("**/controls/")
    return page


def test_one_evidence_serves_the_auditors_of_two_frameworks(controls: Page) -> None:
    page, home = controls, controls.url
    page.goto(f"{home}evidence/add/?for=iso27001:a_8_13")
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Déclaration").check()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator("h1")).to_contain_text("A.8.13")
    expect(page.locator("main").get_by_role("link", name=TITLE)).to_have_count(1)
    page.goto(f"{home}frameworks/hds/controls/exi_4/")
    expect(page.locator("h1")).to_contain_text("EXI 04")
    page.locator("main").get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    serves = page.locator("#serves")
    expect(serves.get_by_role("link", name="A.8.13 Sauvegarde")).to_be_visible()
    by_mapping = serves.locator("li").filter(has=page.get_by_role("link", name="EXI 04")).first
    expect(by_mapping.locator(".control-via")).to_contain_text("A.8.13")
