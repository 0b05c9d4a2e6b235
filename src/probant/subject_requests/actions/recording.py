"""How anything happens to a request: an event appended, the columns repeated, the journal told."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from probant.journal import actions as journal
from probant.journal.domain import Actor
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.subject_requests import personal, queries
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import (
    Event,
    EventKind,
    State,
    Status,
    after,
    ensure_allowed,
)
from probant.subject_requests.models import RequestEvent, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.vault import actions as vault

HANDLE = "subject_requests.handle"
REQUESTER = Actor(kind="requester", id="follow_link")


class RequestConflictError(RequestError):
    """Someone acted first: `theirs` stands; what this person wanted is still theirs to repeat."""

    def __init__(self, theirs: SubjectRequest, expected_version: int) -> None:
        super().__init__(str(theirs.pk), expected_version, theirs.version)
        self.theirs = theirs
        self.expected_version = expected_version


@dataclass(frozen=True)
class Act:
    """One act: what, by whom, when, its facts (journalled) and its words (sealed)."""

    kind: EventKind
    by: Actor
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


def acting(by: Member | Actor, permission: str = HANDLE) -> Actor:
    """The actor, once a member's permission was checked; a requester acts on their own request."""
    if isinstance(by, Member):
        permissions.require(by, permission)
        return by.actor
    return by


def locked(organisation: UUID, request_id: UUID) -> SubjectRequest:
    """The request's row, until the end of the transaction."""
    found = SubjectRequest.objects.select_for_update()
    return found.get(organisation=organisation, pk=request_id)


def opened(by: Member, request_id: UUID, expected_version: int) -> SubjectRequest:
    """The row, locked, for a member who handles requests and read this version."""
    permissions.require(by, HANDLE)
    found = locked(by.organisation_id, request_id)
    if found.version != expected_version:
        raise RequestConflictError(found, expected_version)
    return found


def happen(request: SubjectRequest, act: Act) -> RequestEvent:
    """Appends the event if the state allows it, and brings the request's columns up to it."""
    state = queries.state_of(queries.event_rows(request))
    if act.kind is not EventKind.RECEIVED:
        ensure_allowed(state, act.kind)
    event = _appended(request, act, position=state.events + 1)
    repeat(request, after(state, Event(act.kind, act.at, event.facts)), at=act.at)
    request.version += 1
    request.save()
    _journal(request, event, act)
    return event


def repeat(request: SubjectRequest, state: State, *, at: datetime) -> None:
    """The columns that repeat the state, for lists, clocks and statistics."""
    clock = queries.clock_of(request, state, now=at)
    is_counting = state.is_open and state.suspended_since is None
    request.status = state.status.value
    request.handled_by = UUID(state.handled_by) if state.handled_by else None
    request.due_at = clock.deadline.ends_at if is_counting else None
    request.is_extended = state.extended_at is not None
    request.is_suspended = state.suspended_since is not None
    request.outcome = state.outcome
    request.answered_at = state.answered_at
    request.is_answered_late = state.status is Status.ANSWERED and clock.is_late(at)
    if state.answered_at is not None:
        request.is_answered_late = clock.is_late(state.answered_at)
    request.closed_at = state.closed_at
    request.repetitions = state.repetitions
    request.identity_papers = len(state.identity_papers)
    request.merged_into = UUID(state.merged_into) if state.merged_into else None
    request.purged_at = state.purged_at


def _appended(request: SubjectRequest, act: Act, *, position: int) -> RequestEvent:
    event = RequestEvent(
        id=uuid4(),
        organisation_id=request.organisation_id,
        request_id=request.pk,
        position=position,
        kind=act.kind.value,
        at=act.at,
        by_kind=act.by.kind,
        by=act.by.id,
        by_name=act.by.name,
        facts=dict(act.facts),
    )
    words = {name: value for name, value in act.detail.items() if value}
    if words:
        dossier = vault.open_dossier(request.organisation_id, kind=KIND, subject=request.pk)
        event.sealed = personal.detail_sealed(dossier, event.pk, words)
    event.save(force_insert=True)
    return event


def _journal(request: SubjectRequest, event: RequestEvent, act: Act) -> None:
    """Identifiers, codes and fingerprints of what is sealed: never what a person wrote."""
    facts: dict[str, Any] = {"number": request.number, "version": request.version, **act.facts}
    if event.sealed is not None:
        facts["sealed_sha256"] = hashlib.sha256(bytes(event.sealed)).hexdigest()
    journal.record(
        f"subject_requests.{act.kind.value}",
        by=act.by,
        at=act.at,
        organisation=request.organisation_id,
        subject=str(request.pk),
        facts=facts,
    )
