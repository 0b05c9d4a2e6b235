"""The scope of a breach, against the same rows counted in plain Python."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest

from probant.probes.access_logs.result import Scope
from probant.probes.access_logs.scope import Through, not_seen, scope
from probant.probes.access_logs.store import Part, Store
from probant.probes.access_logs.store.closing import close
from probant.probes.access_logs.store.covering import Covering

from .small_store import Row, Small, access, invented, scope_of

START, END = datetime(2025, 3, 10, 7, 30), datetime(2025, 4, 12, 18)  # noqa: DTZ001  UTC


@pytest.fixture
def small(tmp_path: Path) -> Small:
    made = Small(Store.create(tmp_path / "store"))
    made.add(invented(4000, date(2025, 3, 1), 50))
    return made


def asked(small: Small, through: Through, start: datetime = START, end: datetime = END) -> Scope:
    with small.duck() as engine:
        covering = Covering.of(small.store, Part.ACCOUNT, start, end)
        return scope(engine, covering, through, start=start, end=end)


def expected(small: Small, through: Through) -> dict[str, object]:
    names = {"actor_id": through.accounts, "ip": through.addresses, "device_id": through.devices}
    return scope_of(small.rows, names, START, END)


THROUGHS = [
    Through(accounts=("a4",)),
    Through(accounts=("a4", "a5", "nobody")),
    Through(addresses=("10.0.0.3",)),
    Through(devices=("PC1", "PC2")),
    Through(accounts=("a4",), addresses=("10.0.0.3",), devices=("PC1",)),
    Through(accounts=("nobody",)),
    Through(),
]


@pytest.mark.parametrize("through", THROUGHS, ids=str)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_scope_counts_each_access_once(small: Small, through: Through, closed: bool) -> None:
    if closed:
        close(small.store, date(2025, 3, 1))
    told = asdict(asked(small, through))
    assert {key: told[key] for key in expected(small, through)} == expected(small, through)


def test_events_that_came_after_the_month_was_closed_are_in_the_scope(small: Small) -> None:
    through = Through(accounts=("a4",))
    close(small.store, date(2025, 3, 1))
    small.add(invented(1000, date(2025, 3, 5), 20, seed=2))
    late = asdict(asked(small, through))
    close(small.store, date(2025, 3, 1))
    closed_again = asdict(asked(small, through))
    assert late == closed_again
    assert {key: late[key] for key in expected(small, through)} == expected(small, through)


def test_a_query_that_does_not_say_how_many_leaves_the_upper_bound_unknown(small: Small) -> None:
    silent: Row = access(START, 9_000, actor_id="a4", extent="query_unresolved")
    small.add([silent])
    told = asked(small, Through(accounts=("a4",)))
    assert told.unresolved_results is None
    assert (
        told.unresolved_queries == expected(small, Through(accounts=("a4",)))["unresolved_queries"]
    )


def test_the_end_is_not_included_and_the_start_is(small: Small) -> None:
    small.add([access(at, 9_100, actor_id="edge", patient_id="p1") for at in (START, END)])
    told = asked(small, Through(accounts=("edge",)))
    assert [(found.first_at, found.last_at) for found in told.patients] == [(START, START)]


def test_days_are_those_of_the_wall_around_midnight(tmp_path: Path) -> None:
    """23:30 UTC on 31 March is April in Paris: the parts of both months are looked into."""
    small = Small(Store.create(tmp_path / "edge"))
    at = datetime(2025, 3, 31, 23, 30)  # noqa: DTZ001
    small.add([access(at, 1, actor_id="a", patient_id="p")])
    assert small.rows[0]["day"] == date(2025, 4, 1)
    end = datetime(2025, 3, 31, 23, 59)  # noqa: DTZ001
    told = asked(small, Through(accounts=("a",)), datetime(2025, 3, 31, 23), end)  # noqa: DTZ001
    assert [found.patient for found in told.patients] == ["p"]


def test_what_was_purged_is_said(small: Small) -> None:
    now = datetime(2026, 6, 1)  # noqa: DTZ001
    small.store.purge(date(2025, 3, 20), purpose="detection", at=now)
    told = list(not_seen(small.store, START, END, now=now))
    assert {"what": "purged", "before": date(2025, 3, 20), "purpose": "detection"} in told
