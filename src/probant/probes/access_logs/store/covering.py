"""Which Parquet files answer a question: the copies of closed months, and what they do not repeat.

Events that came after a month was closed stand in TIME parts whose commit is later than the
copy's `through`; days of no closed month stand in TIME parts only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from probant.probes.access_logs.store.civil import civil_day
from probant.probes.access_logs.store.parts import KeptPart, Part


class Listed(Protocol):
    """What is asked of a store."""

    zone: ZoneInfo

    def kept_parts(
        self, kind: Part, since: date | None = None, until: date | None = None
    ) -> list[KeptPart]:
        """As `Store.kept_parts`."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Covering:
    """Each event of the days asked for is once in `copies`, `time` or, counted, in `lists`."""

    copies: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @classmethod
    def of(cls, store: Listed, kind: Part, start: datetime, end: datetime) -> "Covering":
        """For the civil days of [start, end); kind TIME asks for no copy."""
        since, until = civil_day(start, store.zone), civil_day(end, store.zone)
        copies = [] if kind is Part.TIME else store.kept_parts(kind, since, until)
        lists = store.kept_parts(Part.LIST, since, until) if kind is Part.PATIENT else []
        time = store.kept_parts(Part.TIME, since, until)
        return cls(
            copies=tuple(part.path for part in copies),
            time=tuple(part.path for part in not_repeated(time, copies)),
            lists=tuple(part.path for part in lists),
        )

    def moved(self, root: str, to: str) -> "Covering":
        """The same files as another machine sees them: `root` is mirrored at `to`."""
        names = ("copies", "time", "lists")
        return replace(self, **{name: _moved(getattr(self, name), root, to) for name in names})


def not_repeated(time: Iterable[KeptPart], copies: Sequence[KeptPart]) -> list[KeptPart]:
    """The TIME parts that no copy of their day repeats."""
    return [part for part in time if part.commit > _through(part.first_day, copies)]


def _through(day: date, copies: Sequence[KeptPart]) -> int:
    covering = (part.through for part in copies if part.first_day <= day <= part.last_day)
    return max(covering, default=0)


def _moved(paths: Sequence[str], root: str, to: str) -> tuple[str, ...]:
    return tuple(to.rstrip("/") + path.removeprefix(root.rstrip("/")) for path in paths)
