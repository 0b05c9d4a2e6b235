"""Messages queued in the caller's transaction, and what people decide about them; own words.

CorrespondenceError
├── BadAddressError       an address that no mail server would take
├── TooHeavyError         text and attachments are larger than mail servers accept
├── MailStateError        the message is not in a state that allows this
└── LetterMovedError      somebody saved this letter first
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from probant.common.errors import ProbantError
from probant.correspondence import keeping, letters, queries
from probant.correspondence.domain import rendering
from probant.correspondence.domain.markdown import clean
from probant.correspondence.domain.sending import State, Way
from probant.correspondence.domain.wording import Wording
from probant.correspondence.keeping import Attachment as Attachment  # noqa: PLC0414  for callers
from probant.correspondence.keeping import Content
from probant.correspondence.models import LetterVersion, OutgoingMail
from probant.journal import actions as journal
from probant.journal.domain import Actor
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation

EDIT, NOTE = "letters.edit", "general.note"
MOST_BYTES = 15_000_000  # 20 MB once in base64: what most mail servers accept
MOST_RECIPIENTS = 200


class CorrespondenceError(ProbantError):
    """A message or a letter cannot be treated so."""


class BadAddressError(CorrespondenceError):
    """An address that no mail server would take; `index` is its place among those given."""

    def __init__(self, index: int) -> None:
        """The address itself is not repeated: it is a person's."""
        super().__init__(index)
        self.index = index


class TooHeavyError(CorrespondenceError):
    """Text and attachments are larger than mail servers accept."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        self.limit = limit


class MailStateError(CorrespondenceError):
    """The message is not in a state that allows this."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class LetterMovedError(CorrespondenceError):
    """Somebody saved this letter first; `number` is their version."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@transaction.atomic
def send(  # noqa: PLR0913  a message is to whom, what, why and when
    organisation: UUID,
    *,
    to: Sequence[str],
    subject: str,
    text: str,
    about: str,
    at: datetime,
    by: Actor,
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail:
    """Queues a message in the caller's transaction; the worker sends it, and tries again.

    Each address gets a message of its own and sees no other. `about` is "slice:uuid". The subject
    travels and is listed in clear: it names no person.
    """
    addresses = _addresses(to)
    said = " ".join(clean(subject).split())[: letters.MOST_SUBJECT]
    words = clean(text)
    _ensure_light(words, attachments)
    mail = OutgoingMail(
        organisation_id=organisation,
        about=about,
        subject=said,
        recipients=len(addresses),
        attachments=len(attachments),
        queued_at=at,
        tried_from=at,
        next_at=at,
    )
    keeping.keep(mail, Content(addresses, words, addresses), attachments, by=by, at=at)
    mail.save(force_insert=True)
    facts = {
        "about": about,
        "recipients": len(addresses),
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
        "attachments": [hashlib.sha256(one.content).hexdigest() for one in attachments],
    }
    _record("mail.queued", mail, by=by, at=at, facts=facts)
    return mail


@dataclass(frozen=True)
class Note:
    """A free message: to whom, about what, in which words."""

    to: str = field(repr=False)
    recipient: str = field(repr=False)
    topic: str
    message: str = field(repr=False)


@transaction.atomic
def write(organisation: Organisation, note: Note, *, by: Member, at: datetime) -> OutgoingMail:
    """Queues a free message in the words of the letter `general.note`."""
    permissions.require(by, EDIT)
    values = {"recipient": note.recipient, "topic": note.topic, "message": note.message}
    letter = letters.compose(organisation, NOTE, organisation.language, values)
    return send(
        by.organisation_id,
        to=[note.to],
        subject=letter.subject,
        text=letter.text,
        about=f"general:{by.organisation_id}",
        at=at,
        by=by.actor,
    )


@transaction.atomic
def retry(organisation: UUID, mail_id: UUID, *, by: Member, at: datetime) -> OutgoingMail:
    """A waiting or failed message goes at the worker's next round; five days start again."""
    mail = _locked(organisation, mail_id, by, {State.WAITING, State.FAILED})
    mail.state, mail.tried_from = State.WAITING.value, at
    mail.next_at, mail.attempts, mail.ended_at = at, 0, None
    mail.save()
    _record("mail.retried", mail, by=by.actor, at=at, facts={})
    return mail


@transaction.atomic
def mark_sent(
    organisation: UUID, mail_id: UUID, *, way: Way, by: Member, at: datetime
) -> OutgoingMail:
    """A person sent it by other means; says who, when and how."""
    mail = _locked(organisation, mail_id, by, {State.WAITING, State.FAILED})
    mail.sent_by_way = way.value
    _record("mail.marked_sent", mail, by=by.actor, at=at, facts={"way": way.value})
    return _ended(mail, State.SENT, by=by, at=at)


