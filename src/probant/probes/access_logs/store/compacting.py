"""Compaction of a day: many small files of a listener become one, so that reads stay quick.

Raw units keep their order and their leaves; rows are put in the order of time. Rows that came
after a month was closed are kept apart from those before, so that `through` still tells them.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.store import copies, folder, parquet, segment
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.parts import NewPart, Part
from probant.probes.access_logs.store.spilling import sorting

_TIME_PARTS = "SELECT * FROM parts WHERE kind = 'time' AND first_day = ?"
_BOUNDS = (
    "SELECT DISTINCT through FROM parts WHERE kind <> 'time' AND ? BETWEEN first_day AND last_day"
)


def compact(root: Path, catalogue: Catalogue, day: date) -> int:
    """How many files fewer the day has."""
    told = day.isoformat()
    before = _count(catalogue, told)
    new, old = _rows(root, catalogue, told)
    paths = copies.publish(root, catalogue, new)
    joined = [_joined(root, catalogue, rows) for rows in _segments(catalogue, told)]
    with catalogue.transaction():
        copies.drop(catalogue, old)
        copies.record(root, catalogue, new, paths)
        for path, rows in joined:
            _record_segment(root, catalogue, path, rows)
    gone = [row["path"] for path, rows in joined for row in rows if row["path"] != path]
    copies.erase(root, [*old, *gone])
    return before - _count(catalogue, told)


def _rows(root: Path, catalogue: Catalogue, day: str) -> tuple[list[NewPart], list[str]]:
    """The new TIME parts, and those whose place they take."""
    new, old = [], []
    for number, rows in enumerate(_groups(catalogue, day)):
        paths = [str(root / row["path"]) for row in rows]
        written = root / "time" / f".compacted-{number}.parquet"
        parquet.write(in_time(paths, root), written)
        on = date.fromisoformat(day)
        new.append(
            NewPart(
                kind=Part.TIME,
                path=written,
                first_day=on,
                last_day=on,
                commit=max(row["commit"] for row in rows),
            )
        )
        old += [row["path"] for row in rows]
    return new, old


def _groups(catalogue: Catalogue, day: str) -> list[list[sqlite3.Row]]:
    """The day's TIME parts that no closed month sets apart, where there is more than one."""
    bounds = [row["through"] for row in catalogue.rows(_BOUNDS, day)]
    grouped: dict[tuple[bool, ...], list[sqlite3.Row]] = {}
    for row in catalogue.rows(f'{_TIME_PARTS} ORDER BY "commit"', day):
        grouped.setdefault(tuple(row["commit"] <= bound for bound in bounds), []).append(row)
    return [rows for rows in grouped.values() if len(rows) > 1]


def _segments(catalogue: Catalogue, day: str) -> list[list[sqlite3.Row]]:
    """The day's segments by source, in order of leaves, where there is more than one."""
    grouped: dict[str, list[sqlite3.Row]] = {}
    for row in catalogue.rows("SELECT * FROM segments WHERE day = ? ORDER BY source, first", day):
        grouped.setdefault(row["source"], []).append(row)
    return [rows for rows in grouped.values() if len(rows) > 1]


def _joined(
    root: Path, catalogue: Catalogue, rows: list[sqlite3.Row]
) -> tuple[str, list[sqlite3.Row]]:
    """The units of several segments in one, in full blocks."""
    day = date.fromisoformat(rows[0]["day"])
    path = folder.segment_path(rows[0]["source"], day, copies.next_number(catalogue))
    with folder.temporary(root / path).open("wb") as file:
        for block in segment.joined([root / row["path"] for row in rows]):
            file.write(block)
    folder.publish(root / path)
    return path, rows


def _record_segment(root: Path, catalogue: Catalogue, path: str, rows: list[sqlite3.Row]) -> None:
    for row in rows:
        catalogue.write("DELETE FROM segments WHERE path = ?", row["path"])
    refused = [one for row in rows for one in json.loads(row["refused"])]
    catalogue.write(
        "INSERT INTO segments VALUES (?,?,?,?,?,?,?,?,?)",
        *(path, rows[0]["source"], rows[0]["day"], rows[0]["first"]),
        *(sum(row["leaves"] for row in rows), sum(row["bytes"] for row in rows)),
        *((root / path).stat().st_size, b"".join(row["tiles"] for row in rows)),
        json.dumps(refused),
    )


def _count(catalogue: Catalogue, day: str) -> int:
    raw = catalogue.rows("SELECT path FROM segments WHERE day = ?", day)
    return len(catalogue.rows(_TIME_PARTS, day)) + len(raw)


def in_time(paths: Sequence[str], root: Path) -> Iterator[pa.Table]:
    """The rows of TIME parts in the order of time, a row group at a time."""
    names = ", ".join(f'"{name}"' for name in KEPT.names)
    sql = f"SELECT {names} FROM read_parquet($paths) ORDER BY ts, source_id, seq"  # noqa: S608
    with sorting(root) as engine:
        answer = engine.sql(sql, params={"paths": list(paths)})
        for batch in answer.to_arrow_reader(parquet.ROW_GROUP):
            yield pa.Table.from_batches([batch]).cast(KEPT)
