"""Beginning an assessment, from the register or from a file, and writing its parts."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from probant.common import json_values
from probant.dpia import needs, prefill
from probant.dpia.actions.recording import EDIT, Act, opened, state, write
from probant.dpia.domain import document as documents
from probant.dpia.domain import editing
from probant.dpia.domain.content import Content, Evaluation, Measure
from probant.dpia.domain.document import Document
from probant.dpia.domain.editing import Said, ValueRefusedError
from probant.dpia.models import Assessment
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import queries as register
from probant.register.models import Activity

MOST_NAME = 200


@transaction.atomic
def start(
    organisation: Organisation, name: str, activity_id: UUID | None, *, by: Member, at: datetime
) -> Assessment:
    """A new assessment; with an activity, all that the register says is written already."""
    _ensure_ours(organisation, by)
    activity = register.activity(organisation.pk, activity_id) if activity_id else None
    called = name.strip() or (activity.name if activity else "")
    if not called:
        raise ValueRefusedError(field="name", reason="required")
    if len(called) > MOST_NAME:
        raise ValueRefusedError(field="name", reason="too_long")
    made = documents.new(called, author=by.name, at=at)
    if activity is not None:
        record = register.record_of(activity)
        made = prefill.filled(made, record, organisation.language, at=at)
    return _begun(organisation, made, activity, "started", by=by, at=at)


@transaction.atomic
def import_document(
    organisation: Organisation,
    content: bytes,
    activity_id: UUID | None = None,
    *,
    by: Member,
    at: datetime,
) -> Assessment:
    """An assessment made by the CNIL's tool, kept whole; DocumentRefusedError loads nothing."""
    _ensure_ours(organisation, by)
    found = documents.read(content)
    activity = register.activity(organisation.pk, activity_id) if activity_id else None
    digest = hashlib.sha256(content).hexdigest()
    return _begun(organisation, found, activity, "imported", by=by, at=at, file_sha256=digest)


@transaction.atomic
def answer(  # noqa: PLR0913  an answer is to what, which, after which, by whom and when
    assessment_id: UUID, number: int, said: Said, *, expected: int, by: Member, at: datetime
) -> Assessment:
    """One question answered; what says the same as before is no statement."""
    found = opened(by, assessment_id, "answer")
    changed = editing.with_answer(found.document, number, said, at=at)
    if Content(changed).answers[number] == Content(found.document).answers[number]:
        return found
    act = Act("answered", f"answer:{number}", by, at, expected)
    return write(found, changed, json_values.of(said), act)


@transaction.atomic
def write_measure(
    assessment_id: UUID, measure: Measure, *, expected: int, by: Member, at: datetime
) -> Assessment:
    """A measure added (identifier 0) or changed."""
    found = opened(by, assessment_id, "measure")
    if not measure.title.strip():
        raise ValueRefusedError(field="title", reason="required")
    changed = editing.with_measure(found.document, measure, at=at)
    id_ = measure.id or Content(changed).measures[-1].id
    act = Act("measure_written", f"measure:{id_}", by, at, expected if measure.id else None)
    return write(found, changed, json_values.of(measure) | {"id": id_}, act)


@transaction.atomic
def remove_measure(
    assessment_id: UUID, measure_id: int, *, expected: int, by: Member, at: datetime
) -> Assessment:
    """A measure taken out; the statement keeps what it said."""
    found = opened(by, assessment_id, "measure")
    changed = editing.without_measure(found.document, measure_id, at=at)
    held = next(one for one in Content(found.document).measures if one.id == measure_id)
    act = Act("measure_removed", f"measure:{measure_id}", by, at, expected)
    return write(found, changed, json_values.of(held), act)


@transaction.atomic
def evaluate(
    assessment_id: UUID, said: Evaluation, *, expected: int, by: Member, at: datetime
) -> Assessment:
    """How a part is found, and what is to be done about it."""
    found = opened(by, assessment_id, "evaluate")
    changed = editing.with_evaluation(found.document, said, at=at)
    act = Act("evaluated", f"evaluation:{said.reference}", by, at, expected)
    found.followed.pop(said.reference, None)
    return write(found, changed, json_values.of(said), act)


@transaction.atomic
def identify(  # noqa: PLR0913  who is who of an assessment, and of which activity
    assessment_id: UUID,
    fields: dict[str, str],
    activity_id: UUID | None,
    *,
    expected: int,
    by: Member,
    at: datetime,
) -> Assessment:
    """Its name, its people, and the activity that it is about."""
    found = opened(by, assessment_id, "identify")
    if not fields["name"].strip():
        raise ValueRefusedError(field="name", reason="required")
    activity = register.activity(by.organisation_id, activity_id) if activity_id else None
    if found.activity_id != activity_id:
        _link(found, activity)
    changed = editing.with_fields(found.document, fields, at=at)
    said: dict[str, Any] = {**fields, "activity": str(activity_id or "")}
    return write(found, changed, said, Act("identified", "identity", by, at, expected))


def _ensure_ours(organisation: Organisation, by: Member) -> None:
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)


def _begun(  # noqa: PLR0913  an assessment is whose, which text, of which activity, by which act
    organisation: Organisation,
    document: Document,
    activity: Activity | None,
    event: str,
    *,
    by: Member,
    at: datetime,
    **facts: str,
) -> Assessment:
    organisations.organisation(by.organisation_id, for_update=True)
    year = timezone.localdate(at).year
    same = Assessment.objects.filter(organisation=organisation, year=year)
    made = Assessment(
        organisation=organisation,
        year=year,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=Content(document).said("name")[:MOST_NAME] or "?",
        is_imported=event == "imported",
        document=document,
        created_at=at,
        updated_at=at,
        updated_by=by.person_id,
    )
    _link(made, activity)
    return state(made, document, Act(event, "document", by, at, facts=facts))


def _link(of: Assessment, activity: Activity | None) -> None:
    of.activity_id = activity.pk if activity else None
    of.activity_version = activity.version if activity else None
    of.activity_digest = needs.digest_of(register.record_of(activity)) if activity else ""