@transaction.atomic
def cancel(organisation: UUID, mail_id: UUID, *, by: Member, at: datetime) -> OutgoingMail:
    """A message that is no longer to be sent; it stays listed."""
    mail = _locked(organisation, mail_id, by, {State.WAITING, State.FAILED})
    _record("mail.cancelled", mail, by=by.actor, at=at, facts={})
    return _ended(mail, State.CANCELLED, by=by, at=at)


@transaction.atomic
def forget(organisation: UUID, about: str, *, by: Actor, at: datetime, reason: str) -> int:
    """Erases what every message about this subject said; those that wait are cancelled first.

    `reason` is a code, as the vault asks. The rows stay, with their state and their digests.
    """
    rows = OutgoingMail.objects.select_for_update().filter(
        organisation=organisation, about=about, is_forgotten=False
    )
    found = list(rows)
    for mail in found:
        keeping.forget(mail, by=by, at=at, reason=reason)
        if mail.state == State.WAITING.value:
            mail.state, mail.ended_at = State.CANCELLED.value, at
        mail.sealed, mail.is_forgotten = b"", True
        mail.save()
    return len(found)


@transaction.atomic
def save(  # noqa: PLR0913  a letter, its words, over which version, by whom and when
    organisation: Organisation,
    kind: str,
    language: str,
    wording: Wording,
    *,
    seen: int,
    by: Member,
    at: datetime,
) -> LetterVersion:
    """Keeps the organisation's own words as a new version; TemplateRefusedError keeps nothing.

    They are tried with the samples first: what is saved can be printed. `seen` is the number of
    the version that was edited (0: Probant's own words).
    """
    permissions.require(by, EDIT)
    cleaned = Wording(clean(wording.subject).strip(), clean(wording.body).strip())
    known = {item.name for item in letters.placeholders(kind)}
    for source in (cleaned.subject, cleaned.body):
        rendering.check(source, known)
    letters.preview(organisation, kind, language, cleaned)
    return _version(kind, language, cleaned, seen=seen, by=by, at=at)


@transaction.atomic
def reset(  # noqa: PLR0913  the same, without words
    organisation: Organisation, kind: str, language: str, *, seen: int, by: Member, at: datetime
) -> LetterVersion:
    """Goes back to Probant's own words; earlier versions stay."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)
    return _version(kind, language, Wording("", ""), seen=seen, by=by, at=at)


def _version(  # noqa: PLR0913  as save
    kind: str, language: str, wording: Wording, *, seen: int, by: Member, at: datetime
) -> LetterVersion:
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    latest = queries.versions(by.organisation_id, kind, language).first()
    number = latest.number if latest else 0
    if number != seen:
        raise LetterMovedError(number)
    made = LetterVersion.objects.create(
        organisation_id=by.organisation_id,
        kind=kind,
        language=language,
        number=number + 1,
        subject=wording.subject,
        body=wording.body,
        saved_at=at,
        saved_by=by.person_id,
        saved_by_name=by.name,
    )
    journal.record(
        "letter.saved" if wording.body else "letter.reset",
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=kind,
        facts={"language": language, "number": made.number, "sha256": wording.digest},
    )
    return made


def _addresses(to: Sequence[str]) -> tuple[str, ...]:
    if not 0 < len(to) <= MOST_RECIPIENTS:
        raise BadAddressError(MOST_RECIPIENTS if to else 0)
    found = [address.strip() for address in to]
    for index, address in enumerate(found):
        try:
            validate_email(address)
        except ValidationError:
            raise BadAddressError(index) from None
    return tuple(dict.fromkeys(found))


def _ensure_light(text: str, attachments: Sequence[Attachment]) -> None:
    size = len(text.encode()) + sum(len(one.content) for one in attachments)
    if size > MOST_BYTES:
        raise TooHeavyError(size, MOST_BYTES)


def _locked(
    organisation: UUID, mail_id: UUID, by: Member, states: frozenset[State] | set[State]
) -> OutgoingMail:
    """The message's row, which the worker does not hold at this moment."""
    permissions.require(by, EDIT)
    rows = OutgoingMail.objects.select_for_update().filter(organisation=organisation)
    mail = rows.get(pk=mail_id)
    if State(mail.state) not in states:
        raise MailStateError(mail.state)
    return mail


def _ended(mail: OutgoingMail, state: State, *, by: Member, at: datetime) -> OutgoingMail:
    mail.state, mail.ended_at, mail.ended_by_name = state.value, at, by.name
    mail.save()
    return mail


def _record(
    event: str, mail: OutgoingMail, *, by: Actor, at: datetime, facts: Mapping[str, object]
) -> None:
    journal.record(
        event,
        by=by,
        at=at,
        organisation=mail.organisation_id,
        subject=str(mail.pk),
        facts={"about": mail.about, **facts},
    )
