from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC: the only place where the system clock is read."""
    return datetime.now(UTC)
