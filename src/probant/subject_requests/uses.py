"""What the register says of the activities that a request concerns: uses, sources, recipients."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from probant.register import queries as register
from probant.register.domain.record import ActivityRecord
from probant.register.models import Activity
from probant.subject_requests.domain import analysis
from probant.subject_requests.domain.analysis import Asked, Use
from probant.subject_requests.models import SubjectRequest

HOSPITAL_RULES = frozenset({"hospital_record", "hospital_record_minor", "hospital_record_deceased"})
RECORD_TEMPLATES = frozenset({"hospital_patient_record"})


@dataclass(frozen=True)
class Place:
    """Where the person's data may be, or who received them; `key` names it in an event."""

    key: str
    name: str
    kind: str  # software, paper…, processor, recipient
    activity: str


def choices(organisation: UUID) -> list[tuple[str, str]]:
    """The activities in force, to choose from."""
    found = register.activities(organisation).filter(status__in=register.IN_FORCE)
    return [(str(pk), f"{number}. {name}") for pk, number, name in _named(found)]


def _named(found: Iterable[Activity]) -> Iterator[tuple[UUID, int, str]]:
    yield from found.values_list("pk", "number", "name")  # type: ignore[attr-defined]


def records(organisation: UUID, chosen: Sequence[str]) -> list[tuple[Activity, ActivityRecord]]:
    """The activities chosen, with their records, by number."""
    wanted = set(chosen)
    return [
        (activity, record)
        for activity, record in register.records(organisation)
        if str(activity.pk) in wanted
    ]


def uses(organisation: UUID, chosen: Sequence[str]) -> tuple[Use, ...]:
    """Each purpose of the activities chosen, with its legal basis and its case."""
    return tuple(
        Use(str(activity.pk), activity.name, purpose.text, purpose.legal_basis, case)
        for activity, record in records(organisation, chosen)
        for case in [_case(activity, record)]
        for purpose in record.purposes
    )


def sources(organisation: UUID, chosen: Sequence[str]) -> tuple[Place, ...]:
    """Where to look for the person's data: systems and processors, each once."""
    found = {
        place.key: place
        for activity, record in records(organisation, chosen)
        for place in _sources(activity, record)
    }
    return tuple(found.values())


def told(organisation: UUID, chosen: Sequence[str]) -> tuple[Place, ...]:
    """GDPR art. 19: the processors and recipients to whom the data were disclosed, each once."""
    found = {
        place.key: place
        for activity, record in records(organisation, chosen)
        for place in _told(activity, record)
    }
    return tuple(found.values())


def asked_by(request: SubjectRequest) -> Asked:
    """What the analysis reads of a request."""
    return Asked(tuple(request.rights), request.on_behalf, request.is_record_request)


def _case(activity: Activity, record: ActivityRecord) -> str:
    """The case of the rights matrix that stands above the legal basis, if any."""
    kept_as = {line.retention.rule for line in record.data_lines}
    if kept_as & HOSPITAL_RULES or activity.template in RECORD_TEMPLATES:
        return analysis.HOSPITAL
    return analysis.RESEARCH if record.research is not None else ""


def _sources(activity: Activity, record: ActivityRecord) -> Iterator[Place]:
    for system in record.systems:
        if system.name:
            yield _place(system.kind, system.name, activity)
    for processor in record.processors:
        if processor.name:
            yield _place("processor", processor.name, activity)


def _told(activity: Activity, record: ActivityRecord) -> Iterator[Place]:
    for processor in record.processors:
        if processor.name:
            yield _place("processor", processor.name, activity)
    for recipient in record.recipients:
        if recipient.name:
            yield _place("recipient", recipient.name, activity)


def _place(kind: str, name: str, activity: Activity) -> Place:
    key = hashlib.sha256(f"{kind}|{name.casefold()}".encode()).hexdigest()[:16]
    return Place(key, name, kind, activity.name)
