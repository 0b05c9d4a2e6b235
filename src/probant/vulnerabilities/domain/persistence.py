"""What a flaw's scans show of it: known since, still there, gone, come back.

A flaw is gone once, in every scope that ever showed it, a later and complete scan shows it no more.
Scans are taken in the order of their dates, whatever the order in which they were imported.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, order=True)
class ScanDone:
    """A scan: its day, its place among those of that day, whether it saw its whole scope."""

    done_on: date
    order: int
    id: UUID
    is_complete: bool = True


@dataclass(frozen=True)
class Shown:
    """The scans that show a flaw, and the retests that looked for it in vain."""

    by: Collection[UUID]
    in_vain: Collection[UUID] = ()


@dataclass(frozen=True)
class Persistence:
    """What the scans say, until today; `scans`: the days of the scope that showed it most."""

    first_seen_on: date
    last_seen_on: date
    known_on: date
    scans: int
    returns: int
    gone_on: date | None

    @property
    def is_gone(self) -> bool:
        """Whether the last scan of each scope shows it no more."""
        return self.gone_on is not None


@dataclass
class _Course:
    """One scope's story of a flaw, told scan after scan."""

    is_there: bool = False
    first_on: date | None = None
    since: date | None = None
    last_on: date | None = None
    gone_on: date | None = None
    days: set[date] = field(default_factory=set)
    returns: int = 0

    def shown(self, on: date) -> None:
        if not self.is_there:
            self.returns += bool(self.days)
            self.is_there, self.since, self.gone_on = True, on, None
        self.first_on = self.first_on or on
        self.last_on = on
        self.days.add(on)

    def not_shown(self, on: date) -> None:
        if self.is_there:
            self.is_there, self.gone_on = False, on


def replay(shown: Shown, scopes: Mapping[str, Sequence[ScanDone]]) -> Persistence | None:
    """What the scans of the scopes say of a flaw; None where none does."""
    courses = [_course(shown, scans) for scans in scopes.values()]
    told = [one for one in courses if one.first_on]
    if not told:
        return None
    there = [one for one in told if one.is_there]
    since = [one.since for one in there or told if one.since]
    gone = [one.gone_on for one in told if one.gone_on]
    return Persistence(
        first_seen_on=min(one.first_on for one in told if one.first_on),
        last_seen_on=max(one.last_on for one in told if one.last_on),
        known_on=min(since),
        scans=max(len(one.days) for one in told),
        returns=max(one.returns for one in told),
        gone_on=None if there else max(gone),
    )


def _course(shown: Shown, scans: Sequence[ScanDone]) -> _Course:
    course = _Course()
    for scan in sorted(scans):
        if scan.id in shown.by:
            course.shown(scan.done_on)
        elif scan.is_complete or scan.id in shown.in_vain:
            course.not_shown(scan.done_on)
    return course
