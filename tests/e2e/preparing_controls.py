"""The acts that bring out the pages of controls: a decision, an evidence, an import previewed."""

from pathlib import Path

from tests.e2e.walking import Walker

LIBRARY = """
urn: urn:test:library:maison
ref_id: MAISON
name: "Référentiel maison (inventé)"
copyright: "Inventé pour un essai"
objects:
  framework:
    urn: urn:test:framework:maison
    ref_id: MAISON
    name: "Référentiel maison (inventé)"
    requirement_nodes:
    - {urn: "urn:test:maison:1", assessable: true, depth: 1, ref_id: "1", name: "Fermer la porte"}
"""


def prepare_controls(walker: Walker, home: str, folder: Path) -> None:
    """In an organisation that follows its usual baseline."""
    page, controls = walker.page, home + "controls/"
    fiche = controls + "frameworks/cnil_guide/controls/fiche_17/"
    walker.walk([controls])
    for name in ("", "decide/"):
        walker.go(fiche + name)
        walker.look(f"a control: {name}")
    walker.go(controls + "evidence/add/?for=cnil_guide:fiche_17")
    walker.look("a new evidence")
    page.get_by_label("Titre").fill("Essai de restauration (inventé)")
    page.get_by_label("Déclaration").check()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_role("link", name="Essai de restauration (inventé)").click()
    page.get_by_role("heading", name="Essai de restauration (inventé)").wait_for()
    evidence = page.url
    for name in ("", "edit/", "withdraw/", "give/cnil_guide/"):
        walker.go(evidence + name)
        walker.look(f"an evidence: {name}")
    for name in ("evidence/", "hygiene/", "frameworks/iso27001/", "frameworks/iso27001/statement/"):
        walker.go(controls + name)
        walker.look(f"controls: {name}")
    _import(walker, controls, folder)


def _import(walker: Walker, controls: str, folder: Path) -> None:
    page, library = walker.page, folder / "maison.yaml"
    library.write_text(LIBRARY, encoding="utf-8")
    walker.go(controls + "import/")
    walker.look("an import")
    page.get_by_label("Fichier du référentiel").set_input_files(library)
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="L’importer et le suivre").wait_for()
    walker.look("a preview")
