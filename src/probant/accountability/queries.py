"""How an organisation stands, what it did lately, and the dossiers that it made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from probant.accountability import events, journal_obligations
from probant.accountability.domain.standing import Standing
from probant.accountability.models import Dossier
from probant.common.verdicts import Verdict
from probant.journal import queries as journal
from probant.notices import obligations as notices
from probant.organisations import obligations as organisations
from probant.organisations.models import Organisation
from probant.register import obligations as register

SLICES = (
    register.verdicts,
    notices.verdicts,
    organisations.verdicts,
    journal_obligations.verdicts,
)
LATELY = 6
LATELY_READ = 40


@dataclass(frozen=True)
class Line:
    """An entry of the journal as a list shows it."""

    index: int
    at: datetime
    event: str
    label: str
    name: str
    subject: str
    link: str


@dataclass(frozen=True)
class Series:
    """The same act done several times in a row by the same person, the last one first."""

    line: Line
    count: int


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """Every obligation of every slice, the gravest first."""
    return standing(organisation, now=now).verdicts


def standing(organisation: Organisation, *, now: datetime) -> Standing:
    """The same, sorted into what to do, what is due and what holds."""
    found = (verdict for check in SLICES for verdict in check(organisation, now=now))
    return Standing.of(found, on=timezone.localdate(now))


def lines(entries: QuerySet[journal.Entry]) -> Iterator[Line]:
    """Entries as lines; `name` is empty once it was erased, or where nobody was named."""
    for entry in entries.defer("body", "leaf_hash"):
        yield Line(
            index=entry.index,
            at=entry.at,
            event=entry.event,
            label=events.label(entry.event),
            name=getattr(entry, "actor_name", None) or "",
            subject=entry.subject,
            link=events.link(entry.event, entry.subject, entry.organisation_id),
        )


def lately(organisation: UUID) -> list[Series]:
    """The last acts, those that repeat each other told once; from one query."""
    read = lines(journal.named(journal.entries(organisation))[:LATELY_READ])
    runs = [list(run) for _, run in groupby(read, key=lambda line: (line.event, line.name))]
    return [Series(run[0], len(run)) for run in runs[:LATELY]]


def dossiers(organisation: UUID) -> QuerySet[Dossier]:
    """The dossiers made, the latest first, without their contents."""
    found = Dossier.objects.filter(organisation=organisation)
    return found.defer("manifest", "checkpoint").order_by("-made_at")


def dossier(organisation: UUID, dossier_id: UUID) -> Dossier:
    """One dossier; Dossier.DoesNotExist for another organisation's."""
    return Dossier.objects.get(organisation=organisation, pk=dossier_id)
