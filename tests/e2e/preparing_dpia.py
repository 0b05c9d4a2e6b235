"""The acts that bring out the pages of impact assessments: a file imported, a conflict, a plan."""

from pathlib import Path

from tests.e2e.walking import Walker
from tests.factories import pia


def prepare_dpia(walker: Walker, practice: str, folder: Path) -> None:
    """A file of the CNIL's tool with everything in it, then each page around it."""
    page, dpia, file = walker.page, practice + "dpia/", folder / "pia.json"
    file.write_bytes(pia.content(pia.server_file()))
    page.goto(dpia + "import/")
    page.get_by_label("Fichier de l’outil PIA").set_input_files(file)
    page.get_by_role("button", name="Importer").click()
    page.wait_for_url("**/dpia/*-*/")
    made = page.url
    page.goto(made + "evaluate/3.2/")
    page.get_by_text("Améliorable", exact=True).click()
    page.get_by_label("Ce qui est à faire").fill("Double facteur (inventé)")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/part/3.2/")
    for name in ("question/111/", "question/325/", "question/324/", "measure/0/", "measure/101/"):
        walker.visit(made + name)
    for name in ("measure/101/remove/", "follow/3.2/", "identity/", "evaluate/1.1/"):
        walker.visit(made + name)
    for act in ("advise", "hear", "validate", "refuse", "archive"):
        walker.visit(f"{made}act/{act}/")
    walker.walk([made, dpia, dpia + "needs/", dpia + "plan/"])
