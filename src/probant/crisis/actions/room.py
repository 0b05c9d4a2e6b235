"""What is done in a room: each act permits, decides, appends one entry, journals and rings.

The crisis's row is locked while an entry takes its number: numbers follow each other without a
gap, and a client key enters once. The bell (NOTIFY) carries identifiers and numbers alone; it
rings once the transaction is committed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from probant.breaches import queries as breaches
from probant.crisis.domain.entries import Entry, EntryRefusedError, Said, checked
from probant.crisis.domain.room import ensure_possible, fold
from probant.crisis.models import Crisis, Participant, RoomEntry
from probant.crisis.queries import room as queries
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import crisis as reference

BELL = "probant_room"
LEAD = "crisis.lead"
LED = frozenset({"opened", "message_approved", "message_sent", "closed", "reopened"})
PREPARED = frozenset({"inject"})
DOORS = ("opened", "closed", "reopened")
OTHER = "other"
STORED = frozenset({"file", "name", "media_type", "size", "sha256"})  # the vault states these


@transaction.atomic
def open_crisis(  # noqa: PLR0913  a crisis is what, of which kind, since which breach, by whom
    organisation: Organisation,
    *,
    title: str,
    kind: str,
    by: Member,
    at: datetime,
    text: str = "",
    is_exercise: bool = False,
    breach_id: UUID | None = None,
) -> Crisis:
    """A new room, with the organisation's next reference of the year."""
    permissions.require(by, LEAD)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(LEAD, by.role)
    organisations.organisation(by.organisation_id, for_update=True)
    if kind != OTHER and kind not in reference.guides():
        raise EntryRefusedError({"kind": "unknown"})
    if breach_id is not None and not _is_known(by.organisation_id, breach_id):
        raise EntryRefusedError({"breach_id": "unknown"})
    crisis = Crisis.objects.create(
        organisation_id=by.organisation_id,
        reference=_next_reference(by.organisation_id, at, is_exercise=is_exercise),
        title=title,
        kind=kind,
        is_exercise=is_exercise,
        breach_id=breach_id,
        opened_at=at,
        opened_by=by.person_id,
        opened_by_name=by.name,
    )
    facts = {"reference": crisis.reference, "kind": kind, "is_exercise": is_exercise}
    _journal("crisis.opened", crisis, facts, by=by, at=at)
    append(crisis.pk, Said("opened", uuid4(), {"text": text, "scenario": kind}), by=by, at=at)
    return queries.crisis(by.organisation_id, crisis.pk)


@transaction.atomic
def append(crisis_id: UUID, said: Said, *, by: Member, at: datetime) -> RoomEntry:
    """One more entry; the same `client_key` again gives the entry that it made the first time."""
    permissions.require(by, _permission(said.kind))
    crisis = queries.crisis(by.organisation_id, crisis_id, for_update=True)
    known = RoomEntry.objects.filter(crisis=crisis, client_key=said.client_key).first()
    if known is not None:
        return _ensure_same(known, said, by)
    taken = checked(_completed(said, by))
    ensure_possible(fold(queries.as_entries(_relevant(crisis, taken))), taken, by=str(by.person_id))
    row = _written(crisis, taken, by, at)
    _seat(crisis, taken, by, at)
    facts = {"sequence": row.sequence, "kind": row.kind, "sha256": row.digest}
    _journal("crisis.entered", crisis, facts, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [BELL, f"{crisis.pk} {row.sequence}"])
    return row


def enter(crisis_id: UUID, said: Said, *, by: Member, at: datetime) -> RoomEntry:
    """What a person may write, whichever kind it is."""
    if said.kind == "evidence" and (claimed := STORED & set(said.body)):
        raise EntryRefusedError(dict.fromkeys(sorted(claimed), "unknown"))
    if said.kind == "closed":
        return close(crisis_id, said.body, by=by, at=at, key=said.client_key)
    if said.kind == "reopened":
        return reopen(crisis_id, said.body.get("reason", ""), by=by, at=at, key=said.client_key)
    return append(crisis_id, said, by=by, at=at)


@transaction.atomic
def close(
    crisis_id: UUID, review: Mapping[str, str], *, by: Member, at: datetime, key: UUID | None = None
) -> RoomEntry:
    """The end, with what worked, what failed and the measures that follow."""
    row = append(crisis_id, Said("closed", key or uuid4(), dict(review)), by=by, at=at)
    return _mark(crisis_id, row, by=by)


