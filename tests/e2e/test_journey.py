"""From an empty folder to a register, a notice and a verifiable dossier, as a practice goes.

One browser, one real server, French words only: what a page calls a thing is how it is found.
Set PROBANT_SCREENSHOTS to a folder to look at what was seen.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from probant.reference import templates
from tests.e2e.entering import code_of, password, present_oneself
from tests.e2e.walking import DESK, PHONE, THEMES
from tests.installation import Installation, running
from tests.unit.guided_start.answers import GROUP, Answers
from tests.unit.register_exchange import making

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("journey")]

ANSWERS: Answers = GROUP | {"research": ["internal"]}
QUESTIONS = {question.id: question for question in templates.questionnaire("practice").questions}
CODE_LASTS = 30
PATIENCE = 15_000


@dataclass(frozen=True)
class Office:
    """A fresh installation whose first administrator has come in."""

    installation: Installation
    context: BrowserContext
    secret: str
    enrolled_at: float

    @property
    def origin(self) -> str:
        return self.installation.origin


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(tmp_path_factory.mktemp("office"), "--empty") as installation:
        context = browser.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", accept_downloads=True, viewport=DESK
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        present_oneself(page, installation.link)
        page.get_by_role("link", name="Utiliser une application").click()
        secret = (page.locator(".secret").text_content() or "").replace(" ", "")
        at = time.time()
        page.get_by_label("Code affiché par l’application").fill(code_of(secret, at=at))
        page.get_by_role("button", name="Enregistrer l’application").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Gardez vos codes de secours")
        expect(page.locator(".codes li")).to_have_count(10)
        page.close()
        yield Office(installation, context, secret, at)
        context.close()


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def follow(page: Page | Locator, name: str, *, exact: bool = False) -> None:
    page.get_by_role("link", name=name, exact=exact).first.click()


def menu(page: Page, name: str) -> None:
    follow(page.get_by_role("navigation", name="Menu principal"), name)


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def saved(page: Page, link: Locator) -> bytes:
    with page.expect_download() as started:
        link.click()
    return Path(started.value.path()).read_bytes()


def opened(page: Page, link: Locator) -> bytes:
    """What the browser would show in a tab of its own: a PDF, which a headless one cannot."""
    answer = page.request.get(urljoin(page.url, link.get_attribute("href") or ""))
    assert answer.ok
    return answer.body()


def shown(page: Page, name: str) -> None:
    """A picture of the page in both themes, wide and narrow, when somebody wants to look."""
    if folder := os.environ.get("PROBANT_SCREENSHOTS"):
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for size in (PHONE, DESK):
                page.set_viewport_size(size)
                path = f"{folder}/{name}-{size['width']}-{theme}.png"
                page.screenshot(path=path, full_page=True)
        page.emulate_media(color_scheme="light")


def answer(page: Page) -> None:
    """Answers every question and names every provider; ends on the page of the plan."""
    while "/question/" in page.url:
        asked, _, step = page.url.partition("/question/")[2].strip("/").partition("/")
        if step:
            name_providers(page, QUESTIONS[asked].id)
        else:
            tick(page, asked)
        with page.expect_navigation():
            press(page.locator("main"), "Suivant")


def tick(page: Page, asked: str) -> None:
    given = ANSWERS[asked]
    labels = {option.id: option.label.fr for option in QUESTIONS[asked].options}
    labels = labels or {"yes": "Oui", "no": "Non"}
    for id_ in [given] if isinstance(given, str) else given:
        page.locator("main label").get_by_text(labels[id_], exact=True).click()


def name_providers(page: Page, asked: str) -> None:
    for field in page.locator("main [name]:not([type=hidden])").all():
        name, kind = field.get_attribute("name") or "", field.get_attribute("type")
        value = ANSWERS.get(name)
        if value is None or (kind == "radio" and field.get_attribute("value") != value):
            continue
        if kind == "radio":
            page.locator(f"label[for={field.get_attribute('id')}]").click()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def identify(page: Page) -> None:
    page.get_by_label("Adresse postale").fill("1 rue Inventée, 00000 Nulle-Part")
    page.get_by_label("E-mail de contact").fill("contact@cabinet.invalid")
    page.get_by_label("Représentant").fill("Camille Inventée")
    press(page.locator("main"), "Suivant")


def guided_start(page: Page) -> None:
    """From the home page to the result; the register must be complete, n of n."""
    follow(page.locator("main"), "Commencer")
    title(page, "Démarrage guidé")
    shown(page, "start")
    follow(page.locator("main"), "Commencer")
    title(page, "Qui êtes-vous")
    identify(page)
    answer(page)
    title(page, "Voici ce que donnent vos réponses")
    shown(page, "plan")
    press(page.locator("main"), "Écrire mon registre")
    title(page, "Votre registre est complet")
    done, total = figures(page)
    assert done == total > 20, (done, total)


def figures(page: Page) -> tuple[int, int]:
    told = page.get_by_role("link", name="Fiches complètes").inner_text()
    done, total = (int(word) for word in told.split() if word.isdecimal())
    return done, total


def test_a_practice_leaves_with_a_register_a_notice_and_a_proof(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    page = office.context.new_page()
    page.goto(office.origin)
    shown(page, "home-empty")
    guided_start(page)
    shown(page, "result")
    publish_the_notice(page, browser)
    read_and_validate_an_activity(page)
    export_the_register(page)
    import_a_spreadsheet(page, tmp_path)
    menu(page, "Accueil")
    expect(page.locator("main")).to_contain_text("Échéances")
    shown(page, "home")
    make_a_dossier(page, tmp_path)
    menu(page, "Journal")
    for act in ("Dossier établi", "Notice publiée", "Fiche validée"):
        expect(page.locator("main table")).to_contain_text(act)
    shown(page, "journal")
    come_back(page, office)
    page.close()


def publish_the_notice(page: Page, browser: Browser) -> None:
    follow(page.locator("main"), "Publier la notice des patients")
    shown(page, "publish")
    press(page.locator("main"), "Publier")
    shown(page, "notice")
    address = page.locator("a.notice-address").get_attribute("href") or ""
    visitor = browser.new_context(locale="fr-FR", viewport=DESK)
    public = visitor.new_page()
    public.goto(address)
    title(public, "Vos données")
    expect(public.locator("body")).to_contain_text("Cabinet inventé")
    shown(public, "public-notice")
    visitor.close()
    poster = opened(page, page.get_by_role("link", name="Affiche pour le mur"))
    assert poster.startswith(b"%PDF")
    assert len(PdfReader(BytesIO(poster)).pages) == 1


def read_and_validate_an_activity(page: Page) -> None:
    menu(page, "Registre des traitements")
    shown(page, "register")
    follow(page.locator("main"), "Dossiers des patients")
    shown(page, "activity")
    follow(page, "Modifier : Relecture et notes")
    page.get_by_label("Notes").fill("Relue avec le secrétariat (inventé).")
    shown(page, "edit")
    press(page.locator("main"), "Enregistrer")
    follow(page.locator("main"), "Comparer les versions")
    expect(page.locator("main ins").first).to_contain_text("Relue avec le secrétariat")
    shown(page, "versions")
    page.go_back()
    follow(page.locator("main"), "Valider", exact=True)
    press(page.locator("main"), "Valider")
    expect(page.locator("main")).to_contain_text("Validée")


def export_the_register(page: Page) -> None:
    menu(page, "Registre des traitements")
    files = {}
    for name in ("ODS", "PDF"):
        page.goto(page.url)
        page.locator("main summary", has_text="Exporter").click()
        files[name] = saved(page, page.locator("main details").get_by_role("link", name=name))
    assert "Dossiers des patients" in ZipFile(BytesIO(files["ODS"])).read("content.xml").decode()
    assert len(PdfReader(BytesIO(files["PDF"])).pages) > 20


def import_a_spreadsheet(page: Page, folder: Path) -> None:
    file = folder / "ancien registre.xlsx"
    name = "Prêt de béquilles (inventé)"
    file.write_bytes(making.xlsx(making.HEADER, (name, *making.ROW[1:])))
    follow(page.locator("main"), "Importer un fichier")
    page.get_by_label("Fichier").set_input_files(file)
    press(page.locator("main"), "Lire le fichier")
    shown(page, "import-columns")
    press(page.locator("main"), "Vérifier le résultat")
    expect(page.locator("main table").last).to_contain_text(name)
    shown(page, "import-preview")
    press(page.locator("main"), "Créer 1 fiche")
    expect(page.locator("main table")).to_contain_text(name)


def make_a_dossier(page: Page, folder: Path) -> None:
    menu(page, "Dossier de contrôle")
    page.get_by_label("À quoi sert le dossier").fill("Contrôle inventé")
    press(page.locator("main"), "Établir le dossier")
    shown(page, "dossiers")
    made = saved(page, page.get_by_role("link", name="Télécharger"))
    key = page.locator("#verifier").inner_text().strip()
    file = folder / "dossier.zip"
    file.write_bytes(made)
    assert verified(file, key) == (0, True)
    middle = len(made) // 2
    file.write_bytes(made[:middle] + bytes([made[middle] ^ 1]) + made[middle + 1 :])
    assert verified(file, key) == (1, False)


def verified(file: Path, key: str) -> tuple[int, bool]:
    """The exit code of `probant verify`, and whether it says that the dossier is valid."""
    command = [sys.executable, "-m", "probant.cli", "verify", str(file), "--key", key]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "fr_FR"}
    )
    return ended.returncode, "\nVALIDE" in ended.stdout


def come_back(page: Page, office: Office) -> None:
    """Out, then in again by the password and a code that was not used."""
    press(page, "Se déconnecter")
    password(page, office.origin)
    fresh = max(time.time(), office.enrolled_at + CODE_LASTS)
    page.get_by_label("Code").fill(code_of(office.secret, at=fresh))
    press(page, "Se connecter")
    title(page, "Cabinet inventé")


def test_the_guided_start_needs_no_script(browser: Browser, office: Office) -> None:
    """A second practice of the same person, on a phone without JavaScript."""
    context = browser.new_context(
        storage_state=office.context.storage_state(),
        java_script_enabled=False,
        viewport=PHONE,
        locale="fr-FR",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(office.origin + "/?choose")
    follow(page, "Ajouter un organisme")
    page.get_by_label("Nom de l’organisme").fill("Cabinet sans script (inventé)")
    page.get_by_label("Type d’organisme").select_option("practice")
    press(page.locator("main"), "Créer")
    follow(page.locator("main"), "Cabinet sans script")
    guided_start(page)
    follow(page.locator("main"), "Publier la notice des patients")
    press(page.locator("main"), "Publier")
    expect(page.locator("a.notice-address")).to_be_visible()
    context.close()
