"""How an organisation stands, what it did lately, and the dossiers that it made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from probant.accountability import events, journal_obligations
from probant.accountability.domain.standing import Standing
from probant.accountability.models import Dossier
from probant.accountability.moment import REMEMBERED, Moment
from probant.accountability.things import About
from probant.audits import obligations as audits
from probant.barriers import obligations as barriers
from probant.breaches import obligations as breaches
from probant.clients import obligations as clients
from probant.common.verdicts import Verdict
from probant.controls import obligations as controls
from probant.crisis import obligations as crisis
from probant.dpia import obligations as dpia
from probant.dpo_office import obligations as dpo_office
from probant.journal import queries as journal
from probant.notices import obligations as notices
from probant.organisations import obligations as organisations
from probant.organisations.models import Organisation
from probant.policies import obligations as policies
from probant.processors import obligations as processors
from probant.register import obligations as register
from probant.risks import obligations as risks
from probant.subject_requests import obligations as subject_requests
from probant.training import obligations as training
from probant.vulnerabilities import obligations as vulnerabilities

OF_JOURNALLED_DATA = (
    register.verdicts,
    notices.verdicts,
    crisis.verdicts,
    breaches.verdicts,
    dpia.verdicts,
    subject_requests.verdicts,
    barriers.verdicts,
    controls.verdicts,
    risks.verdicts,
    training.verdicts,
    vulnerabilities.verdicts,
    policies.verdicts,
    audits.verdicts,
    processors.verdicts,
    clients.verdicts,
    dpo_office.verdicts,
)
OF_ALL_DATA = (organisations.verdicts,)
LATELY = 6
LATELY_READ = 25
COLUMNS = ("index", "at", "event", "actor_name", "subject", "organisation_id")


@dataclass(frozen=True)
class Line:
    """An entry of the journal as a list shows it."""

    index: int
    at: datetime
    event: str
    name: str
    subject: str
    organisation: UUID

    @property
    def label(self) -> str:
        """The act in the active language."""
        return events.label(self.event)

    @property
    def link(self) -> str:
        """The page of what was acted on, or nothing."""
        return events.link(self.event, self.subject, self.organisation)


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
    state = journal.state(organisation.pk)
    found = [
        *_of_journalled_data(Moment.of(organisation, state, now)),
        *(verdict for check in OF_ALL_DATA for verdict in check(organisation, now=now)),
        *journal_obligations.of(state, organisation, now=now),
    ]
    return Standing.of(found, on=timezone.localdate(now))


@lru_cache(maxsize=REMEMBERED)
def _of_journalled_data(moment: Moment) -> tuple[Verdict, ...]:
    """Verdicts on data of which every change is an entry of the journal.

    They are computed once for each state of the data and each minute of the clock.
    """
    return tuple(
        verdict
        for check in OF_JOURNALLED_DATA
        for verdict in check(moment.organisation, now=moment.now)
    )


def lines(entries: QuerySet[journal.Entry]) -> Iterator[Line]:
    """Entries as lines; `name` is empty once it was erased, or where nobody was named."""
    return (_line(row) for row in entries.values_list(*COLUMNS))


def _line(row: tuple[Any, ...]) -> Line:
    index, at, event, name, subject, organisation = row
    return Line(index, at, event, name or "", subject, organisation)


def lately(organisation: UUID) -> list[Series]:
    """The last acts, those that repeat each other told once; from one query."""
    read = map(_line, journal.latest(organisation, most=LATELY_READ))
    runs = [list(run) for _, run in groupby(read, key=lambda line: (line.event, line.name))]
    return [Series(run[0], len(run)) for run in runs[:LATELY]]


def dossiers(organisation: UUID) -> QuerySet[Dossier]:
    """The dossiers made, the latest first, without their contents."""
    found = Dossier.objects.filter(organisation=organisation)
    return found.defer("manifest", "checkpoint").order_by("-made_at")


def dossiers_about(organisation: UUID, about: About) -> QuerySet[Dossier]:
    """Those made about one thing, the latest first."""
    return dossiers(organisation).filter(about_kind=about.kind, about_id=about.subject)


def dossier(organisation: UUID, dossier_id: UUID) -> Dossier:
    """One dossier; Dossier.DoesNotExist for another organisation's."""
    return Dossier.objects.get(organisation=organisation, pk=dossier_id)
