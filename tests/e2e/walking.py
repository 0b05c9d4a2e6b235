"""Looking at pages as a walk reaches them: faults in both themes, width on a phone, console."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error, Page, ViewportSize

from tests.e2e.conftest import violations

# Addresses that differ in these parts alone show the same page of other things.
IDENTIFIER = re.compile(
    r"(?<=/)(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[a-z_]+\.[a-z_]+|website_visitors|partners)(?=/)"
    r"|(?<=/question/)[a-z_]+|(?<=/frameworks/)\w+|(?<=/give/)\w+|(?<=/modules/)\w+|(?<=/part/)\d\.\d"
    r"|(?<=/controls/)(?!frameworks|hygiene|evidence|import)[\w.-]+(?=/)"
)
FILE = re.compile(
    r"/logout/|format=|/files/[0-9a-f-]{36}/"
    r"|\.(pdf|json|csv|ods|xlsx|txt|svg|zip|html|sig)\b|/static/|/download/"
)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=740)
LINKS = "links => links.map(link => link.getAttribute('href'))"
# The rules whose answer depends on the theme: the others were asked in the light one.
OF_COLOUR = ("color-contrast", "link-in-text-block")


@dataclass(frozen=True)
class Visit:
    """What was seen of one page."""

    url: str
    faults: dict[Theme, list[str]]
    is_wider_than_a_phone: bool
    said: tuple[str, ...]


class Walker:
    """One tab that keeps what it saw of each kind of page."""

    def __init__(self, page: Page, axe: str) -> None:
        """`page`: a fresh tab, whose console is listened to from now on; `axe`: its source."""
        self.page, self.axe = page, axe
        self.seen: dict[str, Visit] = {}
        self._files: set[str] = set()
        self._said: list[str] = []
        page.on("console", lambda message: self._said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def go(self, url: str) -> None:
        """Opens an address that must answer well."""
        response = self.page.goto(url)
        assert response is not None
        assert response.ok, f"{response.status} {url}"

    def look(self, name: str) -> None:
        """Notes what the page now shown is worth, under `name`."""
        faults = {theme: self._faults(theme) for theme in THEMES}
        self.page.set_viewport_size(PHONE)
        is_wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        self.page.set_viewport_size(DESK)
        self.seen[name] = Visit(self.page.url, faults, is_wide, tuple(self._said))
        self._said.clear()

    def visit(self, url: str) -> None:
        """Opens an address and looks at it, unless a page of its kind was seen."""
        if kind(url) not in self.seen:
            self.go(url)
            self.look(kind(url))

    def walk(self, starts: Iterable[str]) -> None:
        """Follows links from `starts`, one of each kind of address."""
        todo = deque(starts)
        while todo:
            url = todo.popleft()
            if kind(url) not in self.seen.keys() | self._files and self._is_page(url):
                self.look(kind(url))
                todo.extend(self.links())

    def links(self) -> Iterator[str]:
        """The pages of Probant that the page shown leads to."""
        for address in self.page.eval_on_selector_all("a[href]:not([download])", LINKS):
            url = urljoin(self.page.url, address).partition("#")[0]
            if urlsplit(url).netloc == urlsplit(self.page.url).netloc and not FILE.search(url):
                yield url

    def _is_page(self, url: str) -> bool:
        try:
            self.go(url)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            self._files.add(kind(url))
        return kind(url) not in self._files

    def _faults(self, theme: Theme) -> list[str]:
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        return violations(self.page, self.axe, OF_COLOUR if theme == "dark" else ())


def kind(url: str) -> str:
    """The address without its identifiers: one page of each kind is enough."""
    return IDENTIFIER.sub("*", urlsplit(url).path)
