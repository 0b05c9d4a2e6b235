from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.time_limits import (
    PARIS,
    CalendarRangeError,
    NaiveDatetimeError,
    Period,
    PeriodFormatError,
    UnequalUnitsError,
    Unit,
)

amounts = st.integers(1, 9999)
periods = st.one_of(
    st.builds(lambda n: Period(hours=n), amounts),
    st.builds(lambda n: Period(days=n), amounts),
    st.builds(lambda n: Period(weeks=n), amounts),
    st.builds(lambda n: Period(months=n), amounts),
    st.builds(lambda n: Period(years=n), amounts),
    st.builds(lambda y, m: Period(years=y, months=m), amounts, amounts),
)


@pytest.mark.parametrize(
    ("text", "period", "unit", "amount"),
    [
        ("P5Y", Period(years=5), Unit.MONTH, 60),
        ("P1M", Period(months=1), Unit.MONTH, 1),
        ("P1Y6M", Period(years=1, months=6), Unit.MONTH, 18),
        ("P2W", Period(weeks=2), Unit.WEEK, 2),
        ("P90D", Period(days=90), Unit.DAY, 90),
        ("PT72H", Period(hours=72), Unit.HOUR, 72),
    ],
)
def test_an_iso_8601_duration_is_read(text: str, period: Period, unit: Unit, amount: int) -> None:
    read = Period.parse(text)
    assert read == period
    assert (read.unit, read.amount) == (unit, amount)
    assert str(read) == text


@given(periods)
def test_what_is_written_is_read_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P0D",
        "PT0H",
        "P-1D",
        "P1",
        "1M",
        "p1m",
        "P1M2D",
        "P1DT1H",
        "P1WT1H",
        "PT1M",
        "PT1H30M",
        "P1.5Y",
        "P1,5Y",
        "P5Y ",
        " P5Y",
        "P5Y\n",
        "P٥Y",
        "P1W2D",
        "P99999Y",
        "P6M1Y",
        "P10000D",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PeriodFormatError) as refused:
        Period.parse(text)
    assert refused.value.text == text


def test_a_period_has_one_unit_and_a_length() -> None:
    for amounts_given in ({}, {"days": -1}, {"days": 1, "hours": 1}, {"weeks": 1, "months": 1}):
        with pytest.raises(PeriodFormatError):
            Period(**amounts_given)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2027, 1, 31), Period(months=1), date(2027, 2, 28)),
        (date(2024, 2, 29), Period(years=1), date(2025, 2, 28)),
        (date(2024, 2, 29), Period(years=4), date(2028, 2, 29)),
        (date(2026, 12, 15), Period(months=1), date(2027, 1, 15)),
        (date(2026, 11, 21), Period(years=20), date(2046, 11, 21)),
        (date(2026, 11, 21), Period(weeks=2), date(2026, 12, 5)),
        (date(2026, 11, 21), Period(days=10), date(2026, 12, 1)),
    ],
)
def test_a_period_is_added_to_a_day(start: date, period: Period, end: date) -> None:
    assert period.after(start) == end


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2027, 3, 31), Period(months=1), date(2027, 2, 28)),
        (date(2027, 1, 15), Period(months=1), date(2026, 12, 15)),
        (date(2026, 12, 1), Period(days=10), date(2026, 11, 21)),
        (date(2026, 12, 5), Period(weeks=2), date(2026, 11, 21)),
    ],
)
def test_a_period_is_counted_backwards(start: date, period: Period, end: date) -> None:
    assert period.before(start) == end


def test_hours_have_no_place_among_days() -> None:
    for count in (Period(hours=1).after, Period(hours=1).before):
        with pytest.raises(PeriodFormatError):
            count(date(2026, 1, 1))


def test_hours_elapse_while_days_keep_the_time_on_the_clock() -> None:
    before_winter_time = datetime(2026, 10, 24, 12, tzinfo=PARIS)
    by_hours = Period(hours=24).past(before_winter_time)
    by_days = Period(days=1).past(before_winter_time)
    assert (by_hours.hour, by_days.hour) == (11, 12)
    assert by_hours.astimezone(UTC) - before_winter_time.astimezone(UTC) == timedelta(hours=24)


def test_an_instant_needs_a_time_zone() -> None:
    with pytest.raises(NaiveDatetimeError):
        Period(hours=1).past(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("P1M", "P2M", "P3M"),
        ("P1Y", "P6M", "P1Y6M"),
        ("PT72H", "PT24H", "PT96H"),
        ("P1W", "P1W", "P2W"),
        ("P8D", "P2D", "P10D"),
    ],
)
def test_periods_of_one_kind_are_added(first: str, second: str, together: str) -> None:
    assert str(Period.parse(first) + Period.parse(second)) == together


def test_periods_of_different_kinds_are_not() -> None:
    with pytest.raises(UnequalUnitsError) as refused:
        Period(months=1) + Period(days=2)
    assert (refused.value.first, refused.value.second) == ("P1M", "P2D")


def test_the_calendar_ends() -> None:
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    with pytest.raises(CalendarRangeError):
        Period(days=1).after(last.date())
    with pytest.raises(CalendarRangeError):
        Period(years=1).after(last.date())
    with pytest.raises(CalendarRangeError):
        Period(hours=1).past(last)
    with pytest.raises(CalendarRangeError):
        Period(years=2000).before(date(1999, 1, 1))
