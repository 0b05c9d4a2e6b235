"""Reading the register of one organisation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.contrib.postgres.search import SearchQuery
from django.db.models import Max, Q, QuerySet

from probant.organisations.models import Organisation
from probant.register.domain import digest
from probant.register.domain.completeness import ControllerFacts, Missing
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    ProcessorLine,
    from_json,
)
from probant.register.domain.status import Status
from probant.register.figures import (
    CONCERNED,
    LACKING,
    RegisterState,
    lacks,
    latest_validated,
    register_state,
    tabs,
)
from probant.register.models import Activity, ActivityVersion

__all__ = [
    "IN_FORCE",
    "RegisterState",
    "Wanted",
    "activities",
    "activity",
    "controller_facts",
    "digest_of",
    "latest_change_at",
    "latest_validated",
    "listed",
    "missing_of",
    "processor_lines",
    "record_of",
    "records",
    "register_state",
    "tabs",
    "version",
    "versions",
]

SORTS = {
    "number": ("number",),
    "name": ("name", "number"),
    "status": ("status", "number"),
    "missing": ("-missing_count", "number"),
    "review": ("review_on", "number"),
    "recent": ("-updated_at", "number"),
}
LISTED = (
    "id",
    "number",
    "role",
    "name",
    "status",
    "is_sensitive",
    "missing_count",
    "review_on",
    "updated_at",
)
IN_FORCE = (Status.DRAFT, Status.VALIDATED)


@dataclass(frozen=True)
class LinesOfActivity:
    """The processors that one activity names, without the rest of its record."""

    activity: UUID
    number: int
    name: str
    is_sensitive: bool
    lines: tuple[ProcessorLine, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which activities a list shows; an empty value asks for nothing."""

    words: str = ""
    role: str = ""
    status: str = ""
    is_sensitive: bool = False
    is_incomplete: bool = False
    review: str = ""
    lacks: str = ""
    has: str = ""
    hosting: str = ""
    sort: str = "number"


def activities(organisation: UUID) -> QuerySet[Activity]:
    """Every activity, archived ones included, by number."""
    return Activity.objects.filter(organisation=organisation).order_by("number")


def activity(organisation: UUID, activity_id: UUID) -> Activity:
    """One activity; Activity.DoesNotExist for another organisation's."""
    return Activity.objects.get(organisation=organisation, pk=activity_id)


def record_of(found: Activity | ActivityVersion) -> ActivityRecord:
    """The stored content as a value."""
    return from_json(found.content)


def records(
    organisation: UUID,
    role: ActivityRole | None = None,
    status: Sequence[Status] = IN_FORCE,
) -> list[tuple[Activity, ActivityRecord]]:
    """Activities with their records, by number; without the archived ones unless asked for."""
    found = activities(organisation).filter(status__in=list(status)).defer("words")
    if role is not None:
        found = found.filter(role=role)
    return [(item, record_of(item)) for item in found]


def processor_lines(organisation: UUID) -> list[LinesOfActivity]:
    """Every activity in force with the processors it names, by number; one query, no record."""
    found = activities(organisation).filter(status__in=list(IN_FORCE))
    rows = found.values_list("pk", "number", "name", "is_sensitive", "content__processors")
    return [
        LinesOfActivity(
            pk, number, name, is_sensitive, msgspec.convert(lines or [], tuple[ProcessorLine, ...])
        )
        for pk, number, name, is_sensitive, lines in rows
    ]


def digest_of(found: Iterable[ActivityRecord]) -> str:
    """The fingerprint of several records, whatever their order."""
    return digest.digest_of(found)


def latest_change_at(organisation: UUID) -> datetime | None:
    """When an activity last changed, or None in an empty register."""
    latest: datetime | None = activities(organisation).aggregate(at=Max("updated_at"))["at"]
    return latest


def listed(organisation: UUID, wanted: Wanted, *, on: date) -> QuerySet[Activity]:
    """The activities of a list page on this day, with only the columns it shows."""
    found = Activity.objects.filter(organisation=organisation)
    for condition in _conditions(wanted, on):
        found = found.filter(condition)
    return found.only(*LISTED).order_by(*SORTS.get(wanted.sort, SORTS["number"]))


def _conditions(wanted: Wanted, on: date) -> Iterator[Q]:
    """Archived activities are shown only when they are asked for."""
    yield Q(status=wanted.status) if wanted.status else ~Q(status=Status.ARCHIVED)
    if wanted.role:
        yield Q(role=wanted.role)
    if wanted.words:
        query = SearchQuery(wanted.words, config="french", search_type="websearch")
        yield Q(words=query) | Q(name__icontains=wanted.words)
    if wanted.is_sensitive:
        yield Q(is_sensitive=True)
    if wanted.is_incomplete:
        yield Q(missing_count__gt=0)
    if wanted.hosting:
        yield Q(hosting=wanted.hosting)
    if wanted.review in REVIEWS:
        yield REVIEWS[wanted.review](on)
    yield CONCERNED.get(wanted.has, Q())
    yield lacks(*LACKING.get(wanted.lacks, ()))


REVIEWS: Mapping[str, Callable[[date], Q]] = {
    "due": lambda on: Q(review_on__lt=on),
    "none": lambda _on: Q(review_on__isnull=True),
}


def versions(organisation: UUID, activity_id: UUID) -> QuerySet[ActivityVersion]:
    """The versions of an activity, the latest first; they outlive a deleted draft."""
    return ActivityVersion.objects.filter(
        organisation=organisation, activity_id=activity_id
    ).order_by("-number")


def version(organisation: UUID, activity_id: UUID, number: int) -> ActivityVersion:
    """One version; ActivityVersion.DoesNotExist where there is none."""
    return versions(organisation, activity_id).get(number=number)


def missing_of(found: Activity) -> tuple[Missing, ...]:
    """What the record lacked when it was saved, advice included; the organisation's part apart."""
    return msgspec.convert(found.missing, tuple[Missing, ...])


def controller_facts(organisation: Organisation) -> ControllerFacts:
    """What the organisation states once for its whole register, art. 30(1)(a) and 30(2)(a)."""
    means = (organisation.address, organisation.email, organisation.telephone)
    return ControllerFacts(
        name=organisation.name,
        contact=", ".join(value.strip() for value in means if value.strip()),
        dpo_contact=organisation.dpo_contact,
        dpo_reason_for_none=organisation.dpo_reason_for_none,
        representative=organisation.representative,
    )
