"""Reading the vault: dossiers with their key, files with theirs, contents piece by piece.

Every function reads in the context of its organisation; another's gives nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from probant.vault import contents, root
from probant.vault.domain import keys
from probant.vault.domain.dossier import Dossier, Label, Scan, StoredFile
from probant.vault.domain.errors import (
    DossierDestroyedError,
    DossierUnknownError,
    FileDiscardedError,
    FileUnknownError,
    SealBrokenError,
)
from probant.vault.models import DossierKey, OrganisationKey
from probant.vault.models import StoredFile as FileRow


def dossier(organisation: UUID, kind: str, subject: UUID) -> Dossier:
    """The subject's dossier; DossierUnknownError, or DossierDestroyedError once it was erased."""
    found = DossierKey.objects.filter(organisation_id=organisation, kind=kind, subject=subject)
    row = found.first()
    if row is None:
        raise DossierUnknownError(kind, subject)
    return unlocked(row, organisation_key(organisation))


def dossiers(organisation: UUID, kind: str, subjects: Iterable[UUID]) -> Mapping[UUID, Dossier]:
    """The dossiers of many subjects in two queries; those unknown or destroyed are not in it."""
    rows = DossierKey.objects.filter(
        organisation_id=organisation, kind=kind, subject__in=subjects, destroyed_at=None
    )
    found = list(rows)
    key = organisation_key(organisation) if found else b""
    return {row.subject: unlocked(row, key) for row in found}


def files(dossier: Dossier) -> tuple[StoredFile, ...]:
    """The dossier's files, in the order in which they came; those discarded are not in it."""
    rows = FileRow.objects.filter(
        organisation_id=dossier.organisation, dossier_id=dossier.id, discarded_at=None
    )
    return tuple(_file(row, dossier) for row in rows.order_by("stored_at", "id"))


def file(organisation: UUID, file_id: UUID) -> StoredFile:
    """One file; FileUnknownError, or FileDiscardedError once its key was destroyed."""
    found = FileRow.objects.filter(organisation_id=organisation, pk=file_id)
    row = found.select_related("dossier").first()
    if row is None:
        raise FileUnknownError(file_id)
    if row.discarded_at is not None:
        raise FileDiscardedError(file_id)
    return _file(row, unlocked(row.dossier, organisation_key(organisation)))


def content(file: StoredFile) -> Iterator[bytes]:
    """The clear content, piece by piece; FileLostError at once if it is not on the disk.

    SealBrokenError on the way if the content was touched: what came before it was authentic.
    """
    return contents.read(file)


def name(file: StoredFile) -> str:
    """What its sender called it."""
    return file.name


def organisation_key(organisation: UUID) -> bytes:
    """The organisation's key, unwrapped by the root key."""
    row = OrganisationKey.objects.filter(pk=organisation).first()
    if row is None:
        raise SealBrokenError
    place = keys.of_organisation(organisation)
    return keys.unwrap(bytes(row.wrapped), place, by=root.key())


def unlocked(row: DossierKey, key: bytes) -> Dossier:
    """The dossier with its key, unwrapped by the organisation's."""
    if row.wrapped is None:
        raise DossierDestroyedError(row.kind, row.subject)
    place = keys.of_dossier(row.organisation_id, row.pk, kind=row.kind, subject=row.subject)
    own = keys.unwrap(bytes(row.wrapped), place, by=key)
    return Dossier(row.organisation_id, row.pk, row.kind, row.subject, own)


def _file(row: FileRow, dossier: Dossier) -> StoredFile:
    key = keys.unwrap(
        bytes(row.wrapped or b""), keys.of_file(row.organisation_id, row.pk), by=dossier.key
    )
    label = Label.unsealed(bytes(row.label or b""), key, row.organisation_id, row.pk)
    return StoredFile(
        id=row.pk,
        organisation=row.organisation_id,
        dossier=row.dossier_id,
        purpose=row.purpose,
        media_type=label.media_type,
        size=label.size,
        sha256=label.sha256,
        scan=Scan(row.scan),
        stored_at=row.stored_at,
        name=label.name,
        key=key,
    )
