"""How often the background worker takes a job's turn."""

from datetime import timedelta

import pytest

from probant.config.worker import LONGEST_PAUSE, pause

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("every", "failures", "expected"),
    [
        (5 * SECOND, 0, 5 * SECOND),
        (5 * SECOND, 1, 10 * SECOND),
        (5 * SECOND, 4, 80 * SECOND),
        (5 * SECOND, 9, LONGEST_PAUSE),
        (5 * SECOND, 10_000, LONGEST_PAUSE),
        (timedelta(hours=1), 9, timedelta(hours=1)),
    ],
)
def test_a_job_that_fails_is_tried_ever_later(
    every: timedelta, failures: int, expected: timedelta
) -> None:
    assert pause(every, failures) == expected
