"""The acts that bring out the pages of vulnerabilities: one entered by hand, and its scan."""

from tests.e2e.walking import Walker


def prepare_vulnerabilities(walker: Walker, home: str) -> None:
    """In an organisation that has none yet."""
    page, base = walker.page, home + "vulnerabilities/"
    walker.go(base)
    walker.look("no vulnerability yet")
    page.goto(base + "new/")
    page.get_by_label("Vulnérabilité").fill("Mot de passe par défaut (inventé)")
    page.get_by_label("Produit").fill("Agenda inventé")
    page.get_by_label("Connue depuis le").fill("2026-01-05")
    page.get_by_label("Gravité").select_option("high")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url("**/vulnerabilities/*-*/")
    walker.walk([base, page.url])
