"""The acts that bring out the pages of risks and policies: each way begun, a risk, a policy."""

from tests.e2e.walking import Walker


def prepare_risks(walker: Walker, home: str) -> None:
    """In an organisation that has none yet: empty states first, then each kind of page."""
    page, risks = walker.page, home + "risks/"
    walker.go(risks)
    walker.look("no risk analysis yet")
    for method in ("quick", "ebios", "scenarios"):
        page.goto(f"{risks}new/?method={method}")
        page.get_by_role("button", name="Commencer").click()
        walker.look(f"analysis begun: {method}")
        if method == "quick":
            walker.walk([page.url])
        if method == "ebios":
            analysis = page.url.partition("workshops/")[0]
            walker.walk([analysis])
            for name in ("scope/", "validate/", "archive/", "history/", "tables/values/"):
                walker.visit(analysis + name)
    _write_a_risk(walker)
    _write_a_policy(walker, home + "policies/")
    walker.walk([risks])


def _write_a_risk(walker: Walker) -> None:
    page = walker.page
    page.get_by_role("link", name="Ajouter un risque").first.click()
    walker.look("a risk to write")
    page.get_by_label("Nom du risque").fill("Fuite inventée")
    page.get_by_label("Gravité", exact=True).select_option("4")
    page.get_by_label("Vraisemblance", exact=True).select_option("3")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Accepter le risque résiduel").first.wait_for()
    walker.walk([page.url])


def _write_a_policy(walker: Walker, policies: str) -> None:
    page = walker.page
    walker.go(policies)
    walker.look("no policy yet")
    page.goto(policies + "new/")
    page.get_by_label("Charte informatique").check()
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Texte").wait_for()
    policy = page.url.removesuffix("edit/")
    for name in ("", "edit/", "settings/", "approve/", "archive/", "versions/", "readings/"):
        walker.visit(policy + name)
