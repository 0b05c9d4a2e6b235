"""Every hostile file of the unit tests, through the page of import, in both languages."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probant.accounts.models import Person
from probant.journal.models import Entry
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register.models import Activity, ImportDraft
from tests.unit.register_exchange import making
from tests.unit.register_exchange.making import HEADER, ROW
from tests.unit.register_exchange.test_hostile_files import HOSTILE

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
EXTERNAL = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
TOLD = re.compile(r'role="alert".*?</div>\s*</div>', re.DOTALL)


def external_entity() -> bytes:
    book = making.with_content(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>HERE</text:p>'
        "</table:table-cell></table:table-row>"
    )
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        plain = opened.read("content.xml").replace(b"HERE", b"&a;")
    return making.with_entry(book, "content.xml", EXTERNAL + plain.rpartition(b"?>")[2])


def language(member: Member, code: str) -> None:
    Person.objects.filter(pk=member.person_id).update(language=code)


def sent(client: Client, organisation: Organisation, data: bytes, name: str) -> tuple[int, str]:
    upload = {"file": SimpleUploadedFile(name, data)}
    answer = client.post(f"/o/{organisation.pk}/register/import/", upload, follow=True)
    return answer.status_code, answer.content.decode()


FILES = [(made, name) for made, name, _error in HOSTILE] + [(external_entity, "r.ods")]


@pytest.mark.parametrize(("made", "name"), FILES)
def test_a_hostile_file_is_told_in_both_languages_and_loads_nothing(
    organisation: Organisation,
    member: Member,
    client_of: Browser,
    made: Callable[[], bytes],
    name: str,
) -> None:
    client, data, told = client_of(member), made(), []
    before = Entry.objects.count()
    for code in ("fr", "en"):
        language(member, code)
        status, page = sent(client, organisation, data, name)
        assert status == 422
        assert "root:x:" not in page
        found = TOLD.search(page)
        assert found is not None
        told.append(found[0])
    assert told[0] != told[1]
    assert not ImportDraft.objects.exists()
    assert not Activity.objects.exists()
    assert Entry.objects.count() == before


def macros() -> bytes:
    return making.with_entry(making.xlsx(HEADER, ROW), "xl/vbaProject.bin", b"Sub Auto_Open()")


def formulas() -> bytes:
    return making.with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>CONCAT("a")</f><v>Soins</v></c></row>'
    )


@pytest.mark.parametrize(
    ("made", "name", "words"),
    [
        (macros, "r.xlsm", ("n’ont pas été exécutées", "were not run")),
        (formulas, "r.xlsx", ("formules", "formulas")),
    ],
)
def test_macros_and_formulas_are_told_and_never_run(
    organisation: Organisation,
    member: Member,
    client_of: Browser,
    made: Callable[[], bytes],
    name: str,
    words: tuple[str, str],
) -> None:
    for code, expected in zip(("fr", "en"), words, strict=True):
        language(member, code)
        status, page = sent(client_of(member), organisation, made(), name)
        assert status == 200
        assert expected in page


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "<script>.csv",
        "é" * 250 + ".csv",
        "a\0b.csv",
    ],
    ids=ascii,
)
def test_a_file_s_name_is_only_a_name(
    organisation: Organisation, member: Member, client_of: Browser, name: str
) -> None:
    client = client_of(member)
    status, page = sent(client, organisation, making.csv(HEADER, ROW), name)
    assert status == 200
    draft = ImportDraft.objects.get()
    assert not re.search(r"[/\\\0\r\n]", draft.filename)
    assert len(draft.filename) <= 200
    assert "<script>.csv" not in page
