"""Reading the officer's office of one organisation."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from probant.dpo_office.domain.independence import Assessment, assessed
from probant.dpo_office.models import PENDING, Advice, OfficeVersion, PlannedEvent, YearReport
from probant.reference import dpo_office as reference


def office(organisation: UUID) -> OfficeVersion | None:
    """The office as it stands, or None before the first word."""
    return OfficeVersion.objects.filter(organisation=organisation).order_by("-number").first()


def content(organisation: UUID) -> dict[str, Any]:
    """What it says; empty before the first word."""
    found = office(organisation)
    return dict(found.content) if found else {}


def assessed_version(organisation: UUID) -> OfficeVersion | None:
    """The latest that says something of independence."""
    found = OfficeVersion.objects.filter(organisation=organisation, content__has_key="answers")
    return found.order_by("-number").first()


def assessment(said: dict[str, Any]) -> Assessment:
    """What the answers show."""
    return assessed(said.get("functions", []), said.get("answers", {}), reference.office())


def advice(organisation: UUID) -> QuerySet[Advice]:
    """Every advice, the latest first."""
    return Advice.objects.filter(organisation=organisation).order_by("-asked_on", "-number")


def one_advice(organisation: UUID, advice_id: UUID, *, for_update: bool = False) -> Advice:
    """One of them; Advice.DoesNotExist for another organisation's."""
    rows = Advice.objects.select_for_update() if for_update else Advice.objects
    return rows.get(organisation=organisation, pk=advice_id)


def open_advice(organisation: UUID) -> QuerySet[Advice]:
    """Those without outcome, the oldest first."""
    return advice(organisation).filter(outcome=PENDING).order_by("asked_on")


def events(organisation: UUID) -> QuerySet[PlannedEvent]:
    """Every event, by date."""
    return PlannedEvent.objects.filter(organisation=organisation).order_by("planned_on", "id")


def event(organisation: UUID, event_id: UUID) -> PlannedEvent:
    """One of them; PlannedEvent.DoesNotExist for another organisation's."""
    return PlannedEvent.objects.get(organisation=organisation, pk=event_id)


def events_of(organisation: UUID, first: date, last: date) -> QuerySet[PlannedEvent]:
    """Those of a period."""
    return events(organisation).filter(planned_on__gte=first, planned_on__lte=last)


def reports(organisation: UUID) -> QuerySet[YearReport]:
    """Every report, the latest first."""
    return YearReport.objects.filter(organisation=organisation).order_by("-year", "-number")


def report(organisation: UUID, report_id: UUID) -> YearReport:
    """One of them; YearReport.DoesNotExist for another organisation's."""
    return YearReport.objects.get(organisation=organisation, pk=report_id)
