"""A message as it travels: headers that no value can add to, and the same name at every attempt."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import uuid5

from django.conf import settings
from django.core.mail.message import sanitize_address

from probant.correspondence.domain.markdown import clean
from probant.correspondence.keeping import Attachment
from probant.correspondence.models import OutgoingMail

MEDIA_TYPE = re.compile(r"(application|audio|image|text|video)/([a-z0-9][a-z0-9.+-]{0,80})\b")


def sealed_letter(
    mail: OutgoingMail, text: str, attachments: Sequence[Attachment], *, to: str, at: datetime
) -> EmailMessage:
    """The message to one address. A line end in a value ends no header: Python refuses it."""
    message = EmailMessage(policy=SMTP)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message["From"] = Address(_one_line(mail.organisation.name), addr_spec=sender)
    message["To"] = Address(addr_spec=_ascii(to))
    if mail.organisation.email:
        message["Reply-To"] = Address(addr_spec=_ascii(mail.organisation.email))
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(mail, to, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    for one in attachments:
        main, sub = _media_type(one.media_type)
        message.add_attachment(
            one.content, maintype=main, subtype=sub, filename=_one_line(one.name)
        )
    return message


def message_id(mail: OutgoingMail, to: str, sender: str) -> str:
    """The same at every attempt, so that a duplicate is known as one; it tells no address."""
    return f"<{mail.pk.hex}.{uuid5(mail.pk, to).hex[:12]}@{sender.rpartition('@')[2]}>"


def _media_type(said: str) -> tuple[str, str]:
    found = MEDIA_TYPE.match(said)
    return (found[1], found[2]) if found else ("application", "octet-stream")


def _ascii(address: str) -> str:
    """A domain beyond ASCII in punycode, which every mail server reads."""
    return sanitize_address(address, "utf-8")


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())
