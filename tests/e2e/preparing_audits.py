"""The acts that bring out the pages of audits: one begun, a finding, its action, two compared."""

from tests.e2e.walking import Walker


def prepare_audits(walker: Walker, home: str) -> None:
    """In an organisation that has concluded one audit."""
    page, audits = walker.page, home + "audits/"
    walker.walk([audits, audits + "findings/"])
    page.goto(audits)
    page.locator("main table a").first.click()
    page.get_by_role("heading", level=1).wait_for()
    concluded = page.url
    walker.walk([concluded])
    for name in ("take-up/", "trend/"):
        walker.go(concluded + name)
        walker.look(f"an audit concluded: {name}")
    walker.go(audits + "new/")
    walker.look("a new audit")
    page.get_by_label("Titre").fill("Contrôle inventé")
    page.get_by_label("Type d’audit").select_option("self_check")
    page.get_by_label("Ce qui est contrôlé").select_option("list-practice")
    page.get_by_label("Auditeurs").fill("Personne inventée")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Contrôle inventé").wait_for()
    audit = page.url
    for name in ("", "edit/", "conclude/", "controls/backups/", "controls/backups/proof/"):
        walker.go(audit + name)
        walker.look(f"an audit: {name}")
    _finding(walker, audit)


def _finding(walker: Walker, audit: str) -> None:
    page = walker.page
    walker.go(audit + "finding/?control=backups")
    walker.look("a new finding")
    page.get_by_label("Titre").fill("Jamais restaurées (inventé)")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Jamais restaurées (inventé)").wait_for()
    finding = page.url
    page.get_by_label("Ce qui sera fait").fill("Restaurer")
    page.get_by_role("button", name="Ajouter l’action").click()
    page.get_by_role("link", name="C’est fait").click()
    page.get_by_role("heading", name="C’est fait").wait_for()
    walker.look("an action to do")
    page.get_by_label("Ce qui a été fait").fill("Restaurées")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Vérifier").wait_for()
    for name in ("", "edit/", "reopen/", "proof/"):
        walker.go(finding + name)
        walker.look(f"a finding: {name}")
    for name in ("Vérifier", "Ce n’est pas fait"):
        walker.go(finding)
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name).wait_for()
        walker.look(f"an action: {name}")
