"""Closing a month: its events once more by patient, and once more by account.

A look-up by name reads a few pages of one file instead of a part of thirty. The identifiers of
events, which are random and cost as much as all the rest, stay in the TIME parts only. The figures
behind the options are in docs/adr/0014.
"""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

import pyarrow as pa

from probant.probes.access_logs.engine.duck import Duck
from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.result import Told
from probant.probes.access_logs.store.covering import not_repeated
from probant.probes.access_logs.store.opened import Store
from probant.probes.access_logs.store.parts import KeptPart, NewPart, Part
from probant.probes.access_logs.store.trouble import Trouble

ROW_GROUP = 122_880
OPTIONS: dict[str, str | int] = {
    "FORMAT": "parquet",
    "COMPRESSION": "zstd",
    "COMPRESSION_LEVEL": 9,
    "ROW_GROUP_SIZE": ROW_GROUP,
    # Above the accounts or patients of a row group, so that both keys have a dictionary and hence
    # a bloom filter; below its instants, which a dictionary would make larger.
    "DICTIONARY_SIZE_LIMIT": ROW_GROUP // 2,
    "STRING_DICTIONARY_PAGE_SIZE_LIMIT": 8 << 20,
    "DATA_PAGE_SIZE_LIMIT": 64 << 10,
    "WRITE_PAGE_INDEX": "true",
}
MEMORY = "600MB"  # of DuckDB; the process stays under 1 GiB
ATTEMPTS = 3  # other writers may come between


def _columns(*names: str) -> pa.Schema:
    return pa.schema([KEPT.field(name).with_nullable(nullable=True) for name in names])


PATIENT = _columns(
    *("patient_id", "ts", "day", "actor_id", "actor_role", "actor_unit", "on_behalf_of"),
    *("category", "action", "is_break_glass", "outcome"),
)
ACCOUNT = _columns(
    *("actor_id", "ts", "day", "actor_unit", "ip", "device_id", "patient_id", "category"),
    *("object_ref", "action", "outcome", "n_results", "is_mfa", "extent"),
)
COPIES = {
    Part.PATIENT: (PATIENT, "WHERE patient_id IS NOT NULL ORDER BY patient_id, ts"),
    Part.ACCOUNT: (ACCOUNT, "ORDER BY actor_id, ts"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed(Told):
    """A month closed: the rows and bytes of its copies; nothing was written where none was due."""

    month: date
    was_due: bool
    rows: int = 0
    bytes: int = 0


def open_months(store: Store, today: date) -> list[date]:
    """The past months with events that no copy repeats: never closed, or events came since."""
    until = today.replace(day=1) - timedelta(days=1)
    months = {part.first_day.replace(day=1) for part in store.kept_parts(Part.TIME, None, until)}
    return [month for month in sorted(months) if _is_due(store, month)]


def close(store: Store, month: date, *, memory: str = MEMORY, threads: int = 2) -> Closed:
    """Both copies of the month anew, in place of earlier ones; imports go on meanwhile."""
    month = month.replace(day=1)
    if not _is_due(store, month):
        return Closed(month=month, was_due=False)
    with _engine(store, memory, threads) as engine:
        for _ in range(ATTEMPTS):
            closed = _attempt(store, engine, month)
            if closed:
                return closed
    raise StoreError(Trouble.CHANGED)


def _attempt(store: Store, engine: Duck, month: date) -> Closed | None:
    """None where another writer replaced the files that were read, or swept those written."""
    try:
        return _write(store, engine, month)
    except FileNotFoundError:
        return None
    except StoreError as error:
        if error.where != Trouble.CHANGED:
            raise
        return None


def _write(store: Store, engine: Duck, month: date) -> Closed:
    time = store.kept_parts(Part.TIME, month, _last(month))
    old = [part for kind in COPIES for part in store.kept_parts(kind, month, _last(month))]
    new = [_copy(store, engine, month, kind, time) for kind in COPIES]
    size = sum(part.path.stat().st_size for part in new)
    seen = [part.path for part in (*time, *old)]
    store.commit_parts(added=new, removed=[part.path for part in old], seen=seen)
    return Closed(month=month, was_due=True, rows=sum(part.rows for part in time), bytes=size)


def _copy(store: Store, engine: Duck, month: date, kind: Part, time: list[KeptPart]) -> NewPart:
    schema, order = COPIES[kind]
    path = store.temporary_part(kind, f"{month:%Y-%m}-{token_hex(4)}")
    engine.view("month", [part.path for part in time], schema)
    engine.write(f"SELECT * FROM month {order}", path, OPTIONS)  # noqa: S608  ours
    return NewPart(
        kind=kind,
        path=path,
        first_day=month,
        last_day=_last(month),
        through=max(part.commit for part in time),
    )


def _is_due(store: Store, month: date) -> bool:
    time = store.kept_parts(Part.TIME, month, _last(month))
    copies = (store.kept_parts(kind, month, _last(month)) for kind in COPIES)
    return any(not_repeated(time, kept) for kept in copies)


def _last(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _engine(store: Store, memory: str, threads: int) -> Duck:
    return Duck(store.root, spill=spill_folder(store.root), memory=memory, threads=threads)


def spill_folder(root: Path) -> Path:
    """Within the store's own folder: what is spilled is as private as what is kept."""
    return root / f".spill-{os.getpid()}"
