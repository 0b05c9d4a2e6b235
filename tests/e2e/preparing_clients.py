"""The acts that bring out the pages of clients: one client, advice to them."""

from tests.e2e.walking import Walker


def prepare_clients(walker: Walker, home: str) -> None:
    """In an organisation with a vulnerability (preparing_vulnerabilities) and no client yet."""
    page, base = walker.page, home + "clients/"
    walker.go(base)
    walker.look("no client yet")
    page.goto(base + "new/")
    page.get_by_label("Nom du client").fill("Cabinet des Iris (inventé)")
    page.get_by_label("Produits utilisés, un par ligne").fill("Agenda inventé ; 4.2 ; hébergé")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url("**/clients/*-*/")
    client = page.url
    page.goto(client + "advise/")
    page.get_by_label("Objet").fill("Sauvegardes")
    page.get_by_label("Ce qui a été dit").fill("Testez une restauration.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url(client)
    walker.walk([base, client, base + "told/", base + "register/"])
