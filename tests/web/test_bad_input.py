"""Hostile words in every field of every form, then every page and every file that shows them.

Nothing here names a form or a page: they are found by walking, so that a new one is tested too.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import docx
import pytest
from django.db import connection
from django.test import Client
from openpyxl.reader.excel import load_workbook
from pypdf import PdfReader

from probant.accounts.models import Person
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import actions
from probant.register.models import Activity
from tests.conftest import NOW
from tests.factories.register import complete_record, processor_record
from tests.web.walking import ORIGIN, Field, Form, Page, get, kind_of, walk

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]

PRODUCT = str(7777 * 7777)  # appears only where something computed what was typed
MARK = "probant-intruder"
MARKUP = (
    f"=7777*7777'\"><{MARK} onfocus=alert(1)>{{{{7777*7777}}}}{{% debug %}}${{7777*7777}}"
    '#eval("7777*7777")#read("/etc/passwd")\'); DROP TABLE register_activity;--'
    "</textarea></title></script><!--"
)
CHARACTERS = "\x01\x0b\x1b\x7f\u200f😀漢字\ue000\ufffe\U0010fffe﷽e\u0301\u2028 \ufeff"
NOT_FILLED = re.compile(
    r"/(delete|remove|archive|unarchive|revoke|cancel|restore|link|logout|role|language|2fa"
    r"|reauthenticate|password)/"
)
FORMULA = tuple("=+-@\t\r")
ODF_FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"


@dataclass(frozen=True)
class Sent:
    """A form that was sent, and what came of it."""

    action: str
    status: int


def hostile(words: str) -> Callable[[Field], str]:
    """`words` in every text, as much of them as the field takes; the rest as the page had it."""

    def choose(one: Field) -> str:
        if one.kind == "email":
            return f'"<{MARK}>"@example.org'
        if not one.is_text or one.name in {"version", "seen"}:
            return one.value
        return words[: one.most] if one.most else words

    return choose


def fill(client: Client, start: list[str], words: str) -> Iterator[Sent]:
    """Sends every form that can be reached; where a field is refused, again with it untouched."""
    begun = [urljoin(ORIGIN, url) for url in start if "/register/" in url]
    todo = [urljoin(ORIGIN, url) for url in start]
    seen: set[object] = set()
    while todo:
        url = todo.pop(0)
        page_mark = url if url.startswith(tuple(begun)) else kind_of(url)
        if page_mark in seen or re.search(r"format=|/static/|logout|journal/\d", url):
            continue
        page = get(client, url)
        seen.add(page_mark)
        assert page.status < 500, url
        forms = page.reader.forms if page.is_html else []
        for form in forms:
            mark = (kind_of(form.action), *(one.name for one in form.fields))
            if form.method == "post" and not NOT_FILLED.search(form.action) and mark not in seen:
                seen.add(mark)
                yield from _send(client, form, hostile(words), todo)
        todo.extend(link for link in (page.reader.links if page.is_html else []) if _is_new(link))


def _is_new(link: str) -> bool:
    return link.startswith(ORIGIN) and "obligations/" not in link


def _send(
    client: Client, form: Form, choose: Callable[[Field], str], todo: list[str]
) -> Iterator[Sent]:
    path = form.action.removeprefix(ORIGIN)
    answer = client.post(path, form.filled(choose))
    yield Sent(path, answer.status_code)
    if answer.status_code in {200, 422} and form.has_text:
        page = Page(form.action, answer.status_code, "text/html", answer.content, {})
        inert_page(page)
        refused = page.reader.refused
        answer = client.post(
            path, form.filled(lambda one: one.value if one.name in refused else choose(one))
        )
        yield Sent(path, answer.status_code)
    if answer.status_code == 302:
        todo.insert(0, urljoin(form.action, answer.headers["Location"]))


def inert_page(page: Page) -> None:
    reader = page.reader
    assert MARK not in reader.tags, page.url
    assert "onfocus" not in reader.attributes, page.url
    assert PRODUCT.encode() not in page.content, page.url


def inert_file(page: Page) -> None:
    assert page.status == 200, page.url
    for kind, check in CHECKS.items():
        if page.content_type.startswith(kind):
            check(page.content)


def _inert_csv(content: bytes) -> None:
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""),
                                        delimiter=";") for cell in row]  # fmt: skip
    assert len(cells) > 5
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


def _inert_xlsx(content: bytes) -> None:
    book = load_workbook(io.BytesIO(content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "s" in kinds
    assert "f" not in kinds


def _inert_docx(content: bytes) -> None:
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert len(text) > 5
    assert PRODUCT not in text


def _inert_ods(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        trees = [ET.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xml")]  # noqa: S314  our own file
    assert not any(ODF_FORMULA in node.attrib for tree in trees for node in tree.iter())


def _inert_pdf(content: bytes) -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert PRODUCT not in text
    assert "root:x:" not in text


CHECKS: dict[str, Callable[[bytes], None]] = {
    "text/csv": _inert_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml": _inert_xlsx,
    "application/vnd.openxmlformats-officedocument.wordprocessingml": _inert_docx,
    "application/vnd.oasis": _inert_ods,
    "application/pdf": _inert_pdf,
}


@pytest.fixture
def activities(organisation: Organisation, administrator: Member) -> list[Activity]:
    records = [complete_record(), processor_record()]
    return [actions.create(organisation, one, by=administrator, at=NOW) for one in records]


def starts(organisation: Organisation, activities: list[Activity]) -> list[str]:
    pages = [f"/o/{organisation.pk}/register/{one.pk}/" for one in activities]
    return [*pages, f"/o/{organisation.pk}/", "/me/"]


@pytest.mark.parametrize(
    ("words", "languages"),
    [(MARKUP, ("fr", "en")), (CHARACTERS, ("fr",))],
    ids=["markup", "characters"],
)
def test_what_is_typed_anywhere_is_shown_everywhere_as_words(
    organisation: Organisation,
    administrator: Member,
    client_of: Browser,
    activities: list[Activity],
    words: str,
    languages: tuple[str, ...],
) -> None:
    client, start = client_of(administrator), starts(organisation, activities)
    sent = list(fill(client, start, words))
    sent += fill(
        client, [f"/o/{organisation.pk}/{page}/" for page in ("notices", "dossiers")], words
    )
    assert [one for one in sent if one.status >= 500] == []
    kept = {kind_of(one.action) for one in sent if one.status == 302}
    assert len(kept) > 25, kept
    kinds = set()
    for language in languages:
        Person.objects.filter(pk=administrator.person_id).update(language=language)
        for page in walk(client, start):
            kinds.add(page.content_type.partition(";")[0])
            assert page.status < 500, page.url
            (inert_page if page.is_html else inert_file)(page)
    assert kinds > {"text/html", "application/zip", *(k for k in CHECKS if "/vnd" not in k)}
    assert "register_activity" in connection.introspection.table_names()


@pytest.mark.parametrize("words", ["a\0b", "é" * 100_000], ids=["NUL", "long"])
def test_no_field_takes_the_page_down(
    organisation: Organisation,
    administrator: Member,
    client_of: Browser,
    activities: list[Activity],
    words: str,
) -> None:
    client = client_of(administrator)
    sent = list(fill(client, starts(organisation, activities), words))
    assert len(sent) > 30
    assert [one for one in sent if one.status >= 500] == []
