"""A framework's file: previewed, confirmed, refused with the places that are wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from probant.accounts.models import Person
from probant.controls import queries
from probant.controls.domain.importing import MOST_BYTES, FrameworkFileError, Wrong, read
from probant.controls.domain.importing.yaml_reading import MOST_DEPTH
from probant.controls.models import ImportedFramework
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.web.test_api import V1, Program, program, said

Browser = Callable[[Member], Client]
LIBRARY = """
urn: urn:test:library:maison
locale: fr
ref_id: MAISON
name: Référentiel maison
version: 3
copyright: "© Maison, CC BY-ND"
provider: Maison
objects:
  framework:
    urn: urn:test:framework:maison
    ref_id: MAISON
    name: Référentiel maison
    requirement_nodes:
    - urn: urn:test:maison:b
      assessable: true
      parent_urn: URN:TEST:MAISON:A
      ref_id: 1.10
      name: <script>alert(1)</script>
    - urn: urn:test:maison:a
      assessable: false
      ref_id: '1'
      name: Locaux
      translations: {en: {name: Premises}}
"""
CATALOG: dict[str, Any] = {
    "catalog": {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "metadata": {"title": "Catalogue inventé", "version": "1", "remarks": "Licence inventée"},
        "groups": [
            {
                "id": "g1",
                "title": "Groupe",
                "groups": [
                    {
                        "title": "Sans id",
                        "controls": [
                            {
                                "id": "g1-1",
                                "title": "Revoir tous les {{ insert: param, p1 }}",
                                "params": [{"id": "p1", "label": "six mois"}],
                                "props": [{"name": "label", "value": "G-1"}],
                                "parts": [
                                    {
                                        "name": "statement",
                                        "prose": "Relire.",
                                        "parts": [{"name": "item", "prose": "Les comptes."}],
                                    },
                                    {"name": "guidance", "prose": "Conseil."},
                                ],
                                "controls": [
                                    {
                                        "id": "g1-1.1",
                                        "title": "Retirée",
                                        "props": [{"name": "status", "value": "withdrawn"}],
                                    }
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
    }
}
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


def wrong(text: str | bytes) -> list[tuple[Wrong, int, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(FrameworkFileError) as error:
        read("f.yaml", data, language="fr")
    return [(one.code, one.line, one.path) for one in error.value.faults]


def test_a_library_is_read_in_its_tree_whatever_the_order_of_its_lines() -> None:
    found = read("f.yaml", LIBRARY.encode(), language="fr")
    assert [(one.number, one.depth, one.is_assessable) for one in found.controls] == [
        ("1", 1, False),
        ("1.10", 2, True),
    ]
    assert (found.name, found.edition, found.rights) == (
        "Référentiel maison",
        "3",
        "© Maison, CC BY-ND",
    )
    english = read("f.yaml", LIBRARY.encode(), language="en")
    assert english.controls[0].title == "Premises"


def test_a_catalog_is_read_with_its_groups_parameters_and_parts() -> None:
    found = read("f.json", json.dumps(CATALOG).encode(), language="fr")
    told = [(one.number, one.title, one.depth, one.is_assessable) for one in found.controls]
    assert told == [
        ("G1", "Groupe", 1, False),
        ("", "Sans id", 2, False),
        ("G-1", "Revoir tous les [six mois]", 3, True),
        ("G1-1.1", "Retirée", 4, False),
    ]
    assert found.controls[2].text == "Relire.\nLes comptes."
    assert found.rights == "Licence inventée"


PARENT, URN = "URN:TEST:MAISON:A", "urn:test:maison:a\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", Wrong.EMPTY, 0),
        ("<!doctype html><p>Perdu</p>", Wrong.MARKUP, 0),
        ("PK\x03\x04", Wrong.NOT_TEXT, 0),
        (b"\xff\xfe\x00", Wrong.NOT_TEXT, 0),
        ("[1, 2]", Wrong.NOT_A_FRAMEWORK, 0),
        ("a: 1", Wrong.NOT_A_FRAMEWORK, 0),
        ('{"catalog": ', Wrong.BAD_JSON, 1),
        ("urn: a\nobjects: [\n", Wrong.BAD_YAML, 3),
        ("a: 1\na: 2\n", Wrong.DUPLICATE_KEY, 2),
        ("a: 1\n---\nb: 2\n", Wrong.SEVERAL_DOCUMENTS, 2),
        ("a: &a [*a]\n", Wrong.CYCLE, 1),
        (BOMB, Wrong.TOO_MANY_VALUES, 0),
        ("[" * 100_000, Wrong.TOO_DEEP, 0),
        ("a:\n" + "- " * (MOST_DEPTH + 2), Wrong.TOO_DEEP, 2),
        (LIBRARY.replace(PARENT, "urn:test:nowhere"), Wrong.DANGLING, 15),
        (LIBRARY.replace(URN, "urn:test:maison:b\n"), Wrong.DUPLICATE, 20),
        (LIBRARY.replace(PARENT, "urn:test:maison:b"), Wrong.CYCLE, 15),
        (LIBRARY.replace("assessable: true", "assessable: peut-être"), Wrong.NOT_A_BOOLEAN, 0),
        (LIBRARY.replace("assessable: true", "assessable: false"), Wrong.NOTHING_TO_ASSESS, 0),
        (LIBRARY.replace("framework:", "risk_matrix:"), Wrong.NO_FRAMEWORK, 10),
        (LIBRARY.replace("name: Locaux", "name: [1]"), Wrong.NOT_A_TEXT, 20),
        ('{"profile": {"uuid": "x"}}', Wrong.NOT_A_CATALOG, 0),
        ('{"catalog": {"uuid": "x", "metadata": {}}}', Wrong.MISSING, 0),
        ('{"catalog": {"uuid": "x", "metadata": {"title": 1}, "groups": 3}}', Wrong.NOT_A_LIST, 0),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str | bytes, code: Wrong, line: int) -> None:
    first, *_others = wrong(text)
    assert first[0] is code
    if line:
        assert first[1] == line


def test_a_long_cycle_is_found() -> None:
    nodes = "\n".join(
        f'    - {{urn: "u{n}", parent_urn: "u{(n + 1) % 50}", assessable: true}}' for n in range(50)
    )
    head = LIBRARY.partition("    - urn")[0]
    assert wrong(f"{head}{nodes}\n")[0][0] is Wrong.CYCLE


def test_a_file_of_fifty_megabytes_is_refused_unread() -> None:
    assert wrong(b"a" * (MOST_BYTES + 1))[0][0] is Wrong.TOO_LARGE


def test_a_path_says_where_in_a_catalog() -> None:
    catalog = json.loads(json.dumps(CATALOG))
    del catalog["catalog"]["groups"][0]["groups"][0]["controls"][0]["id"]
    found = wrong(json.dumps(catalog))
    assert found == [(Wrong.MISSING, 0, "catalog.groups[0].groups[0].controls[0].id")]


def send(client: Client, organisation: Organisation, data: bytes) -> HttpResponse:
    page = reverse("controls:import", args=[organisation.pk])
    sent = SimpleUploadedFile("maison.yaml", data)
    return client.post(page, {"file": sent})  # type: ignore[return-value]


def test_an_import_is_previewed_then_kept_whole_with_its_rights(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    answer = send(client, organisation, LIBRARY.encode())
    assert answer.status_code == 302
    preview = client.get(answer.headers["Location"]).content.decode()
    assert "© Maison, CC BY-ND" in preview
    assert "<script>alert" not in preview
    assert not queries.imports(organisation.pk)
    kept = client.post(answer.headers["Location"], {"act": "confirm"})
    page = client.get(kept.headers["Location"]).content.decode()
    assert "1.10" in page
    assert "© Maison, CC BY-ND" in page
    again = send(client, organisation, LIBRARY.encode())
    assert again.headers["Location"] == kept.headers["Location"]


def test_a_preview_that_is_not_wanted_leaves_nothing(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    answer = send(client, organisation, LIBRARY.encode())
    client.post(answer.headers["Location"], {"act": "cancel"})
    assert not ImportedFramework.objects.exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "Ligne 15 (objects.framework"), ("en", "Line 15 (objects.framework")],
)
def test_a_refused_file_is_explained_and_nothing_of_it_stays(
    organisation: Organisation, member: Member, client_of: Browser, language: str, told: str
) -> None:
    Person.objects.filter(pk=member.person_id).update(language=language)
    data = LIBRARY.replace(PARENT, "urn:test:nowhere").encode()
    answer = send(client_of(member), organisation, data)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not ImportedFramework.objects.exists()


def upload(by: Program, file: SimpleUploadedFile) -> HttpResponse:
    return Client().post(  # type: ignore[return-value]
        f"{V1}controls/frameworks/import",
        {"file": file},
        HTTP_AUTHORIZATION=f"Bearer {by.text}",
    )


def test_the_interface_imports_decides_gives_and_tells(organisation: Organisation) -> None:
    dpo = program(organisation, Role.DPO)
    sent = SimpleUploadedFile("maison.yaml", LIBRARY.encode())
    made = upload(dpo, sent)
    assert made.status_code == 201
    id_ = said(made)["id"]
    assert said(made)["rights"] == "© Maison, CC BY-ND"
    one = next(one for one in said(dpo("GET", f"controls/frameworks/{id_}"))["controls"])
    change = {"controls": [one["id"]], "applicability": "no"}
    refused = dpo("POST", f"controls/frameworks/{id_}/decide", change)
    assert (refused.status_code, said(refused)["fields"]) == (422, {"justification": "required"})
    change["justification"] = "Pas de locaux"
    assert said(dpo("POST", f"controls/frameworks/{id_}/decide", change)) == {"changed": 1}
    evidence = {
        "title": "Registre",
        "kind": "link",
        "dated_on": "2026-11-02",
        "path": f"/o/{organisation.pk}/register/",
        "serves": ["iso27001:a_8_13"],
    }
    added = said(dpo("POST", "controls/evidence", evidence))
    assert {"iso27001:a_8_13", "hds:exi_4"} <= {one["control"] for one in added["serves"]}
    acted = dpo("POST", f"controls/evidence/{added['id']}/act", {"act": "withdraw"})
    assert said(acted)["withdrawn_at"]
    bad = SimpleUploadedFile("page.yaml", b"<html>")
    told = upload(dpo, bad)
    assert (told.status_code, said(told)["fields"]) == (422, {"file": "markup"})
