"""Corrective actions: decided, done by one person, verified by another with what they saw."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from probant.audits import queries
from probant.audits.actions.recording import EDIT, VIEW, Act, locked, record
from probant.audits.domain.campaigns import LONGEST_LINE, LONGEST_TEXT, CampaignShapeError
from probant.audits.domain.findings import (
    ProofMissingError,
    Step,
    WrongStepError,
    ensure_another,
    step_of,
)
from probant.audits.models import Campaign, CorrectiveAction, Finding, Proof
from probant.organisations.domain import Member
from probant.organisations.models import ApiToken


@transaction.atomic
def decide(  # noqa: PLR0913  an action is of which finding, what, by whom, before when
    finding_id: UUID,
    text: str,
    *,
    owner: str,
    due_on: date | None,
    by: Member,
    at: datetime,
) -> CorrectiveAction:
    """What will be done about a finding."""
    found = queries.finding(by.organisation_id, finding_id)
    campaign = locked(by, found.campaign_id)
    found.refresh_from_db()
    if found.step == Step.FIXED:
        raise WrongStepError(act="decide")
    _ensure_text("text", text, is_required=True)
    if len(owner) > LONGEST_LINE:
        raise CampaignShapeError(field="owner", reason="too_long")
    made = CorrectiveAction.objects.create(
        organisation_id=found.organisation_id,
        finding=found,
        round=found.round,
        text=text,
        owner=owner,
        due_on=due_on,
        created_at=at,
    )
    content = {"text": text, "owner": owner, "due_on": due_on.isoformat() if due_on else ""}
    _moved(campaign, found, made, Act("action_decided", f"action:{made.pk}", by, at), content)
    return made


@transaction.atomic
def do(
    action_id: UUID, *, outcome: str, done_on: date, by: Member, at: datetime
) -> CorrectiveAction:
    """Somebody says that it is done; it now waits for another person."""
    campaign, found, row = _locked(action_id, by, VIEW)
    if row.done_by is not None:
        raise WrongStepError(act="do")
    _ensure_text("outcome", outcome, is_required=True)
    if done_on > localdate(at):
        raise CampaignShapeError(field="done_on", reason="future")
    row.outcome, row.done_on = outcome, done_on
    row.done_by, row.done_by_name = answerable(by), by.name
    row.save()
    content = {"outcome": outcome, "done_on": done_on.isoformat()}
    _moved(campaign, found, row, Act("action_done", f"action:{row.pk}", by, at), content)
    return row


@transaction.atomic
def verify(action_id: UUID, *, verification: str, by: Member, at: datetime) -> CorrectiveAction:
    """Another person saw that it is done, and says what shows it; the finding may be fixed."""
    campaign, found, row = _locked(action_id, by, EDIT)
    if row.done_by is None or row.verified_by is not None:
        raise WrongStepError(act="verify")
    verifier = answerable(by)
    ensure_another(row.done_by, row.owner, verifier, by.name)
    _ensure_text("verification", verification, is_required=True)
    if not Proof.objects.filter(organisation=found.organisation_id, action=row.pk).exists():
        raise ProofMissingError
    row.verification, row.verified_on = verification, localdate(at)
    row.verified_by, row.verified_by_name = verifier, by.name
    row.save()
    content = {"verification": verification}
    _moved(campaign, found, row, Act("action_verified", f"action:{row.pk}", by, at), content)
    return row


@transaction.atomic
def verify_with(
    action_id: UUID,
    prove: Callable[[], Proof],
    *,
    verification: str,
    by: Member,
    at: datetime,
) -> CorrectiveAction:
    """The proof and the verification together: neither is kept without the other."""
    _campaign, _found, row = _locked(action_id, by, EDIT)
    if row.done_by is None or row.verified_by is not None:
        raise WrongStepError(act="verify")
    ensure_another(row.done_by, row.owner, answerable(by), by.name)
    prove()
    return verify(action_id, verification=verification, by=by, at=at)


@transaction.atomic
def refuse(action_id: UUID, *, reason: str, by: Member, at: datetime) -> CorrectiveAction:
    """Another person looked and it is not done: it is to do again."""
    campaign, found, row = _locked(action_id, by, EDIT)
    if row.done_by is None or row.verified_by is not None:
        raise WrongStepError(act="refuse")
    _ensure_text("reason", reason, is_required=True)
    row.done_on, row.done_by, row.done_by_name, row.outcome = None, None, "", ""
    row.save()
    act = Act("action_refused", f"action:{row.pk}", by, at)
    _moved(campaign, found, row, act, {"reason": reason})
    return row


def answerable(by: Member) -> UUID:
    """The person behind the act: a program answers in the name of whoever made its token."""
    if by.kind != "token":
        return by.person_id
    token = ApiToken.objects.filter(organisation=by.organisation_id, pk=by.person_id).first()
    return token.created_by if token else by.person_id


def _locked(
    action_id: UUID, by: Member, permission: str
) -> tuple[Campaign, Finding, CorrectiveAction]:
    row = queries.action(by.organisation_id, action_id)
    campaign = locked(by, row.finding.campaign_id, permission=permission)
    row.refresh_from_db()
    found = row.finding
    found.refresh_from_db()
    if row.round != found.round:
        raise WrongStepError(act="earlier_round")
    return campaign, found, row


def _moved(
    campaign: Campaign, found: Finding, row: CorrectiveAction, act: Act, content: dict[str, Any]
) -> None:
    """The finding stands where its actions of this round leave it."""
    rows = found.actions.filter(round=found.round)
    step = step_of([queries.action_facts(one) for one in rows])
    found.step = step
    found.fixed_on = localdate(act.at) if step is Step.FIXED else None
    found.version += 1
    found.updated_at = act.at
    found.save()
    record(campaign, {**content, "finding": str(row.finding_id), "step": step.value}, act)


def _ensure_text(field: str, text: str, *, is_required: bool) -> None:
    if is_required and not text.strip():
        raise CampaignShapeError(field=field, reason="required")
    if len(text) > LONGEST_TEXT:
        raise CampaignShapeError(field=field, reason="too_long")
