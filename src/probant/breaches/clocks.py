"""The clocks of a breach as it stands, from its columns: no job has to run for them to be right."""

from dataclasses import dataclass
from datetime import datetime

from probant.breaches.models import Breach
from probant.breaches.statements import Choice
from probant.common.time_limits import Calendar, Deadline, Period

NOTICE = Period(hours=72)  # GDPR art. 33(1)
CALENDAR = Calendar()


@dataclass(frozen=True)
class Clock:
    """One duty's deadline; provisional while nobody has said what started it."""

    deadline: Deadline
    is_provisional: bool = False
    done_at: datetime | None = None


@dataclass(frozen=True)
class Clocks:
    """What runs for one breach."""

    authority: Clock | None = None


def clocks_of(breach: Breach) -> Clocks:
    """Art. 33(1): from awareness; from the moment it was noticed while that is not established."""
    if not breach.is_open or breach.is_processor or breach.notify == Choice.NO:
        return Clocks()
    starting = breach.aware_at or breach.noticed_at
    ends = CALENDAR.end_of(NOTICE, starting=starting)
    return Clocks(Clock(ends, breach.aware_at is None, breach.notified_at))
