"""Taking a request in: numbered without gaps, sealed, its clock started."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from probant.journal.domain import Actor
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.subject_requests import personal, queries
from probant.subject_requests.actions.recording import Act, happen, locked
from probant.subject_requests.domain import follow, similarity
from probant.subject_requests.domain.request import (
    Intake,
    ensure_acceptable,
    same_person,
    settled,
)
from probant.subject_requests.domain.state import EventKind
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.personal import KIND, Personal
from probant.vault import actions as vault

NUMBERING = 0x70726F64  # the lock's class: one numbering of requests at a time, by organisation


@dataclass(frozen=True)
class Received:
    """What became of a submission: a new request, or the one that it repeats.

    `follow_token` is empty for a repetition: whoever repeats somebody's words is not yet that
    person, so that nobody opens another's request by copying it.
    """

    request: SubjectRequest
    follow_token: str
    is_repetition: bool = False


@transaction.atomic
def receive(
    organisation: Organisation,
    intake: Intake,
    *,
    by: Actor,
    at: datetime,
    idempotency: str = "",
) -> Received:
    """A request taken in, once: the same submission again gives the same request.

    The same words of the same person, while the first request is open, are noted on it as a
    repetition; similar ones make a request of their own, which staff are offered to merge.
    """
    ensure_acceptable(intake, now=at)
    intake = settled(intake, now=at)
    _lock_numbers(organisation.pk)
    key = _key(organisation.pk, idempotency)
    sent = _sent_before(organisation.pk, key)
    if sent is not None:
        return Received(sent, queries.personal_of(sent).follow_token)
    person = _person(organisation.pk, intake)
    first = _first(organisation.pk, intake, person)
    if first is not None:
        return _repeated(first, intake, by, at)
    return _made(organisation.pk, intake, Act(EventKind.RECEIVED, by, at), person, key)


def enter(organisation: Organisation, intake: Intake, *, by: Member, at: datetime) -> Received:
    """A request that came by post, telephone or at the desk, entered by a member."""
    permissions.require(by, "subject_requests.enter")
    return receive(organisation, intake, by=by.actor, at=at)


def _made(organisation: UUID, intake: Intake, act: Act, person: str, key: str) -> Received:
    number = uuid4()
    token = follow.new_token(organisation)
    dossier = vault.open_dossier(organisation, kind=KIND, subject=number)
    year, sequence = _next_number(organisation, act.at)
    request = SubjectRequest(
        id=number,
        organisation_id=organisation,
        year=year,
        sequence=sequence,
        rights=list(intake.rights),
        channel=intake.channel,
        language=intake.language,
        on_behalf=intake.on_behalf,
        is_record_request=intake.is_record_request,
        is_record_old=intake.is_record_old,
        received_at=intake.received_at,
        recorded_at=act.at,
        sealed=personal.sealed(dossier, number, Personal.of(intake, token)),
        person_digest=person,
        follow_digest=follow.digest(token),
        idempotency=key,
    )
    request.save(force_insert=True)
    happen(request, Act(act.kind, act.by, act.at, _facts(intake)))
    return Received(request, token)


def _facts(intake: Intake) -> dict[str, object]:
    return {
        "received_at": intake.received_at.isoformat(),
        "rights": list(intake.rights),
        "channel": intake.channel,
        "on_behalf": intake.on_behalf,
        "is_record_request": intake.is_record_request,
        "is_record_old": intake.is_record_old,
    }


def _repeated(first: SubjectRequest, intake: Intake, by: Actor, at: datetime) -> Received:
    request = locked(first.organisation_id, first.pk)
    facts = {"channel": intake.channel, "received_at": intake.received_at.isoformat()}
    happen(request, Act(EventKind.REPEATED, by, at, facts))
    return Received(request, "", is_repetition=True)


def _first(organisation: UUID, intake: Intake, person: str) -> SubjectRequest | None:
    """The open request that says the same, word for word, for the same person."""
    since = intake.received_at - similarity.WITHIN
    found = SubjectRequest.objects.filter(
        organisation=organisation,
        person_digest=person,
        status__in=queries.OPEN_STATUSES,
        rights=list(intake.rights),
        on_behalf=intake.on_behalf,
        is_record_request=intake.is_record_request,
        received_at__gte=since,
    ).order_by("received_at")
    held = list(found[:20])
    texts = queries.personal_of_many(held)
    same = (item for item in held if similarity.is_same(texts[item.pk].text, intake.text))
    return next(same, None)


def _sent_before(organisation: UUID, key: str) -> SubjectRequest | None:
    if not key:
        return None
    return SubjectRequest.objects.filter(organisation=organisation, idempotency=key).first()


def _key(organisation: UUID, idempotency: str) -> str:
    return hashlib.sha256(organisation.bytes + idempotency.encode()).hexdigest() * bool(idempotency)


def _person(organisation: UUID, intake: Intake) -> str:
    """A keyed hash: it tells two requests of one person, and nothing to who reads the table."""
    salt = f"probant.subject_requests.person.{organisation}"
    return salted_hmac(salt, same_person(intake), algorithm="sha256").hexdigest()


def _lock_numbers(organisation: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )


def _next_number(organisation: UUID, at: datetime) -> tuple[int, int]:
    """One more than the last number of the year; requests are never deleted, so without gaps."""
    year = localdate(at).year
    given = SubjectRequest.objects.filter(organisation=organisation, year=year)
    highest: int | None = given.aggregate(highest=Max("sequence"))["highest"]
    return year, (highest or 0) + 1
