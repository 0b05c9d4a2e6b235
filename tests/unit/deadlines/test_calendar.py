"""The calendar feed: an RFC 5545 file without anybody's data, that other software reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar

from probant.deadlines import calendar
from probant.deadlines.domain import Due
from tests.unit.deadlines.test_reminding import BREACH, NOON, REQUEST


def feed(*found: Due) -> bytes:
    return calendar.feed(
        found,
        name="Cabinet; inventé, 1",
        labels={"breaches.notify": "Notifier la CNIL"},
        origin="https://probant.example",
        now=NOON,
    )


def lines(content: bytes) -> list[str]:
    """Unfolded content lines (RFC 5545, 3.1), read without the library that wrote them."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_each_running_deadline_is_an_event_that_ends_at_its_target() -> None:
    events = icalendar.Calendar.from_ical(feed(BREACH, REQUEST)).walk("VEVENT")
    assert [event.decoded("dtend") for event in events] == [
        BREACH.deadline.target_at.astimezone(UTC),
        REQUEST.deadline.target_at.astimezone(UTC).replace(microsecond=0),
    ]


def test_the_file_ends_its_lines_and_folds_them_as_the_standard_asks() -> None:
    content = feed(BREACH)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "X-WR-CALNAME:Cabinet\\; inventé\\, 1" in lines(content)
    assert "DTEND:20261123T102500Z" in lines(content)


def test_a_suspended_deadline_is_no_event() -> None:
    stopped = replace(BREACH, suspended_since=datetime(2026, 11, 21, tzinfo=UTC))
    assert b"VEVENT" not in feed(stopped)


def test_an_event_keeps_its_identity_when_its_end_moves() -> None:
    def uid(content: bytes) -> str:
        return next(line for line in lines(content) if line.startswith("UID:"))

    later = replace(BREACH.deadline, target_at=BREACH.deadline.target_at + timedelta(days=1))
    assert uid(feed(BREACH)) == uid(feed(replace(BREACH, deadline=later)))
