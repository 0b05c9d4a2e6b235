"""Closing a month: sorted copies with bloom filters, late events, other writers meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store import NewPart, Part, Store
from probant.probes.access_logs.store.closing import COPIES, Closed, close, open_months
from probant.probes.access_logs.store.covering import Covering

from .small_store import Small, invented

MARCH, TODAY = date(2025, 3, 1), date(2025, 5, 2)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    made = Small(Store.create(tmp_path / "store"))
    made.add(invented(3000, MARCH, 45))
    return made


def keys_of(covering: Covering) -> list[tuple[Any, ...]]:
    paths = [*covering.copies, *covering.time]
    tables = [pq.ParquetFile(path).read(columns=["ts", "actor_id"]) for path in paths]
    return sorted(
        (row["ts"], row["actor_id"] or "") for table in tables for row in table.to_pylist()
    )


def everything(small: Small) -> list[tuple[Any, ...]]:
    return sorted((row["ts"], row["actor_id"] or "") for row in small.rows)


def covering(small: Small, kind: Part = Part.ACCOUNT) -> Covering:
    return Covering.of(small.store, kind, datetime(2025, 2, 1), datetime(2025, 6, 1))  # noqa: DTZ001


def test_past_months_are_closed_and_the_current_one_is_not(small: Small) -> None:
    assert open_months(small.store, TODAY) == [MARCH, date(2025, 4, 1)]
    assert open_months(small.store, date(2025, 4, 30)) == [MARCH]
    close(small.store, date(2025, 3, 17))
    assert open_months(small.store, TODAY) == [date(2025, 4, 1)]


@pytest.mark.parametrize(
    ("kind", "key"), [(Part.PATIENT, "patient_id"), (Part.ACCOUNT, "actor_id")]
)
def test_a_copy_is_sorted_by_its_key_then_time(small: Small, kind: Part, key: str) -> None:
    close(small.store, MARCH)
    (path,) = small.store.parts(kind)
    rows = pq.ParquetFile(path).read(columns=[key, "ts"]).to_pylist()
    keys = [(row[key] is None, row[key] or "", row["ts"]) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("kind", list(COPIES))
def test_both_keys_of_each_copy_have_bloom_filters(small: Small, kind: Part) -> None:
    close(small.store, MARCH)
    (path,) = small.store.parts(kind)
    chunks = duckdb.execute(
        "SELECT path_in_schema, bool_and(bloom_filter_offset IS NOT NULL)"
        " FROM parquet_metadata($path) WHERE path_in_schema IN ('actor_id', 'patient_id')"
        " GROUP BY 1 ORDER BY 1",
        {"path": path},
    ).fetchall()
    assert chunks == [("actor_id", True), ("patient_id", True)]


@pytest.mark.parametrize("kind", list(COPIES))
def test_random_identifiers_are_in_no_copy(small: Small, kind: Part) -> None:
    close(small.store, MARCH)
    (path,) = small.store.parts(kind)
    assert "event_id" not in pq.read_schema(path).names


def test_every_access_is_once_in_the_files_of_a_question(small: Small) -> None:
    assert keys_of(covering(small)) == everything(small)
    close(small.store, MARCH)
    chosen = covering(small)
    assert len(chosen.copies) == 1
    assert min(chosen.time) > str(small.store.root / "time/day=2025-04-01")
    assert keys_of(chosen) == everything(small)


def test_late_events_are_seen_at_once_and_a_new_closing_takes_them_in(small: Small) -> None:
    close(small.store, MARCH)
    small.add(invented(200, date(2025, 3, 4), 5, seed=2))
    assert keys_of(covering(small)) == everything(small)
    assert open_months(small.store, date(2025, 4, 1)) == [MARCH]
    close(small.store, MARCH)
    assert keys_of(covering(small)) == everything(small)
    assert len(small.store.parts(Part.ACCOUNT)) == 1
    assert open_months(small.store, date(2025, 4, 1)) == []


def test_closing_twice_writes_nothing_the_second_time(small: Small) -> None:
    assert close(small.store, MARCH).was_due
    assert close(small.store, MARCH) == Closed(month=MARCH, was_due=False)


def test_days_compacted_after_the_closing_are_not_counted_twice(small: Small) -> None:
    small.add(invented(300, MARCH, 20, seed=2))
    close(small.store, MARCH)
    small.add(invented(300, MARCH, 20, seed=3))
    small.store.compact(date(2025, 3, 5))
    assert keys_of(covering(small)) == everything(small)


class Interrupted(Store):
    """A store in which something else happens while the copies are written."""

    meanwhile: Any = None

    def commit_parts(
        self,
        added: Sequence[NewPart] = (),
        removed: Sequence[str] = (),
        seen: Sequence[str] | None = None,
    ) -> None:
        happening, self.meanwhile = self.meanwhile, None
        if happening:
            happening()
        super().commit_parts(added, removed, seen)


@pytest.fixture
def interrupted(small: Small) -> Interrupted:
    small.store = opened = Interrupted.open(small.store.root)
    return opened


def test_an_import_while_a_month_is_closed_stays_outside_its_copies(
    small: Small, interrupted: Interrupted
) -> None:
    interrupted.meanwhile = lambda: small.add(invented(100, MARCH, 20, seed=2))
    close(interrupted, MARCH)
    assert keys_of(covering(small)) == everything(small)


def test_a_compaction_while_a_month_is_closed_makes_it_begin_again(
    small: Small, interrupted: Interrupted
) -> None:
    small.add(invented(300, MARCH, 20, seed=2))

    def meanwhile() -> None:
        small.add(invented(100, MARCH, 20, seed=3))
        interrupted.compact(date(2025, 3, 5))

    interrupted.meanwhile = meanwhile
    close(interrupted, MARCH)
    assert keys_of(covering(small)) == everything(small)


def test_another_closing_meanwhile_is_not_doubled(small: Small, interrupted: Interrupted) -> None:
    other = Store.open(small.store.root)
    interrupted.meanwhile = lambda: close(other, MARCH)
    close(interrupted, MARCH)
    assert len(interrupted.parts(Part.ACCOUNT)) == 1
    assert keys_of(covering(small)) == everything(small)


def test_a_month_that_never_stands_still_is_said(small: Small, interrupted: Interrupted) -> None:
    def again() -> None:
        small.add(invented(50, MARCH, 5, seed=4))
        interrupted.compact(date(2025, 3, 2))
        interrupted.meanwhile = again

    interrupted.meanwhile = again
    with pytest.raises(StoreError) as refused:
        close(interrupted, MARCH)
    assert refused.value.where == "changed"


def test_nothing_is_left_of_a_closing_but_its_copies(small: Small) -> None:
    close(small.store, MARCH)
    hidden = [path for path in small.store.root.rglob(".*") if path.is_file()]
    assert hidden == []
    assert small.store.verify().faults == ()


def test_paths_can_be_told_as_another_machine_sees_them() -> None:
    here = Covering(copies=("/data/s/account/2025-03.parquet",), time=("/data/s/time/x.parquet",))
    there = here.moved("/data/s/", "s3a://bucket/s")
    assert there.copies == ("s3a://bucket/s/account/2025-03.parquet",)
    assert there.time == ("s3a://bucket/s/time/x.parquet",)
