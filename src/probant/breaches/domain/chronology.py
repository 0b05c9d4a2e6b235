"""What cannot be true of a breach's instants, said before a clock is started from them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from probant.breaches.domain.facts import AwarenessSource, Timeline
from probant.common.errors import ProbantError

PLAUSIBLE = range(1900, 9_990)  # years whose instants every calendar and time zone can count
LEEWAY = timedelta(minutes=1)  # the clocks of a phone and of a server differ
INSTANTS = (
    "started_at",
    "ended_at",
    "alerted_at",
    "detected_at",
    "processor_reported_at",
    "aware_at",
)


class TimelineError(ProbantError):
    """The instants contradict one another or the clock: `faults` are codes with their fields.

    Codes: future, naive, implausible, before_start, before_alert, after_report, without_report,
    end_and_ongoing.
    """

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        """`faults`: (field, code) pairs."""
        super().__init__(faults)
        self.faults = faults


def ensure_possible(timeline: Timeline, *, now: datetime) -> None:
    """Refuses awareness in the future or before the breach, and what else cannot be."""
    faults = tuple(faults_of(timeline, now=now))
    if faults:
        raise TimelineError(faults)


def faults_of(timeline: Timeline, *, now: datetime) -> Iterator[tuple[str, str]]:
    """Each (field, code): an instant unknown is no fault."""
    given = {name: getattr(timeline, name) for name in INSTANTS}
    naive = [name for name, at in given.items() if at is not None and at.tzinfo is None]
    yield from ((name, "naive") for name in naive)
    absurd = [name for name, at in given.items() if at is not None and at.year not in PLAUSIBLE]
    yield from ((name, "implausible") for name in absurd)
    if naive or absurd:
        return
    for name, at in given.items():
        if at is not None and at.astimezone(UTC) > now.astimezone(UTC) + LEEWAY:
            yield name, "future"
    yield from _order(timeline)
    yield from _report(timeline)


def _order(timeline: Timeline) -> Iterator[tuple[str, str]]:
    for name in ("ended_at", "alerted_at", "detected_at", "aware_at"):
        if _is_before(getattr(timeline, name), timeline.started_at):
            yield name, "before_start"
    if _is_before(timeline.aware_at, timeline.alerted_at):
        yield "aware_at", "before_alert"
    if timeline.ended_at is not None and timeline.is_ongoing == "yes":
        yield "ended_at", "end_and_ongoing"


def _report(timeline: Timeline) -> Iterator[tuple[str, str]]:
    """EDPB 9/2022: the processor's report makes the controller aware, no later."""
    if timeline.awareness is not AwarenessSource.PROCESSOR:
        return
    if timeline.processor_reported_at is None:
        if timeline.aware_at is not None:
            yield "processor_reported_at", "without_report"
    elif _is_before(timeline.processor_reported_at, timeline.aware_at):
        yield "aware_at", "after_report"


def _is_before(at: datetime | None, other: datetime | None) -> bool:
    """Compared in UTC: two local times as they stand would ignore a change of clocks."""
    return at is not None and other is not None and at.astimezone(UTC) < other.astimezone(UTC)
