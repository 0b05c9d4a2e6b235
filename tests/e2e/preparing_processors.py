"""The acts that bring out the pages of processors: the invented one, a check of it."""

from tests.e2e.walking import Walker


def prepare_processors(walker: Walker, home: str) -> None:
    """In the practice, whose appointment provider is known."""
    page, processors = walker.page, home + "processors/"
    walker.go(processors)
    walker.look("processors")
    page.get_by_role("link", name="Agenda Clair (inventé)").click()
    page.get_by_role("heading", name="Agenda Clair (inventé)", level=1).wait_for()
    one = page.url.partition("#")[0]
    walker.look("a processor")
    for name in ("identity", "activities", "places", "hosting", "chain"):
        walker.go(f"{one}edit/{name}/")
        walker.look(f"a processor: {name}")
    for name in ("contract/", "documents/", "review/"):
        walker.go(one + name)
        walker.look(f"a processor: {name}")
    walker.go(processors + "new/")
    walker.look("a new processor")
    walker.go(one + "review/")
    page.get_by_label("Sur quoi").fill("Questionnaire de l’année")
    page.get_by_label("Envoyé le").fill("2026-11-02")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Agenda Clair (inventé)", level=1).wait_for()
    page.locator("#reviews").get_by_role("link", name="Questionnaire", exact=True).click()
    page.get_by_role("heading", name="Questionnaire ou audit").wait_for()
    walker.look("a questionnaire")
    walker.go(one)
    page.locator("#contract").get_by_role("link", name="Contrat", exact=True).click()
    page.get_by_role("heading", name="Avenant", exact=True).wait_for()
    contract = page.url.partition("#")[0]
    walker.look("a contract")
    for name in ("clauses/", "edit/"):
        walker.go(contract + name)
        walker.look(f"a contract: {name}")
