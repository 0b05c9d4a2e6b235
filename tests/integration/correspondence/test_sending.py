"""Messages leave for a real mail server, wait for one that is down, and are never lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.mail.backends.smtp import EmailBackend

from probant.config import environment
from probant.correspondence import actions, keeping, queries, sending
from probant.correspondence.actions import Attachment, BadAddressError, TooHeavyError
from probant.correspondence.models import OutgoingMail
from probant.database import isolation
from probant.journal import queries as journal
from probant.journal.domain import SYSTEM
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vault.domain.errors import VaultError
from tests.conftest import NOW, new_organisation
from tests.installation import free_port
from tests.integration.correspondence.sink import Sink, accepts, certificate, serving

PATIENT, OTHER = "patiente@exemple.invalid", "autre@exemple.invalid"


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def port(sink: Sink, settings: LazySettings) -> Iterator[int]:
    with serving(sink) as port:
        speak_to(settings, f"smtp+plain://127.0.0.1:{port}")
        yield port


def speak_to(settings: LazySettings, address: str) -> None:
    """What the environment would have set."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_IS_CONFIGURED = True
    for name, value in environment.mail(address, "probant@cabinet.invalid").items():
        setattr(settings, name, value)


def queued(organisation: Organisation, *to: str, **more: Any) -> OutgoingMail:  # noqa: ANN401  of send
    said = {"subject": "Votre demande D-2026-014", "text": "Bonjour,\n\nà bientôt.", **more}
    return actions.send(
        organisation.pk, to=to or [PATIENT], about="general:essai", at=NOW, by=SYSTEM, **said
    )


def after_round(mail: OutgoingMail, at: datetime = NOW) -> OutgoingMail:
    sending.send_waiting(at)
    return queries.mail(mail.organisation_id, mail.pk)


def test_a_message_arrives_with_its_words_and_its_sender(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    assert after_round(queued(organisation)).state == "sent"
    [message] = sink.messages
    assert sink.recipients == [PATIENT]
    assert message["To"] == PATIENT
    assert message["Subject"] == "Votre demande D-2026-014"
    assert message["From"] == '"Cabinet des Tilleuls (inventé)" <probant@cabinet.invalid>'
    assert message["Reply-To"] == "contact@cabinet.invalid"
    assert message.get_content().replace("\r\n", "\n").strip() == "Bonjour,\n\nà bientôt."


def test_files_go_with_it_byte_for_byte(organisation: Organisation, sink: Sink, port: int) -> None:
    files = [
        Attachment("lettre.pdf", "application/pdf", b"%PDF invent\xc3\xa9"),
        Attachment("é\r\nBcc: x@y.invalid.txt", "message/rfc822; x=y", b"\x00\xff"),
    ]
    queued(organisation, attachments=files)
    sending.send_waiting(NOW)
    [message] = sink.messages
    found = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]
    assert found == [
        ("lettre.pdf", "application/pdf", files[0].content),
        ("é Bcc: x@y.invalid.txt", "application/octet-stream", files[1].content),
    ]
    assert message["Bcc"] is None


