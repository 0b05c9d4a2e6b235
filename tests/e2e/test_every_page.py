"""Every page of the demonstration: accessible in both themes, whole at 360 px and without script.

The pages are found by following links, one of each kind of address, after a few acts that bring
out the pages which need something to be there: a file to import, a dossier, an archived activity.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from tests.e2e.conftest import axe_source
from tests.e2e.preparing_a_breach import prepare_a_breach
from tests.e2e.preparing_a_crisis import prepare_a_crisis
from tests.e2e.preparing_a_request import prepare_a_request
from tests.e2e.preparing_audits import prepare_audits
from tests.e2e.preparing_barriers import prepare_barriers
from tests.e2e.preparing_clients import prepare_clients
from tests.e2e.preparing_controls import prepare_controls
from tests.e2e.preparing_dpia import prepare_dpia
from tests.e2e.preparing_dpo_office import prepare_dpo_office
from tests.e2e.preparing_processors import prepare_processors
from tests.e2e.preparing_risks import prepare_risks
from tests.e2e.preparing_training import prepare_training
from tests.e2e.preparing_vulnerabilities import prepare_vulnerabilities
from tests.e2e.walking import PHONE, THEMES, Theme, Visit, Walker
from tests.installation import Installation, running
from tests.unit.register_exchange import making
from tests.web.test_access import walk as routes_below

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("walk")]

PRACTICE, HOSPITAL = "Cabinet médical des Tilleuls", "Centre hospitalier du Val-Inventé"
EXTERNAL = "Desmots Conseil"
PATIENCE = 120_000  # milliseconds: a dossier is long to make where two cores do everything
OF_A_HOSPITAL = (
    "",
    "register/",
    "register/?page=2",
    "obligations/",
    "journal/",
    "requests/",
    "requests/statistics/",
    "deadlines/",
    "crisis/plan/",
    "crisis/exercises/",
)
A_THING = re.compile(r"/(?:requests|breaches|crisis|exercises)/[0-9a-f-]{36}/$")
NAMELESS = ("", "Sans nom", "", "", "")
SEEN_BY_TEST_SIGN_IN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "organisations:create",
    "organisations:link",
    "organisations:first-run",
    "organisations:join",
}
NOT_PAGES = {
    "processors:export": "a file",
    "processors:contract-file": "a file",
    "processors:amendment": "a file",
    "processors:questionnaire": "a file",
    "processors:file": "a file",
    "processors:contract-read": "only posted to",
    "processors:take": "only posted to",
    "processors:status": "only posted to",
    "training:certificate": "a file",
    "dpo_office:letter": "a file",
    "dpo_office:done": "only posted to",
    "dpo_office:plan": "only posted to",
    "dpo_office:make-report": "only posted to",
    "dpo_office:export": "a file",
    "dpo_office:report-file": "a file",
    "training:export": "a file",
    "training:file": "a file",
    "training:add-file": "only posted to",
    "training:add-members": "only posted to",
    "training:take": "only posted to",
    "training:give-up": "only posted to",
    "set_language": "only posted to",
    "end-sessions": "only posted to",
    "account_inactive": "nobody is deactivated",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "spoken by the script of the sign-in page",
    "organisations:review-access": "only posted to",
    "accountability:journal-export": "a file",
    "accountability:seal": "only posted to",
    "accountability:checkpoint": "a file",
    "accountability:proof": "a file",
    "accountability:download": "a file",
    "register:import_refused": "a file",
    "register:export_file": "a file",
    "notices:poster": "a file",
    "notices:leaflet": "a file",
    "notices:page": "a file for the organisation’s own site",
    "notices:data": "a file",
    "correspondence:mail-paper": "a file",
    "correspondence:mail-file": "a file",
    "correspondence:sample": "a file",
    "correspondence:retry": "only posted to",
    "correspondence:mark-sent": "only posted to",
    "guided_start:validate": "only posted to",
    "subject_requests:export": "a file",
    "subject_requests:file": "a file",
    "subject_requests:purge": "a redirection while no request is old enough to be erased",
    "subject_requests:hand-over-file": "only posted to",
    "subject_requests:hand-over-portable": "only posted to",
    "subject_requests:hand-over-paper": "only posted to",
    "subject_requests:hand-over-revoke": "only posted to",
    "subject_requests:hand-over-code": "only posted to",
    "subject_requests:private-link": "only posted to",
    "requests:add": "only posted to",
    "requests:paper": "only posted to",
    "requests:leave": "only posted to",
    "requests:letter": "a file",
    "accountability:open-calendar": "only posted to",
    "calendar": "a file",
    "audits:list-export": "a file",
    "audits:findings-export": "a file",
    "audits:export": "a file",
    "audits:file": "a file",
    "audits:check-result": "only posted to",
    "audits:action-decide": "only posted to",
    "audits:finding-same": "only posted to",
    "audits:carry-over": "only posted to",
    "barriers:export": "a file",
    "controls:export": "a file",
    "controls:export-evidence": "a file",
    "controls:file": "a file",
    "controls:approved": "a file",
    "controls:choose": "only posted to",
    "controls:decide-many": "only posted to",
    "controls:set-aside": "only posted to",
    "controls:answer-hygiene": "only posted to",
    "barriers:take-up": "only posted to",
    "breaches:export": "a file",
    "breaches:file": "a file",
    "breaches:letter": "a file",
    "breaches:decide": "only posted to",
    "breaches:opinion": "only posted to",
    "breaches:freeze": "only posted to",
    "dpia:export": "a file",
    "dpia:paper": "a file",
    "crisis:plan-export": "a file",
    "crisis:plan-booklet": "only posted to",
    "crisis:plan-signature": "a file",
    "crisis:exercise-report": "a file",
    "crisis:exercise-act": "only posted to",
    "crisis:finding-add": "only posted to",
    "crisis:room-enter": "only posted to",
    "crisis:room-board": "a part of the room’s page",
    "crisis:room-entries": "read by scripts",
    "crisis:room-stream": "a stream",
    "crisis:room-worker": "a script",
    "crisis:room-file": "a file",
    "crisis:room-report-pdf": "a file",
    "crisis:room-export": "a file",
    "vulnerabilities:export": "a file",
    "clients:export": "a file",
    "clients:told-export": "a file",
    "notices-to-clients:notice": "opened by the link of a message (test_vulnerabilities_journey)",
    "vulnerabilities:scan-file": "a file",
    "risks:export": "a file",
    "risks:analysis-export": "a file",
    "risks:apply": "only posted to",
    "risks:feed": "only posted to",
    "risks:measure": "only posted to",
    "policies:export": "a file",
    "policies:document": "a file",
    "policies:file": "a file",
    "policies:readings-export": "a file",
    "policies:acknowledge": "only posted to",
    "policies:forget": "only posted to",
}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One of its own: the walk presses what it meets."""
    with running(tmp_path_factory.mktemp("walked")) as installation:
        yield installation


