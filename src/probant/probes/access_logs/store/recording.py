"""What one commit writes into the catalogue: segments, copies, the state of each tree."""

import json
import sqlite3
from datetime import date, datetime
from pathlib import Path

from probant.probes.access_logs.store import copies, folder, top
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.growth import Growth
from probant.probes.access_logs.store.parts import Part
from probant.probes.access_logs.store.progress import FileProgress

_TREE = """
INSERT INTO trees (source, day, salt, size, frontier, root, rows, quarantined, hours, first_at,
last_at, received_at, format) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT DO UPDATE SET size=excluded.size, frontier=excluded.frontier, root=excluded.root,
rows=excluded.rows, quarantined=excluded.quarantined, hours=excluded.hours,
first_at=excluded.first_at, last_at=excluded.last_at, received_at=excluded.received_at,
format=excluded.format
"""


def tree_row(catalogue: Catalogue, source: str, day: date) -> sqlite3.Row | None:
    """The tree of a source and day as at the last commit."""
    sql = "SELECT * FROM trees WHERE source = ? AND day = ?"
    return catalogue.row(sql, source, day.isoformat())


def record(  # noqa: PLR0913  what a commit is made of
    root: Path,
    catalogue: Catalogue,
    *,
    number: int,
    growths: list[Growth],
    file: FileProgress,
    at: datetime,
) -> None:
    """One transaction: all that grew, and how far its file was taken."""
    digests = {one.part: folder.digest(root / one.part) for one in growths if one.rows}
    with catalogue.transaction():
        catalogue.write("INSERT INTO commits VALUES (?)", number)
        for growth in growths:
            _tree(catalogue, growth, file, at)
            _segment(root, catalogue, growth)
            if growth.rows:
                _part(root, catalogue, growth, digests[growth.part])
        file.save(catalogue, at)
        if file.is_complete and file.sha256:
            top.seal(catalogue)


def _segment(root: Path, catalogue: Catalogue, growth: Growth) -> None:
    catalogue.write(
        "INSERT INTO segments VALUES (?,?,?,?,?,?,?,?,?)",
        *(growth.segment, growth.setting.source, growth.day.isoformat(), growth.first_leaf),
        *(growth.tree.size - growth.first_leaf, growth.raw_bytes),
        *((root / growth.segment).stat().st_size, b"".join(growth.tree.tiles)),
        json.dumps(growth.refused),
    )


def _part(root: Path, catalogue: Catalogue, growth: Growth, digest: str) -> None:
    day, size = growth.day.isoformat(), (root / growth.part).stat().st_size
    catalogue.write(
        copies.INSERT,
        *(growth.part, Part.TIME.value, day, day, growth.rows, size, digest),
        *(growth.setting.commit, 0),
    )


def _tree(catalogue: Catalogue, growth: Growth, file: FileProgress, at: datetime) -> None:
    held = tree_row(catalogue, file.source, growth.day)
    hours, rows, quarantined = growth.hours.tolist(), growth.rows, len(growth.refused)
    ends = list(growth.ends)
    if held is not None:
        hours = [a + b for a, b in zip(hours, json.loads(held["hours"]), strict=True)]
        rows, quarantined = rows + held["rows"], quarantined + held["quarantined"]
        ends += [end for end in (held["first_at"], held["last_at"]) if end is not None]
    frontier = growth.tree.frontier
    catalogue.write(
        _TREE,
        *(file.source, growth.day.isoformat(), growth.tree.salt, growth.tree.size),
        *(frontier.to_bytes(), frontier.root(), rows, quarantined, json.dumps(hours)),
        *(min(ends, default=None), max(ends, default=None), at.isoformat(), file.format),
    )
