"""A deadline in words: each rule of Regulation 1182/71 that was applied, or set aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from probant.common.time_limits import PARIS, DayOff, Deadline, Rule, Step, StepValue, Unit


@dataclass(frozen=True)
class Sentence:
    """One rule as a sentence, with its article; `is_applied` is false for a rule set aside."""

    text: str
    article: str
    is_applied: bool


def sentences(deadline: Deadline) -> list[Sentence]:
    """How the deadline was counted, rule by rule."""
    return [
        Sentence(SAID[step.rule](step), f"1182/71, art. {step.article}", step.is_applied)
        for step in deadline.steps
    ]


def _hour_excluded(step: Step) -> str:
    return _(
        "The hour in which it happened does not count: the count starts on %(at)s at %(hour)s."
    ) % _instant(step.at)


def _whole_hours(step: Step) -> str:
    hours = cast("int", step.values["hours"])
    said = ngettext("%(hours)s whole hour later", "%(hours)s whole hours later", hours)
    until = _("on %(at)s at %(hour)s") % _instant(step.at)
    return f"{said % {'hours': hours}}{_(':')} {until}."


def _day_excluded(step: Step) -> str:
    return _("The day itself does not count: the count starts on %(at)s.") % _instant(step.at)


def _last_day(step: Step) -> str:
    return _("%(period)s later: the end of %(day)s.") % {
        "period": amount(cast("int", step.values["amount"]), str(step.values["unit"])),
        "day": _day(step.values["day"]),
    }


def _days_off_count(step: Step) -> str:
    days = len(cast("tuple[date, ...]", step.values["days"]))
    return ngettext(
        "%(count)s day off falls within it: it counts like any other.",
        "%(count)s days off fall within it: they count like any other.",
        days,
    ) % {"count": days}


def _working_day(step: Step) -> str:
    reason, values = REASONS[str(step.values["reason"])](), step.values
    if not step.is_applied:
        return _("%(day)s is %(reason)s: a period in hours is not extended for that.") % {
            "day": _day(values["from_day"]),
            "reason": reason,
        }
    return _("%(from)s is %(reason)s: it runs to the end of the next working day, %(day)s.") % {
        "from": _day(values["from_day"]),
        "reason": reason,
        "day": _day(values["day"]),
    }


def _two_working_days(step: Step) -> str:
    if step.is_applied:
        return _("At least two working days must fall within it: it ends on %(day)s.") % {
            "day": _day(step.values["day"])
        }
    return _(
        "Some argue that two working days must fall within it, which would lead to %(day)s."
        " This is contested: do not count on it."
    ) % {"day": _day(step.values["argued_day"])}


def amount(number: int, unit: str) -> str:
    """“3 months”, in the reader's language."""
    said = {
        Unit.HOUR: ngettext("%(n)s hour", "%(n)s hours", number),
        Unit.DAY: ngettext("%(n)s day", "%(n)s days", number),
        Unit.WEEK: ngettext("%(n)s week", "%(n)s weeks", number),
        Unit.MONTH: ngettext("%(n)s month", "%(n)s months", number),
    }
    return said[Unit(unit)] % {"n": number}


def _instant(at: datetime) -> dict[str, str]:
    local = timezone.localtime(at, PARIS)
    return {"at": _day(local), "hour": formats.time_format(local, "TIME_FORMAT")}


def _day(day: StepValue) -> str:
    return formats.date_format(cast("date", day), "l j F Y")


REASONS: Mapping[str, Callable[[], str]] = {
    DayOff.HOLIDAY: lambda: _("a public holiday"),
    DayOff.SATURDAY: lambda: _("a Saturday"),
    DayOff.SUNDAY: lambda: _("a Sunday"),
}
SAID: Mapping[Rule, Callable[[Step], str]] = {
    Rule.HOUR_OF_EVENT_EXCLUDED: _hour_excluded,
    Rule.WHOLE_HOURS: _whole_hours,
    Rule.DAY_OF_EVENT_EXCLUDED: _day_excluded,
    Rule.LAST_DAY: _last_day,
    Rule.DAYS_OFF_COUNT: _days_off_count,
    Rule.ENDS_ON_WORKING_DAY: _working_day,
    Rule.TWO_WORKING_DAYS: _two_working_days,
}
