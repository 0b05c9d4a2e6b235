"""A few acts that bring out every page of requests, the requester's own ones included."""

from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.test_access_request import (
    acknowledge_and_decide,
    ask,
    found_in_the_list,
    hand_over,
)
from tests.e2e.walking import DESK, Walker


def prepare_a_request(walker: Walker, practice: str, folder: Path) -> None:
    """One request from the public form to the answer behind a link."""
    page = walker.page
    walker.walk([practice + "requests/"])
    page.goto(practice + "requests/form/")
    form = page.locator("#form-link").text_content() or ""
    walker.visit(form)
    private = ask(page, form)
    page.set_viewport_size(DESK)
    walker.look("a request sent")
    found_in_the_list(page, practice)
    request = page.url
    acknowledge_and_decide(page)
    page.goto(request)
    hand_over(page, folder)
    page.goto(request)
    walker.look("a request with an answer to fetch")
    _as_the_requester(walker, private)


def _as_the_requester(walker: Walker, private: str) -> None:
    page = walker.page
    walker.visit(private)
    _press(page, "Ouvrir ma demande")
    walker.look("/d/suivi/")
    walker.visit(page.url + "withdraw/")
    page.go_back()
    page.get_by_role("link", name="Récupérer la réponse").click()
    walker.look("/d/suivi/answer/*/")


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
