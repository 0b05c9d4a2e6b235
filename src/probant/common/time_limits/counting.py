"""Counting as Regulation (EEC, Euratom) No 1182/71 counts, in French law's calendar.

Hours run through nights, weekends and holidays and are never extended (art. 3(4) speaks of periods
"expressed otherwise than in hours"). Days, weeks and months end with a working day's last hour.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from probant.common.time_limits import working_days as french
from probant.common.time_limits.deadline import Deadline, Rule, Step, StepValue
from probant.common.time_limits.errors import BareDateError, NaiveDatetimeError
from probant.common.time_limits.period import Period, Unit
from probant.common.time_limits.working_days import DayOff, Language, Territory

PARIS = ZoneInfo("Europe/Paris")
_ONE_HOUR = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)
_TWO = 2
_HOURS_OF_TWO_DAYS = 48


@dataclass(frozen=True, slots=True)
class Calendar:
    """France's holidays and clock; the holidays of one territory only when it is named."""

    territory: Territory | None = None
    zone: ZoneInfo = PARIS

    def end_of(self, period: Period, *, starting: date) -> Deadline:
        """When a period that runs from an event ends; the event is a day or an aware instant."""
        event = self._event(period, starting)
        if period.unit is Unit.HOUR:
            return self._end_of_hours(period, event)
        return self._end_of_days(period, event)

    def extended(self, deadline: Deadline, *, by: Period) -> Deadline:
        """The longer deadline, counted whole from the same event: one month and two are three."""
        period = deadline.period + by
        if deadline.is_retroactive:
            return self.latest_before(deadline.starting, period)
        return self.end_of(period, starting=deadline.starting)

    def latest_before(self, event: date, period: Period) -> Deadline:
        """The last moment of "no later than so long before"; never moved by art. 3(4)."""
        at = self._event(period, event)
        steps = self._hours_back(period, at) if period.hours else self._days_back(period, at)
        ends_at = steps[-1].at
        off = self._not_extended(ends_at.date(), ends_at)
        return Deadline(at, period, ends_at, ends_at, steps + off, is_retroactive=True)

    def is_working_day(self, day: date) -> bool:
        """Art. 2(2): neither a holiday nor a Saturday nor a Sunday."""
        return french.day_off(day, self.territory) is None

    def day_off(self, day: date) -> DayOff | None:
        """Why a day is not a working day, or None."""
        return french.day_off(day, self.territory)

    def holiday_name(self, day: date, language: Language = "fr") -> str:
        """The holiday's name, or nothing on any other day."""
        return french.holidays_of(day.year, self.territory, language).get(day, "")

    def _end_of_hours(self, period: Period, event: datetime) -> Deadline:
        """Art. 3(1), 3(2)(a): from the first whole hour to the expiry of the last."""
        elapsed = timedelta(hours=period.hours)
        starts_at = _hour_of(event) + _ONE_HOUR
        start, end = self._local(starts_at), self._local(starts_at + elapsed)
        steps = (
            _step(Rule.HOUR_OF_EVENT_EXCLUDED, "3(1)", start, event_at=event),
            _step(Rule.WHOLE_HOURS, "3(2)(a)", end, hours=period.hours),
            *self._days_off_counted(start.date(), (end - _INSTANT).date(), end),
            *self._not_extended((end - _INSTANT).date(), end),
            *self._argument_of_two_days(period, start, end),
        )
        target = self._local(event.astimezone(UTC) + elapsed)
        return Deadline(event, period, end, target, steps)

    def _end_of_days(self, period: Period, event: datetime) -> Deadline:
        """Art. 3(1), 3(2)(b) and (c), 3(4), 3(5): to the last hour of a working day."""
        first = french.next_day(event.date())
        counted = period.after(event.date())
        last = french.working_day_from(counted, self.territory)
        steps = [
            _step(Rule.DAY_OF_EVENT_EXCLUDED, "3(1)", self._start_of(first), event_on=event.date()),
            self._last_day_step(period, counted),
        ]
        if period.unit is Unit.DAY:
            steps += self._days_off_counted(first, counted, steps[-1].at)
        if last != counted:
            steps.append(self._moved_step(counted, last))
        steps += self._two_working_days(period, first, last)
        return Deadline(event, period, steps[-1].at, steps[-1].at, tuple(steps))

    def _two_working_days(self, period: Period, first: date, last: date) -> tuple[Step, ...]:
        """Art. 3(5): a period of two days or more includes at least two working days."""
        horizon = first + min(last - first, timedelta(weeks=_TWO))
        found = len(french.working_days(first, horizon, self.territory))
        if period.days == 1 or found >= _TWO:
            return ()
        second = self._second_working_day(first)
        at = self._end_of(second)
        rule = Rule.TWO_WORKING_DAYS
        return (_step(rule, "3(5)", at, working_days=found, from_day=last, day=second),)

    def _argument_of_two_days(
        self, period: Period, start: datetime, end: datetime
    ) -> tuple[Step, ...]:
        """Whether art. 3(5) covers hours is contested: shown as an argument, never applied."""
        first = start.date() if start.time() == time.min else french.next_day(start.date())
        last = end.date() - timedelta(days=1)
        found = len(french.working_days(first, last, self.territory))
        if period.hours < _HOURS_OF_TWO_DAYS or found >= _TWO:
            return ()
        argued = self._second_working_day(first)
        step = _step(
            Rule.TWO_WORKING_DAYS,
            "3(5)",
            end,
            is_applied=False,
            working_days=found,
            argued_day=argued,
        )
        return (step,)

    def _days_off_counted(self, first: date, last: date, at: datetime) -> tuple[Step, ...]:
        """Art. 3(3): public holidays, Sundays and Saturdays are part of the period."""
        off = tuple(day for day in french.days(first, last) if self.day_off(day))
        return (_step(Rule.DAYS_OFF_COUNT, "3(3)", at, days=off),) if off else ()

    def _not_extended(self, day: date, at: datetime) -> tuple[Step, ...]:
        """Art. 3(4) set aside, said only where a reader would expect it: the end is a day off."""
        reason = self.day_off(day)
        if reason is None:
            return ()
        return (
            _step(
                Rule.ENDS_ON_WORKING_DAY, "3(4)", at, is_applied=False, from_day=day, reason=reason
            ),
        )

    def _moved_step(self, counted: date, last: date) -> Step:
        reason = self.day_off(counted) or ""
        at = self._end_of(last)
        return _step(
            Rule.ENDS_ON_WORKING_DAY, "3(4)", at, from_day=counted, reason=reason, day=last
        )

    def _last_day_step(self, period: Period, day: date) -> Step:
        article = "3(2)(b)" if period.unit is Unit.DAY else "3(2)(c)"
        at = self._end_of(day)
        return _step(
            Rule.LAST_DAY, article, at, amount=period.amount, unit=period.unit.value, day=day
        )

    def _hours_back(self, period: Period, event: datetime) -> tuple[Step, ...]:
        hour = _hour_of(event)
        end = self._local(hour - timedelta(hours=period.hours))
        return (
            _step(Rule.HOUR_OF_EVENT_EXCLUDED, "3(1)", self._local(hour), event_at=event),
            _step(Rule.WHOLE_HOURS, "3(2)(a)", end, hours=period.hours),
        )

    def _days_back(self, period: Period, event: datetime) -> tuple[Step, ...]:
        day = event.date()
        return (
            _step(Rule.DAY_OF_EVENT_EXCLUDED, "3(1)", self._start_of(day), event_on=day),
            self._last_day_step(period, period.before(day)),
        )

    def _second_working_day(self, first: date) -> date:
        one = french.working_day_from(first, self.territory)
        return french.working_day_from(french.next_day(one), self.territory)

    def _event(self, period: Period, starting: date) -> datetime:
        """The event in local time; a bare day begins at midnight."""
        if isinstance(starting, datetime):
            if starting.tzinfo is None:
                raise NaiveDatetimeError
            return starting.astimezone(self.zone)
        if period.unit is Unit.HOUR:
            raise BareDateError
        return self._start_of(starting)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    def _end_of(self, day: date) -> datetime:
        """The last instant of a day, which is still in time."""
        return datetime.combine(day, time.max, self.zone)


def _hour_of(event: datetime) -> datetime:
    """The beginning, in UTC, of the hour in which the event falls."""
    return event.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _step(
    rule: Rule,
    article: str,
    at: datetime,
    *,
    is_applied: bool = True,
    **facts: StepValue,
) -> Step:
    return Step(rule, article, at, tuple(facts.items()), is_applied)
