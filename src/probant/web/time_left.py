"""How far a deadline is, in words; computed at each reading from the clock it is given."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext, ngettext

Urgency = Literal["late", "urgent", "soon", "calm"]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
COUNTED_IN_HOURS = 72  # GDPR art. 33(1) speaks in hours up to there


@dataclass(frozen=True)
class TimeLeft:
    """A deadline seen from now."""

    urgency: Urgency
    words: str


def until(ends: dt.date | dt.datetime, now: dt.datetime) -> TimeLeft:
    """A datetime is counted to the minute, a date by whole days of the local calendar."""
    if isinstance(ends, dt.datetime):
        return _until_instant(ends - now)
    return _until_day((ends - timezone.localdate(now)).days)


def _until_instant(left: dt.timedelta) -> TimeLeft:
    if left < dt.timedelta(0):
        return TimeLeft("late", _late(_amount(-left)))
    urgency: Urgency = "urgent" if left <= DAY else "soon" if left <= 7 * DAY else "calm"
    return TimeLeft(urgency, gettext("in %(amount)s") % {"amount": _amount(left)})


def _until_day(days: int) -> TimeLeft:
    if days < 0:
        return TimeLeft("late", _late(_days(-days)))
    if days == 0:
        return TimeLeft("urgent", gettext("today"))
    if days == 1:
        return TimeLeft("urgent", gettext("tomorrow"))
    urgency: Urgency = "soon" if days <= 7 else "calm"  # noqa: PLR2004 a week
    return TimeLeft(urgency, gettext("in %(amount)s") % {"amount": _days(days)})


def _late(amount: str) -> str:
    return gettext("late by %(amount)s") % {"amount": amount}


def _amount(span: dt.timedelta) -> str:
    if span < HOUR:
        return gettext("%(count)d min") % {"count": span // dt.timedelta(minutes=1)}
    if span // HOUR <= COUNTED_IN_HOURS:
        return gettext("%(count)d h") % {"count": span // HOUR}
    return _days(span.days)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
