"""The encrypted page in Chromium, opened from a file with the network cut."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect

from probant.crisis import booklet
from probant.crisis.domain import offline
from probant.crisis.domain import plan as rules
from probant.crisis.domain.plan import OutsideLine, Plan, Responder
from probant.crisis.models import PlanVersion
from probant.crisis.offline import page as pages
from probant.organisations.models import Organisation
from probant.reference import crisis as reference
from tests.conftest import NOW
from tests.e2e.conftest import axe_source
from tests.e2e.walking import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"
ORGANISATION = Organisation(
    id=UUID("00000000-0000-4000-8000-000000000001"), name="Cabinet <inventé>", language="fr"
)
PLAN = Plan(
    scenarios=("ransomware", "lost_equipment"),
    people=(Responder(team="it", name="Info Inventée", telephone="06 00 00 00 00"),),
    contacts=(OutsideLine(kind="police", name="Police", telephone="17"),),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    version = PlanVersion(
        organisation=ORGANISATION,
        number=3,
        content=rules.to_json(PLAN),
        digest=rules.digest_of(PLAN),
    )
    with translation.override("fr"):
        said = booklet.contents(ORGANISATION, version, language="fr", at=NOW)
        made = pages.html(said, PASSPHRASE, organisation=ORGANISATION.pk, number=3)
    path = tmp_path_factory.mktemp("usb") / "crisis-plan-3-fr.html"
    path.write_bytes(made)
    return path


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fr-FR", viewport=PHONE, accept_downloads=True)
    made.set_offline(True)
    yield made
    made.close()


@pytest.fixture
def spoken() -> list[str]:
    """What the page said to the console, or asked of the network."""
    return []


@pytest.fixture
def locked(context: BrowserContext, file: Path, spoken: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda message: spoken.append(message.text))
    page.on("pageerror", lambda error: spoken.append(str(error)))
    page.on("request", lambda asked: spoken.append(asked.url) if not _is_own(asked.url) else None)
    page.goto(file.as_uri())
    return page


def _is_own(url: str) -> bool:
    return url.startswith(("file:", "blob:"))


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    page.get_by_label("Phrase secrète").fill(passphrase)
    page.get_by_role("button", name="Ouvrir le plan").click()


@pytest.fixture
def opened(locked: Page) -> Page:
    unlock(locked)
    expect(locked.get_by_role("heading", level=1)).to_contain_text("Cabinet <inventé>")
    return locked


def test_nothing_of_the_plan_can_be_read_before_the_passphrase(locked: Page, file: Path) -> None:
    assert "Info Inventée" not in locked.content()
    assert b"06 00 00" not in file.read_bytes()


def test_a_wrong_passphrase_is_told_and_can_be_typed_again(locked: Page) -> None:
    unlock(locked, "abeille balcon cerise dragon emeraude falaises")
    expect(locked.get_by_role("alert")).to_contain_text("n’ouvre pas ce plan")
    unlock(locked, f"  {PASSPHRASE.replace(' ', '  ')} ")
    expect(locked.get_by_role("heading", name="La première heure").first).to_be_visible()


def test_telephones_can_be_dialled(opened: Page) -> None:
    link = opened.locator("#people a.tel").first
    assert link.get_attribute("href") == "tel:0600000000"
    assert opened.locator("#contacts a.tel").get_attribute("href") == "tel:17"


def test_the_page_asks_nothing_of_the_network_and_stays_silent(
    opened: Page, spoken: list[str]
) -> None:
    opened.locator("summary").first.click()
    assert spoken == []


def test_the_page_may_open_no_connection(opened: Page) -> None:
    refused = opened.evaluate(
        "fetch('https://dehors.invalid/').then(() => 'sent', (error) => error.name)"
    )
    assert refused == "TypeError"
    policy = opened.locator("meta[http-equiv]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_page_has_no_accessibility_fault(context: BrowserContext, locked: Page) -> None:
    for is_open in (False, True):
        if is_open:
            unlock(locked)
            expect(locked.locator("#log")).to_be_visible()
            for summary in locked.locator("summary").all():
                summary.click()
        faults = locked.evaluate(f"{axe_source()}; axe.run().then((found) => found.violations)")
        assert [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in faults] == []


def test_the_page_fits_a_phone(opened: Page) -> None:
    for summary in opened.locator("summary").all():
        summary.click()
    width = opened.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_what_is_noted_survives_a_reload_and_is_kept_encrypted(opened: Page) -> None:
    note(opened, "Débranché le poste 3")
    kept = opened.evaluate("JSON.stringify(localStorage)")
    assert kept != "{}"
    assert "Débranché" not in kept
    opened.reload()
    unlock(opened)
    expect(opened.locator("#log-list")).to_contain_text("Débranché le poste 3")


def note(page: Page, text: str) -> None:
    page.get_by_label("Ce qui a été fait, vu ou décidé").fill(text)
    page.get_by_label("Équipe").select_option("it")
    page.get_by_role("button", name="Noter").click()
    expect(page.locator("#log-list")).to_contain_text(text)


def test_a_step_done_goes_to_the_log_and_the_log_leaves_for_the_room(
    opened: Page, tmp_path: Path
) -> None:
    note(opened, "Appelé la police")
    opened.locator("#first input[type=checkbox]").first.check()
    expect(opened.locator("#log-list li")).to_have_count(2)
    with opened.expect_download() as download:
        opened.get_by_role("button", name="Exporter la main courante").click()
    saved = tmp_path / "log.json"
    download.value.save_as(saved)
    held = offline.noted(saved.read_bytes(), organisation=ORGANISATION.pk, teams=reference.TEAMS)
    assert [(one.team, one.text.split(" – ")[0]) for one in held] == [
        ("it", "Appelé la police"),
        ("", "Fait"),
    ]
    assert len({one.client_key for one in held}) == 2


def test_python_reads_what_chromium_reads(opened: Page, file: Path) -> None:
    """The documented format, decrypted by another implementation of PBKDF2 and AES-GCM."""
    held = offline.opened(pages.envelope_of(file.read_bytes()), PASSPHRASE)
    shown = opened.locator("#people").inner_text()
    assert held["teams"][0]["people"][0]["name"] in shown
    assert json.dumps(held["guides"]) != "[]"
    titles = opened.locator("summary").all_inner_texts()
    assert titles == [guide["label"] for guide in held["guides"]]


def test_locking_forgets(opened: Page) -> None:
    opened.get_by_role("button", name="Verrouiller").click()
    assert "Info Inventée" not in opened.content()
    expect(opened.get_by_label("Phrase secrète")).to_have_value("")
