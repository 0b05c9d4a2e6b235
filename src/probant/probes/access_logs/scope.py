"""The scope of a breach: what went through accounts, addresses or devices between two instants.

GDPR art. 33(3)(a): the categories and approximate number of persons and of records concerned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from probant.probes.access_logs.engine.protocol import Engine, listed
from probant.probes.access_logs.result import Scope, ScopedPatient
from probant.probes.access_logs.seen import SUCCEEDED, WITHIN, between, views
from probant.probes.access_logs.store.civil import civil_day
from probant.probes.access_logs.store.closing import ACCOUNT
from probant.probes.access_logs.store.covering import Covering
from probant.probes.access_logs.store.opened import Store

_COLUMNS = "ts, patient_id, category, object_ref, action, outcome, n_results, extent"

_PATIENTS = f"""
SELECT patient_id, list_sort(list(DISTINCT category) FILTER (WHERE category IS NOT NULL)),
       count(DISTINCT object_ref), count(*),
       count(*) FILTER (WHERE action = 'X'), count(*) FILTER (WHERE action = 'P'),
       count(*) FILTER (WHERE action IN ('C', 'U', 'D')), min(ts), max(ts)
FROM reached WHERE patient_id IS NOT NULL AND {SUCCEEDED}
GROUP BY patient_id ORDER BY patient_id
"""  # noqa: S608
_TOTALS = f"""
SELECT count(*) FILTER (WHERE {SUCCEEDED}),
       count(*) FILTER (WHERE {SUCCEEDED} AND patient_id IS NULL),
       count(*) FILTER (WHERE {SUCCEEDED} AND extent = 'query_unresolved'),
       count(*) FILTER (WHERE {SUCCEEDED} AND extent = 'query_unresolved' AND n_results IS NULL),
       coalesce(sum(CASE WHEN {SUCCEEDED} AND extent = 'query_unresolved' THEN n_results END), 0),
       count(*) FILTER (WHERE NOT ({SUCCEEDED}))
FROM reached
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True, slots=True)
class Through:
    """An access counts when any of these names it."""

    accounts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """One condition for each kind asked for, and the values that they name."""
        kinds = {"actor_id": self.accounts, "ip": self.addresses, "device_id": self.devices}
        found, values = [], {}
        for column, names in kinds.items():
            if names:
                placeholders, bound = listed(column, names)
                found.append(f"{column} IN ({placeholders})")
                values.update(bound)
        return found, values


def scope(  # noqa: PLR0913  the question's own terms
    engine: Engine,
    covering: Covering,
    through: Through,
    *,
    start: datetime,
    end: datetime,
    not_seen: Sequence[Mapping[str, Any]] = (),
) -> Scope:
    """UTC without a zone; `end` is not included. `covering` is of Part.ACCOUNT."""
    conditions, values = through.conditions()
    with views(engine, covering, ACCOUNT) as seen:
        engine.make("reached", _reached(seen, conditions), values | between(start, end))
    patients = tuple(_patient(row) for row in engine.rows(_PATIENTS))
    told, without, unresolved, silent, results, failed = next(engine.rows(_TOTALS))
    engine.drop("reached")
    return Scope(
        accounts=through.accounts,
        addresses=through.addresses,
        devices=through.devices,
        start=start,
        end=end,
        patients=patients,
        events=told,
        without_patient=without,
        unresolved_queries=unresolved,
        unresolved_results=None if silent else int(results),
        failed=failed,
        not_seen=tuple(not_seen),
    )


def _reached(seen: str, conditions: Sequence[str]) -> str:
    """One SELECT for each condition, so that each can use its own index; no access twice."""
    selects = []
    for place, condition in enumerate(conditions):
        before = "".join(f" AND NOT coalesce({other}, false)" for other in conditions[:place])
        selects.append(f"SELECT {_COLUMNS} FROM {seen} WHERE {WITHIN} AND {condition}{before}")  # noqa: S608
    nothing = f"SELECT {_COLUMNS} FROM {seen} WHERE false"  # noqa: S608
    return " UNION ALL ".join(selects or [nothing])


def _patient(row: tuple[Any, ...]) -> ScopedPatient:
    patient, categories, objects, events, exports, prints, changes, first, last = row
    return ScopedPatient(
        patient=patient,
        categories=tuple(categories or ()),
        objects=objects,
        events=events,
        exports=exports,
        prints=prints,
        changes=changes,
        first_at=first,
        last_at=last,
    )


def not_seen(
    store: Store, start: datetime, end: datetime, *, now: datetime
) -> Iterator[dict[str, Any]]:
    """What a scope of these days could not see: silent days, units set aside, purged days."""
    since, until = civil_day(start, store.zone), civil_day(end - _INSTANT, store.zone)
    for source in store.sources(now):
        for day in source.silent_days:
            if since <= day <= until:
                yield {"what": "silent_day", "source": source.source, "day": day}
    set_aside: dict[str, int] = {}
    for unit in store.quarantine(None, since, until):
        set_aside[unit.source] = set_aside.get(unit.source, 0) + 1
    for name, units in sorted(set_aside.items()):
        yield {"what": "quarantined", "source": name, "units": units}
    for purge in store.purges():
        if since < purge.before:
            yield {"what": "purged", "before": purge.before, "purpose": purge.purpose.value}


_INSTANT = timedelta(microseconds=1)
