"""Reading the requests of one organisation; names come from the vault, for the rows shown only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from probant.common.time_limits import Period
from probant.reference import requests as reference
from probant.subject_requests import personal
from probant.subject_requests.domain import clock as clocks
from probant.subject_requests.domain import follow, similarity
from probant.subject_requests.domain.clock import Clock
from probant.subject_requests.domain.state import OPEN, Event, EventKind, State, Status, fold
from probant.subject_requests.domain.statistics import Row
from probant.subject_requests.models import (
    HandOver,
    RequestEvent,
    RequestForm,
    SubjectRequest,
    Transmission,
)
from probant.subject_requests.personal import KIND, Personal
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier
from probant.vault.domain.errors import DossierUnknownError

OPEN_STATUSES = [status.value for status in OPEN]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which requests a list shows; an empty value asks for nothing."""

    number: str = ""
    status: str = ""  # a status, or "open", "late"
    right: str = ""
    channel: str = ""
    handled_by: str = ""  # a person's id, or "nobody"
    year: int | None = None


@dataclass(frozen=True)
class Happened:
    """An event as the page of a request tells it: its facts and, for those who may, its words."""

    row: RequestEvent
    detail: Mapping[str, Any]

    @property
    def kind(self) -> EventKind:
        """What happened."""
        return EventKind(self.row.kind)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the event holds in clear."""
        facts: Mapping[str, Any] = self.row.facts
        return facts


def requests(organisation: UUID) -> QuerySet[SubjectRequest]:
    """Every request, the latest first."""
    return SubjectRequest.objects.filter(organisation=organisation).order_by("-received_at", "-pk")


def request(organisation: UUID, request_id: UUID) -> SubjectRequest:
    """One request; SubjectRequest.DoesNotExist for another organisation's."""
    return SubjectRequest.objects.get(organisation=organisation, pk=request_id)


def by_follow_token(token: str) -> SubjectRequest | None:
    """The request that a private link opens, in the context of `follow.organisation_of(token)`."""
    organisation = follow.organisation_of(token)
    if organisation is None:
        return None
    found = SubjectRequest.objects.filter(organisation=organisation, purged_at=None)
    return found.filter(follow_digest=follow.digest(token)).first()


def listed(organisation: UUID, wanted: Wanted, *, now: datetime) -> QuerySet[SubjectRequest]:
    """The requests that a list shows: what is due first comes first, what is over last."""
    found = SubjectRequest.objects.filter(organisation=organisation)
    for condition in _conditions(wanted, now):
        found = found.filter(condition)
    return found.order_by(F("due_at").asc(nulls_last=True), "-received_at", "-pk")


def _conditions(wanted: Wanted, now: datetime) -> Iterator[Q]:
    if wanted.number:
        yield _numbered(wanted.number)
    if wanted.status == "open":
        yield Q(status__in=OPEN_STATUSES)
    elif wanted.status == "late":
        yield Q(due_at__lt=now)
    elif wanted.status:
        yield Q(status=wanted.status)
    if wanted.right:
        yield (
            Q(is_record_request=True)
            if wanted.right == "record"
            else Q(rights__contains=[wanted.right])
        )
    if wanted.channel:
        yield Q(channel=wanted.channel)
    if wanted.handled_by:
        yield Q(handled_by=None if wanted.handled_by == "nobody" else wanted.handled_by)
    if wanted.year:
        yield Q(year=wanted.year)


def _numbered(text: str) -> Q:
    """D-2026-014, 2026-14, or 14 alone: numbers as people say them."""
    parts = [part for part in text.strip().upper().removeprefix("D").split("-") if part]
    if not parts or not all(part.isdecimal() and len(part) < 9 for part in parts):  # noqa: PLR2004  an integer of PostgreSQL
        return Q(pk=None)
    if len(parts) == 1:
        return Q(sequence=int(parts[0]))
    return Q(year=min(int(parts[0]), 9999), sequence=int(parts[1]))


def personal_of(found: SubjectRequest) -> Personal:
    """Who asked and in which words; empty once purged."""
    return personal_of_many([found])[found.pk]


def personal_of_many(found: Sequence[SubjectRequest]) -> dict[UUID, Personal]:
    """The same for the rows of a page, in two queries."""
    if not found:
        return {}
    opened = vaults.dossiers(found[0].organisation_id, KIND, [row.pk for row in found])
    return {
        row.pk: personal.unsealed(opened[row.pk], row) if row.pk in opened else Personal()
        for row in found
    }


def dossier(found: SubjectRequest) -> Dossier | None:
    """The request's dossier in the vault, or None once it was purged."""
    try:
        return vaults.dossier(found.organisation_id, KIND, found.pk)
    except DossierUnknownError:
        return None


