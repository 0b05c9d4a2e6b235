from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.time_limits import (
    PARIS,
    BareDateError,
    Calendar,
    Deadline,
    NaiveDatetimeError,
    Period,
    Rule,
    Territory,
    is_late,
    remaining,
    remaining_to_target,
)
from probant.common.time_limits.working_days import days, working_days

FRANCE = Calendar()
calendars = st.sampled_from([FRANCE, *(Calendar(territory) for territory in Territory)])
instants = st.datetimes(
    min_value=datetime(2018, 5, 25),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2045, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([PARIS, UTC, ZoneInfo("Indian/Reunion")]),
)
hour_periods = st.builds(lambda hours: Period(hours=hours), st.integers(1, 400))
day_periods = st.builds(lambda number: Period(days=number), st.integers(1, 120))
long_periods = st.one_of(
    st.builds(lambda number: Period(weeks=number), st.integers(1, 60)),
    st.builds(lambda number: Period(months=number), st.integers(1, 60)),
    st.builds(lambda number: Period(years=number), st.integers(1, 10)),
)
periods = st.one_of(hour_periods, day_periods, long_periods)


def elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def applied(deadline: Deadline) -> list[str]:
    return [step.rule.value for step in deadline.steps if step.is_applied]


def set_aside(deadline: Deadline) -> list[str]:
    return [step.rule.value for step in deadline.steps if not step.is_applied]


@given(calendars, hour_periods, instants)
def test_hours_are_never_extended(calendar: Calendar, period: Period, event: datetime) -> None:
    deadline = calendar.end_of(period, starting=event)
    hours = timedelta(hours=period.hours)
    assert elapsed(event, deadline.target_at) == hours
    assert timedelta(0) < elapsed(deadline.target_at, deadline.ends_at) <= timedelta(hours=1)
    assert set(applied(deadline)) <= {"T1", "T2", "T5"}


@given(calendars, st.one_of(day_periods, long_periods), instants)
def test_no_other_period_ends_on_a_day_off(
    calendar: Calendar, period: Period, event: datetime
) -> None:
    deadline = calendar.end_of(period, starting=event)
    assert calendar.is_working_day(deadline.last_day)
    assert deadline.ends_at.time() == time.max
    assert deadline.target_at == deadline.ends_at


@given(calendars, st.one_of(day_periods, long_periods), instants)
def test_no_other_period_is_shortened_nor_moved_past_five_days(
    calendar: Calendar, period: Period, event: datetime
) -> None:
    counted = period.after(event.astimezone(calendar.zone).date())
    moved = calendar.end_of(period, starting=event).last_day - counted
    assert timedelta(0) <= moved <= timedelta(days=5)


@given(calendars, day_periods.filter(lambda period: period.days > 1), instants)
def test_two_days_or_more_include_two_working_days(
    calendar: Calendar, period: Period, event: datetime
) -> None:
    deadline = calendar.end_of(period, starting=event)
    first = event.astimezone(calendar.zone).date() + timedelta(days=1)
    assert len(working_days(first, deadline.last_day, calendar.territory)) >= 2


@given(calendars, periods, instants, instants)
def test_a_later_event_never_has_an_earlier_end(
    calendar: Calendar, period: Period, one: datetime, other: datetime
) -> None:
    first, second = sorted((one, other), key=lambda instant: instant.astimezone(UTC))
    earlier = calendar.end_of(period, starting=first)
    later = calendar.end_of(period, starting=second)
    assert elapsed(earlier.ends_at, later.ends_at) >= timedelta(0)
    assert elapsed(earlier.target_at, later.target_at) >= timedelta(0)


@given(calendars, periods, st.integers(1, 12), instants)
def test_an_extension_never_ends_before_the_original(
    calendar: Calendar, period: Period, more: int, event: datetime
) -> None:
    by = {"hour": "hours", "day": "days", "week": "weeks", "month": "months"}[period.unit]
    original = calendar.end_of(period, starting=event)
    extended = calendar.extended(original, by=Period(**{by: more}))
    assert elapsed(original.ends_at, extended.ends_at) >= timedelta(0)
    assert extended.starting == original.starting


