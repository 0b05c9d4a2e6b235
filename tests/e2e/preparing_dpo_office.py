"""The acts that bring out the pages of the officer's office: advice, an event, a report."""

from tests.e2e.walking import Walker


def prepare_dpo_office(walker: Walker, home: str) -> None:
    """In an organisation whose office says nothing yet."""
    page, office = walker.page, home + "dpo/"
    for name in ("", "advice/", "calendar/", "designation/"):
        walker.go(office + name)
        walker.look(f"no office yet: {name}")
    page.goto(office + "independence/")
    page.get_by_label("Responsable informatique (DSI)").check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Conflit d’intérêts").first.wait_for()
    page.goto(office + "advice/new/")
    page.get_by_label("Question").fill("Peut-on filmer l’accueil ? (inventé)")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="A-").wait_for()
    walker.visit(page.url)
    walker.go(office + "calendar/")
    page.get_by_label("Titre").fill("Affiche (inventée)")
    page.get_by_label("Prévu le").fill("2026-12-15")
    page.get_by_role("button", name="Ajouter au calendrier").click()
    page.get_by_text("Affiche (inventée)").first.wait_for()
    page.goto(office + "reports/")
    page.get_by_role("button", name="Garder ce bilan").click()
    page.get_by_role("link", name="PDF").wait_for()
    walker.visit(page.url)
    walker.walk([office])
