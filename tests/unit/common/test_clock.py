from datetime import UTC, datetime, timedelta

from probant.common import clock


def test_the_clock_tells_the_time_in_utc() -> None:
    told = clock.now()
    assert told.tzinfo is UTC
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)
