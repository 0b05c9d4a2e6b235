"""Who consulted a record, against the same rows grouped in plain Python."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.patient import consultations, identifiers
from probant.probes.access_logs.result import Consultation
from probant.probes.access_logs.store import Part, Store
from probant.probes.access_logs.store.closing import close
from probant.probes.access_logs.store.covering import Covering

from .small_store import Row, Small, access, invented

START, END = datetime(2025, 3, 3), datetime(2025, 4, 18)  # noqa: DTZ001  UTC
Key = tuple[Any, ...]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    made = Small(Store.create(tmp_path / "store"))
    made.add(invented(4000, date(2025, 3, 1), 50))
    return made


def listed(small: Small, *names: str) -> tuple[Consultation, ...]:
    with small.duck() as engine:
        covering = Covering.of(small.store, Part.PATIENT, START, END)
        return consultations(engine, covering, names, start=START, end=END)


def key(row: Row) -> Key:
    return tuple(
        row[name] for name in ("day", "actor_id", "actor_role", "actor_unit", "on_behalf_of")
    )


def expected(small: Small, *names: str) -> dict[Key, tuple[Any, ...]]:
    groups: dict[Key, list[Row]] = {}
    for row in small.rows:
        if row["patient_id"] in names and START <= row["ts"] < END and not row["outcome"]:
            groups.setdefault(key(row), []).append(row)
    return {
        group: (
            tuple(sorted({row["category"] for row in rows} - {None})),
            tuple(sorted({row["action"] for row in rows})),
            len(rows),
            min(row["ts"] for row in rows),
            max(row["ts"] for row in rows),
            any(row["is_break_glass"] for row in rows),
        )
        for group, rows in groups.items()
    }


def told(found: tuple[Consultation, ...]) -> dict[Key, tuple[Any, ...]]:
    assert len({(c.day, c.account, c.role, c.unit, c.on_behalf_of) for c in found}) == len(found)
    return {
        (c.day, c.account, c.role, c.unit, c.on_behalf_of): (
            *(c.categories, c.actions, c.events, c.first_at, c.last_at, c.is_break_glass),
        )
        for c in found
    }


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("names", [("p4",), ("p4", "p9"), ("nobody",)], ids=str)
def test_the_list_has_a_line_for_each_day_account_and_unit(
    small: Small, names: tuple[str, ...], closed: bool
) -> None:
    if closed:
        close(small.store, date(2025, 3, 1))
    assert told(listed(small, *names)) == expected(small, *names)


def test_the_latest_day_comes_first(small: Small) -> None:
    days = [line.day for line in listed(small, "p4")]
    assert days == sorted(days, reverse=True)


def test_who_acted_for_another_is_told(small: Small) -> None:
    assert {line.on_behalf_of for line in listed(small, "p4") if line.account == "a7"} == {"a3"}


def test_the_list_stays_when_the_wide_rows_are_purged(small: Small) -> None:
    close(small.store, date(2025, 3, 1))
    small.store.purge(date(2025, 3, 20), purpose="detection", at=datetime(2026, 6, 1))  # noqa: DTZ001
    assert not small.store.parts(Part.PATIENT)
    assert told(listed(small, "p4")) == expected(small, "p4")
    close(small.store, date(2025, 3, 1))
    assert told(listed(small, "p4")) == expected(small, "p4")


MERGES = [
    ("old", "middle", datetime(2025, 1, 1)),  # noqa: DTZ001
    ("middle", "new", datetime(2025, 2, 1)),  # noqa: DTZ001
    ("wrong", "new", datetime(2025, 3, 1)),  # noqa: DTZ001
    ("wrong", "other", datetime(2025, 5, 1)),  # noqa: DTZ001  the merge corrected
    ("round", "and", datetime(2025, 1, 1)),  # noqa: DTZ001
    ("and", "round", datetime(2025, 1, 2)),  # noqa: DTZ001
    ("unsure", "unsure", datetime(2025, 1, 2)),  # noqa: DTZ001
]


@pytest.mark.parametrize(
    ("asked", "at", "found"),
    [
        ("new", datetime(2025, 4, 1), {"old", "middle", "new", "wrong"}),  # noqa: DTZ001
        ("old", datetime(2025, 4, 1), {"old", "middle", "new", "wrong"}),  # noqa: DTZ001
        ("new", datetime(2025, 6, 1), {"old", "middle", "new"}),  # noqa: DTZ001
        ("other", datetime(2025, 6, 1), {"other", "wrong"}),  # noqa: DTZ001
        ("old", datetime(2025, 1, 10), {"old", "middle"}),  # noqa: DTZ001
        ("round", datetime(2025, 6, 1), {"round", "and"}),  # noqa: DTZ001
        ("unsure", datetime(2025, 6, 1), {"unsure"}),  # noqa: DTZ001
        ("unknown", datetime(2025, 6, 1), {"unknown"}),  # noqa: DTZ001
    ],
)
def test_merged_records_are_the_same_person(
    small: Small, asked: str, at: datetime, found: set[str]
) -> None:
    table = pa.Table.from_pylist(
        [dict(zip(TABLES["identities"].names, merge, strict=True)) for merge in MERGES],
        schema=TABLES["identities"],
    )
    small.store.replace_context("identities", table, name="merges.csv", at=at)
    with small.duck() as engine:
        paths = small.store.context_parts("identities")
        assert set(identifiers(engine, paths, asked, as_of=at)) == found
        assert identifiers(engine, [], asked, as_of=at) == (asked,)


def test_a_refused_access_is_no_consultation(small: Small) -> None:
    at = START + timedelta(days=1)
    small.add([access(at, 9_000, actor_id="denied", patient_id="p4", outcome=4)])
    assert "denied" not in {line.account for line in listed(small, "p4")}
