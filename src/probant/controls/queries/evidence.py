"""Evidence, and all that it serves."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from probant.controls import catalogue
from probant.controls.domain.arrival import Way
from probant.controls.domain.framework import Ref
from probant.controls.models import SERVES, SET_ASIDE, Evidence, Service

SORTS = {
    "recent": ("-dated_on", "-number"),
    "number": ("number",),
    "expiry": ("expires_on", "number"),
    "title": ("title", "number"),
}
FRESH, EXPIRED, WITHDRAWN = "fresh", "expired", "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which evidence a list shows; an empty value asks for nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    framework: str = ""
    sort: str = "recent"


@dataclass(frozen=True, slots=True)
class Served:
    """A control that an evidence serves, and the way by which it arrives there."""

    ref: Ref
    way: Way
    is_set_aside: bool


def evidences(organisation: UUID) -> QuerySet[Evidence]:
    """Every evidence, the latest first, withdrawn ones included."""
    return Evidence.objects.filter(organisation=organisation).order_by(*SORTS["recent"])


def evidence(organisation: UUID, evidence_id: UUID) -> Evidence:
    """One evidence; Evidence.DoesNotExist for another organisation's."""
    return Evidence.objects.get(organisation=organisation, pk=evidence_id)


def with_number(organisation: UUID, numbers: Collection[int]) -> dict[int, Evidence]:
    """Some of them by number, in one query."""
    found = Evidence.objects.filter(organisation=organisation, number__in=numbers)
    return {one.number: one for one in found.defer("note")}


def listed(organisation: UUID, wanted: Wanted, *, today: date) -> QuerySet[Evidence]:
    """The evidence of a list page."""
    found = Evidence.objects.filter(organisation=organisation)
    for condition in _conditions(wanted, today):
        found = found.filter(condition)
    return found.defer("note").order_by(*SORTS.get(wanted.sort, SORTS["recent"]))


def count_of_evidence(organisation: UUID, *, today: date) -> tuple[int, int]:
    """How many are not withdrawn, and how many of them are too old."""
    live = Evidence.objects.filter(organisation=organisation, withdrawn_at__isnull=True)
    counted = live.aggregate(all=Count("pk"), old=Count("pk", filter=Q(expires_on__lte=today)))
    return counted["all"], counted["old"]


def services_of(one: Evidence) -> list[Service]:
    """What was said of this evidence, control by control."""
    found = Service.objects.filter(organisation=one.organisation_id, evidence=one)
    return list(found.order_by("framework", "control"))


def served_by(one: Evidence) -> list[Served]:
    """Every control that it serves: those it was given for, then those that the mapping adds."""
    said = services_of(one)
    given = [(row.framework, row.control) for row in said if row.stance == SERVES]
    aside = {(row.framework, row.control) for row in said if row.stance == SET_ASIDE}
    found = {ref: Served(ref, Way(ref), is_set_aside=False) for ref in given}
    reached = [pair for ref in given for pair in catalogue.reached_from(ref)]
    for ref, way in sorted(reached, key=lambda pair: len(pair[1].via)):
        found.setdefault(ref, Served(ref, way, ref in aside))
    return list(found.values())


def _conditions(wanted: Wanted, today: date) -> Iterator[Q]:
    if wanted.text:
        yield Q(title__icontains=wanted.text) | Q(owner__icontains=wanted.text)
    if wanted.kind:
        yield Q(kind=wanted.kind)
    if wanted.framework:
        yield Q(
            pk__in=Service.objects.filter(framework=wanted.framework, stance=SERVES).values(
                "evidence_id"
            )
        )
    if wanted.state == WITHDRAWN:
        yield Q(withdrawn_at__isnull=False)
    elif wanted.state:
        yield Q(withdrawn_at__isnull=True)
    if wanted.state == FRESH:
        yield Q(expires_on__isnull=True) | Q(expires_on__gt=today)
    if wanted.state == EXPIRED:
        yield Q(expires_on__lte=today)