def event_rows(found: SubjectRequest) -> list[RequestEvent]:
    """The events in their order."""
    return list(
        RequestEvent.objects.filter(
            organisation=found.organisation_id, request_id=found.pk
        ).order_by("position")
    )


def timeline(found: SubjectRequest, rows: Sequence[RequestEvent] | None = None) -> list[Happened]:
    """The events with their words, in their order."""
    opened = dossier(found)
    return [
        Happened(row, personal.detail_of(opened, row))
        for row in (event_rows(found) if rows is None else rows)
    ]


def state_of(rows: Iterable[RequestEvent]) -> State:
    """What the events make of the request."""
    return fold(Event(EventKind(row.kind), row.at, row.facts) for row in rows)


def clock_of(found: SubjectRequest, state: State, *, now: datetime) -> Clock:
    """By when it must be answered, and why."""
    facts = clocks.facts_of(
        state, is_record_request=found.is_record_request, is_record_old=found.is_record_old
    )
    return clocks.clock(facts, now=now)


def open_requests(organisation: UUID) -> list[SubjectRequest]:
    """Those that someone waits for, the most urgent first."""
    found = SubjectRequest.objects.filter(organisation=organisation, status__in=OPEN_STATUSES)
    return list(found.order_by(F("due_at").asc(nulls_last=True)))


def states_of(organisation: UUID, found: Sequence[SubjectRequest]) -> dict[UUID, State]:
    """The states of several requests, in one query."""
    rows = RequestEvent.objects.filter(
        organisation=organisation, request_id__in=[item.pk for item in found]
    ).order_by("request_id", "position")
    events: dict[UUID, list[Event]] = {item.pk: [] for item in found}
    for row in rows:
        events[row.request_id].append(Event(EventKind(row.kind), row.at, row.facts))
    return {key: fold(held) for key, held in events.items()}


def twins(found: SubjectRequest) -> list[SubjectRequest]:
    """Other requests of the same person about the same time, not merged: proposed to staff."""
    if not found.person_digest:
        return []
    near = (found.received_at - similarity.WITHIN, found.received_at + similarity.WITHIN)
    others = SubjectRequest.objects.filter(
        organisation=found.organisation_id,
        person_digest=found.person_digest,
        received_at__range=near,
        purged_at=None,
    ).exclude(pk=found.pk)
    held = [item for item in others if item.status != Status.MERGED]
    texts = personal_of_many([found, *held])
    mine = texts[found.pk].text
    return [
        item
        for item in held
        if set(item.rights) == set(found.rights) or similarity.is_similar(mine, texts[item.pk].text)
    ]


def transmissions(found: SubjectRequest) -> QuerySet[Transmission]:
    """What was told to processors and recipients, in its order."""
    return Transmission.objects.filter(
        organisation=found.organisation_id, request_id=found.pk
    ).order_by("made_at", "pk")


def hand_overs(found: SubjectRequest) -> QuerySet[HandOver]:
    """What was handed over, the latest first."""
    return HandOver.objects.filter(
        organisation=found.organisation_id, request_id=found.pk
    ).order_by("-prepared_at")


def form_of(organisation: UUID) -> RequestForm | None:
    """The settings of the public form, or None while nobody opened it."""
    return RequestForm.objects.filter(organisation=organisation).first()


def years(organisation: UUID) -> list[int]:
    """The years in which a request was recorded, the latest first."""
    found = SubjectRequest.objects.filter(organisation=organisation)
    return sorted(found.values_list("year", flat=True).distinct(), reverse=True)


def figures(organisation: UUID, year: int, *, now: datetime) -> Iterator[Row]:
    """What each request of a year gives to the statistics."""
    found = SubjectRequest.objects.filter(organisation=organisation, year=year)
    rows = found.values_list(
        "rights", "channel", "status", "outcome", "received_at", "answered_at",
        "is_answered_late", "is_extended", "due_at",
    )  # fmt: skip
    for rights, channel, status, outcome, received_at, answered_at, late, extended, due_at in rows:
        is_late = late or (due_at is not None and due_at < now)
        local = timezone.localtime(received_at)
        yield Row(tuple(rights), channel, status, outcome, local, answered_at, is_late, extended)


def purgeable(organisation: UUID, *, now: datetime) -> QuerySet[SubjectRequest]:
    """The requests over for as long as the law asks to keep them, and not yet erased."""
    period = Period.parse(reference.retention()["answered"].period)
    since = datetime.combine(period.before(now.date()), now.timetz())
    found = SubjectRequest.objects.filter(organisation=organisation, purged_at=None)
    return found.filter(closed_at__lt=since).order_by("closed_at")
