"""By when a request must be answered, and why.

GDPR art. 12(3): one month from receipt, three months from receipt once an extension was told within
the first month. A request for a health record has its own, shorter clock (CSP L.1111-7, to verify):
eight days, two months when the information is more than five years old, never before 48 hours. The
earliest of the deadlines that apply is the one to keep. While identity information asked for on
reasonable doubt is awaited (décret 2019-536 art. 77, to verify) the clock stands, and each day of
waiting is added.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from probant.common.time_limits import Calendar, Deadline, Period, Rule, Step, is_late
from probant.common.time_limits import working_days as french
from probant.reference import law
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import State, Suspension

ANSWER = "request_answer"
EXTENDED = "request_extended"
RECORD = "health_record"
RECORD_OLD = "health_record_old"
REFLECTION = "health_record_earliest"
FRANCE = Calendar()


class ExtensionTooLateError(RequestError):
    """GDPR art. 12(3): an extension is told within the first month, or it does not exist."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AlreadyExtendedError(RequestError):
    """A request is extended once."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the clock reads."""

    received_at: datetime
    is_record_request: bool = False
    is_record_old: bool = False
    is_extended: bool = False
    suspensions: tuple[Suspension, ...] = ()
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Counted:
    """One deadline that the law sets: the id of its rule in `law.time_limits`."""

    rule: str
    deadline: Deadline

    @property
    def is_certain(self) -> bool:
        """Whether its source was found, not only remembered."""
        return law.time_limits()[self.rule].confidence == "found"


@dataclass(frozen=True)
class Clock:
    """The deadline to keep, the ones it was chosen among, and where the clock stands."""

    kept: Counted
    considered: tuple[Counted, ...]
    suspended_days: int
    suspended_since: datetime | None
    not_before: Deadline | None
    answered_at: datetime | None

    @property
    def deadline(self) -> Deadline:
        """By when to answer."""
        return self.kept.deadline

    def is_late(self, now: datetime) -> bool:
        """Late is said, never hidden: by the answer's instant, or while none was given by now."""
        if self.suspended_since and self.answered_at is None:
            return is_late(self.deadline, self.suspended_since)
        return is_late(self.deadline, self.answered_at or now)

    def days_left(self, now: datetime) -> int:
        """Whole days until the last day, negative once it has passed."""
        local = now.astimezone(FRANCE.zone).date()
        return (self.deadline.last_day - local).days


def facts_of(state: State, *, is_record_request: bool, is_record_old: bool) -> Facts:
    """What the clock reads of a request's state."""
    assert state.received_at is not None  # noqa: S101  its first event says so
    return Facts(
        received_at=state.received_at,
        is_record_request=is_record_request,
        is_record_old=is_record_old,
        is_extended=state.extended_at is not None,
        suspensions=state.suspensions,
        answered_at=state.answered_at,
    )


def clock(facts: Facts, *, now: datetime, calendar: Calendar = FRANCE) -> Clock:
    """The clock of a request, as at `now`."""
    days = _days_waited(facts.suspensions, now, calendar)
    considered = tuple(
        Counted(rule, _counted(rule, facts.received_at, days, calendar)) for rule in _rules(facts)
    )
    kept = min(considered, key=lambda item: item.deadline.ends_at)
    return Clock(
        kept=kept,
        considered=considered,
        suspended_days=days,
        suspended_since=next((s.since for s in facts.suspensions if s.until is None), None),
        not_before=_reflection(facts, calendar),
        answered_at=facts.answered_at,
    )


def ensure_extendable(facts: Facts, *, now: datetime, calendar: Calendar = FRANCE) -> Deadline:
    """The extended deadline; refused once the first month has passed, or a second time."""
    if facts.is_extended:
        raise AlreadyExtendedError
    days = _days_waited(facts.suspensions, now, calendar)
    first = _counted(ANSWER, facts.received_at, days, calendar)
    if is_late(first, now):
        raise ExtensionTooLateError(first.ends_at)
    return _counted(EXTENDED, facts.received_at, days, calendar)


def _rules(facts: Facts) -> tuple[str, ...]:
    general = EXTENDED if facts.is_extended else ANSWER
    if not facts.is_record_request:
        return (general,)
    return (general, RECORD_OLD if facts.is_record_old else RECORD)


def _counted(rule: str, received_at: datetime, days: int, calendar: Calendar) -> Deadline:
    deadline = calendar.end_of(period_of(rule), starting=received_at)
    return _later(deadline, days, calendar) if days else deadline


def _later(deadline: Deadline, days: int, calendar: Calendar) -> Deadline:
    """The same deadline so many days later, counted from its last day before art. 3(4) moved it."""
    counted = deadline.period.after(deadline.starting.date()) + timedelta(days=days)
    end = french.working_day_from(counted, calendar.territory)
    at = datetime.combine(counted, time.max, calendar.zone)
    ends_at = datetime.combine(end, time.max, calendar.zone)
    kept = tuple(
        step
        for step in deadline.steps
        if step.rule in {Rule.DAY_OF_EVENT_EXCLUDED, Rule.LAST_DAY, Rule.DAYS_OFF_COUNT}
    )
    waited = (("amount", days), ("unit", "day"), ("day", counted))
    steps = [*kept, Step(Rule.LAST_DAY, "3(2)(b)", at, waited)]
    if end != counted:
        reason = calendar.day_off(counted) or ""
        moved = (("from_day", counted), ("reason", str(reason)), ("day", end))
        steps.append(Step(Rule.ENDS_ON_WORKING_DAY, "3(4)", ends_at, moved))
    return replace(deadline, ends_at=ends_at, target_at=ends_at, steps=tuple(steps))


def _days_waited(suspensions: tuple[Suspension, ...], now: datetime, calendar: Calendar) -> int:
    """Whole days between each question and what answered it; a part of a day is not added."""
    return sum(_whole_days(item, now, calendar) for item in suspensions)


def _whole_days(suspension: Suspension, now: datetime, calendar: Calendar) -> int:
    until = suspension.until or max(now, suspension.since)
    first = suspension.since.astimezone(calendar.zone).date()
    return max((until.astimezone(calendar.zone).date() - first).days, 0)


def _reflection(facts: Facts, calendar: Calendar) -> Deadline | None:
    if not facts.is_record_request:
        return None
    return calendar.end_of(period_of(REFLECTION), starting=facts.received_at)


def period_of(rule: str) -> Period:
    """The period of a rule, from the law as data."""
    return Period.parse(law.time_limits()[rule].period)
