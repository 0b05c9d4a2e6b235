"""Choosing frameworks, and importing one: previewed first, then kept whole or not at all."""

import hashlib
from datetime import datetime

from django.db import transaction

from probant.common.errors import ProbantError
from probant.controls import queries
from probant.controls.actions.recording import Act, record, require
from probant.controls.domain.importing import read, to_content
from probant.controls.models import Following, ImportedFramework
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference.frameworks import baseline_of


class AlreadyImportedError(ProbantError):
    """This very file was imported already: `known` is its framework."""

    def __init__(self, known: ImportedFramework) -> None:
        super().__init__(str(known.pk))
        self.known = known


@transaction.atomic
def follow(organisation: Organisation, framework: str, *, by: Member, at: datetime) -> None:
    """The framework is shown with the organisation's own; twice is once."""
    require(organisation, by)
    queries.framework(organisation, framework, organisation.language)
    _row, is_new = Following.objects.get_or_create(
        organisation=organisation,
        framework=framework,
        defaults={"since": at, "by": by.person_id},
    )
    if is_new:
        record("followed", framework, Act(by, at), {"framework": framework})


@transaction.atomic
def unfollow(organisation: Organisation, framework: str, *, by: Member, at: datetime) -> None:
    """Its decisions and evidence stay; only the following ends."""
    require(organisation, by)
    found = Following.objects.filter(organisation=organisation, framework=framework)
    if found.delete()[0]:
        record("unfollowed", framework, Act(by, at), {"framework": framework})


@transaction.atomic
def choose_baseline(
    organisation: Organisation, framework: str, *, by: Member, at: datetime
) -> None:
    """The framework by which the organisation measures itself; the one before stays followed."""
    require(organisation, by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = queries.baseline(organisation)
    if before == baseline_of(organisation.sector):
        follow(organisation, before, by=by, at=at)
    follow(organisation, framework, by=by, at=at)
    rows = Following.objects.filter(organisation=organisation)
    rows.update(is_baseline=False)
    rows.filter(framework=framework).update(is_baseline=True)
    facts = {"framework": framework, "before": before}
    record("baseline_chosen", framework, Act(by, at), facts)


@transaction.atomic
def propose_import(
    organisation: Organisation, filename: str, data: bytes, *, by: Member, at: datetime
) -> ImportedFramework:
    """Reads the whole file as a preview, or FrameworkFileError; the person's last one is forgotten.

    A preview is followed by nobody and proves nothing until it is confirmed.
    """
    require(organisation, by)
    sha256 = hashlib.sha256(data).hexdigest()
    known = queries.imports(organisation.pk).filter(sha256=sha256).first()
    if known is not None:
        raise AlreadyImportedError(known)
    found = read(filename, data, language=organisation.language)
    pending = ImportedFramework.objects.filter(organisation=organisation, confirmed_at=None)
    pending.filter(created_by=by.person_id).delete()
    return ImportedFramework.objects.create(
        organisation=organisation,
        name=found.name,
        format=found.format,
        sha256=sha256,
        content=to_content(found),
        controls=found.count,
        created_at=at,
        created_by=by.person_id,
        created_by_name=by.name,
    )


@transaction.atomic
def confirm_import(draft: ImportedFramework, *, by: Member, at: datetime) -> ImportedFramework:
    """The preview becomes a framework of the organisation, and is followed."""
    locked = _draft(draft, by)
    known = queries.imports(by.organisation_id).filter(sha256=locked.sha256).first()
    if known is not None:
        raise AlreadyImportedError(known)
    locked.confirmed_at = at
    locked.save(update_fields=["confirmed_at"])
    facts = {"format": locked.format, "controls": locked.controls, "sha256": locked.sha256}
    record("imported", str(locked.pk), Act(by, at), facts)
    follow(locked.organisation, queries.id_of(locked), by=by, at=at)
    return locked


@transaction.atomic
def cancel_import(draft: ImportedFramework, *, by: Member, at: datetime) -> None:
    """Nothing of the preview stays."""
    locked = _draft(draft, by)
    record("import_cancelled", str(locked.pk), Act(by, at), {"sha256": locked.sha256})
    locked.delete()


def _draft(draft: ImportedFramework, by: Member) -> ImportedFramework:
    found = ImportedFramework.objects.select_related("organisation")
    found = found.select_for_update(of=("self",)).filter(confirmed_at__isnull=True)
    locked = found.get(organisation=by.organisation_id, pk=draft.pk)
    require(locked.organisation, by)
    return locked
