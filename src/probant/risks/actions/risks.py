"""One risk: written, moved by what happened, accepted by a name, withdrawn."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.risks import queries
from probant.risks.actions.keeping import Act, keep_risk, locked_analysis, locked_risk, next_number
from probant.risks.domain import risk as rules
from probant.risks.models import Analysis, Risk

EDIT, ACCEPT = "risks.edit", "risks.accept"


@transaction.atomic
def add(analysis_id: UUID, value: rules.Risk, *, by: Member, at: datetime) -> Risk:
    """One more risk in an analysis."""
    permissions.require(by, EDIT)
    analysis = locked_analysis(by, analysis_id)
    return keep_risk(new(analysis), value, Act("risk_added", by, at))


@transaction.atomic
def edit(risk_id: UUID, value: rules.Risk, *, seen: int, by: Member, at: datetime) -> Risk:
    """What a person writes; MoveRefusedError for a likelihood moved without its reason."""
    permissions.require(by, EDIT)
    found = locked_risk(by, risk_id, seen=seen)
    before = queries.value_of(found)
    is_settled = found.analysis.validated_at is not None
    after = rules.edited(before, value, is_settled=is_settled)
    if after == before:
        return found
    return keep_risk(found, after, Act("risk_edited", by, at))


@transaction.atomic
def move(  # noqa: PLR0913  a move is of what, to where, because of what, why, by whom, when
    risk_id: UUID,
    after: int,
    *,
    because: str,
    named: str,
    reason: str,
    seen: int,
    by: Member,
    at: datetime,
) -> Risk:
    """The likelihood goes up or down, for a reason that stays beside it."""
    permissions.require(by, EDIT)
    found = locked_risk(by, risk_id, seen=seen)
    before = queries.value_of(found)
    value = rules.moved(
        before, after, because=because, named=named, reason=reason, by_name=by.name, at=at
    )
    facts = {"before": before.likelihood, "after": after, "because": because}
    return keep_risk(found, value, Act("likelihood_moved", by, at, facts=facts))


@transaction.atomic
def accept(risk_id: UUID, reason: str, *, seen: int, by: Member, at: datetime) -> Risk:
    """The residual risk, accepted by this member for as long as its level allows."""
    permissions.require(by, ACCEPT)
    found = locked_risk(by, risk_id, seen=seen)
    value = rules.accepted(queries.value_of(found), reason=reason, by_name=by.name, at=at)
    until = value.acceptance.until.isoformat() if value.acceptance else ""
    return keep_risk(found, value, Act("accepted", by, at, facts={"until": until}))


@transaction.atomic
def withdraw(risk_id: UUID, reason: str, *, seen: int, by: Member, at: datetime) -> Risk:
    """It no longer concerns the organisation: out of the lists, kept with its history."""
    permissions.require(by, EDIT)
    found = locked_risk(by, risk_id, seen=seen)
    found.is_withdrawn = True
    value = replace(queries.value_of(found), is_own=True)
    return keep_risk(found, value, Act("withdrawn", by, at, note=reason))


def new(analysis: Analysis) -> Risk:
    """A risk of this analysis with the next number, not saved yet."""
    number = next_number(analysis.organisation_id)
    return Risk(organisation_id=analysis.organisation_id, analysis=analysis, number=number)
