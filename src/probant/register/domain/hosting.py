"""Whether health data lie with a certified host: CSP art. L.1111-8 (HDS)."""

from collections.abc import Iterator
from enum import StrEnum

from probant.register.domain.completeness import needs_exception_of
from probant.register.domain.record import ActivityRecord


class Hosting(StrEnum):
    """What an activity says of the hosts of its health data; '' where none is named."""

    NONE = ""
    CERTIFIED = "certified"
    UNKNOWN = "unknown"
    UNCERTIFIED = "uncertified"


def hosting_of(record: ActivityRecord) -> Hosting:
    """The worst answer among the hosts named; only sensitive data ask the question.

    A system counts where it names a host, or where the answer is given; a processor counts only
    where the answer is given, because most processors host nothing.
    """
    if not any(needs_exception_of(line) for line in record.data_lines):
        return Hosting.NONE
    answers = set(_answers(record))
    if False in answers:
        return Hosting.UNCERTIFIED
    if None in answers:
        return Hosting.UNKNOWN
    return Hosting.CERTIFIED if answers else Hosting.NONE


def _answers(record: ActivityRecord) -> Iterator[bool | None]:
    for system in record.systems:
        if system.host.strip() or system.is_hds is not None:
            yield system.is_hds
    for processor in record.processors:
        if processor.is_hds is not None:
            yield processor.is_hds
