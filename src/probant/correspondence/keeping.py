"""A message's addresses, words and attachments, sealed in a dossier of the vault of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from probant.correspondence.models import OutgoingMail
from probant.journal.domain import Actor
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier, StoredFile

KIND = "mail"
PLACE = ("correspondence_outgoingmail", "sealed")


@dataclass(frozen=True)
class Attachment:
    """A file sent with a message."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Content:
    """What is sealed of a message; `left`: the addresses still to reach."""

    to: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    left: tuple[str, ...] = field(repr=False)
    files: tuple[str, ...] = ()


def keep(
    mail: OutgoingMail,
    content: Content,
    attachments: Sequence[Attachment],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Seals the content into the message, not yet saved, and stores its attachments."""
    dossier = vault.open_dossier(mail.organisation_id, kind=KIND, subject=mail.pk)
    files = tuple(_stored(dossier, one, by=by, at=at) for one in attachments)
    _seal(mail, replace(content, files=files), dossier)


def change(mail: OutgoingMail, content: Content) -> None:
    """Seals another content in its place, not yet saved."""
    _seal(mail, content, _dossier(mail))


def content(mail: OutgoingMail) -> Content:
    """What was kept; DossierDestroyedError once it was erased."""
    to, text, left, files = _dossier(mail).unseal(*PLACE, mail.pk, bytes(mail.sealed))
    return Content(tuple(to), text, tuple(left), tuple(files))


def files(mail: OutgoingMail, content: Content) -> tuple[StoredFile, ...]:
    """The files that go with it, in their order, not yet read."""
    held = {str(file.id): file for file in vaults.files(_dossier(mail))} if content.files else {}
    return tuple(held[name] for name in content.files if name in held)


def attachments(mail: OutgoingMail, content: Content) -> tuple[Attachment, ...]:
    """The same, read."""
    return tuple(
        Attachment(vaults.name(file), file.media_type, b"".join(vaults.content(file)))
        for file in files(mail, content)
    )


def forget(mail: OutgoingMail, *, by: Actor, at: datetime, reason: str) -> None:
    """Destroys the key: addresses, words and attachments are unreadable for ever."""
    vault.destroy(_dossier(mail), by=by, at=at, reason=reason)


def _dossier(mail: OutgoingMail) -> Dossier:
    return vaults.dossier(mail.organisation_id, KIND, mail.pk)


def _stored(dossier: Dossier, one: Attachment, *, by: Actor, at: datetime) -> str:
    kept = vault.store(
        dossier,
        [one.content],
        name=one.name,
        media_type=one.media_type,
        by=by,
        at=at,
        purpose="attachment",
    )
    return str(kept.id)


def _seal(mail: OutgoingMail, content: Content, dossier: Dossier) -> None:
    said = [content.to, content.text, content.left, content.files]
    mail.sealed = dossier.seal(*PLACE, mail.pk, said)
