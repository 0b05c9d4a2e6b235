"""Findings written, corrected, reopened, carried to the next audit, said to be the same."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from probant.audits import queries
from probant.audits.actions.recording import Act, ensure_seen, locked, opened, record
from probant.audits.domain.campaigns import LONGEST_LINE, LONGEST_TEXT, CampaignShapeError
from probant.audits.domain.findings import Severity, Step, WrongStepError
from probant.audits.models import Campaign, Finding
from probant.organisations.domain import Member

TEXTS = ("title", "description", "requirement", "owner")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a finding."""

    control: str
    severity: Severity
    title: str
    description: str = ""
    requirement: str = ""
    owner: str = ""
    due_on: date | None = None
    known_on: date | None = None

    def told(self) -> dict[str, Any]:
        """As JSON values."""
        days = {
            name: value.isoformat() if value else ""
            for name, value in (("due_on", self.due_on), ("known_on", self.known_on))
        }
        return {**vars(self), "severity": self.severity.value, **days}


@transaction.atomic
def add(campaign_id: UUID, said: Said, *, by: Member, at: datetime) -> Finding:
    """A finding of an audit in progress, known from that day unless said otherwise."""
    found = opened(by, campaign_id)
    _ensure_sound(found, said, at)
    made = Finding(campaign=found, organisation_id=found.organisation_id)
    made.number = found.findings.count() + 1
    return _written(made, said, "finding_added", by, at)


@transaction.atomic
def change(finding_id: UUID, said: Said, *, seen: int, by: Member, at: datetime) -> Finding:
    """The finding as it is now; AuditMovedError where another person saved first."""
    found = queries.finding(by.organisation_id, finding_id)
    campaign = locked(by, found.campaign_id)
    found.refresh_from_db()
    _ensure_sound(campaign, said, at)
    item = f"finding:{found.pk}"
    ensure_seen(campaign, item, seen=seen, version=found.version, mine=said.told())
    found.campaign = campaign
    return _written(found, said, "finding_changed", by, at)


@transaction.atomic
def reopen(finding_id: UUID, *, reason: str, by: Member, at: datetime) -> Finding:
    """It was not fixed after all: what was done stays readable, and something else is to do."""
    found = queries.finding(by.organisation_id, finding_id)
    campaign = locked(by, found.campaign_id)
    found.refresh_from_db()
    if found.step == Step.OPEN:
        raise WrongStepError(act="reopen")
    if not reason.strip():
        raise CampaignShapeError(field="reason", reason="required")
    found.step, found.fixed_on = Step.OPEN, None
    found.round += 1
    found.version += 1
    found.updated_at = at
    found.save()
    record(campaign, {"reason": reason}, Act("finding_reopened", f"finding:{found.pk}", by, at))
    return found


@transaction.atomic
def carry_over(finding_id: UUID, into: UUID, *, by: Member, at: datetime) -> Finding:
    """The same finding in a later audit: it keeps the day on which it was first known."""
    before = queries.finding(by.organisation_id, finding_id)
    campaign = opened(by, into)
    if before.campaign_id == campaign.pk or campaign.findings.filter(same_as=before.pk).exists():
        raise WrongStepError(act="carry_over")
    known = {one["id"] for one in campaign.controls}
    control = before.control if before.control in known else ""
    said = Said(
        control=control,
        severity=Severity(before.severity),
        title=before.title,
        description=before.description,
        requirement=before.requirement,
        owner=before.owner,
        known_on=before.known_on,
    )
    made = Finding(campaign=campaign, organisation_id=campaign.organisation_id, same_as=before.pk)
    made.number = campaign.findings.count() + 1
    return _written(made, said, "finding_carried", by, at)


@transaction.atomic
def confirm_same(finding_id: UUID, earlier: UUID, *, by: Member, at: datetime) -> Finding:
    """A person says that a finding is one of an earlier audit."""
    found = queries.finding(by.organisation_id, finding_id)
    was = queries.finding(by.organisation_id, earlier)
    campaign = locked(by, found.campaign_id)
    found.refresh_from_db()
    if was.campaign_id == campaign.pk or found.known_on < was.known_on:
        raise WrongStepError(act="same_as")
    if campaign.findings.filter(same_as=was.pk).exclude(pk=found.pk).exists():
        raise WrongStepError(act="same_as")
    found.same_as, found.known_on = was.pk, was.known_on
    found.version += 1
    found.updated_at = at
    found.save()
    content = {"same_as": str(was.pk), "known_on": was.known_on.isoformat()}
    record(campaign, content, Act("finding_same", f"finding:{found.pk}", by, at))
    return found


def _written(one: Finding, said: Said, event: str, by: Member, at: datetime) -> Finding:
    campaign: Campaign = one.campaign
    for name in (*TEXTS, "control", "severity", "due_on"):
        setattr(one, name, getattr(said, name))
    one.known_on = said.known_on or one.known_on or localdate(at)
    one.version += 1
    one.updated_at = at
    one.save()
    content = {**said.told(), "known_on": one.known_on.isoformat()}
    if one.same_as:
        content["same_as"] = str(one.same_as)
    record(campaign, content, Act(event, f"finding:{one.pk}", by, at))
    return one


def _ensure_sound(of: Campaign, said: Said, at: datetime) -> None:
    if not said.title.strip():
        raise CampaignShapeError(field="title", reason="required")
    if said.control and said.control not in {one["id"] for one in of.controls}:
        raise CampaignShapeError(field="control", reason="unknown")
    longest = {"title": LONGEST_LINE, "owner": LONGEST_LINE}
    for name in TEXTS:
        if len(getattr(said, name)) > longest.get(name, LONGEST_TEXT):
            raise CampaignShapeError(field=name, reason="too_long")
    if said.known_on is not None and said.known_on > localdate(at):
        raise CampaignShapeError(field="known_on", reason="future")
