"""The time limits that run in a room: those started here, and those of the breach it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from probant.breaches import clocks as breach_clocks
from probant.breaches import queries as breaches
from probant.common.time_limits import Calendar, Deadline, Period
from probant.crisis.domain.room import Item, Room
from probant.crisis.models import Crisis
from probant.reference import crisis as law

FRANCE = Calendar()


@dataclass(frozen=True)
class RoomClock:
    """One time limit as the board shows it; `deadline` is None where the law gives no figure."""

    sequence: int
    aid: str
    label: str
    article: str
    confidence: str
    starting_at: datetime
    deadline: Deadline | None
    stopped_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether it still counts."""
        return self.stopped_at is None


def clocks_of(crisis: Crisis, room: Room, *, now: datetime) -> tuple[RoomClock, ...]:
    """Running ones first, the nearest end first."""
    found = [*_of_breach(crisis, now=now), *_started(room)]
    return tuple(sorted(found, key=_urgency))


def _of_breach(crisis: Crisis, *, now: datetime) -> Iterator[RoomClock]:
    """The clocks of the breach that the crisis was opened from, as the breach counts them."""
    if crisis.breach_id is None:
        return
    breach = breaches.breaches(crisis.organisation_id).filter(pk=crisis.breach_id).first()
    if breach is None:
        return
    for clock in breach_clocks.clocks_of(breach, now=now):
        if clock.applies is not False:
            yield RoomClock(
                sequence=0,
                aid=clock.duty,
                label=clock.label.in_((get_language() or "fr")[:2]),
                article=clock.article,
                confidence=str(clock.confidence),
                starting_at=clock.deadline.starting if clock.deadline else crisis.opened_at,
                deadline=clock.deadline,
                stopped_at=clock.done_at,
            )


def _started(room: Room) -> Iterator[RoomClock]:
    for item in room.clocks:
        rule = law.clocks().get(str(item.entry.body.get("aid", "")))
        if rule is not None:
            yield _clock(item, rule)


def _clock(item: Item, rule: law.Clock) -> RoomClock:
    given = item.entry.body.get("starting_at")
    starting = datetime.fromisoformat(given) if given else item.entry.at
    period = Period.parse(rule.period) if rule.period else None
    return RoomClock(
        sequence=item.sequence,
        aid=rule.id,
        label=rule.label.in_((get_language() or "fr")[:2]),
        article=rule.article,
        confidence=str(rule.confidence),
        starting_at=starting,
        deadline=FRANCE.end_of(period, starting=starting) if period else None,
        stopped_at=item.followed[-1].at if item.state == "stopped" else None,
    )


def _urgency(clock: RoomClock) -> tuple[bool, bool, float]:
    ends_at = clock.deadline.ends_at.timestamp() if clock.deadline else 0.0
    return not clock.is_running, clock.deadline is None, ends_at
