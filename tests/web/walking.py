"""A visitor who opens every page of one organisation and fills every form that they find."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
TYPED = {"text", "search", "email", "tel", "url", "password", "number", "date", ""}
ORIGIN = "http://testserver"


@dataclass
class Field:
    """One control of a form, as a browser would send it untouched."""

    name: str
    kind: str
    value: str
    most: int = 0

    @property
    def is_text(self) -> bool:
        return self.kind in {"text", "textarea", "search", "email", "tel", "url", ""}


@dataclass
class Form:
    """A form of a page: where it sends, and what."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    has_file: bool = False

    def filled(self, choose: Callable[[Field], str]) -> dict[str, list[str]]:
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            sent.setdefault(one.name, []).append(choose(one))
        return sent

    @property
    def has_text(self) -> bool:
        return any(one.is_text for one in self.fields)


class Reader(HTMLParser):
    """The forms, links, tags and attributes of a page; what lies in a <template> is no form."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.refused: set[str] = set()
        self._form: Form | None = None
        self._buttons: list[Field] = []
        self._select = self._area = ""
        self._is_template = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes.update(said)
        if tag == "template":
            self._is_template = True
        elif tag == "a" and "href" in said:
            self.links.append(urljoin(self.url, said["href"]).partition("#")[0])
        elif tag == "form":
            target = urljoin(self.url, said.get("action", "") or self.url)
            self._buttons = []
            self._form = Form(target, said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and not self._is_template:
            self._control(self._form, tag, said)

    def _control(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if said.get("aria-invalid") == "true":
            self.refused.add(name)
        if tag == "button" and said.get("type", "submit") == "submit":
            self._buttons.append(Field(name, "button", said.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, said)
        elif tag == "textarea":
            form.fields.append(Field(name, "textarea", "", int(said.get("maxlength", 0))))
            self._area = name
        elif tag == "select":
            form.fields.append(Field(name, "select", ""))
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or not form.fields[-1].value):
            form.fields[-1].value = said.get("value", "")

    def _input(self, form: Form, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind == "file":
            form.has_file = True
            return
        is_first = not any(one.name == name for one in form.fields)
        if kind == "radio":
            if is_first:
                form.fields.append(Field(name, kind, said.get("value", "on")))
            return
        if kind == "checkbox" and "checked" not in said and not (name == "answer" and is_first):
            return
        value = said.get("value", "on" if kind == "checkbox" else "")
        form.fields.append(Field(name, kind, value, int(said.get("maxlength", 0))))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._is_template = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "form" and self._form:
            pressed = min(self._buttons, key=lambda one: bool(one.name), default=Field("", "", ""))
            self._form.fields += [pressed] if pressed.name else []
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[-1].value += data.removeprefix("\n")


def body(answer: HttpResponseBase) -> bytes:
    """The whole answer, streamed or not."""
    if answer.streaming:
        return b"".join(answer)
    return answer.content  # type: ignore[attr-defined, no-any-return]  # a whole answer


def kind_of(url: str) -> str:
    """The address without its identifiers, and the names of what it asks."""
    parts = urlsplit(url)
    names = ",".join(sorted(f"{k}={v}" for k, v in parse_qsl(parts.query) if k == "format"))
    return f"{IDENTIFIER.sub('*', parts.path)}?{names}"


@dataclass
class Page:
    """What an address answered."""

    url: str
    status: int
    content_type: str
    content: bytes
    headers: dict[str, str]

    @property
    def is_html(self) -> bool:
        return self.content_type.startswith("text/html")

    @property
    def reader(self) -> Reader:
        return Reader(self.content.decode(), self.url)


def get(client: Client, url: str) -> Page:
    """The page at `url`, redirections not followed."""
    answer = client.get(url.removeprefix(ORIGIN))
    kind = answer.headers.get("Content-Type", "")
    return Page(url, answer.status_code, kind, body(answer), dict(answer.headers))


def walk(
    client: Client, start: list[str], *, most: int = 400, skip: str = r"/logout/|/static/"
) -> Iterator[Page]:
    """Every page that can be reached by links, one of each kind of address."""
    todo = [urljoin(ORIGIN, url) for url in start]
    seen: set[str] = set()
    while todo and len(seen) < most:
        url = todo.pop(0)
        if kind_of(url) in seen or not url.startswith(ORIGIN) or re.search(skip, url):
            continue
        seen.add(kind_of(url))
        page = get(client, url)
        yield page
        if page.status in {301, 302}:
            todo.append(urljoin(url, page.headers["Location"]))
        elif page.is_html:
            todo.extend(page.reader.links)


def upload(data: bytes, name: str) -> BytesIO:
    """A file as a browser sends it."""
    made = BytesIO(data)
    made.name = name
    return made