@pytest.fixture(scope="module")
def sessions() -> dict[str, StorageState]:
    """Nobody has entered it yet."""
    return {}


@pytest.fixture(scope="module")
def visits(
    entered: BrowserContext, demonstration: Installation, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Visit]:
    """What was seen of every kind of page."""
    walker = Walker(entered.new_page(), axe_source())
    walker.page.set_default_timeout(PATIENCE)
    home = demonstration.origin + "/"
    folder = tmp_path_factory.mktemp("files")
    walker.visit(home)
    practice, hospital, external = (
        _home(walker.page, home, name) for name in (PRACTICE, HOSPITAL, EXTERNAL)
    )
    _bring_out_pages(walker, practice, folder)
    _act_as_administrator(walker, external)
    prepare_a_crisis(walker, external)
    prepare_risks(walker, external)
    prepare_a_breach(walker, practice)
    prepare_a_request(walker, practice, folder)
    prepare_training(walker, external, folder)
    prepare_dpo_office(walker, external)
    prepare_dpia(walker, practice, folder)
    prepare_vulnerabilities(walker, practice)
    prepare_clients(walker, practice)
    prepare_barriers(walker, practice)
    prepare_audits(walker, practice)
    prepare_controls(walker, practice, folder)
    prepare_processors(walker, practice)
    walker.visit(practice + "deadlines/calendar/close/")
    walker.walk([practice, external, home + "accounts/2fa/passkeys/"])
    for name in OF_A_HOSPITAL:
        walker.go(hospital + name)
        walker.look(f"hospital {name}")
    for name in (practice + "requests/", hospital + "breaches/", hospital + "crisis/"):
        _each_state(walker, name)
    walker.go(external)
    walker.look("the external officer’s home")
    walker.page.close()
    return walker.seen


