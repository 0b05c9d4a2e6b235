"""An auditor of ISO 27001: a major finding with its proof, fixed by one, verified by another."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections, transaction
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from probant.accounts.models import Person
from probant.database import isolation
from probant.database.embedded import EmbeddedPostgres
from probant.database.location import kept_secrets
from probant.demonstration import loading
from probant.organisations.domain import Role
from probant.organisations.models import Membership, Organisation
from tests.conftest import point_at, signed_in
from tests.installation import Installation

pytestmark = [pytest.mark.e2e]
VERIFIER = "verificatrice@hopital.invalid"


@pytest.fixture(scope="module")
def verifier(
    demonstration: Installation, browser: Browser, django_db_blocker: DjangoDbBlocker
) -> Iterator[BrowserContext]:
    """The hospital's security officer, past both factors, in a window of her own."""
    made: dict[str, str] = {}
    with django_db_blocker.unblock():  # in a thread: a browser's loop and Django share none
        entering = threading.Thread(target=_enter, args=(demonstration.folder, made))
        entering.start()
        entering.join()
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    cookie = {"name": "probant_session", "value": made["session"], "url": demonstration.origin}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield context
    context.close()


def _enter(folder: Path, made: dict[str, str]) -> None:
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    try:
        with override_settings(SECRET_KEY=kept_secrets(folder).django_key):
            point_at(EmbeddedPostgres(folder).start(), "probant")
            with transaction.atomic():
                made["session"] = _session()
    finally:
        connections.close_all()
        for alias, settings in before.items():
            connections[alias].settings_dict.update(settings)


def _session() -> str:
    invented = loading.person()
    assert invented is not None
    isolation.enter(None, person=invented.pk)
    hospital = Organisation.objects.get(sector="hospital")
    person = Person.objects.create_user(
        VERIFIER, "un mot de passe assez long", full_name="Karine Vérificatrice (inventée)"
    )
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=person, type=kind, data={"secret": ""})
    with isolation.tenant(hospital.pk):
        Membership.objects.create(organisation=hospital, person=person, role=Role.CISO)
    return signed_in(person.pk).cookies["probant_session"].value


def saved(page: Page, heading: str) -> None:
    """Presses « Enregistrer », and waits for the page that follows."""
    page.locator("main").get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_major_finding_is_fixed_by_one_and_verified_by_another(
    entered: BrowserContext, verifier: BrowserContext, demonstration: Installation, tmp_path: Path
) -> None:
    proof = tmp_path / "preuve.pdf"
    proof.write_bytes(b"%PDF-1.4\n%%EOF\n")
    page = entered.new_page()
    page.goto(demonstration.origin + "/")
    page.locator("main").get_by_role("link", name="Centre hospitalier").first.click()
    page.get_by_role("link", name="Audits", exact=True).click()
    page.get_by_role("link", name="Commencer un audit").click()
    page.get_by_label("Titre").fill("Certification inventée")
    page.get_by_label("Type d’audit").select_option("iso27001")
    page.get_by_label("Ce qui est contrôlé").select_option("iso27001")
    page.get_by_label("Auditeurs").fill("Auditrice inventée")
    page.get_by_label("Indépendants").check()
    saved(page, "Certification inventée")
    audit = page.url
    finding = _found(page, proof)
    page.get_by_label("Ce qui sera fait").fill("Tester la restauration chaque mois")
    page.get_by_role("button", name="Ajouter l’action").click()
    page.get_by_role("link", name="C’est fait").click()
    page.get_by_label("Ce qui a été fait").fill("Restauration faite et chronométrée")
    saved(page, "Aucune restauration testée")
    _refused_to_who_did_it(page, proof)
    _verified(verifier.new_page(), finding, proof)
    page.goto(audit)
    for name, root in (("oscal-ar", "assessment-results"), ("json", "audit")):
        with page.expect_download() as downloading:
            page.evaluate("address => { location.href = address }", f"{audit}export/?format={name}")
        told = json.loads(downloading.value.path().read_text(encoding="utf-8"))
        assert root in told
        assert "Aucune restauration testée" in json.dumps(told, ensure_ascii=False)
    page.close()


def _found(page: Page, proof: Path) -> str:
    page.get_by_role("link", name="A.8.13").click()
    page.get_by_label("Résultat").select_option("major")
    page.locator("main").get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("heading", name="Historique").wait_for()
    page.get_by_role("link", name="Rédiger un constat").click()
    page.get_by_label("Gravité").select_option("major")
    page.get_by_label("Titre").fill("Aucune restauration testée")
    saved(page, "Aucune restauration testée")
    finding = page.url
    page.get_by_role("link", name="Ajouter une preuve").click()
    page.get_by_label("Ou un fichier").set_input_files(proof)
    saved(page, "Aucune restauration testée")
    expect(page.locator("#proofs code")).to_have_count(1)
    return finding


def _refused_to_who_did_it(page: Page, proof: Path) -> None:
    page.get_by_role("link", name="Vérifier").click()
    page.get_by_label("Ce que vous avez vu vous-même").fill("Je l’ai faite")
    page.get_by_label("Ou un fichier").set_input_files(proof)
    page.locator("main").get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("main")).to_contain_text("Qui l’a fait ne le vérifie pas")


def _verified(page: Page, finding: str, proof: Path) -> None:
    page.goto(finding)
    page.get_by_role("link", name="Vérifier").click()
    page.get_by_label("Ce que vous avez vu vous-même").fill("Compte rendu lu, durée relevée")
    page.get_by_label("Ou un fichier").set_input_files(proof)
    saved(page, "Aucune restauration testée")
    expect(page.locator("main")).to_contain_text("Corrigé et vérifié")
    page.close()
