"""Figures of an organisation's flaws: by age, class, product, lateness; how fast they are fixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from probant.vulnerabilities import queries
from probant.vulnerabilities.domain.standing import State
from probant.vulnerabilities.models import Flaw


@dataclass(frozen=True)
class Reactivity:
    """How many flaws of a severity were verified fixed, and the median days it took."""

    severity: str
    count: int
    median: float | None
    in_time: int


def unfixed_by(organisation: UUID, field: str) -> Mapping[str, int]:
    """How many unfixed flaws there are of each value of a field."""
    return queries.counts_by(organisation, field, Q(state__in=queries.UNFIXED_STATES))


def by_age(organisation: UUID, on: date) -> Mapping[str, int]:
    """How many unfixed flaws have been known for how long; in one query."""
    counted = {
        name: Count("id", filter=Q(known_on__range=_days(on, least, most)))
        for name, (least, most) in AGES.items()
    }
    found: Mapping[str, int] = queries.unfixed(organisation).aggregate(**counted)
    return {name.removeprefix("age_"): count for name, count in found.items()}


AGES = {f"age_{name}": bounds for name, bounds in queries.AGES.items()}


def standing(organisation: UUID, on: date) -> Mapping[str, int]:
    """The figures at the top: unfixed, grave, late, persisting, waiting to be verified."""
    grave = Q(severity__in=queries.GRAVE)
    found: Mapping[str, int] = queries.unfixed(organisation).aggregate(
        unfixed=Count("id"),
        grave=Count("id", filter=grave),
        late=Count("id", filter=queries.late(on)),
        persisting=Count("id", filter=queries.persisting()),
        said=Count("id", filter=Q(state=State.FIXED_SAID)),
    )
    return found


def reactivity(organisation: UUID) -> list[Reactivity]:
    """Known to verified fixed, by severity: PostgreSQL computes the medians."""
    table = Flaw._meta.db_table  # noqa: SLF001  Django's documented name for it
    statement = (
        "SELECT severity, count(*),"  # noqa: S608  no value is pasted
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY verified_on - known_on),"
        " count(*) FILTER (WHERE due_on IS NULL OR verified_on <= due_on)"
        f' FROM "{table}" WHERE organisation_id = %s AND state = %s AND merged_into_id IS NULL'
        " GROUP BY severity, rank ORDER BY rank"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation, State.FIXED_VERIFIED.value])
        return [Reactivity(*row) for row in cursor.fetchall()]


def _days(on: date, least: int, most: int) -> tuple[date, date]:
    return (
        date.fromordinal(max(on.toordinal() - most, 1)),
        date.fromordinal(on.toordinal() - least),
    )
