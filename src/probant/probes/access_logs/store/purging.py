"""Retention by purpose: what leaves, what stays, and the record of it.

After the retention of detection the wide rows leave, and the raw bytes with them, since they say
all that the rows say; of each day stays, narrow, what a patient's list needs. After the retention
of the list the rest leaves. Roots stay, with the record of the purge, in the permanent tree.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.result import Told
from probant.probes.access_logs.store import copies, folder, top
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.parts import NewPart, Part
from probant.probes.access_logs.store.spilling import sorting
from probant.probes.access_logs.store.trouble import Trouble

_NARROW = """
SELECT source_id, day, actor_id, actor_role, actor_unit, on_behalf_of, patient_id, category, action,
       coalesce(is_break_glass, false) AS is_break_glass,
       CAST(count(DISTINCT event_id) AS INTEGER) AS events, min(ts) AS first_at, max(ts) AS last_at
FROM read_parquet($paths) WHERE patient_id IS NOT NULL AND coalesce(outcome, 0) = 0
GROUP BY ALL ORDER BY patient_id, day, actor_id
"""
_YOUNGER = (
    "SELECT * FROM read_parquet($paths) WHERE day >= $before ORDER BY patient_id, day, actor_id"
)


class Purpose(StrEnum):
    """What a part of the store is kept for."""

    DETECTION = "detection"
    PATIENT_LIST = "patient_list"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purge(Told):
    """What left, when, up to which day (not included)."""

    at: datetime
    purpose: Purpose
    before: date
    trees: int
    units: int
    rows: int
    bytes: int


def purge(
    root: Path, catalogue: Catalogue, *, before: date, purpose: Purpose, at: datetime
) -> Purge:
    """In one transaction; killed before it, nothing was purged; after it, the sweep ends it."""
    if before > at.date():
        raise StoreError(Trouble.BEFORE)
    leaving = _leaving(catalogue, before, purpose)
    new = _lists(root, catalogue, before, purpose)
    paths = copies.publish(root, catalogue, new)
    told = _told(leaving, before, purpose, at)
    with catalogue.transaction():
        top.seal(catalogue)
        _record(catalogue, told)
        copies.drop(catalogue, [row["path"] for row in leaving.parts])
        copies.record(root, catalogue, new, paths)
        for row in leaving.segments:
            catalogue.write("DELETE FROM segments WHERE path = ?", row["path"])
        _mark(catalogue, before, purpose)
    copies.erase(root, [row["path"] for row in (*leaving.segments, *leaving.parts)])
    return told


def purges(catalogue: Catalogue) -> list[Purge]:
    """Every purge, the first one first."""
    return [
        Purge(
            at=datetime.fromisoformat(row["at"]),
            purpose=Purpose(row["purpose"]),
            before=date.fromisoformat(row["before"]),
            **json.loads(row["counts"]),
        )
        for row in catalogue.rows("SELECT * FROM purges ORDER BY id")
    ]


@dataclass(frozen=True, slots=True)
class _Leaving:
    """What the catalogue lists of the days before."""

    trees: Sequence[sqlite3.Row]
    segments: Sequence[sqlite3.Row]
    parts: Sequence[sqlite3.Row]


def _leaving(catalogue: Catalogue, before: date, purpose: Purpose) -> _Leaving:
    """Copies in another order leave whole as soon as one of their days does: they are made anew."""
    day = before.isoformat()
    kinds = "" if purpose is Purpose.PATIENT_LIST else "AND kind <> 'list'"
    state = "purged IS NULL" if purpose is Purpose.DETECTION else "purged IS NOT 'patient_list'"
    return _Leaving(
        trees=catalogue.rows(f"SELECT * FROM trees WHERE day < ? AND {state}", day),  # noqa: S608
        segments=catalogue.rows("SELECT * FROM segments WHERE day < ?", day),
        parts=catalogue.rows(f"SELECT * FROM parts WHERE first_day < ? {kinds}", day),  # noqa: S608
    )


def _lists(root: Path, catalogue: Catalogue, before: date, purpose: Purpose) -> list[NewPart]:
    """The narrow copies to be written: of months that leave, or of a month that leaves in part."""
    kind, sql, extra = Part.TIME, _NARROW, {}
    condition = "first_day < ?"
    if purpose is Purpose.PATIENT_LIST:
        kind, sql, extra = Part.LIST, _YOUNGER, {"before": before}
        condition = "first_day < ? AND last_day >= ?"
    days = [before.isoformat()] * condition.count("?")
    rows = catalogue.rows(
        f"SELECT * FROM parts WHERE kind = '{kind}' AND {condition} ORDER BY first_day",  # noqa: S608
        *days,
    )
    months: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        months.setdefault(row["first_day"][:7], []).append(row)
    return [_narrow(root, month, sql, extra) for month in months.values()]


def _narrow(
    root: Path, rows: Sequence[sqlite3.Row], sql: str, extra: Mapping[str, date]
) -> NewPart:
    """One file sorted by patient."""
    first = date.fromisoformat(min(row["first_day"] for row in rows))
    written = root / Part.LIST.value / f".{first:%Y-%m}.new"
    folder.make_folder(written.parent)
    with sorting(root) as engine:
        engine.execute(
            f"COPY ({sql}) TO '{_quoted(written)}' (FORMAT parquet, COMPRESSION zstd)",
            {"paths": [str(root / row["path"]) for row in rows], **extra},
        )
    last = date.fromisoformat(max(row["last_day"] for row in rows))
    return NewPart(
        kind=Part.LIST,
        path=written,
        first_day=max(first, extra.get("before", first)),
        last_day=last,
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _told(leaving: _Leaving, before: date, purpose: Purpose, at: datetime) -> Purge:
    return Purge(
        at=at,
        purpose=purpose,
        before=before,
        trees=len(leaving.trees),
        units=sum(row["leaves"] for row in leaving.segments),
        rows=sum(row["rows"] for row in leaving.trees),
        bytes=sum(row["size"] for row in (*leaving.segments, *leaving.parts)),
    )


def _record(catalogue: Catalogue, told: Purge) -> None:
    """In the list of purges and, for ever, in the permanent tree."""
    counts = {name: getattr(told, name) for name in ("trees", "units", "rows", "bytes")}
    facts = (told.at.isoformat(), told.purpose.value, told.before.isoformat())
    sql = "INSERT INTO purges (at, purpose, before, counts) VALUES (?,?,?,?)"
    catalogue.write(sql, *facts, json.dumps(counts))
    said = dict(zip(("at", "purpose", "before"), facts, strict=True))
    top.append(catalogue, [{"purge": {**said, **counts}}])


def _mark(catalogue: Catalogue, before: date, purpose: Purpose) -> None:
    """The salts leave with the raw bytes."""
    state = "purged IS NULL" if purpose is Purpose.DETECTION else "TRUE"
    catalogue.write(
        f"UPDATE trees SET purged = ?, salt = NULL WHERE day < ? AND {state}",  # noqa: S608
        *(purpose.value, before.isoformat()),
    )


def checked_purpose(purpose: str) -> Purpose:
    """One of Purpose."""
    try:
        return Purpose(purpose)
    except ValueError as error:
        raise StoreError(Trouble.PURPOSE) from error
