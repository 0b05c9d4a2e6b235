"""Legal examples of time limits: input, expected, source."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.easter import easter  # type: ignore[import-untyped]

from probant.common.time_limits import PARIS, Calendar, Period, Territory
from probant.common.time_limits.working_days import holidays_of

pytestmark = pytest.mark.conformance

FRANCE = Calendar()
LAW = "law reference §2.1, Regulation 1182/71"
EDPB = "EDPB Guidelines 01/2022, cited by law reference §2.1"

HOURS = (
    # event, hours, target, formal end, source
    ("2020-12-22T12:17", 72, "2020-12-25T12:17", "2020-12-25T13:00", LAW + ": holiday irrelevant"),
    ("2020-12-22T12:59", 72, "2020-12-25T12:59", "2020-12-25T13:00", LAW + ": holiday irrelevant"),
    ("2026-11-20T10:25", 72, "2026-11-23T10:25", "2026-11-23T11:00", LAW + ": over a weekend"),
)
DAYS = (
    # event, period, counted last day, last day, source
    ("2026-08-31", "P1M", "2026-09-30", "2026-09-30", LAW + ", art. 3(2)(c)"),
    ("2026-11-25", "P1M", "2026-12-25", "2026-12-28", LAW + ", Christmas"),
    ("2026-11-21", "P3M", "2027-02-21", "2027-02-22", LAW + ", GDPR art. 12(3) extended"),
    ("2027-01-31", "P1M", "2027-02-28", "2027-03-01", LAW + ", short month and Sunday"),
    ("2027-04-01", "P1M", "2027-05-01", "2027-05-03", LAW + ", 1 May"),
    ("2027-04-08", "P1M", "2027-05-08", "2027-05-10", LAW + ", 8 May"),
    ("2025-03-05", "P1M", "2025-04-05", "2025-04-07", EDPB + ": 5 April, a Saturday in 2025"),
    ("2024-03-05", "P1M", "2024-04-05", "2024-04-05", EDPB + ": up to and including 5 April"),
    ("2025-03-04", "P1M", "2025-04-04", "2025-04-04", EDPB + ": 4 March to 4 April"),
    ("2023-08-31", "P1M", "2023-09-30", "2023-10-02", EDPB + ": 30 September, a Saturday"),
    ("2022-08-31", "P1M", "2022-09-30", "2022-09-30", EDPB + ": 31 August to 30 September"),
)


def in_paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(("event", "hours", "target", "end", "source"), HOURS)
def test_hours_end_as_the_source_says(
    event: str, hours: int, target: str, end: str, source: str
) -> None:
    deadline = FRANCE.end_of(Period(hours=hours), starting=in_paris(event))
    assert deadline.target_at == in_paris(target), source
    assert deadline.ends_at == in_paris(end), source


@pytest.mark.parametrize(("event", "period", "counted", "end", "source"), DAYS)
def test_months_end_as_the_source_says(
    event: str, period: str, counted: str, end: str, source: str
) -> None:
    started = date.fromisoformat(event)
    assert Period.parse(period).after(started) == date.fromisoformat(counted), source
    deadline = FRANCE.end_of(Period.parse(period), starting=started)
    assert deadline.last_day == date.fromisoformat(end), source


def test_the_extension_is_counted_from_receipt() -> None:
    received = date(2026, 11, 21)
    first = FRANCE.end_of(Period(months=1), starting=received)
    assert first.last_day == date(2026, 12, 21)
    extended = FRANCE.extended(first, by=Period(months=2))
    assert extended.last_day == date(2027, 2, 22), LAW
    assert extended.steps[1].values["amount"] == 3


@pytest.mark.parametrize("territory", [Territory.MOSELLE, Territory.BAS_RHIN, Territory.HAUT_RHIN])
def test_alsace_moselle_does_not_move_the_christmas_vector(territory: Territory) -> None:
    deadline = Calendar(territory).end_of(Period(months=1), starting=date(2026, 11, 25))
    assert deadline.last_day == date(2026, 12, 28), LAW


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2028, date(2028, 4, 16))],
)
def test_easter_falls_where_the_law_reference_says(year: int, sunday: date) -> None:
    assert easter(year) == sunday
    assert sunday + timedelta(days=1) in holidays_of(year)


@pytest.mark.parametrize("year", range(2018, 2051))
def test_the_national_holidays_are_those_of_the_labour_code(year: int) -> None:
    """Code du travail L.3133-1; Easter by dateutil."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    movable = {easter(year) + timedelta(days=offset) for offset in (1, 39, 50)}
    assert set(holidays_of(year)) == movable | {date(year, *day) for day in fixed}


@pytest.mark.parametrize(
    ("territory", "added"),
    [
        (Territory.BAS_RHIN, {(3, 26), (12, 26)}),
        (Territory.HAUT_RHIN, {(3, 26), (12, 26)}),
        (Territory.MOSELLE, {(3, 26), (12, 26)}),
        (Territory.MAYOTTE, {(4, 27)}),
        (Territory.MARTINIQUE, {(5, 22)}),
        (Territory.GUADELOUPE, {(5, 27)}),
        (Territory.SAINT_MARTIN, {(5, 28)}),
        (Territory.GUYANE, {(6, 10)}),
        (Territory.SAINT_BARTHELEMY, {(10, 9)}),
        (Territory.REUNION, {(12, 20)}),
    ],
)
def test_a_territory_adds_the_days_that_statute_gives_it(
    territory: Territory, added: set[tuple[int, int]]
) -> None:
    """Code du travail L.3134-13 and L.3422-2, in 2027 (Good Friday on 26 March)."""
    days = set(holidays_of(2027, territory)) - set(holidays_of(2027))
    assert {(day.month, day.day) for day in days} == added
