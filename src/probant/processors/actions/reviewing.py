"""Questionnaires, audits, and the papers that a processor gives."""

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.processors.actions.contracting import keep_file
from probant.processors.actions.recording import EDIT, ensure_latest, locked, told
from probant.processors.domain.reviewing import ReviewFacts, ensure_facts, next_of
from probant.processors.models import Processor, ProcessorDocument, Review


@transaction.atomic
def review(  # noqa: PLR0913  a review is of whom, which, what, after which, with a paper, by whom
    processor_id: UUID,
    facts: ReviewFacts,
    *,
    review_id: UUID | None = None,
    seen: int | None = None,
    upload: UploadedFile[bytes] | None = None,
    by: Member,
    at: datetime,
) -> Review:
    """A questionnaire or an audit, new without `review_id`; the next one is due after it."""
    permissions.require(by, EDIT)
    ensure_facts(facts)
    processor = locked(by, processor_id)
    found = _found(processor, review_id)
    ensure_latest(found, seen)
    is_new = review_id is None
    _fill(found, facts, is_host=processor.hosts_health_data is True)
    if upload is not None:
        found.file = keep_file(processor, upload, by=by, at=at).id
    found.version += 0 if is_new else 1
    found.updated_at, found.updated_by = at, by.person_id
    found.save(force_insert=is_new)
    _tell(processor, found, by, at)
    return found


@transaction.atomic
def add_document(
    processor_id: UUID, upload: UploadedFile[bytes], *, purpose: str, by: Member, at: datetime
) -> ProcessorDocument:
    """A paper that the processor gave, or RefusedFileError and nothing is kept."""
    permissions.require(by, EDIT)
    processor = locked(by, processor_id)
    kept = keep_file(processor, upload, by=by, at=at)
    made = ProcessorDocument.objects.create(
        organisation_id=processor.organisation_id,
        processor=processor,
        purpose=purpose,
        file=kept.id,
        sha256=kept.sha256,
        added_at=at,
        added_by=by.person_id,
    )
    facts = {"file": str(kept.id), "file_sha256": kept.sha256, "purpose": purpose}
    told(processor, "document_added", by=by, at=at, **facts)
    return made


def _found(processor: Processor, review_id: UUID | None) -> Review:
    if review_id is None:
        return Review(organisation_id=processor.organisation_id, processor=processor)
    found = Review.objects.select_for_update()
    return found.get(organisation=processor.organisation_id, processor=processor, pk=review_id)


def _fill(found: Review, facts: ReviewFacts, *, is_host: bool) -> None:
    found.kind, found.result = facts.kind.value, facts.result.value
    found.sent_on, found.held_on, found.next_on = facts.sent_on, facts.held_on, facts.next_on
    if found.held_on is not None and found.next_on is None:
        found.next_on = next_of(found.held_on, is_host=is_host)
    found.by_whom, found.scope, found.summary = facts.by_whom, facts.scope, facts.summary
    found.answers = {id_: said.value for id_, said in (facts.answers or {}).items() if said}


def _tell(processor: Processor, found: Review, by: Member, at: datetime) -> None:
    days = {"held_on": found.held_on, "next_on": found.next_on}
    facts = {
        "review": str(found.pk),
        "kind": found.kind,
        "result": found.result,
        "answers": len(found.answers),
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }
    told(processor, "reviewed", by=by, at=at, **facts)
