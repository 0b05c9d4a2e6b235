"""Handing the answer over: an expiring protected link with a spoken code, or paper.

HandOverError
├── NoFilesError      nothing chosen, or a file that is not this request's
├── NoCodeError       health data leave only with a second secret
├── IdentityDoubtedError  identity was asked for, or checked in vain, and is not settled since
├── FutureHandOverError  paper given on a day to come
└── NotALinkError     nothing to revoke: paper cannot be taken back

A health record is not handed over before the 48 hours of reflection: `actions.TooEarlyError`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from hmac import compare_digest
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from probant.common.time_limits import PARIS
from probant.journal import actions as journal
from probant.journal.domain import Actor
from probant.organisations.domain import Member
from probant.subject_requests import queries, throttle
from probant.subject_requests.actions import (
    REQUESTER,
    Act,
    ensure_reflected,
    happen,
    locked,
    opened,
)
from probant.subject_requests.domain import follow, links
from probant.subject_requests.domain.links import Opening, Refusal
from probant.subject_requests.domain.packing import Packed, zipped
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import EventKind
from probant.subject_requests.models import HandOver, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile

TABLE = HandOver._meta.db_table  # noqa: SLF001  Django's documented name for it
COLUMN = "sealed"
IDENTITY = "identity"  # the vault's purpose of papers that are destroyed, never handed over
LINK, PAPER = "link", "paper"
DOWNLOADED = "subject_requests.hand_over_downloaded"
TRIED = "subject_requests.hand_over_tried"


class HandOverError(RequestError):
    """An answer cannot be handed over so."""


class NoFilesError(HandOverError):
    """Nothing was chosen, or something that is not in this request's dossier."""


class NoCodeError(HandOverError):
    """A record leaves only with a code."""


class IdentityDoubtedError(HandOverError):
    """GDPR art. 12(6): nothing is given to somebody who may be another."""


class FutureHandOverError(HandOverError):
    """Nothing was given on a day to come."""


class NotALinkError(HandOverError):
    """Paper cannot be revoked."""


@dataclass(frozen=True)
class Prepared:
    """A protected answer: its link's token and its code, which nobody can read again."""

    hand_over: HandOver
    token: str
    code: str


@dataclass(frozen=True)
class Tried:
    """What became of a try to open: the files, or why not, and how many tries of a code remain."""

    files: tuple[StoredFile, ...] = ()
    refusal: Refusal | None = None
    is_wrong_code: bool = False
    tries_left: int = 0


@transaction.atomic
def prepare(  # noqa: PLR0913  an answer is which files, for how long, how often, and how guarded
    by: Member,
    request_id: UUID,
    expected_version: int,
    *,
    files: Sequence[UUID],
    at: datetime,
    lasts: timedelta = links.HAND_OVER_LASTS,
    most_downloads: int = links.MOST_DOWNLOADS,
    has_code: bool = True,
) -> Prepared:
    """Files of the request's dossier behind a link that expires; the code goes by another way."""
    request = opened(by, request_id, expected_version)
    _ensure_undoubted(request)
    ensure_reflected(request, at=at)
    if request.is_record_request and not has_code:
        raise NoCodeError
    _ensure_its_files(request, files)
    token = follow.new_token(request.organisation_id)
    code = links.new_code() if has_code else ""
    number = uuid4()
    made = HandOver.objects.create(
        id=number,
        organisation_id=request.organisation_id,
        request=request,
        means=LINK,
        files=list(files),
        prepared_at=at,
        prepared_by=by.actor.id,
        token_digest=follow.digest(token),
        code_digest=_digest(code, number) if code else "",
        expires_at=at + lasts,
        most_downloads=most_downloads,
    )
    facts = {"means": LINK, "hand_over": str(number), "files": len(files), "has_code": has_code}
    ends = {"expires_at": (at + lasts).isoformat(), "most_downloads": most_downloads}
    happen(request, Act(EventKind.HANDED_OVER, by.actor, at, facts | ends))
    return Prepared(made, token, code)


@transaction.atomic
def record_paper(  # noqa: PLR0913  paper is given to whom, when, signed or not
    by: Member,
    request_id: UUID,
    expected_version: int,
    *,
    given_on: date,
    to: str,
    is_signed: bool,
    at: datetime,
) -> HandOver:
    """Paper handed over or posted: the day, to whom, whether they signed for it."""
    request = opened(by, request_id, expected_version)
    _ensure_undoubted(request)
    if given_on > localdate(at):
        raise FutureHandOverError
    ensure_reflected(request, at=min(at, _end_of(given_on)))
    number = uuid4()
    dossier = vault.open_dossier(request.organisation_id, kind=KIND, subject=request.pk)
    made = HandOver.objects.create(
        id=number,
        organisation_id=request.organisation_id,
        request=request,
        means=PAPER,
        prepared_at=at,
        prepared_by=by.actor.id,
        sealed=dossier.seal(TABLE, COLUMN, number, {"to": to}),
    )
    facts = {
        "means": PAPER,
        "hand_over": str(number),
        "given_on": given_on.isoformat(),
        "is_signed": is_signed,
    }
    happen(request, Act(EventKind.HANDED_OVER, by.actor, at, facts, {"to": to}))
    return made


