"""What may be done to an activity: each act permits, decides, saves and journals, or does nothing.

Every act runs in the member's organisation, whose context the caller has set, and leaves a version.
The journal holds identifiers, numbers and fingerprints; names of parties stay in the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.common.time_limits import Period
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.register import queries
from probant.register.domain import limits, status
from probant.register.domain.completeness import has_transfers, missing, missing_of_record, required
from probant.register.domain.digest import digest_of_record
from probant.register.domain.hosting import hosting_of
from probant.register.domain.record import ActivityRecord, from_json, to_json
from probant.register.domain.sections import FIELDS, Section
from probant.register.domain.status import Status
from probant.register.models import Activity, ActivityVersion

NUMBERING = 0x70726F62  # the lock's class: one numbering of activities at a time, by organisation


class EditConflictError(ProbantError):
    """Someone saved first: `theirs` stands, `mine` is what this person wanted, nothing is lost."""

    def __init__(self, theirs: Activity, mine: ActivityRecord, *, expected_version: int) -> None:
        """`expected_version`: the one that this person had on screen."""
        super().__init__(str(theirs.pk), expected_version, theirs.version)
        self.theirs = theirs
        self.mine = mine
        self.expected_version = expected_version


class WrongOrganisationError(ProbantError):
    """A member acts in another organisation than the one named."""


@dataclass(frozen=True)
class Act:
    """One act on an activity: its name in the journal, who, when, and the reason given."""

    event: str
    by: Member
    at: datetime
    note: str = ""


@transaction.atomic
def create(
    organisation: Organisation,
    record: ActivityRecord,
    *,
    by: Member,
    at: datetime,
    template_id: str = "",
) -> Activity:
    """A new draft, with the organisation's next number."""
    return create_many(organisation, [record], by=by, at=at, template_ids=[template_id])[0]


@transaction.atomic
def create_many(
    organisation: Organisation,
    records: Sequence[ActivityRecord],
    *,
    by: Member,
    at: datetime,
    template_ids: Sequence[str] = (),
) -> list[Activity]:
    """New drafts in this order: all of them, or none."""
    permissions.require(by, "register.edit")
    if organisation.pk != by.organisation_id:
        raise WrongOrganisationError
    act = Act("created", by, at)
    return _create(organisation.pk, records, act, template_ids or [""] * len(records))


def create_from_template(
    organisation: Organisation, template_id: str, *, by: Member, at: datetime
) -> Activity:
    """A draft with the template's lawful defaults, in the organisation's language."""
    permissions.require(by, "register.edit")
    template = templates.activity(template_id)
    written = from_json(templates.instantiate(template, organisation.language))
    review_on = Period.parse(template.review_after).after(localdate(at))
    record = replace(written, review_on=review_on)
    return create(organisation, record, by=by, at=at, template_id=template_id)


@transaction.atomic
def duplicate(activity_id: UUID, *, by: Member, at: datetime, name: str = "") -> Activity:
    """A new draft with the same content under another name."""
    permissions.require(by, "register.edit")
    source = queries.activity(by.organisation_id, activity_id)
    record = queries.record_of(source)
    copy = replace(record, name=(name or record.name)[: limits.NAME_LENGTH])
    act = Act("duplicated", by, at)
    return _create(by.organisation_id, [copy], act, [source.template], source=source)[0]


@transaction.atomic
def save(  # noqa: PLR0913  an edit is what, on which version, by whom, when and why
    activity_id: UUID,
    record: ActivityRecord,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    justification: str = "",
) -> Activity:
    """The whole record, as edited; an unchanged one leaves no version."""
    permissions.require(by, "register.edit")
    activity = _locked(by, activity_id)
    return _save(activity, record, Act("changed", by, at, justification), expected_version)


@transaction.atomic
def save_section(  # noqa: PLR0913  an edit is what, on which version, by whom, when and why
    activity_id: UUID,
    section: Section,
    values: Mapping[str, Any],
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    justification: str = "",
) -> Activity:
    """One section of the record; `values` are its fields, the others stay as they are."""
    permissions.require(by, "register.edit")
    activity = _locked(by, activity_id)
    chosen = {field: values[field] for field in FIELDS[section] if field in values}
    record = replace(queries.record_of(activity), **chosen)
    return _save(activity, record, Act("changed", by, at, justification), expected_version)


@transaction.atomic
def validate(
    activity_id: UUID, *, by: Member, at: datetime, expected_version: int, justification: str = ""
) -> Activity:
    """The draft becomes the organisation's declaration; its gaps, if any, with their reason."""
    permissions.require(by, "register.validate")
    activity = _locked(by, activity_id)
    record = queries.record_of(activity)
    _ensure_version(activity, record, expected_version)
    facts = queries.controller_facts(organisations.organisation(by.organisation_id))
    found = missing(record, facts)
    status.ensure_validatable(Status(activity.status), found, justification)
    activity.validated_version = activity.version + 1
    return _keep(activity, record, Status.VALIDATED, Act("validated", by, at, justification))


@transaction.atomic
def archive(
    activity_id: UUID, *, by: Member, at: datetime, expected_version: int, note: str = ""
) -> Activity:
    """The activity has ended: kept and readable, out of the register in force."""
    permissions.require(by, "register.validate")
    return _move(
        activity_id, "archive", Status.ARCHIVED, expected_version, Act("archived", by, at, note)
    )


