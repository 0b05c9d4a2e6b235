"""French public holidays and working days: Regulation 1182/71 art. 2, Code du travail L.3133-1.

The days of one territory only are optional and left out by default: they may not be in the list
that the Official Journal publishes under art. 2(1), and a deadline counted too short harms nobody.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

import holidays

from probant.common.time_limits.errors import CalendarRangeError

Language = Literal["fr", "en"]
_SATURDAY, _SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)
_LIBRARY_LANGUAGE = {"fr": "fr", "en": "en_US"}


class Territory(StrEnum):
    """Where holidays are added by statute: Code du travail L.3134-13 and L.3422-2."""

    BAS_RHIN = "67"
    HAUT_RHIN = "68"
    MOSELLE = "57"
    GUADELOUPE = "971"
    MARTINIQUE = "972"
    GUYANE = "973"
    REUNION = "974"
    MAYOTTE = "976"
    SAINT_BARTHELEMY = "977"
    SAINT_MARTIN = "978"


_ALSACE_MOSELLE_DAYS = frozenset({"Vendredi saint", "Saint-Étienne"})
_OVERSEAS_DAYS = frozenset({"Abolition de l'esclavage"})
_SUBDIVISION = {
    Territory.BAS_RHIN: "6AE",
    Territory.HAUT_RHIN: "6AE",
    Territory.SAINT_BARTHELEMY: "BL",
    Territory.SAINT_MARTIN: "MF",
}
_ALSACE_MOSELLE = frozenset({Territory.BAS_RHIN, Territory.HAUT_RHIN, Territory.MOSELLE})


class DayOff(StrEnum):
    """Why a day is not a working day."""

    HOLIDAY = "holiday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def holidays_of(
    year: int, territory: Territory | None = None, language: Language = "fr"
) -> Mapping[date, str]:
    """The public holidays of one year with their names: the national ones, and the territory's."""
    return _holidays_of(year, territory, language)


def day_off(day: date, territory: Territory | None = None) -> DayOff | None:
    """Why art. 2(2) does not count this day as working, or None when it does."""
    if day in _holidays_of(day.year, territory, "fr"):
        return DayOff.HOLIDAY
    if day.weekday() == _SUNDAY:
        return DayOff.SUNDAY
    return DayOff.SATURDAY if day.weekday() == _SATURDAY else None


def working_day_from(day: date, territory: Territory | None = None) -> date:
    """This day if it is a working day, else the first one after it."""
    while day_off(day, territory):
        day = next_day(day)
    return day


def working_days(first: date, last: date, territory: Territory | None = None) -> list[date]:
    """The working days from the first to the last, both included."""
    return [day for day in days(first, last) if not day_off(day, territory)]


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def next_day(day: date) -> date:
    """The day after, where the calendar has one."""
    try:
        return day + _ONE_DAY
    except OverflowError as error:
        raise CalendarRangeError from error


@lru_cache(maxsize=512)
def _holidays_of(year: int, territory: Territory | None, language: Language) -> Mapping[date, str]:
    in_language = _LIBRARY_LANGUAGE[language]
    national = dict(holidays.country_holidays("FR", years=year, language=in_language))
    if territory is None:
        return national
    subdivision = _SUBDIVISION.get(territory, territory.value)
    french = holidays.country_holidays("FR", subdivision, years=year, language="fr")
    named = holidays.country_holidays("FR", subdivision, years=year, language=in_language)
    # The library also lists days off by custom; only those that statute names may move a deadline.
    lawful = _ALSACE_MOSELLE_DAYS if territory in _ALSACE_MOSELLE else _OVERSEAS_DAYS
    return national | {day: named[day] for day, name in french.items() if name in lawful}