@transaction.atomic
def revoke(by: Member, hand_over_id: UUID, expected_version: int, *, at: datetime) -> HandOver:
    """The link opens nothing from now on."""
    found = HandOver.objects.get(organisation=by.organisation_id, pk=hand_over_id)
    request = opened(by, found.request_id, expected_version)
    if found.means != LINK:
        raise NotALinkError
    if found.revoked_at is None:
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        facts = {"hand_over": str(found.pk), "step": "revoked"}
        happen(request, Act(EventKind.HAND_OVER_REVOKED, by.actor, at, facts))
    return found


@transaction.atomic
def renew_code(by: Member, hand_over_id: UUID, expected_version: int, *, at: datetime) -> Prepared:
    """A fresh code after too many wrong ones, or a lost one; the link stays."""
    found = HandOver.objects.select_for_update().get(
        organisation=by.organisation_id, pk=hand_over_id
    )
    request = opened(by, found.request_id, expected_version)
    if found.means != LINK:
        raise NotALinkError
    code = links.new_code()
    found.code_digest, found.failures = _digest(code, found.pk), 0
    found.save(update_fields=["code_digest", "failures"])
    _record("subject_requests.hand_over_code_renewed", request, found, by=by.actor, at=at)
    return Prepared(found, "", code)


@transaction.atomic
def attempt(organisation: UUID, hand_over_id: UUID, *, code: str, at: datetime) -> Tried:
    """One try of the person: the right code opens, a wrong one is counted; each is journalled.

    It returns what happened rather than raising, so that a wrong try stays counted.
    """
    found = HandOver.objects.select_for_update().get(
        organisation=organisation, pk=hand_over_id, means=LINK
    )
    refusal = opening_of(found).refusal(at)
    if refusal is not None:
        _note_expiry(found, refusal, at)
        return Tried(refusal=refusal)
    if found.code_digest and not compare_digest(found.code_digest, _digest(code, found.pk)):
        return _missed(found, at)
    files = tuple(vaults.file(organisation, file) for file in found.files)
    _count(found, at)
    return Tried(files=files)


def packed(
    request: SubjectRequest, files: Sequence[StoredFile], *, at: datetime
) -> Iterator[bytes]:
    """One ZIP of the answer's files, streamed from the vault: nothing in clear on the disk."""
    members = [
        Packed(file.name, file.sha256, file.media_type, partial(vaults.content, file))
        for file in files
    ]
    return zipped(members, folder=request.number, at=at)


def opening_of(found: HandOver) -> Opening:
    """What decides whether this answer opens."""
    return Opening(
        expires_at=found.expires_at or found.prepared_at,
        revoked_at=found.revoked_at,
        downloads=found.downloads,
        most_downloads=found.most_downloads,
        tries=found.failures,
    )


def open_to_person(request: SubjectRequest, *, at: datetime) -> list[HandOver]:
    """The answers that the person may still fetch, the latest first."""
    held = queries.hand_overs(request).filter(means=LINK)
    return [item for item in held if opening_of(item).refusal(at) is None]


def _end_of(day: date) -> datetime:
    """The last instant of a day in Paris: paper has a day, and no hour."""
    return datetime.combine(day, time.max, PARIS)


def _ensure_undoubted(request: SubjectRequest) -> None:
    if queries.state_of(queries.event_rows(request)).is_identity_doubted:
        raise IdentityDoubtedError


def _ensure_its_files(request: SubjectRequest, files: Sequence[UUID]) -> None:
    dossier = queries.dossier(request)
    held = (
        {file.id for file in vaults.files(dossier) if file.purpose != IDENTITY}
        if dossier
        else set()
    )
    if not files or not set(files) <= held:
        raise NoFilesError


def _digest(code: str, of: UUID) -> str:
    return links.code_digest(code, key=throttle.key(), of=of).hex()


def _missed(found: HandOver, at: datetime) -> Tried:
    found.failures += 1
    found.save(update_fields=["failures"])
    request = queries.request(found.organisation_id, found.request_id)
    _record(TRIED, request, found, by=REQUESTER, at=at, failures=found.failures)
    left = max(links.MOST_TRIES - found.failures, 0)
    refusal = None if left else Refusal.LOCKED
    return Tried(is_wrong_code=True, tries_left=left, refusal=refusal)


def _count(found: HandOver, at: datetime) -> None:
    is_first = found.opened_at is None
    found.downloads, found.failures = found.downloads + 1, 0
    found.opened_at = found.opened_at or at
    found.save(update_fields=["downloads", "failures", "opened_at"])
    request = locked(found.organisation_id, found.request_id)
    if is_first:
        facts = {"hand_over": str(found.pk), "step": "opened"}
        happen(request, Act(EventKind.HAND_OVER_OPENED, REQUESTER, at, facts))
    _record(DOWNLOADED, request, found, by=REQUESTER, at=at, downloads=found.downloads)


def _note_expiry(found: HandOver, refusal: Refusal, at: datetime) -> None:
    """The first try after the end notes it; the end itself needs no job to have run."""
    if refusal is not Refusal.EXPIRED:
        return
    found.revoked_at = found.expires_at
    found.save(update_fields=["revoked_at"])
    request = locked(found.organisation_id, found.request_id)
    facts = {"hand_over": str(found.pk), "step": "expired"}
    happen(request, Act(EventKind.HAND_OVER_REVOKED, REQUESTER, at, facts))


def _record(
    event: str, request: SubjectRequest, found: HandOver, *, by: Actor, at: datetime, **facts: int
) -> None:
    journal.record(
        event,
        by=by,
        at=at,
        organisation=request.organisation_id,
        subject=str(request.pk),
        facts={"number": request.number, "hand_over": str(found.pk), **facts},
    )
