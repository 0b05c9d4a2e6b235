"""Opening dossiers, storing files, destroying keys: each inside the caller's transaction."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from probant.database import isolation
from probant.journal import actions as journal
from probant.journal.domain import INSTALLATION, Actor
from probant.vault import contents, queries, root
from probant.vault.domain import keys
from probant.vault.domain.dossier import Dossier, Label, Scan, StoredFile, content_place
from probant.vault.domain.errors import (
    DossierDestroyedError,
    DossierUnknownError,
    FileDiscardedError,
    FileUnknownError,
    ReasonFormatError,
    RootKeyWrongError,
    SealBrokenError,
)
from probant.vault.domain.sealing import new_key
from probant.vault.domain.stream import Readable, pieces_of
from probant.vault.models import DossierKey, OrganisationKey
from probant.vault.models import StoredFile as FileRow

DESTROYED = "vault.destroyed"
DISCARDED = "vault.discarded"
CODE = re.compile(r"[a-z][a-z0-9_.]{0,60}", re.ASCII)


@transaction.atomic
def open_dossier(organisation: UUID, *, kind: str, subject: UUID) -> Dossier:
    """The subject's dossier, with a key of its own drawn at the first call.

    Two calls at once give one key. DossierDestroyedError: an erased dossier is not opened again.
    """
    try:
        return queries.dossier(organisation, kind, subject)
    except DossierDestroyedError:
        raise
    except DossierUnknownError:
        row = DossierKey(organisation_id=organisation, kind=kind, subject=subject)
        place = keys.of_dossier(organisation, row.pk, kind=kind, subject=subject)
        row.wrapped = keys.wrap(new_key(), place, by=_organisation_key(organisation))
        DossierKey.objects.bulk_create([row], ignore_conflicts=True)
        return queries.dossier(organisation, kind, subject)


def store(  # noqa: PLR0913  a file is its content, name, type, purpose, and who brought it when
    dossier: Dossier,
    source: Readable | Iterable[bytes],
    *,
    name: str,
    media_type: str,
    by: Actor,
    at: datetime,
    purpose: str,
    scan: Scan = Scan.NOT_ASKED,
) -> StoredFile:
    """Seals a content of any size into the dossier, by a key of the file's own.

    The content is on the disk, whole, before its row exists; if the caller's transaction fails,
    what stays there opens to nobody and is swept at the next start.
    """
    file, key = uuid4(), new_key()
    counted = contents.Counted(pieces_of(source))
    path = contents.path_of(dossier.organisation, dossier.id, file)
    contents.write(path, key, content_place(dossier.organisation, file), counted)
    label = Label(name, media_type, counted.size, counted.sha256)
    try:
        return _kept(dossier, file, key, label, by=by, at=at, purpose=purpose, scan=scan)
    except BaseException:
        contents.remove([path])
        raise


@transaction.atomic
def discard(file: StoredFile, *, by: Actor, at: datetime, reason: str) -> None:
    """Destroys one file's key and removes its content; the rest of the dossier stays."""
    _ensure_code(reason)
    found = FileRow.objects.select_for_update(of=("self",)).select_related("dossier")
    row = found.filter(organisation_id=file.organisation, pk=file.id).first()
    if row is None:
        raise FileUnknownError(file.id)
    if row.discarded_at is not None:
        raise FileDiscardedError(file.id)
    _forget([row], at=at)
    facts = {"kind": row.dossier.kind, "file": str(row.pk), "size": row.size, "reason": reason}
    subject = str(row.dossier.subject)
    journal.record(
        DISCARDED, by=by, at=at, organisation=file.organisation, subject=subject, facts=facts
    )


@transaction.atomic
def destroy(dossier: Dossier, *, by: Actor, at: datetime, reason: str) -> None:
    """Destroys the dossier's key and its files': all that they sealed is unreadable for ever.

    `reason` is a code. The journal keeps what was destroyed by identifiers and counts alone.
    """
    _ensure_code(reason)
    row = _locked(dossier)
    held = FileRow.objects.filter(
        organisation_id=dossier.organisation, dossier_id=row.pk, discarded_at=None
    )
    rows = list(held)
    _forget(rows, at=at)
    row.wrapped, row.destroyed_at = None, at
    row.save(update_fields=["wrapped", "destroyed_at"])
    facts = {
        "kind": row.kind,
        "files": len(rows),
        "bytes": sum(file.size for file in rows),
        "reason": reason,
    }
    subject = str(row.subject)
    journal.record(
        DESTROYED, by=by, at=at, organisation=dossier.organisation, subject=subject, facts=facts
    )


@transaction.atomic
def ensure_root() -> None:
    """The root key is there and is the right one; drawn if this installation has no key yet.

    RootKeyMissingError or RootKeyWrongError otherwise: the installation's own key tells.
    """
    with isolation.tenant(INSTALLATION):
        place = keys.of_organisation(INSTALLATION)
        row = OrganisationKey.objects.filter(pk=INSTALLATION).first()
        if row is None:
            wrapped = keys.wrap(new_key(), place, by=root.key_or_drawn())
            _keep_key(INSTALLATION, wrapped)
            row = OrganisationKey.objects.get(pk=INSTALLATION)
        try:
            keys.unwrap(bytes(row.wrapped), place, by=root.key())
        except SealBrokenError as error:
            raise RootKeyWrongError(str(root.location())) from error


def _organisation_key(organisation: UUID) -> bytes:
    if not OrganisationKey.objects.filter(pk=organisation).exists():
        ensure_root()
        place = keys.of_organisation(organisation)
        _keep_key(organisation, keys.wrap(new_key(), place, by=root.key()))
    return queries.organisation_key(organisation)


def _keep_key(organisation: UUID, wrapped: bytes) -> None:
    row = OrganisationKey(organisation_id=organisation, wrapped=wrapped)
    OrganisationKey.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def _kept(  # noqa: PLR0913  as store
    dossier: Dossier,
    file: UUID,
    key: bytes,
    label: Label,
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    scan: Scan,
) -> StoredFile:
    _locked(dossier)
    FileRow.objects.create(
        id=file,
        organisation_id=dossier.organisation,
        dossier_id=dossier.id,
        purpose=purpose,
        size=label.size,
        scan=scan,
        wrapped=keys.wrap(key, keys.of_file(dossier.organisation, file), by=dossier.key),
        label=label.sealed(key, dossier.organisation, file),
        stored_at=at,
        stored_by=by.id,
    )
    return queries.file(dossier.organisation, file)


def _locked(dossier: Dossier) -> DossierKey:
    found = DossierKey.objects.select_for_update().filter(
        organisation_id=dossier.organisation, pk=dossier.id
    )
    row = found.first()
    if row is None:
        raise DossierUnknownError(dossier.kind, dossier.subject)
    if row.wrapped is None:
        raise DossierDestroyedError(dossier.kind, dossier.subject)
    return row


def _forget(rows: list[FileRow], *, at: datetime) -> None:
    held = FileRow.objects.filter(pk__in=[row.pk for row in rows])
    held.update(wrapped=None, label=None, discarded_at=at)
    paths = [contents.path_of(row.organisation_id, row.dossier_id, row.pk) for row in rows]
    transaction.on_commit(partial(contents.remove, paths))


def _ensure_code(reason: str) -> None:
    if not CODE.fullmatch(reason):
        raise ReasonFormatError