@transaction.atomic
def unarchive(activity_id: UUID, *, by: Member, at: datetime, expected_version: int) -> Activity:
    """The activity resumes, as a draft to be validated again."""
    permissions.require(by, "register.validate")
    return _move(activity_id, "restore", Status.DRAFT, expected_version, Act("restored", by, at))


@transaction.atomic
def restore_version(  # noqa: PLR0913  an undo is of what, to which version, by whom, when and why
    activity_id: UUID,
    number: int,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    justification: str = "",
) -> Activity:
    """An earlier version's content becomes the present one, as a new version: nothing is lost."""
    permissions.require(by, "register.edit")
    activity = _locked(by, activity_id)
    earlier = queries.record_of(queries.version(by.organisation_id, activity_id, number))
    return _save(activity, earlier, Act("restored", by, at, justification), expected_version)


@transaction.atomic
def delete(activity_id: UUID, *, by: Member, at: datetime, expected_version: int) -> None:
    """Removes a draft that was never validated; its versions and the journal remember it."""
    permissions.require(by, "register.edit")
    activity = _locked(by, activity_id)
    record = queries.record_of(activity)
    _ensure_version(activity, record, expected_version)
    was_validated = activity.validated_version is not None
    status.ensure_deletable(Status(activity.status), was_validated=was_validated)
    _journal(activity, digest_of_record(record), Act("deleted", by, at))
    activity.delete()


def _create(
    organisation: UUID,
    records: Sequence[ActivityRecord],
    act: Act,
    template_ids: Sequence[str],
    source: Activity | None = None,
) -> list[Activity]:
    first = _next_number(organisation)
    created = []
    for place, (record, template_id) in enumerate(zip(records, template_ids, strict=True)):
        limits.ensure_within_limits(record)
        activity = Activity(
            organisation_id=organisation, number=first + place, version=0, template=template_id
        )
        _write(activity, record, Status.DRAFT, act)
        created.append(activity)
    Activity.objects.bulk_create(created)
    for activity, record in zip(created, records, strict=True):
        _remember(activity, record, act, source)
    return created


def _next_number(organisation: UUID) -> int:
    """One more than any number ever given, deleted activities included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    given = ActivityVersion.objects.filter(organisation=organisation)
    highest: int | None = given.aggregate(highest=Max("activity_number"))["highest"]
    return (highest or 0) + 1


def _locked(by: Member, activity_id: UUID) -> Activity:
    found = Activity.objects.select_for_update().defer("words")
    return found.get(organisation=by.organisation_id, pk=activity_id)


def _ensure_version(activity: Activity, mine: ActivityRecord, expected_version: int) -> None:
    if activity.version != expected_version:
        raise EditConflictError(activity, mine, expected_version=expected_version)


def _save(activity: Activity, record: ActivityRecord, act: Act, expected_version: int) -> Activity:
    _ensure_version(activity, record, expected_version)
    before = queries.record_of(activity)
    status.ensure_allowed(Status(activity.status), "edit")
    if record == before:
        return activity
    limits.ensure_within_limits(record)
    status.ensure_purposes_justified(
        before,
        record,
        was_validated=activity.validated_version is not None,
        justification=act.note,
    )
    return _keep(activity, record, Status.DRAFT, act)


def _move(activity_id: UUID, asked: str, to: Status, expected_version: int, act: Act) -> Activity:
    activity = _locked(act.by, activity_id)
    record = queries.record_of(activity)
    _ensure_version(activity, record, expected_version)
    status.ensure_allowed(Status(activity.status), asked)
    return _keep(activity, record, to, act)


def _keep(activity: Activity, record: ActivityRecord, to: Status, act: Act) -> Activity:
    _write(activity, record, to, act)
    activity.save()
    _remember(activity, record, act)
    return activity


def _write(activity: Activity, record: ActivityRecord, to: Status, act: Act) -> None:
    """The record, and what the columns beside it repeat."""
    found = missing_of_record(record)
    activity.content = to_json(record)
    activity.role = record.role.value
    activity.name = record.name
    activity.status = to.value
    activity.version += 1
    activity.is_sensitive = record.is_sensitive
    activity.is_research = record.research is not None
    activity.has_processors = bool(record.processors)
    activity.has_transfers = has_transfers(record)
    activity.hosting = hosting_of(record).value
    activity.missing = [vars(item) for item in found]
    activity.missing_count = len(required(found))
    activity.review_on = record.review_on
    activity.updated_at = act.at
    activity.updated_by = act.by.person_id


def _remember(
    activity: Activity, record: ActivityRecord, act: Act, source: Activity | None = None
) -> None:
    digest = digest_of_record(record)
    ActivityVersion.objects.create(
        organisation_id=activity.organisation_id,
        activity_id=activity.pk,
        activity_number=activity.number,
        number=activity.version,
        event=act.event,
        status=activity.status,
        content=activity.content,
        digest=digest,
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
        note=act.note,
    )
    _journal(activity, digest, act, source)


def _journal(activity: Activity, digest: str, act: Act, source: Activity | None = None) -> None:
    facts = {
        "number": activity.number,
        "version": activity.version,
        "status": activity.status,
        "sha256": digest,
        "is_justified": bool(act.note.strip()),
    }
    journal.record(
        f"register.activity.{act.event}",
        by=act.by.actor,
        at=act.at,
        organisation=activity.organisation_id,
        subject=str(activity.pk),
        facts=facts | ({"source": str(source.pk)} if source else {}),
    )
