"""Handling a request: acknowledged, assigned, analysed, extended, gathered, transmitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction

from probant.organisations import queries as organisations
from probant.organisations.domain import Member, Role
from probant.organisations.permissions import is_allowed
from probant.subject_requests import letters, queries, uses
from probant.subject_requests.actions.recording import HANDLE, Act, happen, opened
from probant.subject_requests.domain import clock as clocks
from probant.subject_requests.domain.analysis import ensure_asked, ensure_decided, propose
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import (
    EventKind,
    NotPossibleError,
    Status,
    ensure_allowed,
)
from probant.subject_requests.letters import Sending
from probant.subject_requests.models import SubjectRequest, Transmission
from probant.subject_requests.personal import TRANSMISSIONS
from probant.vault import actions as vault

KIND = "subject_request"


class ExtensionReason(StrEnum):
    """GDPR art. 12(3): the only two reasons for which the time may be extended."""

    COMPLEX = "complex"
    NUMEROUS = "numerous"


class SourceStep(StrEnum):
    """Where the search in one source stands."""

    ASKED = "asked"
    RECEIVED = "received"
    NOTHING = "nothing"


class NotAHandlerError(RequestError):
    """The person chosen is no member who handles requests."""


class ReasonMissingError(RequestError):
    """The law asks for a reason here."""


@dataclass(frozen=True)
class Analysis:
    """What a person found and decided: activities, answers, a decision a right, a reason."""

    activities: Sequence[str]
    answers: Mapping[str, bool]
    decisions: Mapping[str, str]
    justification: str = ""


@transaction.atomic
def acknowledge(
    request_id: UUID, sending: Sending, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """The person is told that the request arrived, its number, and by when it is answered."""
    request = opened(by, request_id, expected_version)
    state = queries.state_of(queries.event_rows(request))
    ensure_allowed(state, EventKind.ACKNOWLEDGED)
    organisation = organisations.organisation(by.organisation_id)
    values = {"due_on": letters.due_day(request, state, at=at)}
    letter = letters.compose(
        organisation, request, "acknowledgement", values, message=sending.message
    )
    facts = letters.send(request, letter, sending, by=by.actor, at=at)
    happen(request, Act(EventKind.ACKNOWLEDGED, by.actor, at, facts, _said(sending)))
    return request


@transaction.atomic
def assign(
    request_id: UUID, to: UUID | None, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """Somebody takes the request in charge; nobody, when it is given back."""
    request = opened(by, request_id, expected_version)
    if to is not None:
        found = organisations.membership(by.organisation_id, person_id=to)
        if found is None or not is_allowed(Role(found.role), HANDLE):
            raise NotAHandlerError
    facts = {"to": str(to or "")}
    happen(request, Act(EventKind.ASSIGNED, by.actor, at, facts))
    return request


@transaction.atomic
def note(
    request_id: UUID, text: str, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """Words of the organisation's own, sealed with the request."""
    request = opened(by, request_id, expected_version)
    happen(request, Act(EventKind.NOTE, by.actor, at, {}, {"text": text}))
    return request


