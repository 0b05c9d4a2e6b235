"""The dossier of one thing: sealed under its key, verified offline, erased with it."""

import io
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from probant.accountability import things
from probant.accountability.domain import verification
from probant.accountability.models import Dossier, DossierDocument
from probant.accountability.things import Thing
from probant.journal.domain import SYSTEM
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault import queries as vaults
from tests.conftest import NOW, new_member

SUBJECT = uuid4()
SECRET = b"Madame Inventee a perdu son telephone"


def documents(
    organisation: Organisation, subject: UUID, *, language: str, has_names: bool, at: datetime
) -> dict[str, bytes]:
    about = f"{organisation.pk} {subject} {language} {has_names} {at}"
    return {"facts.txt": SECRET, "about.txt": about.encode()}


@pytest.fixture(autouse=True)
def thing(monkeypatch: pytest.MonkeyPatch) -> None:
    def reference(_organisation: UUID, subject: UUID) -> str:
        return "T-2026-001" if subject == SUBJECT else ""

    kind = Thing(
        "Chose", "members.edit", documents, reference, "accountability:download", "dossier"
    )
    monkeypatch.setitem(things.THINGS, "thing", kind)


@pytest.fixture
def client(client_of: Callable[[Member], Client], administrator: Member) -> Client:
    return client_of(administrator)


def page(organisation: Organisation, subject: UUID = SUBJECT) -> str:
    return f"/o/{organisation.pk}/dossiers/of/thing/{subject}/"


def made(organisation: Organisation, client: Client) -> Dossier:
    answer = client.post(page(organisation), {"language": "fr", "has_names": "on"})
    assert answer.status_code == 302
    return Dossier.objects.get(organisation=organisation)


def download(client: Client, found: Dossier) -> bytes:
    answer = client.get(f"/o/{found.organisation_id}/dossiers/{found.pk}/dossier.zip")
    assert answer.status_code == 200
    return answer.getvalue()


def test_the_dossier_of_a_thing_verifies_offline(
    organisation: Organisation, client: Client
) -> None:
    content = download(client, made(organisation, client))
    assert SECRET in content
    assert verification.verify(io.BytesIO(content)).is_valid
    changed = content.replace(b"telephone", b"telefone1")
    assert not verification.verify(io.BytesIO(changed)).is_valid


def test_its_documents_are_not_in_clear_in_the_database(
    organisation: Organisation, client: Client
) -> None:
    made(organisation, client)
    kept = DossierDocument.objects.filter(name="facts.txt").get()
    assert SECRET not in bytes(kept.content)


def test_erasing_the_thing_erases_its_dossiers(organisation: Organisation, client: Client) -> None:
    found = made(organisation, client)
    key = vaults.dossier(organisation.pk, "thing", SUBJECT)
    vault.destroy(key, by=SYSTEM, at=NOW, reason="erased")
    answer = client.get(f"/o/{organisation.pk}/dossiers/{found.pk}/dossier.zip")
    assert answer.status_code == 410
    assert "n’existent plus" in answer.content.decode()


def test_a_role_that_may_not_see_the_thing_gets_no_dossier_of_it(
    organisation: Organisation, client: Client, client_of: Callable[[Member], Client]
) -> None:
    found = made(organisation, client)
    other = client_of(new_member(organisation, Role.CISO))
    assert other.get(page(organisation)).status_code == 403
    assert other.post(page(organisation), {"language": "fr"}).status_code == 403
    zip_ = f"/o/{organisation.pk}/dossiers/{found.pk}/dossier.zip"
    assert other.get(zip_).status_code == 403


def test_a_thing_that_does_not_exist_is_not_found(
    organisation: Organisation, client: Client
) -> None:
    assert client.get(page(organisation, uuid4())).status_code == 404
    nowhere = page(organisation).replace("/thing/", "/nothing/")
    assert client.get(nowhere).status_code == 404
