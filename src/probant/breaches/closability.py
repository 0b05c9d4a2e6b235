"""What still keeps a file open: what art. 33 and 34 ask and nobody has stated yet."""

from collections.abc import Iterator

from probant.breaches import queries
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import PERSONS, Choice, Communication, Kind, Lesson, Measure
from probant.common.errors import ProbantError


class NotClosableError(ProbantError):
    """Something is still open: `missing` are codes, in the order in which they are done."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        """`missing`: see `still_open`."""
        super().__init__(missing)
        self.missing = missing


def ensure_closable(breach: Breach) -> None:
    """NotClosableError, or nothing."""
    missing = tuple(still_open(breach, queries.history(breach)))
    if missing:
        raise NotClosableError(missing)


def still_open(breach: Breach, told: tuple[Statement, ...]) -> Iterator[str]:
    """Each duty that the file does not answer yet."""
    if breach.aware_at is None:
        yield "awareness"
    if not breach.is_processor:
        yield from _as_controller(breach)
    communications = queries.in_force(told, Kind.COMMUNICATION, Communication)
    if any(one.sent_on is None for _made, one in communications.values()):
        yield "communications"
    if breach.inform == Choice.YES and not any(
        one.sent_on for _made, one in communications.values() if one.audience in PERSONS
    ):
        yield "persons_informed"
    measures = queries.in_force(told, Kind.MEASURE, Measure).values()
    if any(one.done_on is None for _made, one in measures):
        yield "measures"
    if not queries.in_force(told, Kind.LESSON, Lesson):
        yield "lessons"


def _as_controller(breach: Breach) -> Iterator[str]:
    if breach.notify == Choice.UNDECIDED:
        yield "notify_decided"
    if breach.inform == Choice.UNDECIDED:
        yield "inform_decided"
    if breach.notify == Choice.YES and breach.notified_at is None:
        yield "notified"
    if breach.notify == Choice.YES and breach.notified_at and breach.completed_at is None:
        yield "completed"