@transaction.atomic
def analyse(
    request_id: UUID, analysis: Analysis, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """The decision on each right: a person's, beside the proposal; a difference has its reason."""
    request = opened(by, request_id, expected_version)
    ensure_asked(analysis.answers)
    found = uses.uses(by.organisation_id, analysis.activities)
    proposals = propose(uses.asked_by(request), found, analysis.answers)
    differing = ensure_decided(proposals, analysis.decisions, analysis.justification)
    decided = {item.right.value: analysis.decisions[item.right.value] for item in proposals}
    facts = {
        "activities": sorted(analysis.activities),
        "answers": dict(sorted(analysis.answers.items())),
        "proposed": {item.right.value: item.suggested for item in proposals},
        "decisions": decided,
        "differing": list(differing),
    }
    detail = {"justification": analysis.justification}
    happen(request, Act(EventKind.ANALYSED, by.actor, at, facts, detail))
    return request


@transaction.atomic
def extend(  # noqa: PLR0913  an extension is of what, why, told how, by whom, when
    request_id: UUID,
    reason: str,
    explanation: str,
    sending: Sending,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
) -> SubjectRequest:
    """GDPR art. 12(3): two more months, told within the first one with the reason."""
    request = opened(by, request_id, expected_version)
    if not explanation.strip():
        raise ReasonMissingError
    state = queries.state_of(queries.event_rows(request))
    ensure_allowed(state, EventKind.EXTENDED)
    read = clocks.facts_of(
        state, is_record_request=request.is_record_request, is_record_old=request.is_record_old
    )
    clocks.ensure_extendable(read, now=at)
    extended = replace(state, extended_at=at)
    values = {"due_on": letters.due_day(request, extended, at=at), "reasons": explanation}
    organisation = organisations.organisation(by.organisation_id)
    letter = letters.compose(organisation, request, "extension", values, message=sending.message)
    facts = letters.send(request, letter, sending, by=by.actor, at=at)
    facts["reason"] = ExtensionReason(reason).value
    detail = {"explanation": explanation, **_said(sending)}
    happen(request, Act(EventKind.EXTENDED, by.actor, at, facts, detail))
    return request


@transaction.atomic
def gather(  # noqa: PLR0913  a step is of which source, how far, by whom, when
    request_id: UUID,
    source: uses.Place,
    step: str,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    text: str = "",
) -> SubjectRequest:
    """One source was asked, answered, or holds nothing."""
    request = opened(by, request_id, expected_version)
    facts = {"source": source.key, "kind": source.kind, "step": SourceStep(step).value}
    detail = {"name": source.name, "text": text}
    happen(request, Act(EventKind.SOURCE, by.actor, at, facts, detail))
    return request


@transaction.atomic
def transmit(  # noqa: PLR0913  a transmission is to whom, of what, how, by whom, when
    request_id: UUID,
    addressee: uses.Place,
    right: str,
    words: str,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
) -> SubjectRequest:
    """GDPR art. 19: a processor or recipient is told what to correct, erase or restrict."""
    request = opened(by, request_id, expected_version)
    ensure_allowed(queries.state_of(queries.event_rows(request)), EventKind.TRANSMITTED)
    organisation = organisations.organisation(by.organisation_id)
    values = {"addressee": addressee.name, "act": words}
    letter = letters.compose(organisation, request, "transmission_processor", values)
    facts = letters.send(request, letter, Sending("post"), by=by.actor, at=at)
    row = _transmission(request, addressee, right, words, by=by, at=at)
    facts |= {"transmission": str(row.pk), "kind": row.kind, "right": right}
    detail = {"addressee": addressee.name, "text": words}
    happen(request, Act(EventKind.TRANSMITTED, by.actor, at, facts, detail))
    return request


@transaction.atomic
def tell_nobody(
    request_id: UUID, reason: str, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """GDPR art. 19: nobody received the data, or telling them is impossible: with the reason."""
    request = opened(by, request_id, expected_version)
    if not reason.strip():
        raise ReasonMissingError
    facts = {"nobody": True}
    happen(request, Act(EventKind.TRANSMITTED, by.actor, at, facts, {"text": reason}))
    return request


@transaction.atomic
def confirm(  # noqa: PLR0913  a confirmation is of what, how, by whom, when
    request_id: UUID,
    transmission_id: UUID,
    *,
    is_impossible: bool,
    by: Member,
    at: datetime,
    expected_version: int,
    text: str = "",
) -> SubjectRequest:
    """Who was told has done it, or said why it is impossible."""
    request = opened(by, request_id, expected_version)
    row = queries.transmissions(request).select_for_update().get(pk=transmission_id)
    if row.confirmed_at is not None:
        raise NotPossibleError(Status(request.status), EventKind.TRANSMISSION_CONFIRMED)
    row.confirmed_at, row.impossible = at, is_impossible
    row.save(update_fields=["confirmed_at", "impossible"])
    facts = {"transmission": str(row.pk), "is_impossible": is_impossible}
    detail = {"addressee": row.addressee, "text": text}
    happen(request, Act(EventKind.TRANSMISSION_CONFIRMED, by.actor, at, facts, detail))
    return request


def _transmission(  # noqa: PLR0913  as transmit
    request: SubjectRequest,
    addressee: uses.Place,
    right: str,
    words: str,
    *,
    by: Member,
    at: datetime,
) -> Transmission:
    row = Transmission(
        id=uuid4(),
        organisation_id=request.organisation_id,
        request_id=request.pk,
        addressee=addressee.name[:200],
        kind="processor" if addressee.kind == "processor" else "recipient",
        right=right,
        made_at=at,
        by=by.actor.id,
        means="post",
    )
    dossier = vault.open_dossier(request.organisation_id, kind=KIND, subject=request.pk)
    row.sealed = dossier.seal(TRANSMISSIONS, "sealed", row.pk, {"text": words})
    row.save(force_insert=True)
    return row


def _said(sending: Sending) -> dict[str, str]:
    return {"message": sending.message}
