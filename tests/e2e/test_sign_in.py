"""From the first-run link to signing in with a passkey, in a real browser."""

import os
import time
from collections.abc import Iterator
from typing import Literal

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from probant.accounts import actions
from probant.accounts.domain import LinkPurpose
from probant.accounts.models import Person
from probant.common import clock
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations.models import Organisation
from tests.e2e.conftest import axe_source, violations
from tests.e2e.entering import code_of, password, present_oneself

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

SAID: list[str] = []  # what the browser's console said of the page
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread


@pytest.fixture
def origin(own_database: Addresses) -> Iterator[str]:
    """Probant on http://localhost, where browsers allow passkeys, with an empty database."""
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait(20)
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page whose console is listened to: a script refused by the policy speaks there."""
    page = context.new_page()
    page.on("console", lambda message: SAID.append(message.text))
    SAID.clear()
    return page


def begin(page: Page, origin: str) -> None:
    """The first administrator, their organisation and their password."""
    token = actions.issue_link(LinkPurpose.FIRST_RUN, None, clock.now())
    present_oneself(page, f"{origin}/first-run/{token}/")


def sign_out(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Se déconnecter").click()


def test_a_passkey_is_enrolled_then_signs_in_alone(
    page: Page, context: BrowserContext, origin: str
) -> None:
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    begin(page, origin)
    expect(page.get_by_role("heading", level=1)).to_contain_text("second facteur")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_role("button", name="Ajouter cette clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gardez vos codes de secours")
    expect(page.locator(".codes li")).to_have_count(10)
    sign_out(page, origin)
    page.goto(f"{origin}/accounts/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert SAID == []


def test_a_refused_passkey_is_told_in_words(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("n’a pas servi")


def test_the_application_is_enrolled_and_signs_in_without_script(
    browser: Browser, origin: str
) -> None:
    context = browser.new_context(
        locale="fr-FR", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    begin(page, origin)
    page.get_by_role("link", name="Utiliser une application").click()
    secret = (page.locator(".secret").text_content() or "").replace(" ", "")
    enrolled_at = time.time()
    page.get_by_label("Code affiché par l’application").fill(code_of(secret, at=enrolled_at))
    page.get_by_role("button", name="Enregistrer l’application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gardez vos codes de secours")
    recovery = page.locator(".codes code").first.text_content() or ""
    sign_out(page, origin)
    password(page, origin)
    page.get_by_label("Code").fill(code_of(secret, at=enrolled_at))
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("main")).to_contain_text("déjà servi")
    page.get_by_label("Code").fill(code_of(secret, at=enrolled_at + 30))
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    sign_out(page, origin)
    password(page, origin)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ways_in_are_accessible_and_fit_a_phone(
    browser: Browser, origin: str, theme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        locale="fr-FR", color_scheme=theme, viewport={"width": 360, "height": 740}
    )
    page, axe, faults = context.new_page(), axe_source(), {}

    def look(name: str) -> None:
        page.wait_for_load_state()  # after a click, the next page may be there and still empty
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        if found := violations(page, axe) + (["wider than the screen"] if wide else []):
            faults[name] = found
        if folder := os.environ.get("PROBANT_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{theme}-{name}.png", full_page=True)

    token = actions.issue_link(LinkPurpose.FIRST_RUN, None, clock.now())
    page.goto(f"{origin}/first-run/{token}/")
    look("first-run")
    begin(page, origin)
    look("choice")
    for name in ("totp/activate", "passkeys/add"):
        page.goto(f"{origin}/accounts/2fa/{name}/")
        look(name.replace("/", "-"))
    page.goto(f"{origin}/accounts/2fa/totp/activate/")
    secret = (page.locator(".secret").text_content() or "").replace(" ", "")
    page.get_by_label("Code affiché par l’application").fill(code_of(secret, at=time.time()))
    page.get_by_role("button", name="Enregistrer l’application").click()
    look("codes")
    organisation = page_of_organisation(page, origin)
    for name in ("members/", "members/invite/", "identity/", "identity/edit/"):
        page.goto(organisation + name)
        look(name.strip("/").replace("/", "-"))
    page.goto(organisation + "members/")
    page.get_by_role("link", name="Modifier").first.click()
    look("member")
    for name in (
        "me/",
        "me/sessions/",
        "accounts/2fa/",
        "accounts/2fa/totp/deactivate/",
        "accounts/password/",
        "organisations/new/",
    ):
        page.goto(f"{origin}/{name}")
        look(name.strip("/").replace("/", "-"))
    sign_out(page, origin)
    look("signed-out")
    password(page, origin)
    look("second-factor")
    page.goto(f"{origin}/link/unknown/")
    look("refused")
    context.close()
    assert faults == {}


def page_of_organisation(page: Page, origin: str) -> str:
    """The address under which the only organisation's pages stand."""

    with transaction.atomic():
        isolation.enter(None, person=Person.objects.get().pk)
        return f"{origin}/o/{Organisation.objects.get().pk}/"
