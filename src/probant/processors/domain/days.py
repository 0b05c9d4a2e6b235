"""Days that make sense in a contract: a year that was mistyped is refused, not computed with."""

from datetime import date

FIRST, LAST = date(1970, 1, 1), date(2150, 12, 31)


def is_plausible(day: date | None) -> bool:
    """Whether a day may be kept; none may."""
    return day is None or FIRST <= day <= LAST
