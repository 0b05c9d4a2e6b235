"""Time limits by Regulation (EEC, Euratom) No 1182/71, with the French holidays."""

from probant.common.time_limits.counting import PARIS, Calendar
from probant.common.time_limits.deadline import (
    Deadline,
    Rule,
    Step,
    StepValue,
    is_late,
    remaining,
    remaining_to_target,
)
from probant.common.time_limits.errors import (
    BareDateError,
    CalendarRangeError,
    NaiveDatetimeError,
    PeriodFormatError,
    TimeLimitError,
    UnequalUnitsError,
)
from probant.common.time_limits.period import Period, Unit
from probant.common.time_limits.working_days import DayOff, Territory

__all__ = [
    "PARIS",
    "BareDateError",
    "Calendar",
    "CalendarRangeError",
    "DayOff",
    "Deadline",
    "NaiveDatetimeError",
    "Period",
    "PeriodFormatError",
    "Rule",
    "Step",
    "StepValue",
    "Territory",
    "TimeLimitError",
    "UnequalUnitsError",
    "Unit",
    "is_late",
    "remaining",
    "remaining_to_target",
]
