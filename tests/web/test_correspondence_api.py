"""Letters and messages through the API."""

from uuid import UUID

import pytest

from probant.correspondence import actions
from probant.correspondence.actions import Attachment
from probant.correspondence.models import OutgoingMail
from probant.journal.domain import SYSTEM
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.conftest import NOW
from tests.web.test_api import Program, events, program, said

ADDRESS = "patiente@exemple.invalid"
TYPED = {"language": "fr", "subject": "Objet", "body": "# T\n\n{{ recipient }}", "seen": 0}


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def mail(organisation: Organisation) -> OutgoingMail:
    return actions.send(
        organisation.pk,
        to=[ADDRESS],
        subject="Votre demande",
        text="Bonjour",
        about=f"subject_requests:{UUID(int=5)}",
        at=NOW,
        by=SYSTEM,
        attachments=[Attachment("a.txt", "text/plain", b"a")],
    )


def test_a_list_names_nobody_and_a_reading_is_journalled(
    organisation: Organisation, dpo: Program, mail: OutgoingMail
) -> None:
    listed = dpo("GET", "mails?state=waiting")
    assert ADDRESS not in listed.content.decode()
    assert [one["id"] for one in said(listed)["items"]] == [str(mail.pk)]
    assert said(dpo("GET", "mails?about=breaches:1"))["items"] == []
    read = said(dpo("GET", f"mails/{mail.pk}"))
    assert (read["to"], read["text"]) == ([ADDRESS], "Bonjour")
    assert [file["name"] for file in read["files"]] == ["a.txt"]
    assert events(organisation)[-1] == "mail.read"


def test_a_message_is_settled_once(dpo: Program, mail: OutgoingMail) -> None:
    assert said(dpo("POST", f"mails/{mail.pk}/retry"))["state"] == "waiting"
    done = dpo("POST", f"mails/{mail.pk}/sent", {"way": "post"})
    assert (said(done)["state"], said(done)["way"]) == ("sent", "post")
    again = dpo("POST", f"mails/{mail.pk}/cancel")
    assert (again.status_code, said(again)["error"]) == (409, "mail_state")
    assert dpo("POST", f"mails/{mail.pk}/sent", {"way": "pigeon"}).status_code == 422


def test_a_letter_is_written_once_over_the_version_that_was_read(dpo: Program) -> None:
    before = said(dpo("GET", "letters/general.note"))["templates"][0]
    assert (before["is_own"], before["version"]) == (False, 0)
    after = said(dpo("PUT", "letters/general.note", TYPED))["templates"]
    assert [(one["language"], one["is_own"], one["version"]) for one in after] == [
        ("fr", True, 1),
        ("en", False, 0),
    ]
    moved = dpo("PUT", "letters/general.note", TYPED)
    assert (moved.status_code, said(moved)["version"]) == (409, 1)
    sample = dpo("GET", "letters/general.note/sample?format=txt")
    assert sample.content.decode() == "T\n\nMadame Camille Inventée\n"
    reset = dpo("POST", "letters/general.note/reset", {"language": "fr", "seen": 1})
    assert said(reset)["templates"][0]["is_own"] is False


@pytest.mark.parametrize("body", ["{{ inconnu }}", "{{", "{{ 9 ** 9 }}", "{% for x in y %}"])
def test_a_letter_that_cannot_be_printed_is_refused(dpo: Program, body: str) -> None:
    answer = dpo("PUT", "letters/general.note", TYPED | {"body": body})
    assert (answer.status_code, said(answer)["error"]) == (422, "letter_refused")
    assert said(answer)["fields"]["body"]


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_letter_is_printed_with_invented_values(dpo: Program, kind: str, begins: bytes) -> None:
    answer = dpo("GET", f"letters/general.note/sample?format={kind}&language=en")
    assert answer.content.startswith(begins)


def test_an_unknown_letter_does_not_exist(dpo: Program) -> None:
    assert dpo("GET", "letters/no.such").status_code == 404
    assert dpo("GET", "letters/general.note/sample?format=exe").status_code == 422


def test_a_free_message_is_queued_or_refused_without_repeating_the_address(dpo: Program) -> None:
    note = {"to": ADDRESS, "recipient": "Madame", "topic": "Fermeture", "message": "Bonjour"}
    made = dpo("POST", "mails", note)
    assert (made.status_code, said(made)["state"]) == (201, "waiting")
    refused = dpo("POST", "mails", note | {"to": "personne@"})
    assert (refused.status_code, said(refused)["fields"]) == (422, {"to": "address"})
    assert "personne" not in refused.content.decode()
