"""Reading the rooms of one organisation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from probant.crisis.domain.entries import Entry
from probant.crisis.domain.room import Room, fold
from probant.crisis.models import Crisis, RoomEntry


def crises(organisation: UUID) -> QuerySet[Crisis]:
    """Open ones first, then the latest."""
    open_first = F("closed_at").desc(nulls_first=True)
    return Crisis.objects.filter(organisation=organisation).order_by(open_first, "-opened_at")


def open_crises(organisation: UUID) -> QuerySet[Crisis]:
    """Those not closed, exercises among them, the latest first."""
    return Crisis.objects.filter(organisation=organisation, closed_at=None).order_by("-opened_at")


def closed_crises(organisation: UUID) -> QuerySet[Crisis]:
    """Those that are over, exercises among them, the latest first."""
    return Crisis.objects.filter(organisation=organisation, closed_at__isnull=False).order_by(
        "-opened_at"
    )


def of_breach(organisation: UUID, breach_id: UUID) -> QuerySet[Crisis]:
    """The crises opened from a breach."""
    return crises(organisation).filter(breach_id=breach_id)


def crisis(organisation: UUID, crisis_id: UUID, *, for_update: bool = False) -> Crisis:
    """One crisis, its row locked if asked; Crisis.DoesNotExist for another organisation's."""
    rows = Crisis.objects.select_for_update() if for_update else Crisis.objects
    return rows.get(organisation=organisation, pk=crisis_id)


def rows(organisation: UUID, crisis_id: UUID, *, after: int = 0) -> QuerySet[RoomEntry]:
    """The entries after a sequence, in order."""
    found = RoomEntry.objects.filter(organisation=organisation, crisis=crisis_id)
    return found.filter(sequence__gt=after).order_by("sequence")


def entries(organisation: UUID, crisis_id: UUID, *, after: int = 0) -> tuple[Entry, ...]:
    """The same, as values."""
    return as_entries(rows(organisation, crisis_id, after=after))


def as_entries(found: Iterable[RoomEntry]) -> tuple[Entry, ...]:
    """Rows as values."""
    return tuple(entry_of(row) for row in found)


def entry_of(row: RoomEntry) -> Entry:
    """One row as a value."""
    return Entry(
        sequence=row.sequence,
        kind=row.kind,
        at=row.at,
        by=str(row.by) if row.by else "",
        by_name=row.by_name,
        client_key=str(row.client_key),
        body=row.body,
        said_at=row.said_at,
        team=row.team,
        audience=row.audience,
        about=row.about,
    )


def room(organisation: UUID, crisis_id: UUID) -> Room:
    """Where the crisis stands now."""
    return fold(entries(organisation, crisis_id))
