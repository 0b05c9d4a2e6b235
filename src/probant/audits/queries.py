"""Reading the audits of one organisation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from probant.audits.domain.campaigns import Checked, Progress
from probant.audits.domain.findings import ActionFacts, FindingFacts, Severity, Step
from probant.audits.models import AuditRecord, Campaign, Check, CorrectiveAction, Finding, Proof


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which campaigns a list shows; an empty value asks for nothing."""

    kind: str = ""
    state: str = ""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class WantedFindings:
    """Which findings a list shows; an empty value asks for nothing."""

    step: str = ""
    severity: str = ""
    late: bool = False
    campaign: UUID | None = None


def campaigns(organisation: UUID, wanted: Wanted | None = None) -> QuerySet[Campaign]:
    """The campaigns, the latest first, without their lists of controls."""
    found = Campaign.objects.filter(organisation=organisation)
    for name, value in (vars(wanted) if wanted else {}).items():
        if value:
            found = found.filter(**{name: value})
    return found.defer("controls").order_by("-starts_on", "-year", "-number")


def campaign(organisation: UUID, campaign_id: UUID) -> Campaign:
    """One campaign; Campaign.DoesNotExist for another organisation's."""
    return Campaign.objects.get(organisation=organisation, pk=campaign_id)


def controls(of: Campaign) -> dict[str, Checked]:
    """Its controls as they were listed when it began."""
    return {one["id"]: Checked(**one) for one in of.controls}


def checks(of: Campaign) -> QuerySet[Check]:
    """What each control gave, in the list's order."""
    return Check.objects.filter(organisation=of.organisation_id, campaign=of).order_by("place")


def check(of: Campaign, control: str) -> Check:
    """One control; Check.DoesNotExist where the list has none of that name."""
    return checks(of).get(control=control)


def progress(found: Iterable[Campaign]) -> dict[UUID, Progress]:
    """The results of several campaigns, in one query."""
    told: dict[UUID, list[str]] = defaultdict(list)
    rows = Check.objects.filter(campaign__in=[one.pk for one in found])
    for campaign_id, result, count in rows.values_list("campaign", "result").annotate(Count("pk")):
        told[campaign_id] += [result] * count
    return {one.pk: Progress.of(told[one.pk]) for one in found}


def findings(
    organisation: UUID, wanted: WantedFindings | None = None, *, today: date | None = None
) -> QuerySet[Finding]:
    """The findings with their campaigns, those of the latest audit first."""
    found = Finding.objects.filter(organisation=organisation)
    for condition in _conditions(wanted or WantedFindings(), today):
        found = found.filter(condition)
    ordered = found.order_by("-campaign__starts_on", "-campaign__number", "number")
    return ordered.select_related("campaign").defer("campaign__controls")


def _conditions(wanted: WantedFindings, today: date | None) -> Iterator[Q]:
    if wanted.step:
        yield Q(step=wanted.step)
    if wanted.severity:
        yield Q(severity=wanted.severity)
    if wanted.campaign:
        yield Q(campaign=wanted.campaign)
    if wanted.late:
        yield Q(due_on__lt=today, severity__in=["major", "minor"]) & ~Q(step=Step.FIXED.value)


def finding(organisation: UUID, finding_id: UUID) -> Finding:
    """One finding with its campaign; Finding.DoesNotExist for another organisation's."""
    return Finding.objects.select_related("campaign").get(organisation=organisation, pk=finding_id)


def facts_of(one: Finding) -> FindingFacts:
    """A finding as the rules see it."""
    return FindingFacts(
        id=one.pk,
        control=one.control,
        title=one.title,
        severity=Severity(one.severity),
        step=Step(one.step),
        known_on=one.known_on,
        due_on=one.due_on,
        fixed_on=one.fixed_on,
        same_as=one.same_as,
    )


def actions_of(found: Iterable[Finding]) -> dict[UUID, list[CorrectiveAction]]:
    """The corrective actions of several findings, in one query."""
    told: dict[UUID, list[CorrectiveAction]] = defaultdict(list)
    rows = CorrectiveAction.objects.filter(finding__in=[one.pk for one in found])
    for one in rows.order_by("created_at", "pk"):
        told[one.finding_id].append(one)
    return told


def action_facts(one: CorrectiveAction) -> ActionFacts:
    """A corrective action as the rules see it."""
    return ActionFacts(
        is_done=one.done_by is not None,
        is_verified=one.verified_by is not None,
        due_on=one.due_on,
    )


def action(organisation: UUID, action_id: UUID) -> CorrectiveAction:
    """One corrective action; CorrectiveAction.DoesNotExist for another organisation's."""
    found = CorrectiveAction.objects.select_related("finding__campaign")
    return found.get(organisation=organisation, pk=action_id)


def proofs(of: Campaign) -> QuerySet[Proof]:
    """Every proof of a campaign, in the order in which they came."""
    found = Proof.objects.filter(organisation=of.organisation_id, campaign=of)
    return found.order_by("added_at", "pk")


def proof_counts(of: Campaign) -> dict[str, int]:
    """How many proofs each control has, in one query."""
    rows = proofs(of).order_by().values_list("control").annotate(Count("pk"))
    return dict(rows)


def records(organisation: UUID, campaign_id: UUID, *items: str) -> QuerySet[AuditRecord]:
    """What was stated about a campaign, or about some of its things, the latest first."""
    found = AuditRecord.objects.filter(organisation=organisation, campaign_id=campaign_id)
    if items:
        found = found.filter(item__in=items)
    return found.order_by("-sequence")


def latest_record(organisation: UUID, campaign_id: UUID, item: str) -> AuditRecord | None:
    """The last statement about one thing."""
    return records(organisation, campaign_id, item).first()


def previous_of(of: Campaign) -> Campaign | None:
    """The audit that this one follows: the one it names, else the last one of its kind."""
    found = campaigns(of.organisation_id).exclude(pk=of.pk)
    if of.previous:
        return found.filter(pk=of.previous).first()
    return found.filter(framework=of.framework, starts_on__lt=of.starts_on).first()


def results_json(of: Campaign) -> list[dict[str, Any]]:
    """The results as plain values, in the list's order."""
    known = controls(of)
    return [
        {
            "control": one.control,
            "number": known[one.control].number,
            "title": known[one.control].title,
            "result": one.result,
            "note": one.note,
            "version": one.version,
        }
        for one in checks(of)
    ]
