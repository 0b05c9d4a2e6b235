"""Answering and what follows: refusal with its remedies, closing, reopening, merging, purging."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.common.time_limits import Period
from probant.journal.domain import Actor
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.reference import requests as reference
from probant.subject_requests import letters, queries
from probant.subject_requests.actions.handling import ReasonMissingError
from probant.subject_requests.actions.identity import destroy_papers
from probant.subject_requests.actions.recording import Act, acting, happen, locked, opened
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import EventKind, Outcome, ensure_allowed
from probant.subject_requests.letters import Sending
from probant.subject_requests.models import SubjectRequest
from probant.vault import actions as vault

NOT_WHOLLY = (Outcome.REFUSED, Outcome.PARTLY)
GIVING = (Outcome.GRANTED, Outcome.PARTLY)


class TooEarlyError(RequestError):
    """CSP L.1111-7: a health record is not handed over before 48 hours of reflection."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class IdentityPaperKeptError(RequestError):
    """An identity paper is still in the vault: check it first, which destroys it."""


class MergeError(RequestError):
    """Only a later request of this organisation is merged into an earlier, unmerged one."""


class RetentionError(RequestError):
    """A request is evidence until its retention has passed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@transaction.atomic
def answer(  # noqa: PLR0913  an answer is what, why, told how, by whom, when
    request_id: UUID,
    outcome: str,
    sending: Sending,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    reasons: str = "",
    detail: str = "",
    handed_over: str = "",
) -> SubjectRequest:
    """GDPR art. 12(3) and (4): granted, partly or refused with reasons and both remedies."""
    request = opened(by, request_id, expected_version)
    ensure_answerable(request, outcome, reasons, at=at)
    kind = letters.answer_kind(request, outcome)
    organisation = organisations.organisation(by.organisation_id)
    values = {"reasons": reasons, "detail": detail, "handed_over": handed_over}
    letter = letters.compose(organisation, request, kind, values, message=sending.message)
    if Outcome(outcome) in NOT_WHOLLY:
        letters.ensure_remedies(letter)
    facts = letters.send(request, letter, sending, by=by.actor, at=at)
    facts["outcome"] = Outcome(outcome).value
    words = {
        "reasons": reasons,
        "detail": detail,
        "handed_over": handed_over,
        "message": sending.message,
    }
    happen(request, Act(EventKind.ANSWERED, by.actor, at, facts, words))
    return request


def ensure_answerable(request: SubjectRequest, outcome: str, reasons: str, *, at: datetime) -> None:
    """Raises what stands in the way of this answer now."""
    state = queries.state_of(queries.event_rows(request))
    ensure_allowed(state, EventKind.ANSWERED)
    if Outcome(outcome) in NOT_WHOLLY and not reasons.strip():
        raise ReasonMissingError
    if Outcome(outcome) in GIVING:
        ensure_reflected(request, at=at)


def ensure_reflected(request: SubjectRequest, *, at: datetime) -> None:
    """TooEarlyError while the 48 hours of a health record's request run."""
    state = queries.state_of(queries.event_rows(request))
    not_before = queries.clock_of(request, state, now=at).not_before
    if not_before is not None and at < not_before.target_at:
        raise TooEarlyError(not_before.target_at)


@transaction.atomic
def close(request_id: UUID, *, by: Member, at: datetime, expected_version: int) -> SubjectRequest:
    """Nothing remains to be done; no identity paper is left behind."""
    request = opened(by, request_id, expected_version)
    if request.identity_papers:
        raise IdentityPaperKeptError
    happen(request, Act(EventKind.CLOSED, by.actor, at))
    return request


@transaction.atomic
def reopen(
    request_id: UUID, reason: str, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """The answer was wrong or incomplete: the request is open again, its clock never stopped."""
    request = opened(by, request_id, expected_version)
    if not reason.strip():
        raise ReasonMissingError
    happen(request, Act(EventKind.REOPENED, by.actor, at, {}, {"text": reason}))
    return request


@transaction.atomic
def withdraw(
    organisation: UUID,
    request_id: UUID,
    *,
    by: Member | Actor,
    at: datetime,
    text: str = "",
) -> SubjectRequest:
    """The person gives up their request, by their link or through a member."""
    actor = acting(by)
    request = locked(organisation, request_id)
    destroyed = _papers_destroyed(request, by=actor, at=at)
    happen(request, Act(EventKind.WITHDRAWN, actor, at, destroyed, {"text": text}))
    return request


@transaction.atomic
def merge(
    request_id: UUID, into: UUID, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """A duplicate joins the earlier request, whose clock is the shorter; both say so."""
    request = opened(by, request_id, expected_version)
    first = locked(by.organisation_id, into)
    is_earlier = (first.received_at, first.sequence) <= (request.received_at, request.sequence)
    if first.pk == request.pk or first.merged_into or not is_earlier:
        raise MergeError
    destroyed = _papers_destroyed(request, by=by.actor, at=at)
    facts = {"into": str(first.pk), "into_number": first.number, **destroyed}
    happen(request, Act(EventKind.MERGED, by.actor, at, facts))
    noted = {"merged": str(request.pk), "merged_number": request.number}
    happen(first, Act(EventKind.REPEATED, by.actor, at, noted))
    return request


@transaction.atomic
def purge(
    organisation: UUID, request_ids: Sequence[UUID], *, by: Member, at: datetime
) -> list[SubjectRequest]:
    """Destroys the keys of requests whose retention has passed: number, dates and acts remain."""
    actor = acting(by)
    return [_purged(locked(organisation, item), by=actor, at=at) for item in request_ids]


def _purged(request: SubjectRequest, *, by: Actor, at: datetime) -> SubjectRequest:
    period = Period.parse(reference.retention()["answered"].period)
    ensure_allowed(queries.state_of(queries.event_rows(request)), EventKind.PURGED)
    if request.closed_at is None or at < period.past(request.closed_at):
        raise RetentionError(period.past(request.closed_at or at))
    dossier = queries.dossier(request)
    if dossier is not None:
        vault.destroy(dossier, by=by, at=at, reason="retention_over")
    letters.forget(request, by=by, at=at)
    request.sealed, request.person_digest = b"", ""
    request.follow_digest, request.idempotency = None, ""
    happen(request, Act(EventKind.PURGED, by, at))
    return request


def _papers_destroyed(request: SubjectRequest, *, by: Actor, at: datetime) -> dict[str, list[str]]:
    """An identity paper serves its check alone: it does not outlive the request."""
    destroyed = destroy_papers(request, by=by, at=at)
    if not destroyed:
        return {}
    facts = {"paper": "other", "result": "doubtful", "destroyed": destroyed}
    happen(request, Act(EventKind.IDENTITY_CHECKED, by, at, facts))
    return {"destroyed": destroyed}
