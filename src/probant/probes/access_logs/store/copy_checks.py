"""The derived copies against their digests and counts; files that nothing lists."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from probant.probes.access_logs.result import Fault
from probant.probes.access_logs.store import folder
from probant.probes.access_logs.store.catalogue import Catalogue

_LISTED = ("segments", "parts", "context")


def listed(catalogue: Catalogue) -> set[str]:
    """The relative path of every file that a commit lists."""
    return {
        row["path"]
        for table in _LISTED
        for row in catalogue.rows(f"SELECT path FROM {table}")  # noqa: S608  names of ours
    }


def faults(root: Path, catalogue: Catalogue) -> Iterator[Fault]:
    """Copies that are missing or not what was committed, days whose rows do not add up, others."""
    rows: Counter[tuple[str, str]] = Counter()
    for table in ("parts", "context"):
        for row in catalogue.rows(f"SELECT * FROM {table} ORDER BY path"):  # noqa: S608
            code = _fault(root / row["path"], row["sha256"], row["rows"])
            if code:
                yield Fault(code=code, where=row["path"])
            elif table == "parts" and row["kind"] == "time":
                rows.update(_by_source(root / row["path"], row["first_day"]))
    yield from _sums(catalogue, rows)
    known = listed(catalogue)
    for path in sorted(folder.files(root)):
        if path not in known:
            yield Fault(code="unlisted_file", where=path)


def _fault(path: Path, sha256: str, rows: int) -> str:
    if not path.is_file():
        return "missing_part"
    if folder.digest(path) != sha256:
        return "altered_part"
    return "" if pq.read_metadata(path).num_rows == rows else "part_rows"


def _by_source(path: Path, day: str) -> dict[tuple[str, str], int]:
    sources = pq.read_table(path, columns=["source_id"])["source_id"]
    counts = pc.value_counts(sources.cast(pa.string())).to_pylist()
    return {(pair["values"], day): pair["counts"] for pair in counts}


def _sums(catalogue: Catalogue, rows: Counter[tuple[str, str]]) -> Iterator[Fault]:
    """Derived rows against those that were counted when they were taken."""
    for tree in catalogue.rows("SELECT source, day, rows FROM trees WHERE purged IS NULL"):
        if rows[tree["source"], tree["day"]] != tree["rows"]:
            yield Fault(code="derived_rows", where=f"{tree['source']}/{tree['day']}")
