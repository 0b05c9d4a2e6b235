"""Verification: every tree again from its raw bytes, what was told of it, every copy."""

import json
import multiprocessing
import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from probant.common.merkle import Tree
from probant.probes.access_logs.result import Fault, Verification
from probant.probes.access_logs.store import copy_checks, top, tree_checks
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.tree_checks import KeptSegment, KeptTree, TreeCheck

Progress = Callable[[int, int], None]  # leaves done, of how many
Told = Mapping[tuple[str, str], Mapping[int, str]]
_WORTH_PROCESSES = 1_000_000  # leaves; starting a process costs as much as 300,000


def verify(
    root: Path,
    catalogue: Catalogue,
    progress: Progress | None,
    published: Iterable[tuple[int, bytes]],
) -> Verification:
    """Every fault: trees first, then what was published of the permanent one, then the copies."""
    began = time.perf_counter()
    rows = catalogue.rows("SELECT * FROM trees ORDER BY source, day")
    told = _told(catalogue)
    kept = [_kept(root, catalogue, row, told) for row in rows if row["purged"] is None]
    done = list(_followed(_checks(kept), sum(one.size for one in kept), progress))
    faults = [fault for one in done for fault in one.faults]
    faults += _of_purged(rows, told)
    faults += _of_published(top.tree(catalogue), published)
    return Verification(
        trees=len(rows),
        leaves=sum(one.leaves for one in done),
        bytes=sum(one.bytes for one in done),
        purged=len(rows) - len(kept),
        faults=(*faults, *copy_checks.faults(root, catalogue)),
        seconds=time.perf_counter() - began,
    )


def _told(catalogue: Catalogue) -> Told:
    """Every root in the permanent tree, by source and day, then size."""
    told: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in catalogue.rows("SELECT body FROM top ORDER BY number"):
        entry = json.loads(row["body"])
        if "root" in entry:
            told[entry["source"], entry["day"]][entry["leaves"]] = entry["root"]
    return told


def _kept(root: Path, catalogue: Catalogue, row: sqlite3.Row, told: Told) -> KeptTree:
    sql = "SELECT * FROM segments WHERE source = ? AND day = ? ORDER BY first"
    segments = [
        KeptSegment(root / one["path"], one["first"], one["leaves"], one["tiles"])
        for one in catalogue.rows(sql, row["source"], row["day"])
    ]
    return KeptTree(
        name=f"{row['source']}/{row['day']}",
        salt=row["salt"],
        size=row["size"],
        root=row["root"],
        segments=segments,
        told=told.get((row["source"], row["day"]), {}),
    )


def _checks(kept: list[KeptTree]) -> Iterator[TreeCheck]:
    """In order; in several processes where there is enough to do."""
    processes = min(os.cpu_count() or 1, len(kept))
    if processes < 2 or sum(one.size for one in kept) < _WORTH_PROCESSES:  # noqa: PLR2004
        yield from map(tree_checks.check, kept)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(tree_checks.check, kept)


def _followed(
    checks: Iterator[TreeCheck], whole: int, progress: Progress | None
) -> Iterator[TreeCheck]:
    done = 0
    for check in checks:
        done += check.leaves
        if progress is not None:
            progress(done, whole)
        yield check


def _of_purged(rows: Iterable[sqlite3.Row], told: Told) -> Iterator[Fault]:
    """The root of a purged day is the last one that was told."""
    for row in rows:
        if row["purged"] is None:
            continue
        last = told.get((row["source"], row["day"]), {}).get(row["size"])
        if last != row["root"].hex():
            yield Fault(code="told_root", where=f"{row['source']}/{row['day']}/{row['size']}")


def _of_published(tree: Tree, published: Iterable[tuple[int, bytes]]) -> Iterator[Fault]:
    """The permanent tree began as each checkpoint says."""
    for size, root in published:
        if size > tree.size or tree.root(size) != root:
            yield Fault(code="checkpoint", where=str(size))
