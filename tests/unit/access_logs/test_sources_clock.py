from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.probes.access_logs.event import ClockQuality
from probant.probes.access_logs.sources.clock import Clock, ImpossibleTimeError

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
CLOCK = Clock(PARIS, NOW)
FIRST, LAST = datetime(1990, 1, 2), datetime(2026, 11, 29)  # noqa: DTZ001  hypothesis adds zones


def micros(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "expected", "quality"),
    [
        ("2026-03-02T08:15:00Z", "2026-03-02T08:15:00", ClockQuality.OK),
        ("2026-03-02T08:15:00.25+01:00", "2026-03-02T07:15:00.250000", ClockQuality.OK),
        ("2026-03-02 08:15", "2026-03-02T07:15:00", ClockQuality.NO_ZONE),
        ("2026-07-02T08:15:00", "2026-07-02T06:15:00", ClockQuality.NO_ZONE),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00", ClockQuality.AMBIGUOUS),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00", ClockQuality.OK),
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00", ClockQuality.NO_ZONE),  # skipped
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00", ClockQuality.OK),  # a leap second
        ("2026-03-02T08:15:00.123456789Z", "2026-03-02T08:15:00.123456", ClockQuality.OK),
        ("2026-11-30T12:05:00Z", "2026-11-30T12:05:00", ClockQuality.OK),
        ("2026-11-30T13:00:00Z", "2026-11-30T13:00:00", ClockQuality.SKEWED),
        ("2026-11-30T13:30:00", "2026-11-30T12:30:00", ClockQuality.SKEWED),
        ("2027-03-01T00:00:00Z", "2027-03-01T00:00:00", ClockQuality.SKEWED),
    ],
)
def test_a_time_is_read_in_its_zone_or_in_the_store_s(
    text: str, expected: str, quality: ClockQuality
) -> None:
    told = CLOCK.read(text)
    assert told.microseconds == micros(datetime.fromisoformat(expected + "+00:00"))
    assert told.clock is quality


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:00:00Z",
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:60-14:00",
        "2026-02-31T08:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T08:15:61Z",
        "2026-03-02T08:15:00+99:00",
        "2026-03-02",
        "02/03/2026 08:15",
        "",
        "x" * 10_000,
        "２０２６-03-02T08:15:00Z",
    ],
)
def test_a_time_that_no_event_can_have_is_refused(text: str) -> None:
    with pytest.raises(ImpossibleTimeError):
        CLOCK.read(text)


@given(st.datetimes(FIRST, LAST, timezones=st.timezones()))
def test_an_instant_written_with_its_offset_is_read_exactly(instant: datetime) -> None:
    text = instant.isoformat()
    if len(text.rpartition("+")[2]) > 5:  # an offset with seconds, before there were time zones
        return
    assert CLOCK.read(text).microseconds == micros(datetime.fromisoformat(text))
