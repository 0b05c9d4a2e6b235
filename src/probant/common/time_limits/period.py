"""A duration as the law states it: so many hours, days, weeks, or months and years."""

import calendar as civil_calendar
import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self

from probant.common.time_limits.errors import (
    CalendarRangeError,
    NaiveDatetimeError,
    PeriodFormatError,
    UnequalUnitsError,
)

_ISO_8601 = re.compile(
    r"P(?:(?P<weeks>[0-9]+)W|(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
    r"(?:(?P<days>[0-9]+)D)?(?:T(?P<hours>[0-9]+)H)?)"
)
_MONTHS_OF_A_YEAR = 12
_MOST_DIGITS = 4


class Unit(StrEnum):
    """What a period is expressed in: Regulation 1182/71 art. 3 counts each in its own way."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A duration in one unit; years are twelve months each, and may be joined with months."""

    hours: int = 0
    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0

    def __post_init__(self) -> None:
        families = (self.hours, self.days, self.weeks, self.months + self.years)
        amounts = (self.hours, self.days, self.weeks, self.months, self.years)
        if min(amounts) < 0 or sum(1 for amount in families if amount) != 1:
            raise PeriodFormatError(repr(amounts))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO 8601 duration in one unit: "PT72H", "P90D", "P2W", "P1M", "P5Y", "P1Y6M"."""
        found = _ISO_8601.fullmatch(text)
        if found is None:
            raise PeriodFormatError(text)
        amounts = {name: digits for name, digits in found.groupdict().items() if digits}
        if any(len(digits) > _MOST_DIGITS for digits in amounts.values()):
            raise PeriodFormatError(text)
        try:
            return cls(**{name: int(digits) for name, digits in amounts.items()})
        except PeriodFormatError as error:
            raise PeriodFormatError(text) from error

    @property
    def unit(self) -> Unit:
        """The unit that decides how the period is counted; years are counted as months."""
        if self.hours:
            return Unit.HOUR
        if self.days:
            return Unit.DAY
        return Unit.WEEK if self.weeks else Unit.MONTH

    @property
    def amount(self) -> int:
        """How many of its unit."""
        return self.hours or self.days or self.weeks or self.whole_months

    @property
    def whole_months(self) -> int:
        """Months and years together, in months."""
        return self.months + _MONTHS_OF_A_YEAR * self.years

    def after(self, day: date) -> date:
        """The day reached by plain calendar counting: same number, or last day of the month."""
        if self.unit is Unit.HOUR:
            raise PeriodFormatError(str(self))
        if self.unit is Unit.MONTH:
            return _months_after(day, self.whole_months)
        return _days_after(day, timedelta(days=self.days, weeks=self.weeks))

    def before(self, day: date) -> date:
        """The day reached by counting backwards in the same way."""
        if self.unit is Unit.HOUR:
            raise PeriodFormatError(str(self))
        if self.unit is Unit.MONTH:
            return _months_after(day, -self.whole_months)
        return _days_after(day, -timedelta(days=self.days, weeks=self.weeks))

    def past(self, instant: datetime) -> datetime:
        """The instant this much later: hours elapse, longer units keep the time on the clock."""
        if instant.tzinfo is None:
            raise NaiveDatetimeError
        if self.unit is Unit.HOUR:
            return _elapsed_after(instant, timedelta(hours=self.hours))
        return datetime.combine(self.after(instant.date()), instant.timetz())

    def __add__(self, other: "Period") -> "Period":
        if self.unit is not other.unit:
            raise UnequalUnitsError(str(self), str(other))
        return replace(
            self,
            hours=self.hours + other.hours,
            days=self.days + other.days,
            weeks=self.weeks + other.weeks,
            months=self.months + other.months,
            years=self.years + other.years,
        )

    def __str__(self) -> str:
        if self.hours:
            return f"PT{self.hours}H"
        parts = ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        return "P" + "".join(f"{amount}{letter}" for amount, letter in parts if amount)


def _elapsed_after(instant: datetime, length: timedelta) -> datetime:
    try:
        return (instant.astimezone(UTC) + length).astimezone(instant.tzinfo)
    except OverflowError as error:
        raise CalendarRangeError from error


def _days_after(day: date, length: timedelta) -> date:
    try:
        return day + length
    except OverflowError as error:
        raise CalendarRangeError from error


def _months_after(day: date, months: int) -> date:
    """Same-numbered day, or the last of a shorter month: Regulation 1182/71 art. 3(2)(c)."""
    index = day.year * _MONTHS_OF_A_YEAR + day.month - 1 + months
    year, month = index // _MONTHS_OF_A_YEAR, index % _MONTHS_OF_A_YEAR + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise CalendarRangeError
    last = civil_calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last))
