"""« J'ai lu »: by each member, or by a list of those who have no account."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.policies.actions.writing import EDIT, NothingToApproveError
from probant.policies.domain import policy as rules
from probant.policies.models import Acknowledgement, Policy

READ = "policies.acknowledge"


@transaction.atomic
def acknowledge(policy_id: UUID, *, number: int, by: Member, at: datetime) -> Acknowledgement:
    """This member read the version in force; twice says no more than once."""
    permissions.require(by, READ)
    found = _held(policy_id, by)
    if found.approved is None or found.approved != number:
        raise NothingToApproveError
    said = {
        "person": by.person_id,
        "name": by.name,
        "read_on": timezone.localdate(at),
        "said_at": at,
        "said_by_name": by.name,
    }
    made, is_new = Acknowledgement.objects.get_or_create(
        organisation_id=found.organisation_id,
        policy=found,
        number=found.approved,
        key=f"person:{by.person_id}",
        defaults=said,
    )
    if is_new:
        _journal(found, "acknowledged", by, at, count=1)
    return made


@transaction.atomic
def import_readings(
    policy_id: UUID, read: Sequence[rules.Read], *, by: Member, at: datetime
) -> int:
    """Those who signed without an account; who is there already is not counted again."""
    permissions.require(by, EDIT)
    found = _held(policy_id, by)
    if found.approved is None:
        raise NothingToApproveError
    before = Acknowledgement.objects.filter(policy=found, number=found.approved).count()
    rows = [
        Acknowledgement(
            organisation_id=found.organisation_id,
            policy=found,
            number=found.approved,
            key=f"name:{rules.key_of(one.name)}",
            name=one.name,
            read_on=one.read_on,
            said_at=at,
            said_by_name=by.name,
        )
        for one in read
    ]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    after = Acknowledgement.objects.filter(policy=found, number=found.approved).count()
    _journal(found, "acknowledgements_imported", by, at, count=after - before)
    return after - before


@transaction.atomic
def forget(policy_id: UUID, reading: UUID, *, by: Member, at: datetime) -> None:
    """A reading entered by mistake, or a person who is not of the staff."""
    permissions.require(by, EDIT)
    found = _held(policy_id, by)
    Acknowledgement.objects.get(organisation=by.organisation_id, policy=found, pk=reading).delete()
    _journal(found, "acknowledgement_removed", by, at, count=1)


def _held(policy_id: UUID, by: Member) -> Policy:
    return Policy.objects.select_for_update().get(organisation=by.organisation_id, pk=policy_id)


def _journal(found: Policy, event: str, by: Member, at: datetime, *, count: int) -> None:
    journal.record(
        f"policies.{event}",
        by=by.actor,
        at=at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={"reference": found.reference, "approved": found.approved, "count": count},
    )
