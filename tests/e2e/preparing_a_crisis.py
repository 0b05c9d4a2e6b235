"""The acts that bring out the pages of a crisis prepared: a plan, an exercise, a finding."""

from tests.e2e.walking import Walker


def prepare_a_crisis(walker: Walker, home: str) -> None:
    """In an organisation that has neither plan nor exercise yet."""
    page, crisis = walker.page, home + "crisis/"
    for address in ("plan/", "plan/start/"):
        walker.go(crisis + address)
        walker.look(f"no plan yet: {address}")
    page.get_by_label("Qui décide en cas de crise").fill("Personne inventée")
    page.get_by_role("button", name="Faire le plan").click()
    _play(walker, crisis)
    walker.walk([crisis])


def _play(walker: Walker, crisis: str) -> None:
    page = walker.page
    page.goto(crisis + "exercises/new/")
    page.get_by_role("button", name="Prévoir un exercice").click()
    exercise = page.url
    walker.look("an exercise planned")
    page.get_by_role("button", name="Commencer l’exercice").click()
    page.get_by_role("button", name="Événement suivant").click()
    walker.look("an exercise under way")
    page.get_by_role("button", name="Terminer l’exercice").click()
    page.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    page.get_by_role("link", name="Évaluer").click()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Ce qui doit changer").fill("Un code plus long")
    page.get_by_label("Qui s’en charge").fill("Personne inventée")
    page.get_by_label("À faire avant le").fill("2027-01-31")
    page.get_by_role("button", name="Ajouter le constat").click()
    walker.walk([exercise])
