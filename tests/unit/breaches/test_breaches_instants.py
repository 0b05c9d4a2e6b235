"""Clocks of Paris in 2026: forward on 29 March at 02:00, back on 25 October at 03:00."""
# ruff: noqa: DTZ001  hours on a wall, without zone, are what is tested

from datetime import UTC, datetime, timedelta

import pytest

from probant.breaches.instants import FutureError, MissingHourError, local, not_after

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "at", "is_ambiguous"),
    [
        (datetime(2026, 7, 1, 12, 0), datetime(2026, 7, 1, 10, 0), False),
        (datetime(2026, 12, 1, 12, 0), datetime(2026, 12, 1, 11, 0), False),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30), True),
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0), False),
        (datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 0, 59), False),
    ],
)
def test_a_local_hour_is_one_instant_and_the_first_of_two(
    wall: datetime, at: datetime, *, is_ambiguous: bool
) -> None:
    found = local(wall)

    assert found.at == at.replace(tzinfo=UTC)
    assert found.is_ambiguous is is_ambiguous


def test_an_hour_that_the_clocks_skipped_is_no_instant() -> None:
    with pytest.raises(MissingHourError):
        local(datetime(2026, 3, 29, 2, 30))


def test_a_telephone_a_few_minutes_fast_is_now() -> None:
    assert not_after(NOW + timedelta(minutes=4), NOW) == NOW


def test_the_future_is_refused() -> None:
    with pytest.raises(FutureError):
        not_after(NOW + timedelta(minutes=6), NOW)
