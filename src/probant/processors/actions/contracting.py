"""The contract of art. 28: its dates, its file, and what a person decides of each clause."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.processors import queries
from probant.processors.actions.recording import (
    DECIDE,
    EDIT,
    ensure_latest,
    locked,
    told,
)
from probant.processors.domain.contract import (
    ClauseState,
    Decision,
    Terms,
    ensure_decisions,
    ensure_terms,
)
from probant.processors.models import Contract, Processor
from probant.reference import processors as reference
from probant.vault import actions as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.reception import receive

RULE = "letter"


@transaction.atomic
def state_terms(  # noqa: PLR0913  a contract is whose, which, how, after which, by whom, when
    processor_id: UUID,
    terms: Terms,
    *,
    contract_id: UUID | None = None,
    seen: int | None = None,
    by: Member,
    at: datetime,
) -> Contract:
    """The dates and delays of a contract; a new one without `contract_id`."""
    permissions.require(by, EDIT)
    ensure_terms(terms)
    processor = locked(by, processor_id)
    found = _found(processor, contract_id)
    ensure_latest(found, seen)
    is_new = contract_id is None
    changed = [name for name, value in asdict(terms).items() if getattr(found, name) != value]
    if not changed and not is_new:
        return found
    for name in changed:
        setattr(found, name, getattr(terms, name))
    return _saved(processor, found, "contract_stated", by, at, is_new=is_new, changed=changed)


@transaction.atomic
def file_contract(
    contract_id: UUID, upload: UploadedFile[bytes], *, by: Member, at: datetime
) -> Contract:
    """Keeps the contract's paper in the vault, or RefusedFileError and nothing is kept.

    Another paper replaces the one that counts; the former stays in the processor's dossier. What
    was decided of the clauses was decided on the former paper: it is decided again.
    """
    permissions.require(by, EDIT)
    processor, found = _locked_contract(by, contract_id)
    kept = keep_file(processor, upload, by=by, at=at)
    is_other = bool(found.file_sha256) and found.file_sha256 != kept.sha256
    if is_other:
        found.clauses = {}
    found.file, found.file_sha256, found.filed_at = kept.id, kept.sha256, at
    found.file_media_type = kept.media_type
    facts: dict[str, Any] = {"file": str(kept.id), "file_sha256": kept.sha256, "size": kept.size}
    return _saved(processor, found, "contract_filed", by, at, **facts)


@transaction.atomic
def decide_clauses(
    contract_id: UUID,
    decisions: Mapping[str, Decision],
    *,
    seen: int | None = None,
    by: Member,
    at: datetime,
) -> Contract:
    """What a person decides of these clauses; those that are not named stay as they are."""
    permissions.require(by, DECIDE)
    processor, found = _locked_contract(by, contract_id)
    ensure_latest(found, seen)
    is_host = queries.record_of(processor).hosting.hosts_health_data is True
    ensure_decisions(decisions, reference.clauses_for(hosts_health_data=is_host))
    after = dict(found.clauses)
    for id_, decision in decisions.items():
        _put(after, id_, decision, by=by, at=at)
    changed = [
        id_ for id_ in {**found.clauses, **after} if found.clauses.get(id_) != after.get(id_)
    ]
    if not changed:
        return found
    found.clauses = after
    states = {id_: after.get(id_, {}).get("state", "") for id_ in changed}
    return _saved(processor, found, "clauses_decided", by, at, states=states)


def keep_file(
    processor: Processor, upload: UploadedFile[bytes], *, by: Member, at: datetime
) -> StoredFile:
    """A paper in the processor's dossier of the vault."""
    dossier = vault.open_dossier(
        processor.organisation_id, kind=queries.DOSSIER, subject=processor.pk
    )
    return receive(upload, dossier, purpose=RULE, by=by.actor, at=at)


def _put(after: dict[str, Any], id_: str, decision: Decision, *, by: Member, at: datetime) -> None:
    """The decision where it says something new; an undecided clause is not there."""
    if decision.state is ClauseState.UNDECIDED:
        after.pop(id_, None)
        return
    said = {"state": decision.state.value, "note": decision.note.strip()}
    held = after.get(id_, {})
    if {name: held.get(name) for name in said} != said:
        made = {"at": at.isoformat(), "by": str(by.person_id), "by_name": by.name}
        after[id_] = {**said, **made}


def _found(processor: Processor, contract_id: UUID | None) -> Contract:
    if contract_id is None:
        return Contract(organisation_id=processor.organisation_id, processor=processor)
    found = Contract.objects.select_for_update()
    return found.get(organisation=processor.organisation_id, processor=processor, pk=contract_id)


def _locked_contract(by: Member, contract_id: UUID) -> tuple[Processor, Contract]:
    of = queries.contract(by.organisation_id, contract_id).processor_id
    processor = locked(by, of)
    return processor, _found(processor, contract_id)


def _saved(  # noqa: PLR0913  a save is of what, by which act, by whom, when, with which facts
    processor: Processor,
    found: Contract,
    event: str,
    by: Member,
    at: datetime,
    *,
    is_new: bool = False,
    **facts: Any,  # noqa: ANN401  JSON
) -> Contract:
    if not is_new:
        found.version += 1
    found.updated_at, found.updated_by = at, by.person_id
    found.save(force_insert=is_new)
    told(processor, event, by=by, at=at, contract=str(found.pk), **facts)
    return found
