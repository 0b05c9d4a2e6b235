"""The pages of policies, and what they do with bad input."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.policies import actions
from probant.policies.models import Acknowledgement, Policy
from tests.conftest import NOW, new_member
from tests.integration.policies.test_policies import charter

Browser = Any  # the stubs of Django's test client know no Accept-Language
FRENCH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "fr"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def client(member: Member, client_of: Callable[[Member], Client]) -> Browser:
    return client_of(member)


@pytest.fixture
def policy(organisation: Organisation, member: Member) -> Policy:
    made = charter(organisation, member)
    return actions.approve(made.pk, seen=1, by=member, at=NOW)


def url(organisation: Organisation, name: str, *args: object) -> str:
    return reverse(f"policies:{name}", args=[organisation.pk, *args])


def text(answer: Browser) -> str:
    return str(answer.content.decode())


def test_a_template_becomes_a_text_to_edit_then_a_policy_in_force(
    client: Browser, organisation: Organisation
) -> None:
    assert "Aucune politique" in text(client.get(url(organisation, "list"), **FRENCH))
    offered = text(client.get(url(organisation, "new"), **FRENCH))
    assert "Politique de sécurité d’un cabinet" in offered
    assert "(plan)" not in offered, "a hospital’s outline is not for a practice"
    said = {"template": "it_charter", "kind": "other", "title": ""}
    editing = client.post(url(organisation, "new"), said, follow=True, **FRENCH)
    assert organisation.name in text(editing)
    made = Policy.objects.get()
    assert made.kind == "it_charter"
    approved = client.post(
        url(organisation, "approve", made.pk), {"seen": 1}, follow=True, **FRENCH
    )
    assert "En vigueur dès aujourd’hui" in text(approved)
    read = client.post(
        url(organisation, "acknowledge", made.pk), {"seen": 1}, follow=True, **FRENCH
    )
    assert "Vous avez lu cette version" in text(read)


def test_a_blank_page_needs_a_title(client: Browser, organisation: Organisation) -> None:
    refused = client.post(url(organisation, "new"), {"template": "", "kind": "other"}, **FRENCH)
    assert refused.status_code == 422
    assert "Donnez un titre" in text(refused)


def test_a_file_of_ones_own_is_kept_and_read_back(
    client: Browser, organisation: Organisation
) -> None:
    sent = SimpleUploadedFile("reglement.pdf", PDF, "application/pdf")
    said = {"template": "", "kind": "internal_rules", "title": "Règlement", "file": sent}
    page = client.post(url(organisation, "new"), said, follow=True, **FRENCH)
    assert "reglement.pdf" in text(page)
    made = Policy.objects.get()
    back = client.get(url(organisation, "file", made.pk, 1))
    assert b"".join(back.streaming_content) == PDF
    program = SimpleUploadedFile("charte.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    refused = client.post(url(organisation, "new"), {**said, "file": program}, **FRENCH)
    assert refused.status_code == 422
    assert Policy.objects.count() == 1


def test_two_people_editing_are_told_apart(
    client: Browser, organisation: Organisation, policy: Policy, administrator: Member
) -> None:
    actions.write(policy.pk, title="Charte", text="Leur texte", seen=1, by=administrator, at=NOW)
    said = {"title": "Charte", "text": "Mon texte à moi", "seen": 1}
    refused = client.post(url(organisation, "edit", policy.pk), said, **FRENCH)
    assert refused.status_code == 409
    for expected in ("Mon texte à moi", "Leur", administrator.name):
        assert expected in text(refused)


def test_ten_megabytes_of_text_are_refused_with_words(
    client: Browser, organisation: Organisation, policy: Policy
) -> None:
    said = {"title": "Charte", "text": "mot " * 2_500_000, "seen": 1}
    refused = client.post(url(organisation, "edit", policy.pk), said, **FRENCH)
    assert refused.status_code in {413, 422}
    assert Policy.objects.get().version == 1
    long = client.post(
        url(organisation, "edit", policy.pk), {**said, "text": "x" * 200_001}, **FRENCH
    )
    assert long.status_code == 422
    assert "200000" in text(long).replace("\u202f", "").replace("\xa0", "")


def test_versions_show_what_changed(
    client: Browser, organisation: Organisation, policy: Policy, member: Member
) -> None:
    actions.write(policy.pk, title="Charte", text="# Règles neuves", seen=1, by=member, at=NOW)
    page = text(client.get(url(organisation, "versions", policy.pk), **FRENCH))
    assert "<ins>" in page
    assert "neuves" in page
    newer = text(client.get(url(organisation, "policy", policy.pk), {"version": "2"}, **FRENCH))
    assert "pas en vigueur" in newer
    assert client.get(url(organisation, "policy", policy.pk), {"version": "77"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("noms.csv", b"", "ne peut pas"),
        ("noms.csv", b"service;etage\naccueil;2\n", "nommer ses colonnes"),
        ("noms.csv", b"nom;date\nA;32/01/2026\n", "Ligne 2"),
        ("noms.csv", b"nom;date\nA;01/01/2999\n", "venir"),
        ("noms.csv", b"\x00\x01\x02", "ne peut pas"),
        ("noms.xlsx", b"PK\x03\x04 pas une archive", "ne peut pas"),
        ("noms.csv", b"nom\n" + b"A" * 40_000 + b"\n", "ne peut pas"),
        ("noms.csv", b"nom\n" + b"A;" * 2_500_000, "5 Mo"),
        ("noms.html", b"<html><script>", "ne peut pas"),
    ],
)
def test_a_hostile_list_is_explained_and_counts_nobody(
    client: Browser,
    organisation: Organisation,
    policy: Policy,
    name: str,
    content: bytes,
    said: str,
) -> None:
    sent = SimpleUploadedFile(name, content)
    refused = client.post(url(organisation, "readings", policy.pk), {"file": sent}, **FRENCH)
    assert refused.status_code == 422
    assert said in text(refused)
    assert not Acknowledgement.objects.exists()


def test_a_list_of_signatures_is_imported_and_leaves_without_formulas(
    client: Browser, organisation: Organisation, policy: Policy
) -> None:
    content = "Nom;Prénom;Date\n=HYPERLINK(1);X;20/11/2026\nVouivre;Ana;\n".encode("cp1252")
    sent = SimpleUploadedFile("noms.csv", content)
    page = client.post(
        url(organisation, "readings", policy.pk), {"file": sent}, follow=True, **FRENCH
    )
    assert "2 personnes ajoutées" in text(page)
    place = url(organisation, "readings-export", policy.pk)
    made = client.get(place, {"format": "csv"}, **FRENCH).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(made), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {"'=HYPERLINK(1) X", "Vouivre Ana"}
    for name in ("xlsx", "ods", "pdf", "json"):
        assert client.get(place, {"format": name}).status_code == 200
        assert client.get(url(organisation, "export"), {"format": name}).status_code == 200
    reading = Acknowledgement.objects.first()
    assert reading
    client.post(url(organisation, "forget", policy.pk, reading.pk))
    assert Acknowledgement.objects.count() == 1


def test_a_version_leaves_as_pdf_docx_and_markdown(
    client: Browser, organisation: Organisation, policy: Policy
) -> None:
    pdf = client.get(url(organisation, "document", policy.pk, 1, "pdf")).content
    assert "Règles" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    docx = client.get(url(organisation, "document", policy.pk, 1, "docx")).content
    assert any("Règles" in one.text for one in Document(io.BytesIO(docx)).paragraphs)
    plain = client.get(url(organisation, "document", policy.pk, 1, "md")).content.decode()
    assert plain.startswith("# Charte")
    assert client.get(url(organisation, "document", policy.pk, 1, "exe")).status_code == 404


def test_a_reader_reads_acknowledges_and_sees_no_names(
    organisation: Organisation, policy: Policy, client_of: Callable[[Member], Client]
) -> None:
    reader: Browser = client_of(new_member(organisation, Role.READER))
    page = text(reader.get(url(organisation, "policy", policy.pk), **FRENCH))
    assert "J’ai lu" in page
    assert url(organisation, "readings", policy.pk) not in page
    assert reader.get(url(organisation, "readings", policy.pk)).status_code == 403
    stale = reader.post(
        url(organisation, "acknowledge", policy.pk), {"seen": "9"}, follow=True, **FRENCH
    )
    assert "Une autre version" in text(stale)


def test_a_hostile_text_is_only_text(
    client: Browser, organisation: Organisation, policy: Policy, member: Member
) -> None:
    hostile = "# <script>alert(1)</script>\n\n- **<img src=x onerror=alert(1)>**"
    actions.write(policy.pk, title="<b>x</b>", text=hostile, seen=1, by=member, at=NOW)
    actions.approve(policy.pk, seen=2, by=member, at=NOW)
    page = text(client.get(url(organisation, "policy", policy.pk)))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
