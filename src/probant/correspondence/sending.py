"""The worker's round: waiting messages leave by SMTP, one transaction a message.

The message's row is locked while it is sent (`FOR UPDATE SKIP LOCKED`): two workers never send the
same one. If the process dies between the server's "250" and the commit, the message is sent again
with the same Message-ID: one duplicate at worst, which most mail programs fold.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction

from probant.correspondence import envelopes, keeping
from probant.correspondence.domain import sending as rules
from probant.correspondence.domain.sending import Outcome, State, Trouble
from probant.correspondence.models import OutgoingMail
from probant.database import isolation, listing
from probant.journal import actions as journal
from probant.journal.domain import SYSTEM
from probant.vault.domain.errors import VaultError

if TYPE_CHECKING:
    from django.core.mail.backends.smtp import EmailBackend

log = logging.getLogger(__name__)
ORGANISATIONS = "organisations_with_mail_to_send"
MOST_A_ROUND = 500
UNKNOWN_TO_SERVER = {530, 534, 535, 538}  # RFC 4954: the operator's password, not the message


def send_waiting(now: datetime, *, clock: Callable[[], datetime] | None = None) -> int:
    """Sends what is due in every organisation; how many messages were tried.

    Without a mail server nothing is tried, and nothing is lost. A server that cannot be reached
    postpones what is due, once. Nothing leaves an organisation of the demonstration: whoever plays
    with it could type a living person's address.
    """
    if not settings.MAIL_IS_CONFIGURED:
        return 0
    with transaction.atomic():
        concerned = listing.organisations(ORGANISATIONS, at=now)
    if not concerned:
        return 0
    server = Server()
    try:
        return sum(_tried(concerned, server, now, clock or (lambda: now)))
    finally:
        server.close()


class Server:
    """One connection to the mail server, opened when it is needed and again when it breaks."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None
        self.trouble: Trouble | None = None

    def send(self, message: EmailMessage, address: str) -> int:
        """The code with which the server refused this address, or 0 for taken.

        ServerTroubleError if there is no server to speak to: the same for every other message.
        """
        try:
            self._smtp().send_message(message, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as error:
            return int(next(iter(error.recipients.values()))[0])
        except smtplib.SMTPResponseException as error:
            if error.smtp_code in UNKNOWN_TO_SERVER:
                raise ServerTroubleError(Trouble.CREDENTIALS) from error
            return int(error.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerTroubleError(Trouble.INTERRUPTED) from error
        return 0

    def close(self) -> None:
        """Says goodbye, or hangs up if nobody listens."""
        if self._backend is not None:
            self._backend.fail_silently = True
            self._backend.close()
            self._backend = None

    def _smtp(self) -> smtplib.SMTP:
        if self._backend is None:
            self._backend = self._opened()
        return cast("smtplib.SMTP", self._backend.connection)

    def _opened(self) -> "EmailBackend":
        """A trouble is remembered for the rest of the round: nobody waits for it twice."""
        backend = cast("EmailBackend", get_connection())
        try:
            backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self.trouble = _trouble(error)
            raise ServerTroubleError(self.trouble) from error
        return backend


class ServerTroubleError(Exception):
    """There is no mail server to speak to at this moment."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def _trouble(error: Exception) -> Trouble:
    match error:
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return Trouble.INSECURE
        case smtplib.SMTPAuthenticationError():
            return Trouble.CREDENTIALS
    return Trouble.UNREACHABLE


def _tried(
    concerned: list[UUID], server: Server, now: datetime, clock: Callable[[], datetime]
) -> Iterator[int]:
    for organisation in concerned:
        for _once in range(MOST_A_ROUND):
            with transaction.atomic(), isolation.tenant(organisation):
                mail = _next(organisation, now)
                if mail is None:
                    break
                _attempt(mail, server, clock())
            yield 1


def _next(organisation: UUID, now: datetime) -> OutgoingMail | None:
    waiting = OutgoingMail.objects.filter(
        organisation=organisation,
        organisation__is_demonstration=False,
        state=State.WAITING.value,
        next_at__lte=now,
    )
    locked = waiting.select_for_update(skip_locked=True, of=("self",))
    return locked.select_related("organisation").order_by("next_at", "queued_at").first()


def _attempt(mail: OutgoingMail, server: Server, at: datetime) -> None:
    if rules.is_stale(attempts=mail.attempts, tried_from=mail.tried_from, at=at):
        _settle(mail, Outcome(State.FAILED, Trouble.TOO_OLD.value), at)
        return
    try:
        content = keeping.content(mail)
        attachments = keeping.attachments(mail, content)
    except VaultError:
        log.exception("the content of the message %s cannot be read", mail.pk)
        _settle(mail, Outcome(State.FAILED, Trouble.CONTENT_GONE.value), at)
        return
    mail.attempts += 1
    refused: dict[str, int] = {}
    trouble = server.trouble
    for index, address in enumerate(content.left):
        if trouble:
            break
        message = envelopes.sealed_letter(mail, content.text, attachments, to=address, at=at)
        try:
            code = server.send(message, address)
        except ServerTroubleError as error:
            trouble = error.trouble
            refused.update(dict.fromkeys(content.left[index:], 0))
        else:
            refused.update({address: code} if code else {})
    outcome = _outcome(mail, content, refused, trouble, at)
    if outcome.left and outcome.left != content.left:
        keeping.change(mail, replace(content, left=outcome.left))
    _settle(mail, outcome, at)


def _outcome(
    mail: OutgoingMail,
    content: keeping.Content,
    refused: dict[str, int],
    trouble: Trouble | None,
    at: datetime,
) -> Outcome:
    if trouble:
        left = tuple(refused) or content.left
        return rules.postponed(
            trouble.value, attempts=mail.attempts, tried_from=mail.tried_from, at=at, left=left
        )
    return rules.after(
        refused,
        all_of=len(content.to),
        attempts=mail.attempts,
        tried_from=mail.tried_from,
        at=at,
    )


def _settle(mail: OutgoingMail, outcome: Outcome, at: datetime) -> None:
    mail.state, mail.last_code = outcome.state.value, outcome.code
    mail.is_partial = outcome.is_partial
    mail.next_at = outcome.next_at or mail.next_at
    mail.ended_at = None if outcome.state is State.WAITING else at
    mail.save()
    if outcome.state is State.WAITING:
        return
    journal.record(
        f"mail.{outcome.state}",
        by=SYSTEM,
        at=at,
        organisation=mail.organisation_id,
        subject=str(mail.pk),
        facts={"about": mail.about, "attempts": mail.attempts, "code": outcome.code},
    )
