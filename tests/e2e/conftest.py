"""A demonstration served for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.installation import Installation, running


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("demonstration")) as installation:
        yield installation


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Who entered which installation: its link serves once, whichever module comes first."""
    return {}


@pytest.fixture(scope="module")
def entered(
    browser: Browser, demonstration: Installation, sessions: dict[str, StorageState]
) -> Iterator[BrowserContext]:
    """A French reader inside the demonstration, by its one-time link."""
    known = sessions.get(demonstration.link)
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", storage_state=known)
    if known is None:
        page = context.new_page()
        page.goto(demonstration.link)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(f"{demonstration.origin}/")
        page.close()
        sessions[demonstration.link] = context.storage_state()
    yield context
    context.close()


def axe_source() -> str:
    """axe-core, as npm installed it."""
    return Path("node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str, rules: tuple[str, ...] = ()) -> list[str]:
    """axe-core's findings on the page (of all its rules, or some): rule and first element."""
    page.wait_for_load_state()  # after a click, the next page may be there and still empty
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)  # evaluated by the debugger: the page's own policy forbids scripts
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    run = "async options => (await axe.run(document, options)).violations"
    found = page.evaluate(run, options)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
