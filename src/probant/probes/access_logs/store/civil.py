"""The civil day and hour of instants: those of the clock on the wall, in the store's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

_QUARTER = 15 * 60  # seconds: every offset of every zone since 1972 changes on one
_MICROSECONDS = 1_000_000
_HOURS = 24


def civil(instants: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """Days (datetime64[D]) and hours (int8) of UTC instants (int64 microseconds since 1970)."""
    quarters, place = np.unique(instants // (_QUARTER * _MICROSECONDS), return_inverse=True)
    offsets = np.array([_offset(int(quarter) * _QUARTER, zone) for quarter in quarters], np.int64)
    local = instants // _MICROSECONDS + offsets[place]
    hours = local // 3600
    return (hours // _HOURS).astype("datetime64[D]"), (hours % _HOURS).astype(np.int8)


def civil_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of one instant; without a zone, it is UTC."""
    return aware(at).astimezone(zone).date()


def microseconds(at: datetime) -> int:
    """Since 1970, UTC."""
    return int(np.datetime64(aware(at).astimezone(UTC).replace(tzinfo=None), "us").astype(int))


def aware(at: datetime) -> datetime:
    """Without a zone, it is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _offset(seconds: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
