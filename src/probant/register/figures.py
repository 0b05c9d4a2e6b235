"""The register in figures: what its obligations and the home page read, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from probant.register.domain.hosting import Hosting
from probant.register.domain.record import ActivityRole
from probant.register.domain.status import Status
from probant.register.models import Activity

CONTROLLER = Q(role=ActivityRole.CONTROLLER)
PROCESSOR = Q(role=ActivityRole.PROCESSOR)


@dataclass(frozen=True, kw_only=True)
class RegisterState:
    """Counts of activities; archived ones stand only in `archived`."""

    activities: int = 0
    controller: int = 0
    processor: int = 0
    validated: int = 0
    draft: int = 0
    controller_drafts: int = 0
    processor_drafts: int = 0
    old_drafts: int = 0
    archived: int = 0
    sensitive: int = 0
    research: int = 0
    with_processors: int = 0
    with_transfers: int = 0
    with_host: int = 0
    incomplete: int = 0
    controller_incomplete: int = 0
    processor_incomplete: int = 0
    without_basis: int = 0
    without_exception: int = 0
    without_retention: int = 0
    without_mechanism: int = 0
    without_contract: int = 0
    without_formality: int = 0
    host_uncertified: int = 0
    host_unknown: int = 0
    without_review: int = 0
    review_overdue: int = 0
    next_review_on: date | None = None
    latest_change_at: datetime | None = None


@dataclass(frozen=True)
class Proof:
    """A validated version: the dated document that shows what was declared."""

    activity_id: UUID
    version: int
    at: datetime

    @property
    def id(self) -> str:
        """How a verdict names it."""
        return f"register/{self.activity_id}/v{self.version}"


def register_state(
    organisation: UUID, *, on: date, drafts_before: datetime | None = None
) -> RegisterState:
    """The figures on this day; `old_drafts` are those that nobody touched since `drafts_before`."""
    live = ~Q(status=Status.ARCHIVED)
    asked = _counted(on) | ({"old_drafts": _old(drafts_before)} if drafts_before else {})
    found = Activity.objects.filter(organisation=organisation).aggregate(
        **{name: Count("pk", filter=live & condition) for name, condition in asked.items()},
        archived=Count("pk", filter=~live),
        next_review_on=Min("review_on", filter=live),
        latest_change_at=Max("updated_at"),
    )
    return RegisterState(**found)


def tabs(organisation: UUID) -> RegisterState:
    """The few figures that the list page shows, in one light query."""
    live = ~Q(status=Status.ARCHIVED)
    found = Activity.objects.filter(organisation=organisation).aggregate(
        **{name: Count("pk", filter=live & condition) for name, condition in TABS.items()},
        archived=Count("pk", filter=~live),
    )
    return RegisterState(**found)


def latest_validated(organisation: UUID) -> Proof | None:
    """The activity validated last, as it stands."""
    found = (
        Activity.objects.filter(organisation=organisation, status=Status.VALIDATED)
        .order_by("-updated_at")
        .values_list("pk", "version", "updated_at")
        .first()
    )
    return Proof(*found) if found else None


def _counted(on: date) -> dict[str, Q]:
    return {
        "activities": Q(),
        "controller": CONTROLLER,
        "processor": PROCESSOR,
        "validated": Q(status=Status.VALIDATED),
        "draft": Q(status=Status.DRAFT),
        "controller_drafts": CONTROLLER & Q(status=Status.DRAFT),
        "processor_drafts": PROCESSOR & Q(status=Status.DRAFT),
        "sensitive": Q(is_sensitive=True),
        "with_host": ~Q(hosting=Hosting.NONE),
        "incomplete": Q(missing_count__gt=0),
        "controller_incomplete": CONTROLLER & Q(missing_count__gt=0),
        "processor_incomplete": PROCESSOR & Q(missing_count__gt=0),
        "host_uncertified": Q(hosting=Hosting.UNCERTIFIED),
        "host_unknown": Q(hosting=Hosting.UNKNOWN),
        "without_review": Q(review_on__isnull=True),
        "review_overdue": Q(review_on__lt=on),
        **CONCERNED,
        **{name: lacks(*fields) for name, fields in LACKING.items()},
    }


CONCERNED = {
    "research": Q(is_research=True),
    "with_processors": Q(has_processors=True),
    "with_transfers": Q(has_transfers=True),
}
TABS = {
    "activities": Q(),
    "controller": CONTROLLER,
    "processor": PROCESSOR,
    "sensitive": Q(is_sensitive=True),
    "incomplete": Q(missing_count__gt=0),
}
LACKING = {
    "without_basis": ("purposes", "purposes.legal_basis", "purposes.legal_basis_detail"),
    "without_exception": ("purposes.exception", "data_lines.is_sensitive"),
    "without_retention": ("data_lines", "data_lines.retention"),
    "without_mechanism": (
        "transfers",
        "transfers.country",
        "transfers.mechanism",
        "transfers.detail",
    ),
    "without_contract": ("processors.contract_on",),
    "without_formality": (
        "research.methodology",
        "research.ethics_opinion",
        "research.agreement",
    ),
}


def _old(drafts_before: datetime) -> Q:
    return Q(status=Status.DRAFT, updated_at__lt=drafts_before)


def lacks(*fields: str) -> Q:
    """Activities that lack any of these fields, advice included."""
    condition = Q()
    for field in fields:
        condition |= Q(missing__contains=[{"field": field}])
    return condition
