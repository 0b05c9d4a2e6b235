"""The acts that bring out the pages of ways to the data: usual ones, one with a finding."""

from tests.e2e.walking import Walker


def prepare_barriers(walker: Walker, home: str) -> None:
    """In an organisation that has told some of its ways."""
    page, barriers = walker.page, home + "barriers/"
    walker.go(barriers + "usual/")
    walker.look("usual ways")
    page.get_by_label("Support de sauvegarde").check()
    page.get_by_role("button", name="Ajouter ces accès").click()
    page.get_by_role("link", name="Support de sauvegarde").click()
    page.get_by_role("heading", name="Support de sauvegarde").wait_for()
    way = page.url
    walker.walk([barriers, way])
    for name in ("edit/", "retire/"):
        walker.go(way + name)
        walker.look(f"a way: {name}")