@given(calendars, periods, instants)
def test_the_explanation_leads_to_the_end(
    calendar: Calendar, period: Period, event: datetime
) -> None:
    for deadline in (
        calendar.end_of(period, starting=event),
        calendar.latest_before(event, period),
    ):
        assert deadline.steps[-1].at == deadline.ends_at
        assert deadline.steps[0].rule in {
            Rule.HOUR_OF_EVENT_EXCLUDED,
            Rule.DAY_OF_EVENT_EXCLUDED,
        }
        assert all(step.article.startswith("3(") for step in deadline.steps)


@given(calendars, periods, instants)
def test_what_is_to_be_done_before_an_event_is_done_before_it(
    calendar: Calendar, period: Period, event: datetime
) -> None:
    deadline = calendar.latest_before(event, period)
    assert deadline.is_retroactive
    assert elapsed(deadline.ends_at, event) > timedelta(0)
    assert not {"T6", "T7"} & set(applied(deadline))


def test_no_later_than_a_week_before_is_not_moved_by_a_sunday() -> None:
    deadline = FRANCE.latest_before(date(2026, 11, 29), Period(weeks=1))
    assert deadline.last_day == date(2026, 11, 22)
    assert set_aside(deadline) == ["T6"]
    assert deadline.steps[-1].values == {"from_day": date(2026, 11, 22), "reason": "sunday"}


def test_hours_before_an_event_leave_out_its_hour() -> None:
    deadline = FRANCE.latest_before(datetime(2026, 11, 20, 10, 25, tzinfo=PARIS), Period(hours=24))
    assert deadline.ends_at == datetime(2026, 11, 19, 10, tzinfo=PARIS)


def test_an_extension_before_an_event_goes_further_back() -> None:
    original = FRANCE.latest_before(date(2026, 11, 25), Period(days=5))
    extended = FRANCE.extended(original, by=Period(days=2))
    assert extended.last_day == date(2026, 11, 18)
    assert extended.is_retroactive


@pytest.mark.parametrize(
    ("event", "target", "end"),
    [
        # Into winter time: 72 hours elapse, the clock shows 71.
        ("2026-10-23T10:25+02:00", "2026-10-26T09:25+01:00", "2026-10-26T10:00+01:00"),
        # Into summer time: the clock shows 73.
        ("2027-03-26T10:25+01:00", "2027-03-29T11:25+02:00", "2027-03-29T12:00+02:00"),
        # An event on the hour falls in the hour that it begins.
        ("2026-11-20T10:00+01:00", "2026-11-23T10:00+01:00", "2026-11-23T11:00+01:00"),
        # In the hour that the clocks show twice, the second time.
        ("2026-10-25T02:30+01:00", "2026-10-28T02:30+01:00", "2026-10-28T03:00+01:00"),
    ],
)
def test_seventy_two_hours_are_elapsed_hours(event: str, target: str, end: str) -> None:
    deadline = FRANCE.end_of(Period(hours=72), starting=datetime.fromisoformat(event))
    assert deadline.target_at == datetime.fromisoformat(target)
    assert deadline.ends_at == datetime.fromisoformat(end)


def test_a_weekend_in_72_hours_counts_and_the_contested_argument_is_only_shown() -> None:
    friday = datetime(2026, 11, 20, 10, 25, tzinfo=PARIS)
    deadline = FRANCE.end_of(Period(hours=72), starting=friday)
    assert applied(deadline) == ["T1", "T2", "T5"]
    assert set_aside(deadline) == ["T7"]
    assert deadline.steps[2].values == {"days": (date(2026, 11, 21), date(2026, 11, 22))}
    assert deadline.steps[-1].values == {"working_days": 0, "argued_day": date(2026, 11, 24)}


def test_hours_that_end_on_a_sunday_say_that_they_are_not_extended() -> None:
    thursday = datetime(2026, 11, 19, 10, 25, tzinfo=PARIS)
    deadline = FRANCE.end_of(Period(hours=72), starting=thursday)
    assert deadline.ends_at == datetime(2026, 11, 22, 11, tzinfo=PARIS)
    assert set_aside(deadline) == ["T6", "T7"]


def test_seventy_two_hours_within_the_week_have_nothing_to_explain_away() -> None:
    monday = datetime(2026, 11, 16, 10, 25, tzinfo=PARIS)
    deadline = FRANCE.end_of(Period(hours=72), starting=monday)
    assert [step.rule for step in deadline.steps] == ["T1", "T2"]


