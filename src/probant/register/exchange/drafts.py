"""An import from the upload to the register: received, mapped, then confirmed whole or cancelled.

The file waits in the organisation's own rows, so that the work can be left and found again; it is
deleted once imported or cancelled, and forgotten after KEPT_FOR.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import actions
from probant.register.exchange import json_form, proposal, reading
from probant.register.exchange.assembly import Outcome, assemble, examine
from probant.register.exchange.errors import EmptyFileError, FileTooLargeError, MappingError
from probant.register.exchange.limits import LIMITS
from probant.register.exchange.proposal import Choices
from probant.register.exchange.sheets import Workbook
from probant.register.models import Activity, ImportDraft, ImportTitles

KEPT_FOR = timedelta(days=30)
JSON = "json"


class NothingToImportError(MappingError):
    """No line can become an activity."""

    code = "nothing"


def waiting(organisation: UUID) -> QuerySet[ImportDraft]:
    """Files received and not imported, the latest first, without their content."""
    return (
        ImportDraft.objects.filter(organisation=organisation).defer("data").order_by("-created_at")
    )


def draft(organisation: UUID, draft_id: UUID) -> ImportDraft:
    """One of them; ImportDraft.DoesNotExist elsewhere."""
    return ImportDraft.objects.get(organisation=organisation, pk=draft_id)


def titles(organisation: UUID) -> Mapping[str, str]:
    """What this organisation's column titles meant in its earlier imports."""
    found = ImportTitles.objects.filter(organisation=organisation).first()
    columns: Mapping[str, str] = found.columns if found else {}
    return columns


@transaction.atomic
def receive(
    organisation: Organisation, *, filename: str, data: bytes, by: Member, at: datetime
) -> ImportDraft:
    """Reads the file, and keeps it with a proposal; an ExchangeError keeps nothing."""
    permissions.require(by, "register.import")
    if len(data) > LIMITS.file_bytes:
        raise FileTooLargeError(len(data), LIMITS.file_bytes)
    format_, choices = _understood(organisation.pk, data, filename)
    ImportDraft.objects.filter(organisation=organisation, created_at__lt=at - KEPT_FOR).delete()
    return ImportDraft.objects.create(
        organisation=organisation,
        filename=_short(filename),
        format=format_,
        data=data,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        choices=choices,
        created_at=at,
        created_by=by.person_id,
        created_by_name=by.name,
    )


@transaction.atomic
def choose(found: ImportDraft, choices: Choices, *, by: Member) -> ImportDraft:
    """Keeps the choices with the file; a MappingError keeps the former ones."""
    permissions.require(by, "register.import")
    proposal.checked(workbook(found), choices)
    found.choices = choices.to_json()
    found.save(update_fields=["choices"])
    return found


def propose_again(found: ImportDraft, choices: Choices, *, by: Member) -> ImportDraft:
    """Another sheet or row of titles, with what is proposed for it: kept without being checked."""
    permissions.require(by, "register.import")
    found.choices = choices.to_json()
    found.save(update_fields=["choices"])
    return found


@transaction.atomic
def confirm(found: ImportDraft, *, by: Member, at: datetime) -> list[Activity]:
    """Every accepted activity as a draft, or none; one entry of the journal counts them."""
    permissions.require(by, "register.import")
    kept = ImportDraft.objects.select_for_update().get(organisation=by.organisation_id, pk=found.pk)
    outcome = preview(kept)
    if not outcome.accepted:
        raise NothingToImportError
    organisation = Organisation.objects.get(pk=by.organisation_id)
    created = actions.create_many(organisation, outcome.records, by=by, at=at)
    if kept.format != JSON:
        _learn(kept)
    _journal(kept, outcome, by, at)
    kept.delete()
    return created


@transaction.atomic
def cancel(found: ImportDraft, *, by: Member) -> None:
    """Deletes the file; the register is untouched."""
    permissions.require(by, "register.import")
    found.delete()


def workbook(found: ImportDraft) -> Workbook:
    """The file's sheets."""
    return reading.read(bytes(found.data), found.filename)


def choices_of(found: ImportDraft) -> Choices:
    """The choices kept with the file."""
    return Choices.from_json(found.choices)


def preview(found: ImportDraft) -> Outcome:
    """What confirming would do."""
    if found.format == JSON:
        return examine([held.record for held in json_form.read(bytes(found.data))])
    book, choices = workbook(found), choices_of(found)
    return assemble(proposal.checked(book, choices), choices)


def _understood(organisation: UUID, data: bytes, filename: str) -> tuple[str, dict[str, object]]:
    if PurePath(filename).suffix.lower() == ".json":
        held = json_form.read(data)
        if not held:
            raise EmptyFileError
        return JSON, {}
    book = reading.read(data, filename)
    return book.format, proposal.propose(book, titles(organisation)).to_json()


def _short(filename: str) -> str:
    path = PurePath(filename.replace("\\", "/"))
    return f"{path.stem[:180]}{path.suffix[:20]}"


def _learn(found: ImportDraft) -> None:
    choices = choices_of(found)
    learned = proposal.learn(proposal.checked(workbook(found), choices), choices)
    kept, _ = ImportTitles.objects.get_or_create(organisation_id=found.organisation_id)
    kept.columns = {**kept.columns, **learned}
    kept.save()


def _journal(found: ImportDraft, outcome: Outcome, by: Member, at: datetime) -> None:
    journal.record(
        "register.imported",
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=str(found.pk),
        facts={
            "format": found.format,
            "sha256": found.sha256,
            "bytes": found.size,
            "created": len(outcome.accepted),
            "refused": len(outcome.refused),
            "warnings": len(outcome.warnings),
            "mapping": _mapping(found),
        },
    )


def _mapping(found: ImportDraft) -> Mapping[str, object]:
    """The columns chosen by position; titles and the sheet's name are the organisation's words."""
    fills = found.choices.get("fills", {})
    return {"header": found.choices.get("header", 0), "columns": fills}