def _each_state(walker: Walker, listed: str) -> None:
    """Things of one kind whose pages differ with what became of them."""
    walker.go(listed)
    for address in sorted({link for link in walker.links() if A_THING.search(link)}):
        walker.go(address)
        walker.look(address)


def _home(page: Page, home: str, name: str) -> str:
    page.goto(home)
    page.locator("main").get_by_role("link", name=name).click()
    return page.url


def _press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _bring_out_pages(walker: Walker, practice: str, folder: Path) -> None:
    page = walker.page
    page.goto(practice + "dossiers/")
    page.get_by_label("À quoi sert le dossier").fill("Contrôle inventé")
    _press(page, "Établir le dossier")
    page.goto(practice + "start/question/outside_secretary/")
    page.get_by_text("Oui", exact=True).click()
    _press(page, "Suivant")
    walker.look("/o/*/start/question/*/details/")
    page.goto(practice + "start/question/staff/")
    page.get_by_text("Des remplaçants, collaborateurs ou étudiants").click()
    _press(page, "Suivant")
    page.goto(practice + "start/plan/")
    walker.look("/o/*/start/plan/")
    _press(page.locator("#apply"), "Écrire mon registre")
    walker.look("/o/*/start/result/")
    _import(walker, practice, folder)
    _archive(walker, practice)
    _draft_of_two_versions(walker, practice)
    _letter_of_our_own(walker, practice)
    _crisis_room(walker, practice)


def _import(walker: Walker, practice: str, folder: Path) -> None:
    page, file = walker.page, folder / "registre.xlsx"
    file.write_bytes(making.xlsx(making.HEADER, making.ROW, NAMELESS))
    page.goto(practice + "register/import/")
    page.get_by_label("Fichier").set_input_files(file)
    _press(page, "Lire le fichier")
    walker.look("/o/*/register/import/*/")
    _press(page, "Vérifier le résultat")
    walker.look("/o/*/register/import/*/preview/")


def _archive(walker: Walker, practice: str) -> None:
    page = walker.page
    page.goto(practice + "register/")
    page.locator("main table a").last.click()
    address = page.url.partition("#")[0]
    page.goto(address + "archive/")
    _press(page.locator("main"), "Archiver")
    walker.look("an archived activity")
    page.goto(address + "unarchive/")
    walker.look("/o/*/register/*/unarchive/")


def _draft_of_two_versions(walker: Walker, practice: str) -> None:
    page = walker.page
    page.goto(practice + "register/?status=draft")
    page.locator("main table a").first.click()
    activity = page.url
    page.goto(activity + "edit/review/")
    page.get_by_label("Notes").fill("Une note inventée.")
    _press(page, "Enregistrer")
    walker.walk([activity])


def _letter_of_our_own(walker: Walker, practice: str) -> None:
    page, letter = walker.page, practice + "letters/general.note/"
    page.goto(letter + "edit/")
    page.get_by_label("Texte de la lettre").fill("# Bonjour\n\n- {{ recipient }}\n\n1. un")
    _press(page, "Voir le résultat")
    walker.look("a letter looked at before it is saved")
    _press(page, "Enregistrer")
    walker.visit(letter + "reset/")


