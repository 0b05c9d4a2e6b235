"""Who consulted one record (EHDS art. 9; GDPR art. 15): a line for each account, day and unit.

A record that was merged into another is the same person's: its accesses are in the list, under
whichever of its identifiers the log named it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.engine.protocol import Engine, listed
from probant.probes.access_logs.result import Consultation
from probant.probes.access_logs.seen import SUCCEEDED, WITHIN, between, views
from probant.probes.access_logs.store.closing import PATIENT
from probant.probes.access_logs.store.covering import Covering

# What a purge leaves of a day for this list: already counted by account, unit, data and action.
LIST = pa.schema(
    [
        *(PATIENT.field(name) for name in ("patient_id", "day", "actor_id", "actor_role")),
        *(PATIENT.field(name) for name in ("actor_unit", "on_behalf_of", "category", "action")),
        PATIENT.field("is_break_glass"),
        pa.field("events", pa.int32()),
        pa.field("first_at", pa.timestamp("us")),
        pa.field("last_at", pa.timestamp("us")),
    ]
)
_KEYS = "day, actor_id, actor_role, actor_unit, on_behalf_of"

# The last merge of each record by an instant; a later one corrects an earlier one.
_LATEST = """
SELECT patient_id, merged_into FROM (
    SELECT patient_id, merged_into,
           row_number() OVER (PARTITION BY patient_id ORDER BY "at" DESC, merged_into) AS place
    FROM identities WHERE coalesce("at", $as_of) <= $as_of
) AS dated WHERE place = 1 AND merged_into <> patient_id
"""


def identifiers(
    engine: Engine, paths: Sequence[str], patient: str, *, as_of: datetime
) -> tuple[str, ...]:
    """Every identifier of the same person by then, by the table of merges at `paths`."""
    engine.view("identities", paths, TABLES["identities"])
    engine.make("merges", _LATEST, {"as_of": as_of})
    known, asked = {patient}, {patient}
    while asked:
        found = _neighbours(engine, sorted(asked))
        asked = found - known
        known |= found
    engine.drop("merges")
    engine.drop("identities")
    return tuple(sorted(known))


def _neighbours(engine: Engine, names: Sequence[str]) -> set[str]:
    """Merged into these, or into which these were merged."""
    placeholders, values = listed("name", names)
    sql = f"""
    SELECT patient_id FROM merges WHERE merged_into IN ({placeholders})
    UNION SELECT merged_into FROM merges WHERE patient_id IN ({placeholders})
    """  # noqa: S608
    return {row[0] for row in engine.rows(sql, values)}


def consultations(
    engine: Engine,
    covering: Covering,
    names: Sequence[str],
    *,
    start: datetime,
    end: datetime,
) -> tuple[Consultation, ...]:
    """The latest first. `names` are the person's identifiers; `covering` is of Part.PATIENT.

    Of days whose wide rows were purged, whole civil days with an access in [start, end) are told.
    """
    placeholders, values = listed("name", names)
    engine.view("in_lists", covering.lists, LIST)
    with views(engine, covering, PATIENT) as seen:
        sql = _statement(seen, placeholders)
        rows = list(engine.rows(sql, values | between(start, end)))
    engine.drop("in_lists")
    return tuple(map(_consultation, rows))


def _statement(seen: str, placeholders: str) -> str:
    return f"""
    WITH accesses AS (
        SELECT {_KEYS}, category, action, coalesce(is_break_glass, false) AS is_break_glass,
               1 AS events, ts AS first_at, ts AS last_at
        FROM {seen} WHERE patient_id IN ({placeholders}) AND {WITHIN} AND {SUCCEEDED}
        UNION ALL
        SELECT {_KEYS}, category, action, is_break_glass, events, first_at, last_at
        FROM in_lists
        WHERE patient_id IN ({placeholders}) AND last_at >= $start AND first_at < $end_at
    )
    SELECT {_KEYS},
           list_sort(list(DISTINCT category) FILTER (WHERE category IS NOT NULL)),
           list_sort(list(DISTINCT action)), CAST(sum(events) AS BIGINT),
           min(first_at), max(last_at), bool_or(is_break_glass)
    FROM accesses GROUP BY {_KEYS}
    ORDER BY day DESC, min(first_at), {_KEYS.removeprefix("day, ")}
    """  # noqa: S608


def _consultation(row: tuple[Any, ...]) -> Consultation:
    day, account, role, unit, behalf, categories, actions, events, first, last, is_glass = row
    return Consultation(
        day=day,
        account=account,
        role=role,
        unit=unit,
        on_behalf_of=behalf,
        categories=tuple(categories or ()),
        actions=tuple(actions),
        events=events,
        first_at=first,
        last_at=last,
        is_break_glass=is_glass,
    )