def test_a_month_ending_on_christmas_explains_its_end() -> None:
    deadline = FRANCE.end_of(Period(months=1), starting=date(2026, 11, 25))
    assert [(step.rule.value, step.article) for step in deadline.steps] == [
        ("T3", "3(1)"),
        ("T4", "3(2)(c)"),
        ("T6", "3(4)"),
    ]
    assert deadline.steps[1].values == {"amount": 1, "unit": "month", "day": date(2026, 12, 25)}
    assert deadline.steps[2].values == {
        "from_day": date(2026, 12, 25),
        "reason": "holiday",
        "day": date(2026, 12, 28),
    }


def test_two_days_from_a_friday_are_extended_twice() -> None:
    deadline = FRANCE.end_of(Period(days=2), starting=date(2026, 11, 20))
    assert applied(deadline) == ["T3", "T4", "T5", "T6", "T7"]
    assert deadline.last_day == date(2026, 11, 24)


def test_one_day_from_a_friday_is_monday() -> None:
    assert FRANCE.end_of(Period(days=1), starting=date(2026, 11, 20)).last_day == date(2026, 11, 23)


def test_the_day_is_that_of_paris() -> None:
    still_the_evening_in_utc = datetime(2026, 11, 4, 23, 30, tzinfo=UTC)
    deadline = FRANCE.end_of(Period(months=1), starting=still_the_evening_in_utc)
    assert deadline.steps[0].values["event_on"] == date(2026, 11, 5)
    assert deadline.last_day == date(2026, 12, 7)


def test_another_zone_may_be_chosen() -> None:
    reunion = Calendar(Territory.REUNION, ZoneInfo("Indian/Reunion"))
    deadline = reunion.end_of(Period(months=1), starting=date(2027, 11, 20))
    assert deadline.last_day == date(2027, 12, 21)
    assert str(deadline.ends_at.tzinfo) == "Indian/Reunion"


def test_hours_need_an_instant_and_an_instant_its_zone() -> None:
    with pytest.raises(BareDateError):
        FRANCE.end_of(Period(hours=72), starting=date(2026, 11, 20))
    with pytest.raises(NaiveDatetimeError):
        FRANCE.end_of(
            Period(months=1),
            starting=datetime(2026, 11, 20),  # noqa: DTZ001 - the point of the test
        )


def test_the_last_instant_is_in_time_and_the_next_is_late() -> None:
    deadline = FRANCE.end_of(Period(months=1), starting=date(2026, 11, 21))
    assert not is_late(deadline, deadline.ends_at)
    midnight = datetime(2026, 12, 22, tzinfo=PARIS)
    assert is_late(deadline, midnight)
    assert remaining(deadline, midnight) < timedelta(0)


def test_what_remains_is_elapsed_time_across_a_change_of_clocks() -> None:
    event = datetime(2026, 10, 24, 12, 0, tzinfo=PARIS)
    deadline = FRANCE.end_of(Period(hours=72), starting=event)
    assert remaining_to_target(deadline, event) == timedelta(hours=72)
    assert remaining(deadline, event) == timedelta(hours=73)


def test_what_remains_cannot_be_told_without_a_zone() -> None:
    deadline = FRANCE.end_of(Period(days=3), starting=date(2026, 11, 21))
    with pytest.raises(NaiveDatetimeError):
        remaining(deadline, datetime(2026, 11, 22))  # noqa: DTZ001 - the point of the test


def test_holidays_have_their_names_in_both_languages() -> None:
    christmas = date(2026, 12, 25)
    assert FRANCE.holiday_name(christmas) == "Noël"
    assert FRANCE.holiday_name(christmas, "en") == "Christmas Day"
    assert not FRANCE.holiday_name(date(2026, 12, 24))
    assert Calendar(Territory.MOSELLE).holiday_name(date(2026, 12, 26)) == "Saint-Étienne"


def test_days_run_from_the_first_to_the_last() -> None:
    assert days(date(2026, 2, 28), date(2026, 3, 1)) == [date(2026, 2, 28), date(2026, 3, 1)]
    assert days(date(2026, 3, 1), date(2026, 2, 28)) == []