@transaction.atomic
def reopen(
    crisis_id: UUID, reason: str, *, by: Member, at: datetime, key: UUID | None = None
) -> RoomEntry:
    """It was not over."""
    row = append(crisis_id, Said("reopened", key or uuid4(), {"reason": reason}), by=by, at=at)
    return _mark(crisis_id, row, by=by)


def _mark(crisis_id: UUID, row: RoomEntry, *, by: Member) -> RoomEntry:
    """The column repeats what the doors say, also after a sending that came twice or late."""
    crisis = queries.crisis(by.organisation_id, crisis_id)
    doors = queries.rows(by.organisation_id, crisis_id).filter(kind__in=DOORS)
    ended_at = fold(queries.as_entries(doors)).closed_at
    crisis.closed_at = max(ended_at, crisis.opened_at) if ended_at else None  # a clock set back
    crisis.save(update_fields=["closed_at"])
    return row


def _is_known(organisation: UUID, breach_id: UUID) -> bool:
    return breaches.breaches(organisation).filter(pk=breach_id).exists()


def _next_reference(organisation: UUID, at: datetime, *, is_exercise: bool) -> str:
    start = f"{'E' if is_exercise else 'C'}-{localdate(at).year}-"
    given = Crisis.objects.filter(organisation=organisation, reference__startswith=start)
    return f"{start}{given.count() + 1:03d}"


def _permission(kind: str) -> str:
    if kind in PREPARED:
        return "crisis.prepare"
    return LEAD if kind in LED else "crisis.act"


def _ensure_same(known: RoomEntry, said: Said, by: Member) -> RoomEntry:
    if known.by != by.person_id or known.kind != said.kind:
        raise EntryRefusedError({"client_key": "taken"})
    return known


def _completed(said: Said, by: Member) -> Said:
    """What the member need not type: their own name."""
    names = {"joined": "name", "evidence": "collector"}
    name = names.get(said.kind)
    if name is None or said.body.get(name):
        return said
    body = {**said.body, name: by.name}
    return Said(
        said.kind, said.client_key, body, said.team, said.audience, said.about, said.said_at
    )


def _relevant(crisis: Crisis, said: Said) -> Any:  # noqa: ANN401  a queryset of entries
    """The entries that decide whether `said` may be: doors, its subject, what followed that."""
    wanted = Q(kind__in=DOORS)
    if said.about is not None:
        wanted |= Q(sequence=said.about) | Q(about=said.about)
    return queries.rows(crisis.organisation_id, crisis.pk).filter(wanted)


def _written(crisis: Crisis, said: Said, by: Member, at: datetime) -> RoomEntry:
    sequence = crisis.last_sequence + 1
    entry = Entry(
        sequence=sequence,
        kind=said.kind,
        at=at,
        by=str(by.person_id),
        by_name=by.name,
        client_key=str(said.client_key),
        body=dict(said.body),
        said_at=said.said_at,
        team=said.team,
        audience=said.audience,
        about=said.about,
    )
    Crisis.objects.filter(pk=crisis.pk).update(last_sequence=sequence)
    values = {**vars(entry), "by": by.person_id, "client_key": said.client_key}
    return RoomEntry.objects.create(
        organisation_id=crisis.organisation_id, crisis=crisis, digest=entry.digest, **values
    )


def _seat(crisis: Crisis, said: Said, by: Member, at: datetime) -> None:
    """Who is here, and was last heard when."""
    is_self = said.kind == "joined" and said.body.get("name") == by.name
    seat = {"name": by.name, "team": said.team, "role": said.body.get("role", "")}
    if is_self:
        Participant.objects.update_or_create(
            organisation_id=crisis.organisation_id,
            crisis=crisis,
            person=by.person_id,
            defaults={**seat, "last_seen_at": at},
        )
    elif said.kind == "joined":
        Participant.objects.create(
            organisation_id=crisis.organisation_id,
            crisis=crisis,
            **{**seat, "name": said.body["name"], "contact": said.body.get("contact", "")},
        )
    else:
        Participant.objects.filter(crisis=crisis, person=by.person_id).update(last_seen_at=at)


def _journal(
    event: str, crisis: Crisis, facts: Mapping[str, Any], *, by: Member, at: datetime
) -> None:
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=crisis.organisation_id,
        subject=str(crisis.pk),
        facts=facts,
    )