def _crisis_room(walker: Walker, practice: str) -> None:
    """A crisis with an entry of each kind, and the pages around its room."""
    page = walker.page
    page.goto(practice + "crisis/open/")
    page.get_by_label("Que se passe-t-il").select_option("ransomware")
    page.get_by_label("En quelques mots").fill("Écrans chiffrés (inventé)")
    _press(page.locator("main"), "Ouvrir la salle")
    room = page.url
    _write(page, room, "message", subject="Consignes", text="Dossiers papier", audience="staff")
    _write(page, room, "fact", text="Douze postes", status="hypothesis")
    _write(page, room, "rumour", text="Données en vente", source="Appel")
    for answer in ("Oui", "Non"):
        _write(page, room, "decision", text=answer, reason="Parce que", question="Couper ?")
    _write(page, room, "action", text="Débrancher", team="it", owner="Karim")
    walker.walk([room, f"{room}messages/2/send/", f"{room}report/", f"{room}offline-log/"])
    _write(page, room, "closed", worked="Le papier", failed="L’annuaire", measures="Imprimer")
    walker.go(room)
    walker.look("a room that is closed")


def _write(page: Page, room: str, kind: str, **fields: str) -> None:
    page.goto(f"{room}write/{kind}/")
    for name, value in fields.items():
        field = page.locator(f'main [name="{name}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form button[type=submit]").click()


def _act_as_administrator(walker: Walker, external: str) -> None:
    page = walker.page
    page.goto(external + "members/invite/")
    page.get_by_label("Adresse e-mail").fill("nouvelle@demonstration.invalid")
    _press(page, "Créer l’invitation")
    walker.look("an invitation made")
    page.goto(external + "tokens/new/")
    page.get_by_label("À quoi sert-il").fill("Sauvegarde (inventée)")
    _press(page, "Créer le jeton")
    walker.look("a token made")
    for name in ("members/", "tokens/"):
        walker.go(external + name)
        for address in [link for link in walker.links() if link.endswith("/revoke/")]:
            walker.visit(address)


def _views(visits: dict[str, Visit]) -> set[str]:
    return {resolve(urlsplit(visit.url).path).view_name for visit in visits.values()}


def test_the_walk_sees_every_page_that_probant_serves(visits: dict[str, Visit]) -> None:
    routes = routes_below(get_resolver().url_patterns)
    served = {route.name for route in routes if not route.name.startswith("api:")}
    assert served - _views(visits) - SEEN_BY_TEST_SIGN_IN - NOT_PAGES.keys() == set()


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_has_an_accessibility_fault(visits: dict[str, Visit], theme: Theme) -> None:
    faults = {name: visit.faults[theme] for name, visit in visits.items()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_no_page_is_wider_than_a_phone(visits: dict[str, Visit]) -> None:
    assert [name for name, visit in visits.items() if visit.is_wider_than_a_phone] == []


def test_no_page_speaks_to_the_console(visits: dict[str, Visit]) -> None:
    assert {name: visit.said for name, visit in visits.items() if visit.said} == {}


def test_every_page_stands_at_360_pixels_without_script(
    browser: Browser, entered: BrowserContext, visits: dict[str, Visit]
) -> None:
    context = browser.new_context(
        storage_state=entered.storage_state(),
        viewport=PHONE,
        java_script_enabled=False,
        locale="fr-FR",
    )
    page = context.new_page()
    faults = {}
    for name, visit in visits.items():
        page.goto(visit.url)
        box = page.locator("main").bounding_box()
        if page.locator("h1").count() != 1 or box is None or box["width"] > PHONE["width"]:
            faults[name] = (page.locator("h1").count(), box)
    context.close()
    assert faults == {}
