"""Reading the register of one organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Max, Min, Q, QuerySet

from probant.organisations.models import Organisation
from probant.register.domain import digest
from probant.register.domain.completeness import ControllerFacts, Missing
from probant.register.domain.record import ActivityRecord, ActivityRole, from_json
from probant.register.domain.status import Status
from probant.register.models import Activity, ActivityVersion

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


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which activities a list shows; an empty value asks for nothing."""

    words: str = ""
    role: str = ""
    status: str = ""
    is_sensitive: bool = False
    is_incomplete: bool = False
    review_due_on: date | None = None
    sort: str = "number"


@dataclass(frozen=True, kw_only=True)
class RegisterState:
    """What the obligations of the register read, counted by the database in one query."""

    activities: int = 0
    controller: int = 0
    processor: int = 0
    validated: int = 0
    draft: int = 0
    archived: int = 0
    sensitive: int = 0
    incomplete: int = 0
    without_basis: int = 0
    without_exception: int = 0
    without_retention: int = 0
    without_mechanism: int = 0
    without_measures: int = 0
    without_contract: int = 0
    without_minimisation: int = 0
    research: int = 0
    research_without_formality: int = 0
    without_review: int = 0
    review_overdue: int = 0
    next_review_on: date | None = None
    latest_change_at: datetime | None = None


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


def digest_of(found: Iterable[ActivityRecord]) -> str:
    """The fingerprint of several records, whatever their order."""
    return digest.digest_of(found)


def latest_change_at(organisation: UUID) -> datetime | None:
    """When an activity last changed, or None in an empty register."""
    latest: datetime | None = activities(organisation).aggregate(at=Max("updated_at"))["at"]
    return latest


def listed(organisation: UUID, wanted: Wanted) -> QuerySet[Activity]:
    """The activities of a list page, with only the columns it shows."""
    found = Activity.objects.filter(organisation=organisation).filter(_conditions(wanted))
    return found.only(*LISTED).order_by(*SORTS.get(wanted.sort, SORTS["number"]))


def _conditions(wanted: Wanted) -> Q:
    """Archived activities are shown only when they are asked for."""
    condition = Q(status=wanted.status) if wanted.status else ~Q(status=Status.ARCHIVED)
    if wanted.role:
        condition &= Q(role=wanted.role)
    if wanted.words:
        query = SearchQuery(wanted.words, config="french", search_type="websearch")
        condition &= Q(words=query) | Q(name__icontains=wanted.words)
    if wanted.is_sensitive:
        condition &= Q(is_sensitive=True)
    if wanted.is_incomplete:
        condition &= Q(missing_count__gt=0)
    if wanted.review_due_on:
        condition &= Q(review_on__lte=wanted.review_due_on)
    return condition


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


def register_state(organisation: UUID, *, on: date) -> RegisterState:
    """The register in figures, in one query; archived activities count only as archived."""
    live = ~Q(status=Status.ARCHIVED)
    counts = {name: Count("pk", filter=live & asked) for name, asked in _counted(on).items()}
    found = Activity.objects.filter(organisation=organisation).aggregate(
        **counts,
        archived=Count("pk", filter=Q(status=Status.ARCHIVED)),
        next_review_on=Min("review_on", filter=live),
        latest_change_at=Max("updated_at"),
    )
    return RegisterState(**found)


def _counted(on: date) -> dict[str, Q]:
    return {
        "activities": Q(),
        "controller": Q(role=ActivityRole.CONTROLLER),
        "processor": Q(role=ActivityRole.PROCESSOR),
        "validated": Q(status=Status.VALIDATED),
        "draft": Q(status=Status.DRAFT),
        "sensitive": Q(is_sensitive=True),
        "incomplete": Q(missing_count__gt=0),
        "without_basis": _lacks("purposes", "purposes.legal_basis", "purposes.legal_basis_detail"),
        "without_exception": _lacks("purposes.exception", "data_lines.is_sensitive"),
        "without_retention": _lacks("data_lines.retention", "data_lines"),
        "without_mechanism": _lacks("transfers", "transfers.mechanism", "transfers.detail"),
        "without_measures": _lacks("measures"),
        "without_contract": _lacks("processors.contract_on", "processors.name"),
        "without_minimisation": _lacks("minimisation"),
        "research": Q(is_research=True),
        "research_without_formality": _lacks(
            "research", "research.methodology", "research.ethics_opinion", "research.agreement"
        ),
        "without_review": Q(review_on__isnull=True),
        "review_overdue": Q(review_on__lt=on),
    }


def _lacks(*fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(missing__contains=[{"field": field}])
    return condition
