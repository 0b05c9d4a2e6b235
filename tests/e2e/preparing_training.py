"""The acts that bring out the pages of training: staff, a session, lists, a module tried."""

from pathlib import Path

from tests.e2e.walking import Walker


def prepare_training(walker: Walker, home: str, folder: Path) -> None:
    """In an organisation whose training is empty."""
    page, training = walker.page, home + "training/"
    for name in ("", "coverage/", "staff/", "sessions/", "phishing/", "certificates/?number=AF"):
        walker.go(training + name)
        walker.look(f"no training yet: {name}")
    _bring(walker, training + "import/staff/", folder, "Nom;Fonction\nAna Inventée;Secrétaire\n")
    walker.look("a staff list looked at")
    page.get_by_role("button", name="Reprendre").click()
    page.goto(training + "sessions/new/")
    page.get_by_label("Titre").fill("Le secret (inventé)")
    page.get_by_label("Date").fill("2026-11-02")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Le secret (inventé)").wait_for()
    session = page.url
    walker.visit(session)
    walker.visit(session + "cancel/")
    walker.visit(session + "attendance/")
    _bring(walker, session + "import/", folder, "Nom;Présent\nAna Inventée;oui\nBob;hier\nBob;\n")
    walker.look("an attendance with faults")
    page.get_by_role("button", name="Supprimer le fichier").click()
    lines = "".join(f"a{n}@h.invalid;Clicked Link;Accueil\n" for n in range(6))
    _bring(walker, training + "import/phishing/", folder, f"email;status;position\n{lines}")
    walker.look("an exercise looked at")
    page.get_by_label("Nom de l’exercice").fill("Colis (inventé)")
    page.get_by_label("Lancé le").fill("2026-11-02")
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_role("heading", name="Colis (inventé)").wait_for()
    walker.visit(page.url)
    _answer(walker, training)
    walker.walk([training, training + "staff/", training + "coverage/", training + "sessions/"])


def _bring(walker: Walker, address: str, folder: Path, content: str) -> None:
    page, file = walker.page, folder / "liste.csv"
    file.write_text(content, encoding="utf-8")
    page.goto(address)
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="Supprimer le fichier").wait_for()


def _answer(walker: Walker, training: str) -> None:
    """The first answer to each question: some are right."""
    page = walker.page
    page.goto(training + "modules/phishing/questions/")
    for group in page.locator("main form fieldset").all():
        group.get_by_role("radio").first.check()
    page.get_by_role("button", name="Voir mon résultat").click()
    page.wait_for_url("**/results/**")
    walker.look("a module tried")
