"""Controls and evidence through their pages: seen, decided, given, exported, refused kindly."""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.accounts.models import Person
from probant.controls import actions, queries
from probant.controls.models import Evidence
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW
from tests.factories.controls import BACKUP, decided, decided_all, given

Browser = Callable[[Member], Client]
MOST_QUERIES = 10
FICHE = ("cnil_guide", "fiche_17")


@pytest.fixture
def client(client_of: Browser, member: Member) -> Client:
    return client_of(member)


@pytest.fixture
def url(organisation: Organisation) -> Callable[..., str]:
    def address(name: str, **parts: object) -> str:
        return reverse(f"controls:{name}", kwargs={"organisation": organisation.pk, **parts})

    return address


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_auditor_of_each_framework_finds_the_same_evidence_with_its_way(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    given(organisation, member, title="Essai de restauration")
    for framework, control, via in [
        ("iso27001", "a_8_13", ""),
        ("hds", "exi_4", "A.8.13"),
        ("cnil_guide", "fiche_17", "A.8.13"),
    ]:
        page = text(client, url("control", framework=framework, control=control))
        assert "P-001 Essai de restauration" in page
        assert (">A.8.13</a>" in page) is bool(via)
        number = {"iso27001": "A.8.13", "hds": "EXI 04", "cnil_guide": "Sauvegarder"}[framework]
        found = f"{url('framework', framework=framework)}?text={number}"
        assert "P-001" in text(client, found)


def test_the_page_of_an_evidence_names_every_control_it_serves(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    evidence = given(organisation, member)
    page = text(client, url("evidence", evidence_id=evidence.pk))
    for name in ["A.8.13 Sauvegarde", "EXI 04", "17 Sauvegarder", "37 "]:
        assert name in page


def test_a_control_is_decided_and_what_was_typed_survives_a_refusal(
    client: Client, url: Callable[..., str], organisation: Organisation
) -> None:
    page = url("decide", framework="cnil_guide", control="fiche_11")
    typed = {"applicability": "no", "implementation": "unsaid", "note": "Texte gardé", "number": 0}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Texte gardé" in refused.content.decode()
    assert "première question d’un auditeur" in refused.content.decode()
    Person.objects.update(language="en")
    english = client.post(page, typed)
    assert "an auditor asks for it first" in english.content.decode()
    assert client.post(page, {**typed, "justification": "Aucun logiciel"}).status_code == 302
    row = queries.decision_row(organisation.pk, ("cnil_guide", "fiche_11"))
    assert row is not None
    assert (row.applicability, row.justification) == ("no", "Aucun logiciel")


def test_two_people_deciding_at_once_see_each_other(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    decided(organisation, member, FICHE, note="La première version")
    page = url("decide", framework="cnil_guide", control="fiche_17")
    typed = {"applicability": "yes", "implementation": "done", "note": "La seconde", "number": 0}
    conflict = client.post(page, typed)
    assert conflict.status_code == 409
    shown = conflict.content.decode()
    assert "La première version" in shown
    assert "La seconde" in shown
    again = client.post(page, {**typed, "number": 1, "conflict": "again"})
    assert "La seconde" in again.content.decode()
    assert client.post(page, {**typed, "number": 1, "conflict": "mine"}).status_code == 302


def test_several_controls_are_changed_at_once(
    client: Client, url: Callable[..., str], organisation: Organisation
) -> None:
    page = url("decide-many", framework="cnil_guide")
    nothing = client.post(page, {"applicability": "yes"})
    assert nothing.status_code == 422
    assert "Cochez au moins une mesure" in nothing.content.decode()
    ticked = {"controls": ["fiche_1", "fiche_2"], "applicability": "yes"}
    assert client.post(page, ticked).status_code == 302
    assert len(queries.decisions(organisation.pk, ["cnil_guide"])) == 2
    assert client.post(page, {**ticked, "controls": ["fiche_99"]}).status_code == 404


def test_a_document_is_added_for_a_control_and_read_back(
    client: Client, url: Callable[..., str]
) -> None:
    sent = SimpleUploadedFile("rapport.txt", b"Sauvegarde lue le 20 novembre.\n")
    said = {"title": "Rapport", "kind": "file", "dated_on": "2026-11-20", "valid_for": "P1Y"}
    page = f"{url('add-evidence')}?for=cnil_guide:fiche_17"
    answer = client.post(page, {**said, "file": sent})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/controls/fiche_17/#evidence")
    made = Evidence.objects.get()
    read = client.get(url("file", evidence_id=made.pk))
    assert b"".join(read.streaming_content) == b"Sauvegarde lue le 20 novembre.\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"kind": "file"}, "Choisissez le document."),
        ({"kind": "link"}, "Collez l’adresse de la page"),
        ({"kind": "link", "path": "https://example.org/x"}, "Collez l’adresse de la page"),
        ({"kind": "statement", "dated_on": "2999-01-01"}, "Ce jour est à venir"),
    ],
)
def test_an_evidence_that_lacks_something_is_explained_and_kept_on_screen(
    client: Client, url: Callable[..., str], said: dict[str, str], told: str
) -> None:
    typed = {"title": "Mon titre", "dated_on": "2026-11-20", "valid_for": "", **said}
    answer = client.post(url("add-evidence"), typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Mon titre" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_an_evidence_is_given_to_many_controls_of_a_framework_and_taken_back(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    evidence = given(organisation, member, serves=[])
    page = url("give", evidence_id=evidence.pk, framework="iso27001")
    client.post(page, {"controls": ["a_8_13", "a_8_14", "a_5_30"]})
    assert len(queries.services_of(evidence)) == 3
    client.post(page, {"controls": ["a_8_13"]})
    assert [one.control for one in queries.services_of(evidence)] == ["a_8_13"]


def test_the_statement_leaves_in_every_format(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    given(organisation, member)
    decided(organisation, member, BACKUP, note="=1+1")
    starts = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "ods": b"PK", "pdf": b"%PDF", "json": b"{"}
    for format_, start in starts.items():
        answer = client.get(url("export", framework="iso27001"), {"format": format_})
        assert answer.content.startswith(start), format_
    value = json.load(io.BytesIO(client.get(url("export", framework="iso27001") + "?format=json")
                                 .content))  # fmt: skip
    assert len(value["controls"]) == 93
    line = next(one for one in value["controls"] if one["id"] == "a_8_13")
    assert (line["state"], line["evidence"]) == ("proven", ["P-001"])
    assert client.get(url("export", framework="iso27001") + "?format=exe").status_code == 404


def test_a_statement_is_approved_once_everything_is_decided(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    early = client.post(url("approve", framework="iso27001"))
    assert early.status_code == 409
    assert "A.5.1" in early.content.decode()
    framework = queries.framework(organisation, "iso27001", "fr")
    decided_all(organisation, member, "iso27001", framework.controls)
    assert client.post(url("approve", framework="iso27001")).status_code == 302
    kept = json.loads(client.get(url("approved", framework="iso27001", number=1)).content)
    assert kept["number"] == 1
    assert client.get(url("approve", framework="cnil_guide")).status_code == 404


def test_the_hygiene_of_a_practice_is_said_on_one_page(
    client: Client, url: Callable[..., str], organisation: Organisation
) -> None:
    assert "Mots de passe solides" in text(client, url("hygiene"))
    answers = {"passwords": "done", "backups": "partial", "wifi": "planned"}
    assert client.post(url("answer-hygiene"), answers).status_code == 302
    said = queries.decisions(organisation.pk, ["hygiene"])
    assert {name: one.implementation.value for (_f, name), one in said.items()} == answers


def test_filters_show_what_is_asked_and_ignore_what_they_do_not_know(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    decided(organisation, member, FICHE)
    page = url("framework", framework="cnil_guide")
    assert "17 Sauvegarder" in text(client, f"{page}?state=declared")
    assert "16 Tracer" not in text(client, f"{page}?state=declared")
    assert "16 Tracer" in text(client, f"{page}?text=tracer&state=nonsense&page=999")
    given(organisation, member, title="Trouvée", dated_on=date(2020, 1, 1))
    assert "Trouvée" in text(client, f"{url('evidences')}?state=expired")
    assert "Trouvée" not in text(client, f"{url('evidences')}?state=fresh")


def test_lists_ask_few_questions_whatever_their_length(
    client: Client, url: Callable[..., str], organisation: Organisation, member: Member
) -> None:
    framework = queries.framework(organisation, "iso27001", "fr")
    refs = [framework.ref(name) for name in framework.controls]
    for number in range(12):
        given(organisation, member, serves=refs[number * 7 : number * 7 + 7])
    actions.follow(organisation, "iso27001", by=member, at=NOW)
    evidence = Evidence.objects.first()
    assert evidence is not None
    for page in [
        url("home"),
        url("framework", framework="iso27001"),
        url("control", framework="hds", control="exi_4"),
        url("evidences"),
        url("evidence", evidence_id=evidence.pk),
        url("hygiene"),
    ]:
        text(client, page)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(client, page)
        sql = [one["sql"][:60] for one in asked if "SAVEPOINT" not in one["sql"]]
        assert len(sql) <= MOST_QUERIES, (page, sql)
