"""The pictures' figures, against the same rows counted in plain Python."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from probant.probes.access_logs import pictures
from probant.probes.access_logs.store import Part, Store
from probant.probes.access_logs.store.closing import close
from probant.probes.access_logs.store.covering import Covering

from .small_store import Row, Small, access, invented

START, END = datetime(2025, 3, 3), datetime(2025, 4, 18)  # noqa: DTZ001  UTC


@pytest.fixture(params=[False, True], ids=["open", "closed"])
def small(tmp_path: Path, request: pytest.FixtureRequest) -> Small:
    made = Small(Store.create(tmp_path / "store"))
    made.add(invented(4000, date(2025, 3, 1), 50))
    if request.param:
        close(made.store, date(2025, 3, 1))
    return made


def covering(small: Small, kind: Part) -> Covering:
    return Covering.of(small.store, kind, START, END)


def within(small: Small) -> list[Row]:
    return [row for row in small.rows if START <= row["ts"] < END]


def test_the_heat_map_counts_by_the_wall_clock(small: Small) -> None:
    with small.duck() as engine:
        found = pictures.heat_map(engine, covering(small, Part.TIME), start=START, end=END)
    counted = Counter(
        (row["actor_unit"], row["day"].weekday(), row["hour"])
        for row in within(small)
        if not row["outcome"]
    )
    assert {(cell.unit, cell.weekday, cell.hour): cell.events for cell in found} == counted


def test_an_account_is_told_day_by_day(small: Small) -> None:
    with small.duck() as engine:
        found = pictures.account_timeline(
            engine, covering(small, Part.ACCOUNT), "a4", start=START, end=END
        )
    rows = [row for row in within(small) if row["actor_id"] == "a4"]
    assert [line.day for line in found] == sorted({row["day"] for row in rows})
    for line in found:
        of_day = [row for row in rows if row["day"] == line.day]
        done = [row for row in of_day if not row["outcome"]]
        assert line.events == len(done)
        assert line.failed == len(of_day) - len(done)
        assert line.patients == len({row["patient_id"] for row in done} - {None})
        assert line.addresses == len({row["ip"] for row in of_day})
        assert line.exports == sum(row["action"] == "X" for row in done)
        assert (line.first_at, line.last_at) == (
            min(row["ts"] for row in of_day),
            max(row["ts"] for row in of_day),
        )


def test_a_crowd_stands_out_against_the_records_own_past(small: Small) -> None:
    day = datetime(2025, 4, 2, 9)  # noqa: DTZ001
    small.add(
        [
            access(day, 9000 + n, actor_id=f"crowd{n}", patient_id="p4", actor_unit="U9")
            for n in range(9)
        ]
    )
    with small.duck() as engine:
        found = pictures.patient_timeline(
            engine, covering(small, Part.PATIENT), ["p4"], start=START, end=END
        )
    rows = [row for row in within(small) if row["patient_id"] == "p4" and not row["outcome"]]
    accounts = {
        line.day: {row["actor_id"] for row in rows if row["day"] == line.day} - {None}
        for line in found
    }
    assert {line.day: line.accounts for line in found} == {d: len(a) for d, a in accounts.items()}
    crowd = next(line for line in found if line.day == day.date())
    assert crowd.new_accounts >= 9
    assert crowd.baseline is not None
    assert crowd.accounts > 2 * crowd.baseline
    assert found[0].baseline is None


def test_accounts_without_a_second_factor_are_named(small: Small) -> None:
    with small.duck() as engine:
        found = pictures.without_mfa(engine, covering(small, Part.ACCOUNT), start=START, end=END)
    rows = [row for row in within(small) if row["actor_id"] == "a5"]
    assert [(line.account, line.events, line.with_mfa, line.untold) for line in found] == [
        ("a5", len(rows), 0, 0)
    ]
