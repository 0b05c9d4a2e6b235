"""Reading the ways to the data of one organisation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from probant.barriers.domain import depth as counting
from probant.barriers.domain import judging
from probant.barriers.domain.depth import Depth
from probant.barriers.domain.judging import Finding, Judgement
from probant.barriers.domain.ways import Way as WayFacts
from probant.barriers.domain.ways import from_json
from probant.barriers.models import Way, WayVersion
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.register import queries as register
from probant.register.models import Activity

SMALL = frozenset({Sector.PRACTICE.value, Sector.PHARMACY.value})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which ways a list shows; an empty value asks for nothing."""

    kind: str = ""
    finding: str = ""
    outside: str = ""
    is_retired: bool = False


@dataclass(frozen=True)
class Seen:
    """One way with what it shows at an instant."""

    way: Way
    now: datetime
    is_small: bool

    @cached_property
    def facts(self) -> WayFacts:
        """What was told of it."""
        return from_json(self.way.content)

    @cached_property
    def judgement(self) -> Judgement:
        """Its states and findings."""
        return judging.judged(self.facts, now=self.now, is_small=self.is_small)

    @cached_property
    def depth(self) -> Depth:
        """Its independent barriers."""
        return counting.depth(self.facts.barriers)


def ways(organisation: UUID, *, is_retired: bool = False) -> QuerySet[Way]:
    """The ways in use, or those that were given up, by number."""
    found = Way.objects.filter(organisation=organisation, retired_at__isnull=not is_retired)
    return found.order_by("number")


def way(organisation: UUID, way_id: UUID) -> Way:
    """One way; Way.DoesNotExist for another organisation's."""
    return Way.objects.get(organisation=organisation, pk=way_id)


def seen(organisation: Organisation, found: Iterable[Way], *, now: datetime) -> list[Seen]:
    """The ways with what they show."""
    is_small = organisation.sector in SMALL
    return [Seen(one, now, is_small) for one in found]


def listed(organisation: Organisation, wanted: Wanted, *, now: datetime) -> list[Seen]:
    """The ways of a list; what they show depends on the day, so that it is judged here."""
    found = ways(organisation.pk, is_retired=wanted.is_retired)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    shown = seen(organisation, found, now=now)
    return [one for one in shown if _is_wanted(one, wanted)]


def _is_wanted(one: Seen, wanted: Wanted) -> bool:
    if wanted.outside and one.facts.outside != wanted.outside:
        return False
    if wanted.finding == "any":
        return bool(one.judgement.findings)
    return not wanted.finding or Finding(wanted.finding) in one.judgement.findings


def versions(organisation: UUID, way_id: UUID) -> QuerySet[WayVersion]:
    """Every version of a way, the latest first."""
    found = WayVersion.objects.filter(organisation=organisation, way_id=way_id)
    return found.order_by("-number")


@dataclass(frozen=True)
class Places:
    """What ways may lead to: the sensitive activities in force, and their systems."""

    activities: tuple[tuple[str, str], ...]
    systems: tuple[str, ...]
    systems_of: dict[str, frozenset[str]]

    def uncovered(self, facts: Sequence[WayFacts]) -> list[tuple[str, str]]:
        """The sensitive activities to which no way was told."""
        if any(not one.activities and not one.systems for one in facts):
            return []
        tied = {activity for one in facts for activity in one.activities}
        used = {system for one in facts for system in one.systems}
        return [
            (id_, name)
            for id_, name in self.activities
            if id_ not in tied and not used & self.systems_of[id_]
        ]


def places(organisation: UUID) -> Places:
    """Read from the register, in one query."""
    held = {
        str(one.pk): (one.name, frozenset(_systems(one.content))) for one in _held(organisation)
    }
    return Places(
        tuple((id_, name) for id_, (name, _) in held.items()),
        tuple(sorted({system for _, systems in held.values() for system in systems})),
        {id_: systems for id_, (_, systems) in held.items()},
    )


def _held(organisation: UUID) -> QuerySet[Activity]:
    found = register.activities(organisation).filter(
        is_sensitive=True, status__in=[status.value for status in register.IN_FORCE]
    )
    return found.only("id", "number", "name", "content")


def _systems(content: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    for system in content.get("systems", []):
        if system.get("name"):
            yield system["name"]
