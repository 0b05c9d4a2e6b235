"""Deadlines as an iCalendar feed (RFC 5545): what is due and when, and no person's data."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.utils.functional import Promise
from icalendar import Alarm, Calendar, Event, vText

from probant.deadlines.domain import Due

PRODUCT = "-//Probant//Deadlines//FR"
MOMENT = timedelta(minutes=30)


def feed(
    found: Iterable[Due],
    *,
    name: str,
    labels: Mapping[str, str | Promise],
    origin: str,
    now: datetime,
) -> bytes:
    """One event for each running deadline; `origin` is the address before its page's path."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for due in found:
        if due.is_running:
            calendar.add_component(_event(due, str(labels[due.kind]), origin, now))
    return bytes(calendar.to_ical())


def _event(due: Due, label: str, origin: str, now: datetime) -> Event:
    end = due.deadline.target_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{due.kind}.{due.subject}@probant")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", end - MOMENT)
    event.add("dtend", end)
    event.add("summary", f"{label} · {due.reference}")
    event.add("url", origin + due.url)
    event.add_component(_alarm(label))
    return event


def _alarm(label: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", label)
    alarm.add("trigger", -timedelta(days=1))
    return alarm
