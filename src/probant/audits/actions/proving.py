"""Proofs of an audit: files sealed in the vault, evidence that the controls keep already (H3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.audits import queries
from probant.audits.actions.recording import VIEW, Act, locked, record
from probant.audits.domain.campaigns import LONGEST_LINE, CampaignShapeError
from probant.audits.models import Campaign, Proof
from probant.controls import queries as controls
from probant.organisations.domain import Member
from probant.vault import actions as vault
from probant.vault.reception import receive

DOSSIER = "audit"


@dataclass(frozen=True, kw_only=True)
class About:
    """What a proof is of: a control, a finding, or a corrective action."""

    control: str = ""
    finding: UUID | None = None
    action: UUID | None = None


@transaction.atomic
def attach(  # noqa: PLR0913  a proof is of which audit, what, of what, by whom, when
    campaign_id: UUID,
    upload: UploadedFile[bytes],
    about: About,
    *,
    by: Member,
    at: datetime,
    title: str = "",
) -> Proof:
    """Keeps what was sent, sealed, or RefusedFileError and nothing is kept.

    `title`: what it shows; the file's own name stays sealed with it.
    """
    if len(title) > LONGEST_LINE:
        raise CampaignShapeError(field="title", reason="too_long")
    campaign, about = _place(campaign_id, about, by)
    dossier = vault.open_dossier(campaign.organisation_id, kind=DOSSIER, subject=campaign.pk)
    kept = receive(upload, dossier, purpose="evidence", by=by.actor, at=at)
    made = Proof(title=title, file=kept.id, sha256=kept.sha256, size=kept.size)
    return _added(campaign, made, about, by, at)


@transaction.atomic
def cite(campaign_id: UUID, evidence: UUID, about: About, *, by: Member, at: datetime) -> Proof:
    """An evidence of the controls, with the digest that it has today."""
    campaign, about = _place(campaign_id, about, by)
    found = controls.evidence(campaign.organisation_id, evidence)
    if found.withdrawn_at is not None:
        raise CampaignShapeError(field="evidence", reason="withdrawn")
    title = f"{found.reference} · {found.title}"[:LONGEST_LINE]
    made = Proof(title=title, evidence=found.pk, sha256=found.sha256, size=found.size)
    return _added(campaign, made, about, by, at)


def _place(campaign_id: UUID, about: About, by: Member) -> tuple[Campaign, About]:
    """A proof of an action is one of its finding, and one of a finding is one of its control."""
    campaign = locked(by, campaign_id, permission=VIEW)
    finding, control = about.finding, about.control
    if about.action is not None:
        finding = queries.action(by.organisation_id, about.action).finding_id
    if finding is not None:
        found = queries.finding(by.organisation_id, finding)
        if found.campaign_id != campaign.pk:
            raise CampaignShapeError(field="finding", reason="unknown")
        control = found.control
    if control and control not in {one["id"] for one in campaign.controls}:
        raise CampaignShapeError(field="control", reason="unknown")
    return campaign, About(control=control, finding=finding, action=about.action)


def _added(campaign: Campaign, made: Proof, about: About, by: Member, at: datetime) -> Proof:
    made.organisation_id, made.campaign = campaign.organisation_id, campaign
    made.control, made.finding_id, made.action = about.control, about.finding, about.action
    made.added_at, made.added_by_name = at, by.name
    made.save()
    content = {
        "control": about.control,
        "finding": str(about.finding or ""),
        "action": str(about.action or ""),
        "evidence": str(made.evidence or ""),
        "file": str(made.file or ""),
        "sha256": made.sha256,
    }
    record(campaign, content, Act("proof_added", f"proof:{made.pk}", by, at))
    return made
