"""A few acts that bring out every page of breaches."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tests.e2e.walking import Walker

PARIS = ZoneInfo("Europe/Paris")


def prepare_a_breach(walker: Walker, organisation: str) -> None:
    """One breach with everything stated about it, one that was found to be none."""
    page = walker.page
    address = _declared(page, organisation)
    _awareness(page, address)
    page.goto(address + "add/communication/")
    page.get_by_label("Lesquels").fill("Patients inventés")
    _press(page, "Enregistrer")
    page.goto(address + "notification/")
    _press(page, "Figer cette version")
    walker.look("/o/*/breaches/*/notification/sent/")
    page.goto(address + "notification/1/")
    walker.look("/o/*/breaches/*/notification/*/")
    page.goto(address + "files/")
    walker.look("/o/*/breaches/*/files/")
    none = _declared(page, organisation)
    page.goto(none + "dismiss/")
    walker.look("/o/*/breaches/*/dismiss/")
    page.get_by_label("Motif, gardé dans le registre").fill("Retrouvé aussitôt.")
    _press(page, "Noter que ce n’en est pas une")
    walker.visit(none + "reopen/")
    walker.walk([address])


def _declared(page: Page, organisation: str) -> str:
    page.goto(organisation + "breaches/declare/")
    page.get_by_text("Un appareil est perdu ou volé").click()
    page.get_by_label("En quelques mots").fill("Téléphone inventé perdu.")
    page.get_by_text("Patients", exact=True).click()
    _press(page, "Envoyer la déclaration")
    return page.url.removesuffix("declared/")


def _awareness(page: Page, address: str) -> None:
    page.goto(address + "edit/timeline/")
    now = f"{datetime.now(UTC).astimezone(PARIS):%Y-%m-%dT%H:%M}"
    page.get_by_label("raisonnablement certaine").fill(now)
    page.get_by_label("Pourquoi cet instant").fill("Recherche vaine, inventée.")
    _press(page, "Enregistrer")


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
