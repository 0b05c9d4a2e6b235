"""The letters of a request: composed from the organisation's words, kept as they were sent."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone, translation

from probant.correspondence import actions as correspondence
from probant.correspondence import letters
from probant.correspondence.letters import Letter
from probant.journal.domain import Actor
from probant.organisations.models import Organisation
from probant.subject_requests import personal as sealed
from probant.subject_requests import queries
from probant.subject_requests.domain.request import RequestError, Right
from probant.subject_requests.domain.state import Outcome, State
from probant.subject_requests.models import RIGHTS, SubjectRequest
from probant.vault import actions as vault

PURPOSE = "letter"
OF_RIGHT = {
    Right.INFORMATION: "answer_access",
    Right.ACCESS: "answer_access",
    Right.RECTIFICATION: "answer_rectification",
    Right.ERASURE: "answer_erasure",
    Right.RESTRICTION: "answer_restriction",
    Right.PORTABILITY: "answer_portability",
    Right.OBJECTION: "answer_objection",
    Right.MARKETING: "answer_objection",
}
REMEDIES = {"fr": (("CNIL",), ("tribunal", "juge")), "en": (("CNIL",), ("court", "judge"))}


class Way(StrEnum):
    """How a letter leaves."""

    EMAIL = "email"
    POST = "post"
    COUNTER = "counter"
    LINK = "link"  # read by the person's private link


class NoAddressError(RequestError):
    """The requester gave no address for this way."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


class RemedyMissingError(RequestError):
    """GDPR art. 12(4): the letter does not name the CNIL and the court."""


@dataclass(frozen=True)
class Sending:
    """How a letter is sent, and what this person adds to it."""

    way: str
    message: str = ""


def answer_kind(request: SubjectRequest, outcome: str) -> str:
    """The letter that answers this request."""
    if outcome == Outcome.REFUSED:
        return "refusal"
    if outcome == Outcome.NO_DATA:
        return "answer_no_data"
    if request.on_behalf == "deceased" and request.is_record_request:
        return "information_heirs"
    return OF_RIGHT[Right(request.rights[0])]


def compose(
    organisation: Organisation,
    request: SubjectRequest,
    kind: str,
    values: Mapping[str, Any] | None = None,
    *,
    message: str = "",
) -> Letter:
    """The letter of this kind in the requester's language, every value given."""
    given = _common(request) | {"message": message} | _blank(kind) | dict(values or {})
    return letters.compose(organisation, f"subject_requests.{kind}", request.language, given)


def ensure_remedies(letter: Letter) -> None:
    """A refusal, whole or in part, names both remedies, whoever rewrote the template."""
    text = letter.text.casefold()
    wanted = REMEDIES.get(letter.language, REMEDIES["fr"])
    if not all(any(word.casefold() in text for word in words) for words in wanted):
        raise RemedyMissingError


def send(
    request: SubjectRequest, letter: Letter, sending: Sending, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Keeps the letter as it leaves, queues it if it goes by e-mail; the facts to record."""
    content = letter.pdf()
    dossier = vault.open_dossier(request.organisation_id, kind=sealed.KIND, subject=request.pk)
    kept = vault.store(
        dossier,
        iter([content]),
        name=_file_name(request, letter),
        media_type="application/pdf",
        by=by,
        at=at,
        purpose=PURPOSE,
    )
    if sending.way == Way.EMAIL:
        _mail(request, letter, by=by, at=at)
    return {
        "letter": letter.kind,
        "way": sending.way,
        "file": str(kept.id),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _file_name(request: SubjectRequest, letter: Letter) -> str:
    """What its reader calls it, without the colon that some systems refuse."""
    title = letters.kinds()[letter.kind].title.in_(letter.language)
    said = re.sub(r"\s*:\s*", " - ", title)
    return f"{request.number} {said}.pdf"


def _mail(request: SubjectRequest, letter: Letter, *, by: Actor, at: datetime) -> None:
    contact = queries.personal_of(request).contact
    if not contact.email:
        raise NoAddressError(Way.EMAIL)
    correspondence.send(
        request.organisation_id,
        to=[contact.email],
        subject=letter.subject,
        text=letter.text,
        about=f"subject_requests:{request.pk}",
        at=at,
        by=by,
    )


def _common(request: SubjectRequest) -> dict[str, Any]:
    held = queries.personal_of(request)
    with translation.override(request.language):
        named = {value: str(label) for value, label in RIGHTS}
        greeting = held.name or translation.gettext("Dear Sir or Madam")
        return {
            "recipient": greeting,
            "number": request.number,
            "received_on": _day(request.received_at),
            "rights": ", ".join(named[right].lower() for right in request.rights),
            "person": held.concerned.name,
            "follow_link": _link(held.follow_token),
        }


def _blank(kind: str) -> dict[str, str]:
    """Every value that the kind knows, empty: an own template may name any of them."""
    stated = letters.kinds()[f"subject_requests.{kind}"].placeholders
    common = {"recipient", "number", "received_on", "rights", "person", "follow_link", "message"}
    return {item.name: "" for item in stated if item.name not in common}


def due_day(request: SubjectRequest, state: State, *, at: datetime) -> str:
    """The last day to answer, in the requester's language."""
    clock = queries.clock_of(request, state, now=at)
    with translation.override(request.language):
        return _day(clock.deadline.ends_at)


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")


def _link(token: str) -> str:
    """The private link's address, while the page that it opens exists."""
    if not token:
        return ""
    try:
        return f"{settings.PROBANT_ORIGIN}{reverse('requests:follow', kwargs={'token': token})}"
    except NoReverseMatch:
        return ""


def forget(request: SubjectRequest, *, by: Actor, at: datetime) -> None:
    """Erases what the e-mails about this request said."""
    about = f"subject_requests:{request.pk}"
    correspondence.forget(request.organisation_id, about, by=by, at=at, reason="retention_over")
