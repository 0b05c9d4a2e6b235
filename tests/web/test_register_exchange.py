"""Import and export as a member meets them, without JavaScript."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from probant.accounts.models import Person
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions, queries
from probant.register.domain.status import Status
from probant.register.exchange import drafts
from probant.register.exchange.assembly import assemble
from probant.register.exchange.proposal import propose
from probant.register.exchange.reading import read
from probant.register.models import Activity, ImportDraft
from tests.conftest import NOW, new_member, new_organisation
from tests.factories.register import complete_record, processor_record
from tests.unit.register_exchange import making
from tests.unit.register_exchange.making import HEADER, ROW

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
BAD_ROW = ("", "Sans nom", "", "", "")


def url(name: str, of: Organisation, **parts: object) -> str:
    return reverse(f"register:{name}", kwargs={"organisation": of.pk, **parts})


def upload(data: bytes, name: str = "registre.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data)}


def sent(client: Client, of: Organisation, data: bytes, name: str = "registre.csv") -> ImportDraft:
    response = client.post(url("import", of), upload(data, name))
    assert response.status_code == 302, response.content.decode()
    return ImportDraft.objects.get()


def events(of: Organisation) -> list[str]:
    return list(
        Entry.objects.filter(organisation_id=of.pk)
        .order_by("index")
        .values_list("event", flat=True)
    )


def test_a_spreadsheet_becomes_activities_in_three_steps(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    draft = sent(client, organisation, making.ods(HEADER, ROW), "registre.ods")
    columns = client.get(url("import_columns", organisation, draft_id=draft.pk))
    assert 'value="purposes" selected' in columns.content.decode()
    assert "Soigner" in columns.content.decode()
    fills = {f"column_{at}": id_ for at, id_ in drafts.choices_of(draft).fills.items()}
    chosen = client.post(columns.request["PATH_INFO"], {**fills, "is_grouped": "on"})
    preview = client.get(chosen["Location"])
    assert "Dossiers patients" in preview.content.decode()
    assert not Activity.objects.exists()
    done = client.post(chosen["Location"])
    assert done.status_code == 302
    assert [activity.name for activity in Activity.objects.all()] == ["Dossiers patients"]
    assert not ImportDraft.objects.exists()


def test_an_import_is_journalled_with_counts_digest_and_mapping(
    organisation: Organisation, member: Member
) -> None:
    data = making.csv(HEADER, ROW, ("Paie", "Payer", "", "", ""))
    draft = drafts.receive(organisation, filename="r.csv", data=data, by=member, at=NOW)
    drafts.confirm(draft, by=member, at=NOW)
    body = bytes(Entry.objects.get(event="register.imported").body)
    facts = json.loads(body)["facts"]
    assert (facts["created"], facts["refused"], facts["sha256"]) == (2, 0, draft.sha256)
    assert facts["mapping"]["columns"]["0"] == "name"
    assert b"Traitement" not in body


def test_what_the_columns_meant_is_remembered(organisation: Organisation, member: Member) -> None:
    data = making.csv(("Objet", "Finalité", "Zone"), ("A", "B", "C"))
    draft = drafts.receive(organisation, filename="r.csv", data=data, by=member, at=NOW)
    choices = drafts.choices_of(draft)
    fills = {0: "name", 1: "purposes", 2: "notes"}
    drafts.choose(draft, type(choices)(sheet="CSV", header=0, fills=fills), by=member)
    drafts.confirm(draft, by=member, at=NOW)
    again = drafts.receive(organisation, filename="r.csv", data=data, by=member, at=NOW)
    assert drafts.choices_of(again).fills == fills


def test_a_failure_in_the_middle_creates_nothing(
    organisation: Organisation, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = making.csv(HEADER, ROW, ("Paie", "Payer", "", "", ""))
    draft = drafts.receive(organisation, filename="r.csv", data=data, by=member, at=NOW)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(drafts, "_journal", fail)
    with pytest.raises(RuntimeError):
        drafts.confirm(draft, by=member, at=NOW)
    assert not Activity.objects.exists()
    assert ImportDraft.objects.exists()


def test_refused_lines_are_shown_and_downloaded_with_their_reasons(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    titles = ("Traitement", "Finalité", "À revoir le")
    draft = sent(
        client, organisation, making.csv(titles, ("A", "B", ""), ("<b>C", "=D", "31/02/2027"))
    )
    page = client.get(url("import_preview", organisation, draft_id=draft.pk)).content.decode()
    assert "31/02/2027" in page
    assert "<b>C" not in page
    csv = client.get(url("import_refused", organisation, draft_id=draft.pk)).content.decode(
        "utf-8-sig"
    )
    assert "31/02/2027" in csv
    assert ";'=D;" in csv
    assert "31/02/2027\u00a0» n’est pas une date" in csv


PROBLEMS = [
    (b"", "registre.csv"),
    (making.xlsx(HEADER, ROW)[:400], "registre.xlsx"),
    (making.xlsx(HEADER, ROW), "registre.csv"),
    (making.encrypted_compound_file(), "registre.xlsx"),
    (b"%PDF-1.7", "registre.xlsx"),
    (b"a;b\r\n" * 30_000, "registre.csv"),
    (making.csv(HEADER) + b"\r\n" + b"A" * 40_000, "registre.csv"),
    (b"A" * (10 * 1024 * 1024 + 1), "registre.csv"),
    (b'{"format": "x"}', "registre.json"),
    (b"a;b\r\n\x81;c", "registre.csv"),
    (making.with_entry(making.xlsx(HEADER), "xl/media/a.bin", b"\0" * 30_000_000), "registre.xlsx"),
]


@pytest.mark.parametrize(("data", "name"), PROBLEMS)
def test_a_bad_file_gets_a_clear_error_in_both_languages_and_loads_nothing(
    organisation: Organisation, member: Member, client_of: Browser, data: bytes, name: str
) -> None:
    client, told = client_of(member), []
    for language in ("fr", "en"):
        set_language(member, language)
        response = client.post(url("import", organisation), upload(data, name))
        assert response.status_code == 422
        page = response.content.decode()
        assert 'role="alert"' in page
        told.append(page.partition('role="alert"')[2].partition("</div></div>")[0])
    assert told[0] != told[1]
    assert not ImportDraft.objects.exists()
    assert not Activity.objects.exists()


def set_language(member: Member, language: str) -> None:
    Person.objects.filter(pk=member.person_id).update(language=language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_without_a_column_of_names_says_so(
    organisation: Organisation, member: Member, client_of: Browser, language: str
) -> None:
    set_language(member, language)
    client = client_of(member)
    draft = sent(client, organisation, making.csv(("x", "y"), ("1", "2")))
    page = client.post(
        url("import_columns", organisation, draft_id=draft.pk), {"column_0": "purposes"}
    )
    assert page.status_code == 422
    expected = "nom de chaque" if language == "fr" else "name of each"
    assert expected in page.content.decode()
    gone = client.get(url("import_preview", organisation, draft_id=draft.pk))
    assert gone["Location"] == url("import_columns", organisation, draft_id=draft.pk)


def test_two_columns_for_one_field_are_refused_by_name(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    draft = sent(client, organisation, making.csv(("Nom", "Titre"), ("A", "B")))
    sending = {"column_0": "name", "column_1": "name"}
    page = client.post(url("import_columns", organisation, draft_id=draft.pk), sending)
    assert page.status_code == 422
    assert "Nom, Titre" in page.content.decode()


def test_another_sheet_or_row_of_titles_can_be_chosen(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    draft = sent(client, organisation, making.xlsx(("Nom", "Notes"), HEADER, ROW), "r.xlsx")
    there = url("import_columns", organisation, draft_id=draft.pk)
    assert (
        client.post(there, {"another_sheet": "1", "sheet": "Registre", "header": "0"}).status_code
        == 302
    )
    draft.refresh_from_db()
    assert drafts.choices_of(draft).header == 0


def test_an_import_left_is_found_again_and_can_be_cancelled(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    draft = sent(client, organisation, making.csv(HEADER, ROW))
    assert draft.filename in client.get(url("import", organisation)).content.decode()
    cancel = url("import_cancel", organisation, draft_id=draft.pk)
    assert client.get(cancel).status_code == 200
    assert ImportDraft.objects.exists()
    assert client.post(cancel).status_code == 302
    assert not ImportDraft.objects.exists()


def test_another_organisation_s_file_does_not_exist(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    draft = drafts.receive(
        organisation, filename="r.csv", data=making.csv(HEADER, ROW), by=member, at=NOW
    )
    other = new_organisation("Autre cabinet (inventé)")
    stranger = new_member(other, Role.DPO, "autre@probant.invalid")
    answer = client_of(stranger).get(url("import_columns", other, draft_id=draft.pk))
    assert answer.status_code == 404


def test_a_reader_may_export_and_not_import(organisation: Organisation, client_of: Browser) -> None:
    reader = client_of(new_member(organisation, Role.READER))
    assert reader.get(url("import", organisation)).status_code == 403
    assert reader.get(url("export", organisation)).status_code == 200


@pytest.fixture
def filled(organisation: Organisation, member: Member) -> Organisation:
    actions.create_many(organisation, [complete_record(), processor_record()], by=member, at=NOW)
    return organisation


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("ods", b"PK"),
                                             ("xlsx", b"PK"),
                                             ("pdf", b"%PDF"), ("json", b"{")])  # fmt: skip
def test_each_format_downloads_under_a_clean_name_and_is_journalled(
    filled: Organisation, member: Member, client_of: Browser, kind: str, start: bytes
) -> None:
    answer = client_of(member).get(url("export_file", filled), {"format": kind})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="registre-cabinet-des-tilleuls-invente-20'
    )
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert events(filled)[-1] == "register.exported"


def test_an_export_can_be_narrowed_to_a_register_and_a_state(
    filled: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    there = url("export_file", filled)
    alone = client.get(there, {"format": "json", "role": "processor", "status": "draft"})
    assert [a["record"]["role"] for a in json.loads(alone.content)["activities"]] == ["processor"]
    none = client.get(there, {"format": "json", "status": Status.ARCHIVED.value})
    assert json.loads(none.content)["activities"] == []
    assert client.get(there, {"format": "exe"}).status_code == 422


def test_the_menu_of_the_list_leads_to_the_file(
    filled: Organisation, member: Member, client_of: Browser
) -> None:
    answer = client_of(member).get(url("export", filled), {"format": "ods", "role": "processor"})
    assert answer["Location"] == f"{url('export_file', filled)}?format=ods&role=processor"


def test_the_pdf_is_accessible_and_names_controller_and_officer(
    filled: Organisation, member: Member, client_of: Browser
) -> None:
    pdf = client_of(member).get(url("export_file", filled), {"format": "pdf"}).content
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert filled.name in text
    assert "Un seul praticien" in text
    assert "Dossiers des patients" in text


def test_what_is_exported_is_imported_again(
    filled: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    before = [record for _activity, record in queries.records(filled.pk)]
    data = client.get(url("export_file", filled), {"format": "csv"}).content
    book = read(data, "r.csv")
    assert list(assemble(book.sheets[0], propose(book)).records) == before
    exported = client.get(url("export_file", filled), {"format": "json"}).content
    draft = drafts.receive(filled, filename="r.json", data=exported, by=member, at=NOW)
    assert list(drafts.preview(draft).records) == before


def test_the_words_of_every_error_exist_in_french() -> None:
    with translation.override("fr"):
        assert translation.gettext("The file is empty: there is nothing to read.").startswith(
            "Le fichier"
        )
