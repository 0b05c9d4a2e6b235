"""Committing derived copies and tables of context: files first, then one transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store import folder
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.parts import NewPart, Part
from probant.probes.access_logs.store.trouble import Trouble

INSERT = "INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?)"


def path_of(part: NewPart, number: int) -> str:
    """`patient/2025-06-00000012.parquet`: named after its first month and its commit."""
    if part.kind is Part.TIME:
        return f"time/day={part.first_day.isoformat()}/all-{number:08d}.parquet"
    return f"{part.kind.value}/{part.first_day:%Y-%m}-{number:08d}.parquet"


def next_number(catalogue: Catalogue) -> int:
    """Of the commit to come."""
    return 1 + int(catalogue.value("SELECT coalesce(max(number), 0) FROM commits"))


def publish(root: Path, catalogue: Catalogue, added: Sequence[NewPart]) -> list[str]:
    """The copies stand under their names on the disk; the catalogue does not list them yet."""
    number = next_number(catalogue)
    paths = [path_of(part, number + place) for place, part in enumerate(added)]
    for part, path in zip(added, paths, strict=True):
        if not part.path.is_relative_to(root) or part.first_day > part.last_day:
            raise StoreError(Trouble.PART)
        folder.make_folder((root / path).parent)
        part.path.rename(folder.temporary(root / path))
        folder.publish(root / path)
    return paths


def record(
    root: Path, catalogue: Catalogue, added: Sequence[NewPart], paths: Sequence[str]
) -> None:
    """Within a transaction: these copies are listed."""
    for part, path in zip(added, paths, strict=True):
        number = catalogue.write("INSERT INTO commits DEFAULT VALUES")
        catalogue.write(
            INSERT,
            *(path, part.kind.value, part.first_day.isoformat(), part.last_day.isoformat()),
            *(pq.read_metadata(root / path).num_rows, (root / path).stat().st_size),
            *(folder.digest(root / path), part.commit or number, part.through),
        )


_REPEATED = """
SELECT path FROM parts WHERE kind <> 'list' AND last_day >= ? AND first_day <= ?
AND (kind <> 'time' OR "commit" <= ?)
"""


def are_seen(catalogue: Catalogue, added: Sequence[NewPart], seen: Collection[str]) -> bool:
    """False where another closing or a compaction came between."""
    return all(
        {row["path"] for row in catalogue.rows(_REPEATED, *_days(part), part.through)} == set(seen)
        for part in added
    )


def _days(part: NewPart) -> tuple[str, str]:
    return part.first_day.isoformat(), part.last_day.isoformat()


def drop(catalogue: Catalogue, paths: Iterable[str]) -> None:
    """Within a transaction: these copies are listed no more."""
    for path in paths:
        catalogue.write("DELETE FROM parts WHERE path = ?", path)


def erase(root: Path, paths: Iterable[str]) -> None:
    """After the transaction: the files leave; a reader that listed them before lists again."""
    for path in paths:
        (root / path).unlink(missing_ok=True)


def replace_context(  # noqa: PLR0913, PLR0917  a table, what is in it, and where from
    root: Path, catalogue: Catalogue, table: str, rows: pa.Table, name: str, at: datetime
) -> None:
    """The rows of one file of context, instead of those that the same name brought before."""
    number = next_number(catalogue)
    path = f"{folder.CONTEXT}/{table}/{number:08d}.parquet"
    folder.make_folder((root / path).parent)
    kept = rows.select(TABLES[table].names).cast(TABLES[table])
    pq.write_table(kept, folder.temporary(root / path), compression="zstd")
    folder.publish(root / path)
    sql = 'SELECT path FROM context WHERE "table" = ? AND name = ?'
    former = [row["path"] for row in catalogue.rows(sql, table, name)]
    with catalogue.transaction():
        catalogue.write("INSERT INTO commits VALUES (?)", number)
        catalogue.write(
            "INSERT OR REPLACE INTO context VALUES (?,?,?,?,?,?)",
            *(table, name, path, len(rows), folder.digest(root / path), at.isoformat()),
        )
    erase(root, former)
