"""Deciding about controls, one or several at once, and approving a statement of applicability."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.controls import queries, statement
from probant.controls.actions.recording import Act, record, require
from probant.controls.domain.framework import Ref
from probant.controls.domain.standing import Decision, ensure_sound
from probant.controls.models import ApplicabilityStatement, ControlDecided, ControlDecision
from probant.organisations.domain import Member
from probant.organisations.models import Organisation


class DecisionConflictError(ProbantError):
    """Somebody decided first: `theirs` stands, `mine` is what this person wanted."""

    def __init__(self, theirs: ControlDecision, mine: Decision) -> None:
        super().__init__(str(theirs), theirs.number)
        self.theirs = theirs
        self.mine = mine


@transaction.atomic
def decide(  # noqa: PLR0913  a decision is about what, what, by whom, when, over which version
    organisation: Organisation,
    ref: Ref,
    decision: Decision,
    *,
    by: Member,
    at: datetime,
    expected: int | None = None,
) -> ControlDecision:
    """One control of one framework; `expected` is the version that was on screen."""
    require(organisation, by)
    queries.ensure_known(organisation, [ref])
    ensure_sound(decision)
    return _decided(organisation, ref, decision, Act(by, at), expected)


@transaction.atomic
def decide_many(
    organisation: Organisation,
    refs: Collection[Ref],
    changes: Mapping[str, Any],
    *,
    by: Member,
    at: datetime,
) -> int:
    """The same change for several controls; what it does not name stays. How many changed."""
    require(organisation, by)
    queries.ensure_known(organisation, refs)
    changed = 0
    for ref in sorted(set(refs)):
        before = queries.decision(queries.decision_row(organisation.pk, ref))
        after = replace(before, **changes)
        ensure_sound(after)
        if after != before:
            _decided(organisation, ref, after, Act(by, at), None)
            changed += 1
    return changed


@transaction.atomic
def approve_statement(
    organisation: Organisation, framework: str, *, by: Member, at: datetime
) -> ApplicabilityStatement:
    """Freezes the statement of applicability as it stands; UndecidedError while it has holes."""
    require(organisation, by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    found = queries.framework(organisation, framework, organisation.language)
    board = queries.board(organisation.pk, found, today=timezone.localdate(at))
    statement.ensure_whole(board)
    content = statement.plain(board)
    last = queries.statements(organisation.pk, framework).first()
    made = ApplicabilityStatement.objects.create(
        organisation=organisation,
        framework=framework,
        number=last.number + 1 if last else 1,
        content=content,
        digest=hashlib.sha256(canonical_json.dumps(content)).hexdigest(),
        decisions=queries.digest_of(queries.decisions(organisation.pk, [framework])),
        at=at,
        by=by.person_id,
        by_name=by.name,
    )
    facts = {"framework": framework, "number": made.number, "sha256": made.digest}
    record("statement_approved", f"{framework}:{made.number}", Act(by, at), facts)
    return made


def _decided(
    organisation: Organisation, ref: Ref, decision: Decision, act: Act, expected: int | None
) -> ControlDecision:
    framework, control = ref
    row, _is_new = ControlDecision.objects.select_for_update().get_or_create(
        organisation=organisation,
        framework=framework,
        control=control,
        defaults={"updated_at": act.at, "updated_by": act.by.person_id},
    )
    if expected is not None and expected != row.number:
        raise DecisionConflictError(row, decision)
    content = msgspec.to_builtins(decision)
    for name in queries.FIELDS:
        setattr(row, name, getattr(decision, name))
    row.number += 1
    row.updated_at, row.updated_by, row.updated_by_name = act.at, act.by.person_id, act.by.name
    row.save()
    _keep(row, content, act)
    return row


def _keep(row: ControlDecision, content: Mapping[str, Any], act: Act) -> None:
    digest = hashlib.sha256(canonical_json.dumps(content)).hexdigest()
    ControlDecided.objects.create(
        organisation_id=row.organisation_id,
        framework=row.framework,
        control=row.control,
        number=row.number,
        content=content,
        digest=digest,
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
    )
    facts = {
        "framework": row.framework,
        "control": row.control,
        "number": row.number,
        "applicability": str(row.applicability),
        "implementation": str(row.implementation),
        "maturity": row.maturity,
        "sha256": digest,
    }
    record("decided", f"{row.framework}:{row.control}", act, facts)
