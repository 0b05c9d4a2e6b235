"""The pages that prove: home, obligations, journal, dossiers."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from probant.accountability import queries
from probant.accountability.domain.verification import verify
from probant.common import clock
from probant.database import isolation
from probant.journal import key
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import actions as register
from tests.factories.register import complete_record

ClientOf = Callable[[Member], Client]


def page(name: str, organisation: Organisation, **where: object) -> str:
    return reverse(f"accountability:{name}", kwargs={"organisation": organisation.pk, **where})


def make(client: Client, organisation: Organisation, **changes: str) -> bytes:
    """The bytes of a dossier made and downloaded through the pages."""
    asked = {"purpose": "Contrôle (inventé)", "language": "fr", "has_names": "on", **changes}
    answer = client.post(page("dossiers", organisation), asked, follow=True)
    assert answer.status_code == 200
    isolation.enter(organisation.pk, person=None)
    made = queries.dossiers(organisation.pk)[0]
    answer = client.get(page("download", organisation, dossier=made.pk))
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    return content


@pytest.mark.parametrize("name", ["home", "obligations", "journal", "dossiers"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens_for_an_empty_organisation(
    organisation: Organisation, member: Member, client_of: ClientOf, name: str, language: str
) -> None:
    client = client_of(member)
    client.cookies["probant_language"] = language
    assert client.get(page(name, organisation)).status_code == 200


def test_an_empty_organisation_is_invited_to_the_guided_start(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    answer = client_of(member).get(page("home", organisation))
    assert answer.context["is_empty"]
    assert "Répondez à quelques questions" in answer.content.decode()


def test_a_dossier_made_through_the_pages_verifies_and_no_longer_after_one_byte(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    content = make(client_of(member), organisation)
    report = verify(BytesIO(content), known_key=str(key.verifier()))
    assert (report.is_valid, report.detail) == (True, "")
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    assert not verify(BytesIO(bytes(changed))).is_valid
