"""Taking a module: answered once a form, marked, and certified when it is passed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import training as reference
from probant.training.domain import quiz
from probant.training.models import Attempt

LEARN = "training.learn"
ANSWERING = 0x74726169  # the lock's class: one form at a time for a person


class UnknownModuleError(ProbantError):
    """There is no module of this name."""


class OtherPersonsFormError(ProbantError):
    """This form was sent by somebody else."""


class OutdatedQuestionsError(ProbantError):
    """The questions changed since the form was read."""


@transaction.atomic
def take(  # noqa: PLR0913  answers are to which questions, in which form, by whom and when
    module_id: str,
    answers: Mapping[str, str],
    *,
    key: UUID,
    by: Member,
    at: datetime,
    version: int | None = None,
) -> Attempt:
    """The form sent twice counts once; a pass gives a certificate whose number is journalled."""
    permissions.require(by, LEARN)
    module = reference.modules().get(module_id)
    if module is None:
        raise UnknownModuleError
    _alone(by)
    known = Attempt.objects.filter(organisation=by.organisation_id, key=key).first()
    if known is not None:
        return _own(known, by)
    if version not in {None, module.version}:
        raise OutdatedQuestionsError
    outcome = quiz.marked(module, answers, pass_percent=reference.rules().pass_percent)
    number = quiz.certificate_number(localdate(at)) if outcome.is_passed else None
    attempt_id = uuid4()
    facts = {
        "module": module.id,
        "version": module.version,
        "right": outcome.right,
        "total": outcome.total,
        "certificate": number,
    }
    event = "training.module_passed" if outcome.is_passed else "training.module_failed"
    entry = _record(event, attempt_id, facts, by=by, at=at)
    return Attempt.objects.create(
        id=attempt_id,
        organisation_id=by.organisation_id,
        key=key,
        person_id=by.person_id,
        person_name=by.name[:200],
        module=module.id,
        module_version=module.version,
        answers={question.id: answers[question.id] for question in module.questions},
        right=outcome.right,
        total=outcome.total,
        is_passed=outcome.is_passed,
        certificate=number,
        entry=entry,
        at=at,
    )


def _own(known: Attempt, by: Member) -> Attempt:
    if known.person_id != by.person_id:
        raise OtherPersonsFormError
    return known


def _record(
    event: str, attempt_id: UUID, facts: Mapping[str, object], *, by: Member, at: datetime
) -> int:
    return journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=str(attempt_id),
        facts=facts,
    )


def _alone(by: Member) -> None:
    """One form at a time: the same one sent twice at once waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ANSWERING, str(by.person_id)]
        )
