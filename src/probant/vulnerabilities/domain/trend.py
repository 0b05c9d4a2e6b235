"""What changed from one audit to the next of the same scope."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Trend:
    """Flaws by what became of them: identities, so that each figure leads to what it counts."""

    new: frozenset[object] = field(default_factory=frozenset)
    persisting: frozenset[object] = field(default_factory=frozenset)
    fixed: frozenset[object] = field(default_factory=frozenset)
    reappeared: frozenset[object] = field(default_factory=frozenset)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        names = ("new", "persisting", "fixed", "reappeared")
        return {name: len(getattr(self, name)) for name in names}


def trend(
    later: Collection[T],
    earlier: Collection[T],
    before: Collection[T] = (),
    *,
    is_complete: bool = True,
) -> Trend:
    """`before`: what scans older than the earlier one had shown; gone then, and back, reappeared.

    A scan that did not see its whole scope fixes nothing.
    """
    now, then, known = set(later), set(earlier), set(before)
    back = (now - then) & known
    return Trend(
        new=frozenset(now - then - known),
        persisting=frozenset(now & then),
        fixed=frozenset(then - now) if is_complete else frozenset(),
        reappeared=frozenset(back),
    )
