"""How many: known, estimated, bounded, or not known yet. Art. 33(3)(a) asks "where possible"."""

from dataclasses import dataclass
from enum import StrEnum

from probant.common.errors import ProbantError


class CountKind(StrEnum):
    """How sure a number is."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    BOUNDED = "bounded"
    UNKNOWN = "unknown"


class CountError(ProbantError, ValueError):
    """A number that cannot be: `reason` is negative, crossed, missing, unexplained or superfluous.

    It is a ValueError too, so that msgspec names the place where it stood.
    """

    def __init__(self, reason: str) -> None:
        """`reason`: what is wrong, as a code."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Count:
    """A number of persons, records or recipients; build it with `known`, `estimated`, `bounded`.

    `high` None means "no upper bound is known"; `how` says how an estimate was made.
    """

    kind: CountKind = CountKind.UNKNOWN
    low: int | None = None
    high: int | None = None
    how: str = ""

    def __post_init__(self) -> None:
        reason = _fault(self)
        if reason:
            raise CountError(reason)

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The smallest and the largest number that are possible; None: no largest one is known."""
        return self.low or 0, self.high

    @property
    def is_known(self) -> bool:
        """Whether there is one number, exact or estimated."""
        return self.kind in {CountKind.KNOWN, CountKind.ESTIMATED}


def known(number: int) -> Count:
    """An exact number."""
    return Count(kind=CountKind.KNOWN, low=number, high=number)


def estimated(number: int, how: str) -> Count:
    """An approximate number, and how it was arrived at."""
    return Count(kind=CountKind.ESTIMATED, low=number, high=number, how=how)


def bounded(low: int, high: int | None = None) -> Count:
    """At least `low`, and at most `high` where that is known."""
    return Count(kind=CountKind.BOUNDED, low=low, high=high)


def total(counts: tuple[Count, ...]) -> Count:
    """All groups together: one person may belong to several, so the least is the largest group."""
    if not counts or all(count.kind is CountKind.UNKNOWN for count in counts):
        return UNKNOWN
    if len(counts) == 1:
        return counts[0]
    lows, highs = zip(*(count.bounds for count in counts), strict=True)
    high = None if None in highs else sum(highs)
    if high == max(lows):
        return known(high)
    return bounded(max(lows), high)


def is_at_least(count: Count, threshold: int) -> bool | None:
    """Whether the number reaches the threshold; None where it may or may not."""
    low, high = count.bounds
    if low >= threshold:
        return True
    return False if high is not None and high < threshold else None


def _fault(count: Count) -> str:
    numbers = [number for number in (count.low, count.high) if number is not None]
    if any(number < 0 for number in numbers):
        return "negative"
    if count.kind is CountKind.UNKNOWN:
        return "superfluous" if numbers else ""
    if count.low is None:
        return "missing"
    if count.is_known and count.high != count.low:
        return "crossed"
    if count.kind is CountKind.ESTIMATED and not count.how.strip():
        return "unexplained"
    return "crossed" if count.high is not None and count.high < count.low else ""


UNKNOWN = Count()
