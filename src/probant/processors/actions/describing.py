"""Adding a processor, describing it, ending it; the register's names become the list at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.processors import queries
from probant.processors.actions.recording import (
    EDIT,
    ensure_new_name,
    fields_changed,
    fill,
    keep_version,
    locked,
    told,
)
from probant.processors.domain.keeping import ensure_keepable
from probant.processors.domain.naming import Named
from probant.processors.domain.record import Hosting, ProcessorRecord, Use, digest_of
from probant.processors.models import ACTIVE, ENDED, Contract, Processor


@transaction.atomic
def add(record: ProcessorRecord, *, by: Member, at: datetime, event: str = "added") -> Processor:
    """A new processor; KnownProcessorError where its name is in the list."""
    permissions.require(by, EDIT)
    ensure_keepable(record)
    made = Processor(organisation_id=by.organisation_id)
    fill(made, record, ensure_new_name(by, record), by=by, at=at)
    made.save(force_insert=True)
    digest = keep_version(made, record, event, by)
    told(made, event, by=by, at=at, sha256=digest)
    return made


@transaction.atomic
def describe(
    processor_id: UUID, record: ProcessorRecord, *, seen: int, by: Member, at: datetime
) -> Processor:
    """The record as it is now; the same record leaves everything as it is."""
    permissions.require(by, EDIT)
    ensure_keepable(record)
    found = locked(by, processor_id, seen)
    before = queries.record_of(found)
    if digest_of(before) == digest_of(record):
        return found
    key = ensure_new_name(by, record, but=found.pk)
    found.version += 1
    fill(found, record, key, by=by, at=at)
    found.save()
    digest = keep_version(found, record, "described", by)
    changed = fields_changed(before, record)
    told(found, "described", by=by, at=at, sha256=digest, changed=changed)
    return found


@transaction.atomic
def set_status(processor_id: UUID, status: str, *, by: Member, at: datetime) -> Processor:
    """In use, or no longer; an ended processor keeps its contracts and papers."""
    permissions.require(by, EDIT)
    found = locked(by, processor_id)
    if found.status == status or status not in {ACTIVE, ENDED}:
        return found
    found.status, found.updated_at, found.updated_by = status, at, by.person_id
    found.version += 1
    found.save()
    event = "ended" if status == ENDED else "resumed"
    keep_version(found, queries.record_of(found), event, by)
    told(found, event, by=by, at=at)
    return found


@transaction.atomic
def take_from_register(*, by: Member, at: datetime) -> list[Processor]:
    """Every processor that the register names and the list has not: added, with what it says."""
    permissions.require(by, EDIT)
    return [_taken(lines, by, at) for lines in queries.unmatched(by.organisation_id).values()]


def _taken(lines: Sequence[Named], by: Member, at: datetime) -> Processor:
    made = add(proposed(lines), by=by, at=at, event="taken_from_register")
    signed = [line.contract_on for line in lines if line.contract_on is not None]
    if signed:
        contract = Contract(organisation_id=by.organisation_id, processor=made)
        contract.signed_on = max(signed)
        contract.updated_at, contract.updated_by = at, by.person_id
        contract.save(force_insert=True)
        told(made, "contract_stated", by=by, at=at, contract=str(contract.pk))
    return made


def proposed(lines: Sequence[Named]) -> ProcessorRecord:
    """What the register says of one processor; where it hosts health data it says so by is_hds."""
    services = dict.fromkeys(line.service.strip() for line in lines if line.service.strip())
    uses = {line.activity: line.service.strip()[:200] for line in reversed(lines)}
    is_host = any(line.is_hds is not None for line in lines)
    return ProcessorRecord(
        name=lines[0].name.strip()[:200],
        country=lines[0].country,
        services="\n".join(services)[:5_000],
        uses=tuple(Use(activity=one, service=uses[one]) for one in reversed(uses)),
        hosting=Hosting(hosts_health_data=True if is_host else None),
    )
