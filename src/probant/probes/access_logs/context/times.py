"""Times as people and machines write them, to UTC without a zone.

ISO 8601 with or without a zone, French days (31/12/2025 23:59), days alone, seconds since 1970.
Without a zone, the clock on the wall of the store's zone; of the hour that the end of summer time
repeats, the first. A day alone that ends something ends with that day.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_FRENCH = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
    r"(?:[ T]+(?:à )?(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:[.,]\d+)?)?)?"
)
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_EARLIEST, _LATEST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 UTC without a zone


def utc(text: str, zone: ZoneInfo, *, ends: bool = False) -> datetime | None:
    """None where it cannot be read; years outside 1900–2200 are an open end or a mistake: None."""
    try:
        told = _told(text.strip())
    except (ValueError, OverflowError):
        return None
    if told is None:
        return None
    if ends and _DAY.fullmatch(text.strip()):
        told += timedelta(days=1)
    aware = told if told.tzinfo else told.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None)


def is_open(text: str) -> bool:
    """No end: empty, or one of the far dates that databases write for "still"."""
    return text.strip().casefold() in {"", "null", "none", "nan", "nat", "-", "∞"} or (
        text.strip().startswith(("9999", "2999", "31/12/9999", "31/12/2999"))
    )


def _told(text: str) -> datetime | None:
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    french = _FRENCH.fullmatch(text)
    told = _french(french) if french else datetime.fromisoformat(text)
    return told if _EARLIEST < told.replace(tzinfo=None) < _LATEST else None


def _french(found: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 the zone is added after
