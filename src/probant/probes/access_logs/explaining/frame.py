"""An interval of days made ready: what is seen, what is explained on file, what the logs suggest.

Works in months at most, so that memory stays bounded; what lies before is read only as far as it is
needed (the four weeks that the learned explanations and usual rates rest on, one day in `stride`,
and the same patients' last thirty days). Nothing learned looks past the day that it judges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.explaining.statements import make

PACKAGE = "probant.probes.access_logs.explaining"
LOOK_BACK = timedelta(days=30)  # E9: follow-up of one's own patient
ALERT_SPAN = timedelta(days=13)  # an alert's seven days, and those of the alert before it
SPAN = 31  # days judged at once
DENSE = 40_000  # events a day above which the past is sampled by days
FROM_CONTEXT = timedelta(days=100)  # how far a stay may lie from an access and still count


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """Days judged together, and how densely the past is read."""

    since: date
    until: date
    stride: int

    def values(self) -> dict[str, Any]:
        """What the statements ask for."""
        return {
            "since": self.since,
            "until": self.until,
            "from": self.since - LOOK_BACK,
            "after": self.until + timedelta(days=3),
            "recent": self.since - ALERT_SPAN,
            "earliest": _midnight(self.since - LOOK_BACK - FROM_CONTEXT),
            "latest": _midnight(self.until + LOOK_BACK + timedelta(days=2)),
            "stride": self.stride,
            "days": 3 if self.stride == 1 else 2,
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def frames(engine: Engine, since: date, until: date) -> Iterator[Frame]:
    """Calendar months from the first day to the last, both included."""
    stride = _stride(engine)
    first = since
    while first <= until:
        last = min(until, first + timedelta(days=SPAN - 1), _end_of_month(first))
        yield Frame(since=first, until=last, stride=stride)
        first = last + timedelta(days=1)


def _end_of_month(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def _stride(engine: Engine) -> int:
    """From the whole store's events a day, so that one day and a year are judged alike."""
    told = next(engine.rows("SELECT COUNT(*), MIN(day), MAX(day) FROM events"))
    if not told[0]:
        return 1
    days = (told[2] - told[1]).days + 1
    return int(min(6, max(1, told[0] // days // DENSE)))


def prepare(engine: Engine, frame: Frame) -> None:
    """Makes the tables `seen`, `rest`, `around` and `judged`, and those that they rest on."""
    values = frame.values()
    make(engine, PACKAGE, "frame.sql", values)
    make(engine, PACKAGE, "direct.sql", values)
    make(engine, PACKAGE, "before.sql", values)
    make(engine, PACKAGE, "direct.sql", values, "_before")
    make(engine, PACKAGE, "inferred.sql", values)
