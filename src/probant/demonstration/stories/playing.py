"""Stories told at the same time: each act at its instant, whichever story it belongs to.

A journal only goes forward. A story yields the instant of its next act and is resumed then; what
would happen after the demonstration's own "now" does not happen.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from probant.common.time_limits import PARIS
from probant.organisations.domain import Member
from probant.organisations.models import Organisation

Story = Iterator[datetime]


@dataclass(frozen=True)
class Scene:
    """Where a story plays: whose organisation, who acts, who helps them, and what "now" is."""

    organisation: Organisation
    by: Member
    colleague: Member
    now: datetime

    def who(self, name: str) -> Member:
        """The member whom a story names: "colleague", or the officer."""
        return self.colleague if name == "colleague" else self.by

    def instant(self, said: str, *, after: datetime | None = None) -> datetime:
        """`"-7 19:00"`: a number of days after `after` (or now), at an hour of Paris."""
        days, hour = said.split()
        day = (after or self.now).astimezone(PARIS).date() + timedelta(days=int(days))
        wall = datetime.combine(day, time.fromisoformat(hour), PARIS)
        return wall.astimezone(UTC)


def play(stories: Iterable[Story], *, until: datetime) -> None:
    """Resumes the story whose act comes first, until none has an act before `until`."""
    waiting: list[tuple[datetime, int, Story]] = []
    for place, story in enumerate(stories):
        _wait(waiting, place, story)
    while waiting and waiting[0][0] <= until:
        _at, place, story = heapq.heappop(waiting)
        _wait(waiting, place, story)


def _wait(waiting: list[tuple[datetime, int, Story]], place: int, story: Story) -> None:
    following = next(story, None)
    if following is not None:
        heapq.heappush(waiting, (following, place, story))
