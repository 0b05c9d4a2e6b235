"""The pages of vulnerabilities: files good and bad, lists, acts, exports."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from probant.accounts.models import Person
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vulnerabilities import queries
from probant.vulnerabilities.models import Flaw, Scan
from tests.conftest import signed_in
from tests.integration.vulnerabilities.making import (
    ACCESS,
    COOKIE,
    INJECTION,
    SECOND,
    loaded,
    sarif,
    table,
)

Page = Callable[..., str]
FLAWS = ("Injection SQL", "Documents", "Cookie")


@pytest.fixture
def client(member: Member) -> Client:
    return signed_in(member.person_id)


@pytest.fixture
def page(organisation: Organisation) -> Page:
    def address(view: str, /, **parts: object) -> str:
        where = {"organisation": organisation.pk, **parts}
        return reverse(f"vulnerabilities:{view}", kwargs=where)

    return address


@pytest.fixture
def audits(organisation: Organisation, member: Member) -> Scan:
    """Two audits a year apart: one flaw persists, one is fixed, one is new."""
    loaded(organisation, member, table(INJECTION, COOKIE))
    return loaded(organisation, member, table(INJECTION, ACCESS), done_on=SECOND)


def sent(content: bytes, name: str = "audit.csv", **said: object) -> dict[str, object]:
    return {
        "file": SimpleUploadedFile(name, content),
        "product": "Fabula Santé",
        "method": "pentest",
        "done_on": "2025-10-01",
        "is_complete": "on",
        **said,
    }


def test_a_table_is_loaded_and_its_scan_shown(client: Client, page: Page) -> None:
    answer = client.post(page("import"), sent(table(INJECTION, COOKIE)), follow=True)

    assert "Chargé\u00a0: 2 failles" in answer.content.decode()
    assert "Injection SQL dans la recherche" in answer.content.decode()


def test_a_file_can_be_kept_encrypted_and_read_back(client: Client, page: Page) -> None:
    content = sarif([{"ruleId": "R1", "message": {"text": "Trouvé"}}])
    client.post(page("import"), sent(content, "a.sarif", method="code", is_kept="on"))
    scan = Scan.objects.get()
    assert scan.file_id, "not kept"

    answer = client.get(page("scan-file", scan_id=scan.pk))

    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]


BAD = [
    (b'{"version": "2.1.0", "runs": [{"tool": ', "a.sarif", "JSON complet"),
    (b'{"version": "1.0.0", "runs": []}', "a.sarif", "SARIF 1.0.0"),
    (b'{"bomFormat": "CycloneDX", "specVersion": "1.2"}', "b.json", "CycloneDX 1.2"),
    (b'{"hello": 1}', "c.json", "ni SARIF, ni CycloneDX, ni OSV"),
    (b"", "d.csv", "vide"),
    (b"colonne;autre\r\n1;2\r\n", "e.csv", "colonne, autre"),
    (b"PK\x03\x04 cut", "f.xlsx", "rien n’a été chargé"),
]


@pytest.mark.parametrize(("content", "name", "said"), BAD, ids=[name for _, name, _ in BAD])
def test_a_bad_file_is_explained_and_nothing_is_lost(
    client: Client, page: Page, content: bytes, name: str, said: str
) -> None:
    answer = client.post(page("import"), sent(content, name, perimeter="Production"))

    told = answer.content.decode()
    assert answer.status_code == 422
    assert said in told
    assert 'value="Production"' in told
    assert not Scan.objects.exists()


def test_rows_that_cannot_be_understood_are_listed_and_nothing_is_loaded(
    client: Client, page: Page
) -> None:
    content = table(INJECTION, "Sans gravité connue;énorme;;;;", ";Haute;;CWE-79;/;")
    answer = client.post(page("import"), sent(content))

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "ligne 3" in told
    assert "énorme" in told
    assert "ligne 4" in told
    assert not Flaw.objects.exists()

    partly = client.post(page("import"), sent(content, is_partial="on"), follow=True)

    assert Flaw.objects.count() == 1
    assert "ligne 4" in partly.content.decode()


def test_the_same_refusal_is_told_in_english(client: Client, page: Page, member: Member) -> None:
    Person.objects.filter(pk=member.person_id).update(language="en")
    answer = client.post(page("import"), sent(table(";Haute;;;;")))

    assert "nothing names the flaw" in answer.content.decode()


def test_an_invalid_vector_is_told_and_the_flaw_kept(client: Client, page: Page) -> None:
    content = table("Faille;Haute;CVSS:3.1/AV:Z;CWE-79;/;oui")
    told = client.post(page("import"), sent(content), follow=True).content.decode()

    assert "vecteur CVSS invalide" in told
    assert Flaw.objects.get().severity == "high"


def test_a_table_with_other_titles_is_read_once_they_are_named(client: Client, page: Page) -> None:
    content = b"Quoi;Ampleur\r\nPorte ouverte;haute\r\n"
    named = {"column_title": "Quoi", "column_severity": "Ampleur"}

    assert client.post(page("import"), sent(content)).status_code == 422
    assert client.post(page("import"), sent(content, **named)).status_code == 302
    assert Flaw.objects.get().severity == "high"


def test_the_second_audit_shows_what_persisted(client: Client, page: Page, audits: Scan) -> None:
    told = client.get(page("scan", scan_id=audits.pk)).content.decode()
    listed = client.get(page("list"), {"scan": str(audits.pk), "change": "persisting"})

    assert "Comparé avec" in told
    assert "Injection SQL dans la recherche" in listed.content.decode()
    assert "Documents" not in listed.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"severity": "grave"}, {"Injection SQL", "Documents"}),
        ({"persisting": "on"}, {"Injection SQL"}),
        ({"state": "fixed_verified"}, {"Cookie"}),
        ({"owasp": "A01"}, {"Documents"}),
        ({"words": "cookie"}, {"Cookie"}),
        ({"age": "no-such"}, {"Injection SQL", "Documents", "Cookie"}),
    ],
)
def test_the_list_is_filtered(
    client: Client, page: Page, audits: Scan, asked: dict[str, str], shown: set[str]
) -> None:
    told = client.get(page("list"), asked).content.decode()

    assert {word for word in FLAWS if f" {word}" in told} == shown


def test_the_list_asks_few_questions_whatever_it_shows(
    client: Client, page: Page, audits: Scan, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client.get(page("list"))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(page("list"))


def test_the_dashboard_and_the_scans_lead_to_what_they_count(
    client: Client, page: Page, audits: Scan
) -> None:
    told = client.get(page("dashboard")).content.decode()

    assert "persisting=on" in told
    assert "A03 Injection" in told
    assert client.get(page("scans")).status_code == 200


def test_a_flaw_is_followed_act_after_act(
    client: Client, page: Page, organisation: Organisation, audits: Scan
) -> None:
    flaw = queries.flaws(organisation.pk).get(title__startswith="Documents")
    where = page("act", flaw_id=flaw.pk, act="accept")
    until = timezone.localdate() + timedelta(days=90)

    bad = client.post(where, {"version": 0, "until": "2001-01-01", "why": "Contrôle ajouté"})
    good = client.post(where, {"version": 0, "until": until, "why": "Contrôle ajouté"})
    stale = client.post(where, {"version": 0, "until": until, "why": "Autre raison"})

    assert bad.status_code == 422
    assert "Contrôle ajouté" in bad.content.decode()
    assert good.status_code == 302
    assert stale.status_code == 409
    assert "Autre raison" in stale.content.decode()
    shown = client.get(page("flaw", flaw_id=flaw.pk)).content.decode()
    assert "Acceptée jusqu’à une date" in shown
    assert "Contrôle ajouté" in shown


@pytest.mark.parametrize("act", ["say_fixed", "retest", "not_affected", "facts", "rate", "merge"])
def test_each_act_has_its_form(
    client: Client, page: Page, organisation: Organisation, audits: Scan, act: str
) -> None:
    flaw = queries.flaws(organisation.pk).get(title__startswith="Documents")
    where = page("act", flaw_id=flaw.pk, act=act)

    assert client.get(where).status_code == 200
    assert client.post(where, {"version": 0}).status_code == 422


def test_a_flaw_is_entered_by_hand_with_its_vector_checked(client: Client, page: Page) -> None:
    said = {
        "title": "Mot de passe en clair",
        "product": "Fabula Santé",
        "done_on": "2025-10-01",
        "severity": "unknown",
        "vector": "CVSS:4.0/AV:N/AC:L",
    }
    bad = client.post(page("new"), said)
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    good = client.post(page("new"), {**said, "vector": vector}, follow=True)

    assert bad.status_code == 422
    assert "Mot de passe en clair" in bad.content.decode()
    assert "9,3" in good.content.decode() or "9.3" in good.content.decode()


def test_periods_are_chosen_within_bounds(
    client: Client, page: Page, organisation: Organisation, audits: Scan
) -> None:
    days = queries.periods(organisation.pk)
    bad = client.post(page("periods"), {**days, "critical": 400})
    good = client.post(page("periods"), {**days, "critical": 20})

    assert bad.status_code == 422
    assert good.status_code == 302
    flaw = queries.flaws(organisation.pk).get(title__startswith="Injection")
    assert flaw.due_on == flaw.known_on + timedelta(days=20)


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods", "pdf", "json", "vex"])
def test_the_list_leaves_in_each_format(
    client: Client, page: Page, audits: Scan, format_: str
) -> None:
    answer = client.get(page("export"), {"format": format_, "severity": "grave"})

    content = answer.content
    assert answer.status_code == 200
    if format_ == "pdf":
        assert content.startswith(b"%PDF")
    elif format_ == "csv":
        assert "Injection SQL" in content.decode("utf-8-sig")
    elif format_ == "json":
        assert len(json.loads(content)["vulnerabilities"]) == 2
    elif format_ == "vex":
        told = json.loads(content)
        assert {one["analysis"]["state"] for one in told["vulnerabilities"]} == {"exploitable"}
    else:
        assert CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).height == 3
