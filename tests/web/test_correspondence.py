"""The pages of letters and messages."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.correspondence import actions, queries, words
from probant.correspondence.actions import Attachment
from probant.correspondence.models import OutgoingMail
from probant.journal import queries as journal
from probant.journal.domain import SYSTEM
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW, new_member

KIND = "general.note"
ADDRESS = "patiente@exemple.invalid"
Browse = Callable[[Member], Client]


def queued(organisation: Organisation, subject: str = "Votre demande") -> OutgoingMail:
    return actions.send(
        organisation.pk,
        to=[ADDRESS],
        subject=subject,
        text="Bonjour,\n\n<b>à bientôt</b>.",
        about="general:essai",
        at=NOW,
        by=SYSTEM,
        attachments=[Attachment("é l.txt", "text/html", b"<script>")],
    )


def page(name: str, organisation: Organisation, *args: object) -> str:
    return reverse(f"correspondence:{name}", args=[organisation.pk, *args])


def test_without_a_mail_server_the_page_says_so_and_offers_each_message(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail, client = queued(organisation), client_of(member)
    listed = client.get(page("list", organisation)).content.decode()
    assert "Aucun serveur de messagerie" in listed
    assert "Votre demande" in listed
    assert ADDRESS not in listed
    told = client.get(page("mail", organisation, mail.pk)).content.decode()
    assert ADDRESS in told
    assert "&lt;b&gt;à bientôt&lt;/b&gt;" in told
    assert 'data-copy="#message-text"' in told
    assert "Marquer comme envoyé" in told


def test_reading_a_message_is_journalled(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail = queued(organisation)
    client_of(member).get(page("mail", organisation, mail.pk))
    entry = journal.entries(organisation.pk).get(event="mail.read")
    assert entry.subject == str(mail.pk)


def test_it_is_printed_and_its_files_are_downloaded_never_opened(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail, client = queued(organisation), client_of(member)
    paper = client.get(page("mail-paper", organisation, mail.pk))
    assert paper.content.startswith(b"%PDF")
    file = client.get(page("mail-file", organisation, mail.pk, 0))
    assert file.getvalue() == b"<script>"
    assert file["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9%20l.txt"
    assert file["Content-Type"] == "application/octet-stream"
    assert client.get(page("mail-file", organisation, mail.pk, 1)).status_code == 404


def test_a_message_sent_by_other_means_is_marked_with_who_and_how(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail, client = queued(organisation), client_of(member)
    answer = client.post(page("mark-sent", organisation, mail.pk), {"way": "post"}, follow=True)
    assert member.name in answer.content.decode()
    assert "Par courrier postal" in answer.content.decode()
    again = client.post(page("mark-sent", organisation, mail.pk), {"way": "hand"})
    assert again.status_code == 409
    found = queries.mail(organisation.pk, mail.pk)
    assert (found.state, found.sent_by_way) == ("sent", "post")


def test_an_unknown_way_is_refused_beside_its_field(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail = queued(organisation)
    answer = client_of(member).post(page("mark-sent", organisation, mail.pk), {"way": "pigeon"})
    assert answer.status_code == 422
    assert queries.mail(organisation.pk, mail.pk).state == "waiting"


def test_a_failed_message_is_something_to_do_and_can_be_tried_again(
    organisation: Organisation, member: Member, client_of: Browse, settings: LazySettings
) -> None:
    settings.MAIL_IS_CONFIGURED = True
    mail, client = queued(organisation), client_of(member)
    OutgoingMail.objects.update(state="failed", last_code="550", ended_at=NOW, attempts=1)
    listed = client.get(page("list", organisation) + "?state=failed").content.decode()
    assert "1 message n’a pas atteint son destinataire" in listed
    assert "n’existe pas ou refuse le message" in listed
    told = client.post(page("retry", organisation, mail.pk), follow=True).content.decode()
    assert "Probant réessaie" in told
    found = queries.mail(organisation.pk, mail.pk)
    assert (found.state, found.attempts, found.ended_at) == ("waiting", 0, None)


def test_a_message_is_given_up_after_a_question(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail, client = queued(organisation), client_of(member)
    asked = client.get(page("cancel", organisation, mail.pk)).content.decode()
    assert "Personne ne recevra" in asked
    client.post(page("cancel", organisation, mail.pk))
    assert queries.mail(organisation.pk, mail.pk).state == "cancelled"
    assert client.post(page("cancel", organisation, mail.pk)).status_code == 409


def test_whoever_only_reads_sees_no_button(organisation: Organisation, client_of: Browse) -> None:
    mail = queued(organisation)
    client = client_of(new_member(organisation, Role.CISO))
    assert (
        "Marquer comme envoyé"
        not in client.get(page("mail", organisation, mail.pk)).content.decode()
    )
    assert client.post(page("retry", organisation, mail.pk)).status_code == 403


def test_an_erased_message_still_has_its_page(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    mail = queued(organisation)
    actions.forget(organisation.pk, "general:essai", by=SYSTEM, at=NOW, reason="closed")
    client = client_of(member)
    told = client.get(page("mail", organisation, mail.pk))
    assert "Son contenu a été effacé" in told.content.decode()
    assert client.get(page("mail-paper", organisation, mail.pk)).status_code == 404


def test_the_list_costs_few_queries_however_long_it_is(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    for number in range(30):
        queued(organisation, f"Demande {number}")
    client = client_of(member)
    client.get(page("list", organisation))
    with CaptureQueriesContext(
        connection,
    ) as found:
        listed = client.get(page("list", organisation))
    asked = [query["sql"] for query in found if query["sql"].startswith("SELECT")]
    assert len(asked) <= 10, asked
    assert "page=2" in listed.content.decode()


def test_a_letter_is_edited_looked_at_and_saved(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    client, address = client_of(member), page("edit-letter", organisation, KIND)
    form = client.get(address).content.decode()
    assert "{{ recipient }}" in form
    typed = {"subject": "Objet", "body": "# Titre\n\n**{{ recipient }}**", "seen": 0}
    looked = client.post(address, typed | {"do": "look"}).content.decode()
    assert "<strong>Madame Camille Inventée</strong>" in looked
    assert client.post(address, typed | {"do": "pdf"}).content.startswith(b"%PDF")
    assert not queries.versions(organisation.pk, KIND, "fr").exists()
    client.post(address, typed)
    assert queries.wording(organisation.pk, KIND)["fr"].subject == "Objet"
    told = client.get(page("letter", organisation, KIND)).content.decode()
    assert "Version 1" in told


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ inconnu }}", "« inconnu » n’est pas une valeur de cette lettre"),
        ("ligne\n{{ recipient", "Ligne 2"),
        ("{{ recipient.__class__ }}", "une lettre contient des valeurs"),
        ("{{ 'a' * 1000000000 }}", "une lettre contient des valeurs"),
        ("{{ recipient.x }}", "n’est pas une valeur de cette lettre"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    organisation: Organisation, member: Member, client_of: Browse, body: str, said: str
) -> None:
    address = page("edit-letter", organisation, KIND)
    typed = {"subject": "Mon objet", "body": body, "seen": 0}
    answer = client_of(member).post(address, typed)
    told = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert said in told
    assert "Mon objet" in told
    assert body.partition("\n")[0].replace("'", "&#x27;") in told


def test_who_saves_second_is_told_and_keeps_their_text(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    client, address = client_of(member), page("edit-letter", organisation, KIND)
    typed = {"subject": "Un", "body": "Un", "seen": 0}
    client.post(address, typed)
    answer = client.post(address, typed | {"body": "Mon autre texte"})
    assert answer.status_code == 409
    assert "Mon autre texte" in answer.content.decode()
    assert 'name="seen" value="1"' in answer.content.decode()


def test_a_letter_goes_back_to_probants_words(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    client = client_of(member)
    client.post(page("edit-letter", organisation, KIND), {"subject": "a", "body": "b", "seen": 0})
    address = page("reset-letter", organisation, KIND)
    assert 'name="seen" value="1"' in client.get(address).content.decode()
    client.post(address, {"seen": 1})
    assert queries.wording(organisation.pk, KIND) == {}
    assert client.post(address, {"seen": 1}).status_code == 409


@pytest.mark.parametrize(
    ("suffix", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("txt", b"Madame Camille")]
)
def test_a_letter_is_downloaded_with_invented_values(
    organisation: Organisation, member: Member, client_of: Browse, suffix: str, begins: bytes
) -> None:
    answer = client_of(member).get(page("sample", organisation, KIND, suffix))
    assert answer.content.startswith(begins)


def test_an_unknown_letter_or_file_is_not_found(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    client = client_of(member)
    assert client.get(page("letter", organisation, "no.such")).status_code == 404
    assert client.get(page("sample", organisation, KIND, "exe")).status_code == 404


def test_a_free_message_is_written_in_the_words_of_its_letter(
    organisation: Organisation, member: Member, client_of: Browse
) -> None:
    typed = {"to": ADDRESS, "recipient": "Madame", "topic": "Fermeture", "message": "# a\n{{ b }}"}
    client = client_of(member)
    told = client.post(page("write", organisation), typed, follow=True).content.decode()
    assert "# a\n{{ b }}" in told
    assert "Pour toute question" in told
    assert ADDRESS in told
    refused = client.post(page("write", organisation), typed | {"to": "personne"})
    assert refused.status_code == 422
    assert "Fermeture" in refused.content.decode()
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("slice_", list(words.PAGES))
def test_a_message_leads_to_what_it_is_about(organisation: Organisation, slice_: str) -> None:
    assert words.page(f"{slice_}.answer:{organisation.pk}", organisation.pk)
    assert words.page(f"{slice_}:{organisation.pk}", organisation.pk)
    assert words.page(f"{slice_}:x", organisation.pk) == ""
