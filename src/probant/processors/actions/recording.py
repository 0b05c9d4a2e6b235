"""What every act on a processor shares: finding it locked, adding its version, journalling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations.domain import Member
from probant.processors.domain.naming import normalised
from probant.processors.domain.record import (
    ProcessorRecord,
    changed,
    digest_of,
    to_json,
)
from probant.processors.models import Contract, Processor, ProcessorVersion, Review

EDIT, DECIDE = "processors.edit", "processors.decide"


class MovedError(ProbantError):
    """Somebody saved this in the meantime; nothing of theirs is overwritten."""

    def __init__(self, seen: int, latest: int) -> None:
        super().__init__(seen, latest)
        self.seen, self.latest = seen, latest


class KnownProcessorError(ProbantError):
    """A processor of this name is in the list already."""

    def __init__(self, processor: UUID) -> None:
        super().__init__(processor)
        self.processor = processor


def locked(by: Member, processor_id: UUID, seen: int | None = None) -> Processor:
    """The member's processor, for this transaction alone; MovedError where another version is."""
    found = Processor.objects.select_for_update().get(
        organisation=by.organisation_id, pk=processor_id
    )
    ensure_latest(found, seen)
    return found


def ensure_latest(found: Processor | Contract | Review, seen: int | None) -> None:
    """`seen`: the version that was read; None where the act does not depend on it."""
    if seen is not None and seen != found.version:
        raise MovedError(seen, found.version)


def ensure_new_name(by: Member, record: ProcessorRecord, *, but: UUID | None = None) -> str:
    """The name's key; KnownProcessorError where another processor has it."""
    key = normalised(record.name)[:200]
    found = Processor.objects.filter(organisation=by.organisation_id, key=key)
    other = found.first()
    if other is not None and other.pk != but:
        raise KnownProcessorError(other.pk)
    return key


def fill(found: Processor, record: ProcessorRecord, key: str, *, by: Member, at: datetime) -> None:
    """Puts the record into its row, unsaved."""
    found.name, found.key = record.name.strip(), key
    found.content = to_json(record)
    found.hosts_health_data = record.hosting.hosts_health_data
    found.updated_at, found.updated_by = at, by.person_id


def keep_version(found: Processor, record: ProcessorRecord, event: str, by: Member) -> str:
    """One more version; the digest of the record."""
    digest = digest_of(record)
    ProcessorVersion.objects.create(
        organisation_id=found.organisation_id,
        processor_id=found.pk,
        number=found.version,
        event=event,
        content=to_json(record),
        digest=digest,
        at=found.updated_at,
        by=by.person_id,
        by_name=by.name,
    )
    return digest


def told(found: Processor, event: str, *, by: Member, at: datetime, **facts: Any) -> None:  # noqa: ANN401  JSON
    """The act in the journal, by identifiers, numbers and digests alone."""
    journal.record(
        f"processors.{event}",
        by=by.actor,
        at=at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={"number": found.version, **facts},
    )


def fields_changed(before: ProcessorRecord, after: ProcessorRecord) -> list[str]:
    """Which parts of the record an act changed."""
    return list(changed(before, after))
