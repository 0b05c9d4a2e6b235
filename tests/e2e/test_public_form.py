"""A patient makes a request on a telephone, with and without scripts, then follows it.

Set PROBANT_SCREENSHOTS to a folder to look at what was seen.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import axe_source, violations
from tests.e2e.walking import DESK, PHONE, THEMES
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demonstration")]
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
READING = 4.5  # seconds: nobody reads the form faster


@pytest.fixture(scope="module")
def address(entered: BrowserContext, demonstration: Installation) -> str:
    """The public form of the demonstration's practice, opened by its officer."""
    page = entered.new_page()
    page.set_viewport_size(DESK)
    page.goto(f"{demonstration.origin}/?choose")
    page.get_by_role("link", name="Cabinet").first.click()
    page.wait_for_url("**/o/*/")
    page.goto(f"{page.url}requests/form/")
    page.get_by_label("Le formulaire est ouvert à tous").check()
    page.get_by_label("Introduction en français").fill(
        "La secrétaire lit vos demandes chaque matin."
    )
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    look(page, "form-settings")
    link = page.locator("#form-link").text_content() or ""
    page.get_by_role("link", name="Affiche à imprimer").click()
    look(page, "form-poster")
    page.close()
    return link


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A telephone with scripts."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without scripts."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport=PHONE, java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def look(page: Page, name: str) -> None:
    """Faults in both themes, width on a telephone, and a picture when asked for."""
    folder = os.environ.get("PROBANT_SCREENSHOTS", "")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(page, axe_source()) == [], (name, theme)
    page.emulate_media(color_scheme="light")
    before = page.viewport_size or DESK
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if folder:
            place = Path(folder) / f"{name}-{size['width']}.png"
            page.screenshot(path=place, full_page=True)
    is_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not is_wide, name
    page.set_viewport_size(before)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def fill_in(page: Page, address: str) -> None:
    """The first two pages, as a person does."""
    page.goto(address)
    page.get_by_text("Recevoir mon dossier médical").click()
    page.get_by_text("Faire corriger une erreur").click()
    page.get_by_text("Pour mon enfant de moins de 18 ans").click()
    press(page, "Continuer")
    page.get_by_label("Vos prénom et nom").fill("Camille Inventée")
    page.get_by_label("Qui êtes-vous pour cette personne ?").fill("sa mère")
    page.get_by_label("Prénom et nom de cette personne").fill("Alix Inventé")
    page.get_by_label("Votre adresse e-mail").fill("camille@patiente.invalid")
    page.get_by_label("Quelque chose à ajouter ?").fill("Son poids de mars 2025 est faux.")


def test_a_mother_asks_for_the_record_of_her_child_on_a_phone(
    phone: Page, address: str, tmp_path: Path
) -> None:
    said: list[str] = []
    phone.on("console", lambda message: said.append(message.text))
    phone.goto(address)
    look(phone, "1-what")
    press(phone, "Continuer")
    expect(phone.get_by_text("Cochez au moins une réponse.").first).to_be_visible()
    look(phone, "1-what-refused")
    fill_in(phone, address)
    look(phone, "2-who")
    press(phone, "Continuer")
    expect(phone.get_by_text("Ce que vous allez envoyer")).to_be_visible()
    phone.wait_for_selector("form[data-worked]")
    look(phone, "3-check")
    time.sleep(READING)
    press(phone, "Envoyer ma demande")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre demande est reçue")
    expect(phone.get_by_text("Un dossier médical est remis après deux jours")).to_be_visible()
    look(phone, "4-sent")
    assert [line for line in said if "422" not in line] == []
    link = phone.locator("#private-link").text_content() or ""
    follow(phone, link)


def follow(page: Page, link: str) -> None:
    """The private link, its visit, a message, and the end of the visit."""
    page.goto(link)
    look(page, "5-link")
    press(page, "Ouvrir ma demande")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre demande D-")
    assert page.url.endswith("/d/suivi/")
    page.get_by_label("Votre message").fill("Le service est la pédiatrie.")
    press(page, "Envoyer ce message")
    expect(page.get_by_text("Le service est la pédiatrie.")).to_be_visible()
    look(page, "6-following")
    page.get_by_role("link", name="Retirer ma demande").click()
    look(page, "7-withdraw")
    page.get_by_role("link", name="La garder").click()
    press(page, "Quitter cette page")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez quitté votre demande")
    look(page, "8-left")
    page.go_back()
    page.reload()
    expect(page.get_by_text("Le service est la pédiatrie.")).to_have_count(0)


def test_the_language_changes_on_the_way_and_nothing_is_lost(phone: Page, address: str) -> None:
    fill_in(phone, address)
    press(phone, "English")
    expect(phone.get_by_label("Anything to add?")).to_have_value("Son poids de mars 2025 est faux.")
    look(phone, "2-who-english")
    press(phone, "Continue")
    expect(phone.get_by_text("What you are about to send")).to_be_visible()
    press(phone, "Change something")
    expect(phone.get_by_label("Your first and last names")).to_have_value("Camille Inventée")


def test_without_scripts_a_word_is_copied_instead(plain: Page, address: str) -> None:
    fill_in(plain, address)
    plain.get_by_label("Votre adresse e-mail").fill("sans-script@patiente.invalid")
    press(plain, "Continuer")
    time.sleep(READING)
    press(plain, "Envoyer ma demande")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Une dernière chose")
    field = plain.locator("#word")
    label = plain.locator("label[for=word]").text_content() or ""
    field.fill("autre chose")
    press(plain, "Envoyer ma demande")
    expect(plain.get_by_text("Ce n’est pas le mot. Recopiez-le.")).to_be_visible()
    plain.locator("#word").fill(label.split("«")[1].split("»")[0].strip())
    press(plain, "Envoyer ma demande")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Votre demande est reçue")
    link = plain.locator("#private-link").text_content() or ""
    plain.goto(link)
    press(plain, "Ouvrir ma demande")
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Votre demande D-")


def test_a_form_that_is_nowhere_says_what_to_do(phone: Page, demonstration: Installation) -> None:
    phone.goto(f"{demonstration.origin}/d/00000000-0000-0000-0000-000000000007/")
    expect(phone.get_by_text("Vous gardez tous vos droits")).to_be_visible()
    look(phone, "nowhere")
    phone.goto(f"{demonstration.origin}/d/suivi/")
    look(phone, "nothing")
