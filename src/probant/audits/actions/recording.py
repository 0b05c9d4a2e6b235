"""What every act on an audit shares: the locked campaign, the append-only record, the journal."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from probant.audits import queries
from probant.audits.domain.campaigns import State
from probant.audits.models import AuditRecord, Campaign
from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member

EDIT, VIEW = "audits.edit", "audits.view"


class ClosedCampaignError(ProbantError):
    """The audit is concluded: its results no longer change."""


class AuditMovedError(ProbantError):
    """Somebody saved first: `theirs` is what they stated, `mine` what was typed; both are kept."""

    def __init__(self, theirs: AuditRecord | None, mine: dict[str, Any], *, version: int) -> None:
        super().__init__(version)
        self.theirs = theirs
        self.mine = mine
        self.version = version


@dataclass(frozen=True)
class Act:
    """What is being done, to which thing of the audit, by whom, when."""

    event: str
    item: str
    by: Member
    at: datetime


def locked(by: Member, campaign_id: UUID, *, permission: str = EDIT) -> Campaign:
    """The campaign behind its row's lock: acts on one audit follow each other."""
    permissions.require(by, permission)
    rows = Campaign.objects.select_for_update()
    return rows.get(organisation=by.organisation_id, pk=campaign_id)


def opened(by: Member, campaign_id: UUID) -> Campaign:
    """The same, while it is in progress."""
    found = locked(by, campaign_id)
    if found.state != State.OPEN:
        raise ClosedCampaignError
    return found


def ensure_seen(of: Campaign, item: str, *, seen: int, version: int, mine: dict[str, Any]) -> None:
    """AuditMovedError where the version that was read is not the one that stands."""
    if seen != version:
        theirs = queries.latest_record(of.organisation_id, of.pk, item)
        raise AuditMovedError(theirs, mine, version=version)


def record(of: Campaign, content: dict[str, Any], act: Act) -> AuditRecord:
    """Appends the statement and journals its digest; texts and names stay out of the journal."""
    of.sequence += 1
    of.updated_at = act.at
    of.save(update_fields=["sequence", "updated_at"])
    made = AuditRecord.objects.create(
        organisation_id=of.organisation_id,
        campaign_id=of.pk,
        sequence=of.sequence,
        event=act.event,
        item=act.item,
        content=content,
        digest=hashlib.sha256(canonical_json.dumps(content)).hexdigest(),
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
    )
    journal.record(
        f"audits.{act.event}",
        by=act.by.actor,
        at=act.at,
        organisation=of.organisation_id,
        subject=str(of.pk),
        facts={
            "reference": of.reference,
            "sequence": made.sequence,
            "item": act.item,
            "sha256": made.digest,
        },
    )
    return made
