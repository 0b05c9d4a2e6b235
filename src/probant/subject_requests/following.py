"""What the person does with the private link: look, add something, answer a question, withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.subject_requests import queries
from probant.subject_requests.actions import (
    PAPER,
    REQUESTER,
    Act,
    happen,
    locked,
    receive_identity,
)
from probant.subject_requests.domain import follow, links
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import EventKind, Status
from probant.subject_requests.models import HandOver, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.subject_requests.queries import Happened
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import FileUnknownError
from probant.vault.reception import receive

# What the person is told of a request; an organisation's own work on it is not theirs to read.
TOLD = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.REPEATED,
        EventKind.ACKNOWLEDGED,
        EventKind.IDENTITY_ASKED,
        EventKind.IDENTITY_RECEIVED,
        EventKind.IDENTITY_CHECKED,
        EventKind.EXTENDED,
        EventKind.ANSWERED,
        EventKind.HANDED_OVER,
        EventKind.HAND_OVER_OPENED,
        EventKind.HAND_OVER_REVOKED,
        EventKind.MESSAGE,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
        EventKind.MERGED,
    }
)
# The words of the organisation that were written to the person; what it noted for itself is not.
SHARED: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.ACKNOWLEDGED: ("message",),
    EventKind.IDENTITY_ASKED: ("doubt", "wanted", "message"),
    EventKind.EXTENDED: ("explanation", "message"),
    EventKind.ANSWERED: ("reasons", "detail", "handed_over", "message"),
    EventKind.MESSAGE: ("text",),
}
LETTERS = frozenset(SHARED)
OVER = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.MERGED})
MOST_MESSAGES = 50


class PaperNotAskedError(RequestError):
    """No paper is taken that nobody asked for."""


@dataclass(frozen=True)
class Found:
    """What a link opens: a request to follow, or one answer alone."""

    request: SubjectRequest
    hand_over: HandOver | None = None


@dataclass(frozen=True)
class Visit:
    """What a session remembers of a link: ids, a digest, an end; never the link."""

    organisation: UUID
    digest: bytes
    until: datetime

    @classmethod
    def of(cls, token: str, *, at: datetime) -> "Visit | None":
        """The visit that begins with this link."""
        organisation = follow.organisation_of(token)
        if organisation is None:
            return None
        return cls(organisation, follow.digest(token), at + links.VISIT_LASTS)

    @classmethod
    def kept(cls, held: Any, *, at: datetime) -> "Visit | None":  # noqa: ANN401  whatever a session holds
        """The visit that a session holds, while it lasts."""
        try:
            visit = cls(
                UUID(held["organisation"]),
                bytes.fromhex(held["digest"]),
                datetime.fromisoformat(held["until"]),
            )
        except (TypeError, KeyError, ValueError):
            return None
        return visit if at < visit.until else None

    def to_session(self) -> dict[str, str]:
        """As JSON."""
        return {
            "organisation": str(self.organisation),
            "digest": self.digest.hex(),
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True)
class Told:
    """One line of what happened, as the person reads it."""

    at: datetime
    kind: str
    is_theirs: bool
    text: str
    facts: Mapping[str, Any]

    @property
    def letter(self) -> str:
        """The id of the letter that was sent, or ""."""
        is_sent = not self.is_theirs and EventKind(self.kind) in LETTERS
        return str(self.facts.get("file", "")) if is_sent else ""


def found(visit: Visit, *, at: datetime) -> Found | None:
    """What the visit's link still opens, in its organisation's context; None, whatever the reason.

    Looked up at every page, so that a revoked link shuts the visits that it began.
    """
    requests = SubjectRequest.objects.filter(organisation=visit.organisation, purged_at=None)
    request = requests.filter(follow_digest=visit.digest).first()
    if request is not None:
        return Found(request) if _still_follows(request, visit.digest, at) else None
    answers = HandOver.objects.select_related("request").filter(
        organisation=visit.organisation, token_digest=visit.digest, revoked_at=None
    )
    answer = answers.first()
    if answer is None or answer.request.purged_at or at >= (answer.expires_at or at):
        return None
    return Found(answer.request, answer)


def _still_follows(request: SubjectRequest, digest: bytes, at: datetime) -> bool:
    ends_at = links.following_ends_at(received_at=request.received_at, closed_at=request.closed_at)
    return compare_digest(bytes(request.follow_digest or b""), digest) and at < ends_at


def told(request: SubjectRequest) -> list[Told]:
    """What happened, the latest first, without the organisation's own work."""
    lines = [_line(item) for item in queries.timeline(request) if item.kind in TOLD]
    return lines[::-1]


def may_add(request: SubjectRequest, happened: Sequence[Told]) -> bool:
    """Whether the person may still write: until it is over, and not without end."""
    written = sum(line.is_theirs for line in happened)
    return Status(request.status) not in OVER and written < MOST_MESSAGES


def may_withdraw(request: SubjectRequest) -> bool:
    """Whether there is something to withdraw."""
    return request.status in queries.OPEN_STATUSES


@transaction.atomic
def add(request: SubjectRequest, text: str, *, at: datetime) -> None:
    """A precision; while a question is open, it is the answer to it and the time runs again."""
    held = locked(request.organisation_id, request.pk)
    if held.status == Status.WAITING:
        receive_identity(held.organisation_id, held.pk, None, by=REQUESTER, at=at, text=text)
    else:
        happen(held, Act(EventKind.MESSAGE, REQUESTER, at, {}, {"text": text}))


@transaction.atomic
def send_paper(request: SubjectRequest, upload: UploadedFile[bytes], *, at: datetime) -> None:
    """The paper that was asked for, sealed by a key of its own; PaperNotAskedError otherwise."""
    held = locked(request.organisation_id, request.pk)
    if held.status != Status.WAITING:
        raise PaperNotAskedError
    dossier = vault.open_dossier(request.organisation_id, kind=KIND, subject=request.pk)
    file = receive(upload, dossier, purpose=PAPER, by=REQUESTER, at=at)
    receive_identity(held.organisation_id, held.pk, file, by=REQUESTER, at=at)


def letter(request: SubjectRequest, file_id: UUID) -> StoredFile | None:
    """A letter that was sent to the person, as it left; None for any other file of the dossier."""
    sent = {line.letter for line in told(request)}
    if str(file_id) not in sent:
        return None
    try:
        return vaults.file(request.organisation_id, file_id)
    except FileUnknownError:
        return None


def _line(item: Happened) -> Told:
    is_theirs = item.row.by_kind == REQUESTER.kind
    names = ("text",) if is_theirs else SHARED.get(item.kind, ())
    text = "\n\n".join(str(item.detail[name]) for name in names if item.detail.get(name))
    return Told(item.row.at, item.kind.value, is_theirs, text, item.facts)
