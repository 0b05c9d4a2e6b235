"""Reasoning on the need for an assessment: who concluded what, on which state of the activity."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.common import canonical_json, json_values
from probant.common.errors import ProbantError
from probant.dpia import needs, queries
from probant.dpia.domain.editing import ValueRefusedError
from probant.dpia.domain.need import Conclusion, Known, Reasoned
from probant.dpia.models import NeedReasoning
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import law
from probant.register import queries as register

EDIT = "dpia.edit"
MOST_REASON = 20_000


class ReasoningConflictError(ProbantError):
    """Somebody reasoned on this activity first: `theirs` stands, nothing was written over it."""

    def __init__(self, theirs: NeedReasoning | None, *, expected: int) -> None:
        super().__init__(str(theirs.pk) if theirs else "", expected)
        self.theirs = theirs
        self.expected = expected


@transaction.atomic
def decide(  # noqa: PLR0913  a reasoning is whose, on what, which, after which, by whom and when
    organisation: Organisation,
    activity_id: UUID,
    said: Reasoned,
    *,
    expected: int,
    by: Member,
    at: datetime,
) -> NeedReasoning:
    """One more reasoning on an activity; `expected` is the number that was on screen (0: none)."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)
    _ensure_known(said)
    organisations.organisation(by.organisation_id, for_update=True)
    activity = register.activity(organisation.pk, activity_id)
    latest = queries.reasonings(organisation.pk, activity_id).first()
    if (latest.number if latest else 0) != expected:
        raise ReasoningConflictError(latest, expected=expected)
    record = register.record_of(activity)
    content = json_values.of(said)
    made = NeedReasoning.objects.create(
        organisation=organisation,
        activity_id=activity.pk,
        activity_version=activity.version,
        activity_digest=needs.digest_of(record),
        number=expected + 1,
        content=content,
        conclusion=said.conclusion.value,
        proposal=needs.proposed(record, organisation.sector).conclusion.value,
        is_large_scale=LARGE_SCALE[said.criteria.get("large_scale", Known.UNKNOWN)],
        digest=hashlib.sha256(canonical_json.dumps(content)).hexdigest(),
        at=at,
        by=by.person_id,
        by_name=by.name,
    )
    _journal(made, by=by, at=at)
    return made


LARGE_SCALE = {Known.YES: True, Known.NO: False, Known.UNKNOWN: None}


def _ensure_known(said: Reasoned) -> None:
    lists = (
        ("criteria", said.criteria, law.dpia_criteria()),
        ("required", said.required, law.dpia_required()),
        ("exempt", said.exempt, law.dpia_exempt()),
    )
    for field, given, known in lists:
        if not set(given) <= set(known):
            raise ValueRefusedError(field=field, reason="unknown")
    if said.conclusion is Conclusion.UNKNOWN:
        raise ValueRefusedError(field="conclusion", reason="required")
    if not said.reason.strip():
        raise ValueRefusedError(field="reason", reason="required")
    if len(said.reason) > MOST_REASON:
        raise ValueRefusedError(field="reason", reason="too_long")


def _journal(made: NeedReasoning, *, by: Member, at: datetime) -> None:
    journal.record(
        "dpia.need_decided",
        by=by.actor,
        at=at,
        organisation=made.organisation_id,
        subject=str(made.activity_id),
        facts={
            "number": made.number,
            "conclusion": made.conclusion,
            "proposal": made.proposal,
            "activity_version": made.activity_version,
            "sha256": made.digest,
        },
    )
