"""What flaws' scans and statements leave them at, computed again and written where it changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from probant.vulnerabilities import queries
from probant.vulnerabilities.domain.persistence import Persistence, ScanDone, Shown, replay
from probant.vulnerabilities.domain.severity import Severity
from probant.vulnerabilities.domain.standing import Said, State, due_on, standing
from probant.vulnerabilities.models import Flaw, Scan, Sighting

COLUMNS = {
    "state": "text",
    "first_seen_on": "date",
    "last_seen_on": "date",
    "known_on": "date",
    "verified_on": "date",
    "due_on": "date",
    "scans": "integer",
    "returns": "integer",
}
STATED = ("said", "said_on", "severity", "is_exploited")
BATCH = 20_000


def recompute(organisation: UUID, wanted: QuerySet[Flaw]) -> int:
    """How many of these flaws stand otherwise now, and are written."""
    days = queries.periods(organisation)
    scopes = _scopes(organisation)
    changed: list[tuple[Any, ...]] = []
    rows = wanted.values_list("id", *STATED, *COLUMNS).iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        shown = _shown(organisation, [row[0] for row in batch])
        for row in batch:
            found = _told(shown.get(row[0]), scopes)
            if found is None:
                continue
            computed = _computed(found, row, days)
            if computed != row[1 + len(STATED) :]:
                changed.append((row[0], *computed))
    for start in range(0, len(changed), BATCH):
        _write(organisation, changed[start : start + BATCH])
    return len(changed)


def _computed(found: Persistence, row: tuple[Any, ...], days: dict[str, int]) -> tuple[Any, ...]:
    _id, said, said_on, severity, is_exploited = row[: 1 + len(STATED)]
    state = standing(found, Said(State(said), said_on))
    verified = found.gone_on if state is State.FIXED_VERIFIED else None
    due = due_on(found.known_on, Severity(severity), days, is_exploited=bool(is_exploited))
    return (
        state.value,
        found.first_seen_on,
        found.last_seen_on,
        found.known_on,
        verified,
        due,
        found.scans,
        found.returns,
    )


def _told(
    sightings: Iterable[tuple[UUID, int]] | None,
    scopes: "tuple[Mapping[UUID, str], Mapping[str, list[ScanDone]]]",
) -> Persistence | None:
    by_scan, of_scope = scopes
    held = list(sightings or ())
    shown = Shown(
        {scan for scan, count in held if count}, {scan for scan, count in held if not count}
    )
    concerned = {by_scan[scan] for scan, _count in held if scan in by_scan}
    return replay(shown, {scope: of_scope[scope] for scope in concerned})


def _scopes(organisation: UUID) -> tuple[dict[UUID, str], dict[str, list[ScanDone]]]:
    by_scan: dict[UUID, str] = {}
    of_scope: dict[str, list[ScanDone]] = defaultdict(list)
    rows = Scan.objects.filter(organisation=organisation)
    for id_, scope, day, number, is_complete in rows.values_list(
        "id", "scope", "done_on", "number", "is_complete"
    ):
        by_scan[id_] = scope
        of_scope[scope].append(ScanDone(day, number, id_, is_complete))
    return by_scan, of_scope


def _shown(organisation: UUID, flaws: list[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """By their ids, not by a join: the statistics of what was just loaded mislead the planner."""
    found: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    rows = Sighting.objects.filter(organisation=organisation, flaw__in=flaws)
    for flaw, scan, count in rows.values_list("flaw_id", "scan_id", "count"):
        found[flaw].append((scan, count))
    return found


def _write(organisation: UUID, rows: list[tuple[Any, ...]]) -> None:
    """One statement a batch: PostgreSQL reads the columns as arrays."""
    table = Flaw._meta.db_table  # noqa: SLF001  Django's documented name for it
    kinds = ["uuid", *COLUMNS.values()]
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    names = ", ".join(["id", *COLUMNS])
    assigned = ", ".join(f"{name} = given.{name}" for name in COLUMNS)
    statement = (
        f'UPDATE "{table}" AS held SET {assigned} FROM unnest({arrays}) AS given ({names})'  # noqa: S608  no value is pasted
        " WHERE held.id = given.id AND held.organisation_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_transposed(rows), organisation])


def _transposed(rows: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    return (list(column) for column in zip(*rows, strict=True))
