import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.breaches import queries
from probant.breaches.domain.counts import bounded
from probant.breaches.domain.facts import Answer, Protection, from_json
from probant.breaches.models import Breach
from probant.breaches.statements import Declaration, Kind
from probant.common import clock
from probant.correspondence.models import OutgoingMail
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.vault.domain.errors import RootKeyMissingError
from tests.conftest import new_member

Browser = Callable[[Member], Client]
Send = Callable[..., Any]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def page(name: str, organisation: Organisation, **parts: object) -> str:
    return reverse(f"breaches:{name}", kwargs={"organisation": organisation.pk, **parts})


def said(**changes: object) -> dict[str, Any]:
    """A lost telephone, as a secretary tells it."""
    return {
        "key": str(uuid.uuid4()),
        "incident": "lost_device",
        "told": "Téléphone oublié dans le tram.",
        "when": "now",
        "things": ["health", "identity"],
        "persons": ["patients"],
        "how_many": "51-300",
        "is_protected": "no",
        "done": "Appelé l’opérateur",
        "telephone": "06 00 00 00 00",
        **changes,
    }


@pytest.fixture
def secretary(organisation: Organisation) -> Member:
    return new_member(organisation, Role.READER)


@pytest.fixture
def send(organisation: Organisation, secretary: Member, member: Member, client_of: Browser) -> Send:
    client = client_of(secretary)

    def posted(**changes: object) -> Any:  # noqa: ANN401  the test client's own answer
        return client.post(page("declare", organisation), said(**changes), follow=True)

    return posted


def test_anybody_declares_and_is_told_what_to_do_now(
    organisation: Organisation, secretary: Member, member: Member, send: Send
) -> None:
    body = send().content.decode()

    found = Breach.objects.get()
    assert f"V-{found.declared_at:%Y}-001" in body
    assert "Verrouillez ou effacez l’appareil à distance" in body
    assert member.name in body, "the officer who was told is named"
    assert "À qualifier" in body


def test_the_declaration_asks_at_most_twelve_things(
    organisation: Organisation, secretary: Member, client_of: Browser
) -> None:
    answer = client_of(secretary).get(page("declare", organisation))

    asked = [field for field in answer.context["form"] if not field.is_hidden]
    assert len(asked) <= 12
    assert [field.name for field in asked if field.field.required] == ["incident", "when"]


def test_what_was_said_becomes_facts_and_no_more(send: Send) -> None:
    send()

    facts = from_json(Breach.objects.get().facts)
    assert facts.event.loss.confidentiality is Answer.YES
    assert facts.event.loss.integrity is Answer.UNKNOWN
    assert facts.circumstances.protection is Protection.NONE
    assert facts.persons.groups[0].count == bounded(51, 300)
    assert facts.timeline.aware_at is None, "awareness is for the officer to establish"


def test_a_locked_device_is_not_presumed_encrypted(send: Send) -> None:
    send(is_protected="yes")

    assert from_json(Breach.objects.get().facts).circumstances.protection is Protection.UNKNOWN


def test_the_officers_are_written_to_without_a_word_of_the_breach(
    organisation: Organisation, send: Send, member: Member
) -> None:
    send()

    mail = OutgoingMail.objects.get()
    assert "tram" not in mail.subject
    assert Breach.objects.get().reference in mail.subject


def test_the_same_form_sent_twice_is_one_breach(send: Send) -> None:
    key = str(uuid.uuid4())

    send(key=key)
    send(key=key)

    assert Breach.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_a_file_sent_twice_with_its_form_is_kept_once(send: Send) -> None:
    key = str(uuid.uuid4())

    for _turn in range(2):
        send(key=key, file=SimpleUploadedFile("photo.png", PNG))

    told = queries.history(Breach.objects.get())
    assert [made.kind for made in told].count(Kind.FILE.value) == 1


def test_words_added_to_a_form_sent_again_are_kept(organisation: Organisation, send: Send) -> None:
    key = str(uuid.uuid4())

    send(key=key)
    send(key=key, told="Téléphone oublié dans le tram, ligne B.")

    found = Breach.objects.get()
    latest = queries.the_one(queries.history(found), Kind.DECLARATION, Declaration)
    assert latest is not None
    assert latest.told.endswith("ligne B.")


def test_a_refused_form_gives_back_what_was_typed(send: Send) -> None:
    answer = send(incident="", told="Un mot à ne pas perdre")

    assert answer.status_code == 422
    assert "Un mot à ne pas perdre" in answer.content.decode()
    assert not Breach.objects.exists()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-29T02:30", "avancé"),  # the hour that does not exist
        ("demain", "Écrivez une date"),
        ("", "Donnez la date"),
    ],
)
def test_an_impossible_moment_is_explained(send: Send, written: str, expected: str) -> None:
    answer = send(when="earlier", noticed_at=written)

    assert answer.status_code == 422
    assert expected in answer.content.decode()


def test_a_moment_in_the_future_is_refused(send: Send) -> None:
    later = clock.now() + timedelta(days=1)

    answer = send(when="earlier", noticed_at=f"{later:%Y-%m-%dT%H:%M}")

    assert answer.status_code == 422
    assert "futur" in answer.content.decode()


def test_of_an_hour_that_happened_twice_the_first_is_taken_and_said(
    send: Send,
) -> None:
    answer = send(when="earlier", noticed_at="2025-10-26T02:30")

    assert "cette heure a eu lieu deux fois" in answer.content.decode()
    assert Breach.objects.get().noticed_at.isoformat() == "2025-10-26T00:30:00+00:00"


@pytest.mark.parametrize(
    ("name", "content", "is_kept"),
    [
        ("photo.png", PNG, True),
        ("vide.png", b"", False),
        (
            "virus.txt",
            b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
            False,
        ),
        ("photo.png", b"MZ" + bytes(200), False),
    ],
)
def test_a_refused_file_costs_nothing_but_itself(
    organisation: Organisation,
    secretary: Member,
    client_of: Browser,
    name: str,
    content: bytes,
    is_kept: bool,
) -> None:
    form = said(file=SimpleUploadedFile(name, content))

    answer = client_of(secretary).post(page("declare", organisation), form, follow=True)

    body = answer.content.decode()
    assert answer.status_code == 200
    assert ("Votre déclaration est gardée" in body) is not is_kept
    assert (name in body) is is_kept
    assert Breach.objects.count() == 1


def test_a_declaration_is_followed_by_its_author_and_by_officers_only(
    organisation: Organisation,
    member: Member,
    send: Send,
    client_of: Browser,
) -> None:
    send()
    found = page("declared", organisation, breach_id=Breach.objects.get().pk)
    colleague = new_member(organisation, Role.READER, "autre@probant.invalid")

    assert client_of(member).get(found).status_code == 200
    assert client_of(colleague).get(found).status_code == 404


def test_whoever_declared_finds_it_again(
    organisation: Organisation,
    secretary: Member,
    send: Send,
    client_of: Browser,
) -> None:
    send()

    body = client_of(secretary).get(page("mine", organisation)).content.decode()

    assert Breach.objects.get().reference in body


def test_a_vault_that_does_not_open_costs_no_declaration(
    send: Send, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = "root.key"

    def closed(*_args: object, **_kwargs: object) -> None:
        raise RootKeyMissingError(place)

    monkeypatch.setattr("probant.correspondence.actions.send", closed)

    body = send().content.decode()

    assert Breach.objects.count() == 1
    assert "téléphonez-leur" in body