def test_each_address_gets_a_message_of_its_own_and_sees_no_other(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    queued(organisation, PATIENT, OTHER, PATIENT)
    sending.send_waiting(NOW)
    assert [message["To"] for message in sink.messages] == [PATIENT, OTHER]
    assert len({message["Message-ID"] for message in sink.messages}) == 2


@pytest.mark.parametrize("subject", ["A\r\nBcc: x@y.invalid", "A\nBcc: x@y.invalid", "A\x00B\x85C"])
def test_no_value_adds_a_header(
    organisation: Organisation, sink: Sink, port: int, subject: str
) -> None:
    organisation.name = 'Cabinet "des\r\nBcc: x@y.invalid" <faux@exemple.invalid>, é'
    organisation.save()
    queued(organisation, subject=subject)
    sending.send_waiting(NOW)
    [message] = sink.messages
    assert message["Bcc"] is None
    assert sink.recipients == [PATIENT]
    assert message["From"].addresses[0].addr_spec == "probant@cabinet.invalid"


@pytest.mark.parametrize(
    "address", ["", "a", "a@b@c.fr", "a@exemple.invalid\nBcc: x@y.fr", "a b@exemple.invalid"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_kept(
    organisation: Organisation, address: str
) -> None:
    with pytest.raises(BadAddressError) as refused:
        queued(organisation, PATIENT, address)
    assert refused.value.index == 1
    assert "@" not in str(refused.value)
    assert not OutgoingMail.objects.exists()


def test_a_message_heavier_than_mail_servers_take_is_refused(organisation: Organisation) -> None:
    heavy = Attachment("gros.bin", "application/octet-stream", bytes(actions.MOST_BYTES))
    with pytest.raises(TooHeavyError):
        queued(organisation, attachments=[heavy])


def test_without_a_mail_server_everything_waits(organisation: Organisation) -> None:
    mail = after_round(queued(organisation), NOW + timedelta(days=30))
    assert (mail.state, mail.attempts, mail.last_code) == ("waiting", 0, "")


def test_what_waited_for_months_without_a_server_is_looked_at_before_it_leaves(
    organisation: Organisation, member: Member, sink: Sink, port: int
) -> None:
    later = NOW + timedelta(days=90)
    mail = after_round(queued(organisation), later)
    assert (mail.state, mail.last_code, sink.messages) == ("failed", "too_old", [])
    actions.retry(organisation.pk, mail.pk, by=member, at=later)
    assert after_round(mail, later).state == "sent"


def test_a_server_that_is_down_loses_nothing(
    organisation: Organisation, sink: Sink, settings: LazySettings
) -> None:
    port = free_port()
    speak_to(settings, f"smtp+plain://127.0.0.1:{port}")
    mail = after_round(queued(organisation))
    assert (mail.state, mail.last_code) == ("waiting", "unreachable")
    assert mail.next_at == NOW + timedelta(minutes=1)
    assert after_round(mail, NOW + timedelta(seconds=59)).attempts == 1
    with serving(sink, port):
        assert after_round(mail, NOW + timedelta(minutes=1)).state == "sent"
    assert len(sink.messages) == 1


def test_after_five_days_it_is_given_up_and_said(
    organisation: Organisation, settings: LazySettings
) -> None:
    speak_to(settings, f"smtp+plain://127.0.0.1:{free_port()}")
    mail, delays = queued(organisation), []
    while mail.state == "waiting":
        before, mail = mail.next_at, after_round(mail, mail.next_at)
        delays.append(mail.next_at - before)
    assert (mail.state, mail.last_code) == ("failed", "unreachable")
    assert mail.ended_at is not None
    assert NOW + timedelta(days=4, hours=18) < mail.ended_at <= NOW + timedelta(days=5)
    assert delays[0] == timedelta(minutes=1)
    assert max(delays) == timedelta(hours=6)


def test_a_server_that_cannot_be_reached_is_asked_once_a_round(
    organisation: Organisation, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_to(settings, f"smtp+plain://127.0.0.1:{free_port()}")
    asked: list[int] = []
    opened = EmailBackend.open

    def counted(backend: EmailBackend) -> bool | None:
        asked.append(1)
        return opened(backend)

    monkeypatch.setattr(EmailBackend, "open", counted)
    mails = [queued(organisation) for _ in range(5)]
    sending.send_waiting(NOW)
    assert len(asked) == 1
    assert {queries.mail(organisation.pk, mail.pk).attempts for mail in mails} == {1}


def test_a_lasting_refusal_ends_it_and_says_the_servers_code(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    sink.refusals = {PATIENT: f"550 5.1.1 <{PATIENT}> unknown"}
    mail = after_round(queued(organisation))
    assert (mail.state, mail.last_code, mail.ended_at) == ("failed", "550", NOW)
    entry = journal.entries(organisation.pk).get(event="mail.failed")
    assert PATIENT not in str(entry.body)


def test_a_passing_refusal_is_tried_again(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    sink.answer_to_data = "451 4.3.0 later"
    mail = after_round(queued(organisation))
    assert (mail.state, mail.last_code, mail.attempts) == ("waiting", "451", 1)
    sink.answer_to_data = "250 taken"
    assert after_round(mail, mail.next_at).state == "sent"


def test_who_received_it_does_not_receive_it_again(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    sink.refusals = {OTHER: "450 4.2.1 later"}
    mail = after_round(queued(organisation, PATIENT, OTHER))
    assert (mail.state, mail.is_partial) == ("waiting", True)
    sink.refusals = {}
    mail = after_round(mail, mail.next_at)
    assert (mail.state, sink.recipients) == ("sent", [PATIENT, OTHER])
    assert keeping.content(mail).to == (PATIENT, OTHER)


def test_a_server_that_hangs_up_half_way_gets_the_rest_later(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    sink.hangs_up_after = 1
    mail = after_round(queued(organisation, PATIENT, OTHER))
    assert (mail.state, mail.last_code) == ("waiting", "interrupted")
    sink.hangs_up_after = -1
    assert after_round(mail, mail.next_at).state == "sent"
    assert sink.recipients == [PATIENT, OTHER]


def test_a_message_sent_twice_bears_the_same_name(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    mail = queued(organisation)
    sending.send_waiting(NOW)
    OutgoingMail.objects.filter(pk=mail.pk).update(state="waiting", next_at=NOW)
    sending.send_waiting(NOW)
    first, second = sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert PATIENT not in first["Message-ID"]


def test_the_messages_of_every_organisation_leave(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    queued(organisation)
    other = new_organisation("Autre cabinet (inventé)")
    queued(other, OTHER)
    isolation.enter(None, person=None)
    assert sending.send_waiting(NOW) == 2
    assert set(sink.recipients) == {PATIENT, OTHER}


def test_an_erased_message_does_not_stop_the_others(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    lost = queued(organisation)
    OutgoingMail.objects.filter(pk=lost.pk).update(sealed=b"touched")
    queued(organisation, OTHER)
    mail = after_round(lost)
    assert (mail.state, mail.last_code) == ("failed", "content_gone")
    assert sink.recipients == [OTHER]


def test_what_it_said_is_erased_on_demand(organisation: Organisation, sink: Sink) -> None:
    mail = queued(organisation, attachments=[Attachment("a", "text/plain", b"a")])
    made = actions.forget(
        organisation.pk, "general:essai", by=SYSTEM, at=NOW, reason="request_closed"
    )
    mail.refresh_from_db()
    assert (made, mail.state, mail.is_forgotten) == (1, "cancelled", True)
    with pytest.raises(VaultError):
        keeping.content(mail)


def test_neither_table_nor_journal_holds_an_address_or_a_word(organisation: Organisation) -> None:
    mail = queued(organisation, text="Votre dossier parle de diabète")
    row = OutgoingMail.objects.filter(pk=mail.pk).values().get()
    told = str(row) + "".join(str(entry.body) for entry in journal.entries(organisation.pk))
    assert PATIENT not in told
    assert "diab" not in told
    assert PATIENT.encode() not in bytes(row["sealed"])


def test_starttls_is_demanded_and_its_certificate_checked(
    organisation: Organisation,
    sink: Sink,
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, context = certificate(tmp_path)
    mail = queued(organisation)
    options = {"tls_context": context, "authenticator": accepts, "auth_require_tls": True}
    with serving(sink, options=options) as port:
        speak_to(settings, f"smtp://probant:mot%20de%20passe@localhost:{port}")
        settings.EMAIL_HOST = "127.0.0.1"
        mail = after_round(mail)
        assert mail.last_code == "insecure"
        settings.EMAIL_HOST = "localhost"
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        mail = after_round(mail, mail.next_at)
    assert (mail.state, sink.was_encrypted) == ("sent", True)


def test_a_server_without_tls_gets_nothing(
    organisation: Organisation, sink: Sink, settings: LazySettings
) -> None:
    with serving(sink) as port:
        speak_to(settings, f"smtp://127.0.0.1:{port}")
        mail = after_round(queued(organisation))
    assert (mail.state, mail.last_code, sink.messages) == ("waiting", "insecure", [])


def test_a_wrong_password_waits_for_the_operator(
    organisation: Organisation, sink: Sink, settings: LazySettings
) -> None:
    options = {"authenticator": accepts, "auth_require_tls": False, "auth_required": True}
    with serving(sink, options=options) as port:
        speak_to(settings, f"smtp+plain://probant:faux@127.0.0.1:{port}")
        mail = after_round(queued(organisation))
        assert (mail.state, mail.last_code) == ("waiting", "credentials")
        speak_to(settings, f"smtp+plain://127.0.0.1:{port}")
        mail = after_round(mail, mail.next_at)
        assert (mail.state, mail.last_code) == ("waiting", "credentials")
        speak_to(settings, f"smtp+plain://probant:mot%20de%20passe@127.0.0.1:{port}")
        assert after_round(mail, mail.next_at).state == "sent"


def test_nothing_leaves_the_demonstration(
    organisation: Organisation, sink: Sink, port: int
) -> None:
    organisation.is_demonstration = True
    organisation.save()
    mail = after_round(queued(organisation))
    assert (mail.state, mail.attempts, sink.messages) == ("waiting", 0, [])
