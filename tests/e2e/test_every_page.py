"""Every page of the demonstration: accessible in both themes, whole at 360 px and without script.

The pages are found by following links, one of each kind of address.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import axe_source, violations
from tests.installation import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
ELSEWHERE = re.compile(
    r"/logout/|format=|\.(pdf|json|csv|ods|xlsx|txt|svg)|/static/|/poster|/leaflet"
)
MOST_PAGES = 90


def kind(url: str) -> str:
    """The address without its identifiers: one page of each kind is enough."""
    return IDENTIFIER.sub("*", urlsplit(url).path)


@pytest.fixture(scope="session")
def pages(entered: BrowserContext, demonstration: Installation) -> dict[str, str]:
    """One address of each kind, found from the practice's home."""
    page = entered.new_page()
    page.goto(demonstration.origin)
    practice = page.get_by_role("link", name="Cabinet médical des Tilleuls").first
    todo = [urljoin(demonstration.origin, practice.get_attribute("href") or "")]
    found: dict[str, str] = {"/": demonstration.origin + "/"}
    while todo and len(found) < MOST_PAGES:
        url = todo.pop(0)
        if kind(url) in found:
            continue
        response = page.goto(url)
        assert response is not None
        assert response.ok, f"{response.status} {url}"
        found[kind(url)] = url
        todo.extend(_links(page, demonstration.origin))
    page.close()
    return found


def _links(page: Page, origin: str) -> Iterator[str]:
    for link in page.locator("a[href]:not([download])").all():
        url = urljoin(page.url, link.get_attribute("href") or "").partition("#")[0]
        if url.startswith(origin) and not ELSEWHERE.search(url):
            yield url


def test_the_walk_finds_the_pages_that_people_need(pages: dict[str, str]) -> None:
    wanted = {"/o/*/", "/o/*/register/", "/o/*/register/*/", "/o/*/notices/", "/o/*/start/"}
    assert wanted <= pages.keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_an_accessibility_fault(
    browser: Browser, entered: BrowserContext, pages: dict[str, str], theme: str
) -> None:
    axe = axe_source()
    context = browser.new_context(
        storage_state=entered.storage_state(), color_scheme=theme, locale="fr-FR"
    )
    faults = {}
    page = context.new_page()
    for name, url in pages.items():
        page.goto(url)
        if found := violations(page, axe):
            faults[name] = found
    context.close()
    assert faults == {}


def test_every_page_stands_at_360_pixels_without_script(
    browser: Browser, entered: BrowserContext, pages: dict[str, str]
) -> None:
    context = browser.new_context(
        storage_state=entered.storage_state(),
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        locale="fr-FR",
    )
    page = context.new_page()
    faults = {}
    for name, url in pages.items():
        page.goto(url)
        heading = page.locator("h1").count()
        box = page.locator("main").bounding_box()
        if heading != 1 or box is None or box["width"] > 360:
            faults[name] = (heading, box)
    context.close()
    assert faults == {}


def test_no_page_is_wider_than_a_phone_or_speaks_to_the_console(
    browser: Browser, entered: BrowserContext, pages: dict[str, str]
) -> None:
    context = browser.new_context(
        storage_state=entered.storage_state(),
        viewport={"width": 360, "height": 740},
        locale="fr-FR",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    wide = []
    for name, url in pages.items():
        page.goto(url)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
    context.close()
    assert (wide, said) == ([], [])
