"""When a reminder is sent, to whom, and that it is sent once for each end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from probant.common.time_limits import Calendar, Period
from probant.deadlines.domain import Audience, Due, by_urgency, reminder

NOON = datetime(2026, 11, 20, 10, 25, tzinfo=UTC)
CALENDAR = Calendar()


def due(period: Period, starting: datetime = NOON) -> Due:
    return Due(
        organisation=UUID(int=1),
        kind="breaches.notify",
        subject="v",
        reference="V-2026-001",
        deadline=CALENDAR.end_of(period, starting=starting),
        url="/o/x/breaches/v/",
        permission="breaches.view",
    )


BREACH = due(Period(hours=72))
REQUEST = due(Period(months=1))


@pytest.mark.parametrize(
    ("hours_left", "audience"),
    [
        (50, None),
        (47, Audience.RESPONSIBLE),
        (25, Audience.RESPONSIBLE),
        (5, Audience.RESPONSIBLE),
        (0.5, Audience.HANDLERS),
    ],
)
def test_a_period_in_hours_is_reminded_of_hours_before(
    hours_left: float, audience: Audience | None
) -> None:
    now = BREACH.deadline.target_at - timedelta(hours=hours_left)
    found = reminder(BREACH, now=now, sent=())
    assert (found.audience if found else None) == audience


def test_a_month_is_reminded_of_two_weeks_before() -> None:
    end = REQUEST.deadline.target_at
    assert reminder(REQUEST, now=end - timedelta(days=16), sent=()) is None
    assert reminder(REQUEST, now=end - timedelta(days=14), sent=()) is not None


def test_a_late_answer_is_told_to_those_who_answer_for_it_again_and_again() -> None:
    end = REQUEST.deadline.ends_at
    first = reminder(REQUEST, now=end, sent=())
    later = reminder(REQUEST, now=end + timedelta(days=8), sent=())
    assert first is not None
    assert later is not None
    assert first.is_late
    assert first.audience is Audience.ACCOUNTABLE
    assert first.key != later.key


def test_what_is_late_for_ever_stops_being_told() -> None:
    end = BREACH.deadline.ends_at
    keys = {
        found.key
        for days in range(60)
        if (found := reminder(BREACH, now=end + timedelta(days=days), sent=()))
    }
    assert len(keys) == 9


def test_a_reminder_is_sent_once() -> None:
    now = REQUEST.deadline.target_at - timedelta(days=6)
    first = reminder(REQUEST, now=now, sent=())
    assert first is not None
    assert reminder(REQUEST, now=now + timedelta(hours=1), sent={first.key}) is None


def test_after_an_interruption_only_the_last_reminder_missed_is_sent() -> None:
    now = REQUEST.deadline.target_at - timedelta(hours=20)
    found = reminder(REQUEST, now=now, sent=())
    assert found is not None
    assert reminder(REQUEST, now=now, sent={found.key}) is None


def test_an_extended_deadline_is_reminded_of_anew() -> None:
    now = REQUEST.deadline.target_at - timedelta(days=1)
    first = reminder(REQUEST, now=now, sent=())
    longer = CALENDAR.extended(REQUEST.deadline, by=Period(months=2))
    extended = replace(REQUEST, deadline=longer)
    assert first is not None
    assert reminder(extended, now=now, sent={first.key}) is None
    again = reminder(extended, now=longer.target_at - timedelta(days=1), sent={first.key})
    assert again is not None


def test_a_stopped_clock_reminds_nobody() -> None:
    stopped = replace(REQUEST, suspended_since=NOON)
    assert reminder(stopped, now=REQUEST.deadline.ends_at + timedelta(days=90), sent=()) is None


def test_a_reminder_never_precedes_the_event() -> None:
    short = due(Period(hours=24))
    assert reminder(short, now=NOON + timedelta(minutes=1), sent=()) is None


def test_what_ends_first_comes_first_and_what_is_suspended_last() -> None:
    stopped = replace(BREACH, suspended_since=NOON)
    assert by_urgency([stopped, REQUEST, BREACH]) == (BREACH, REQUEST, stopped)
