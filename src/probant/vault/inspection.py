"""Whether all that the vault holds still opens: every wrapped key, every content to its end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.database import isolation, listing
from probant.vault import queries
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import (
    DossierDestroyedError,
    FileLostError,
    FileUnknownError,
    SealBrokenError,
)
from probant.vault.models import DossierKey
from probant.vault.models import StoredFile as FileRow


@dataclass(frozen=True)
class Inspected:
    """One thing that was opened: an organisation's key, a dossier's, or a file.

    `fault` is empty where it opened, else `broken` (altered, or another key) or `lost`.
    """

    what: str
    organisation: UUID
    id: UUID
    fault: str = ""


def inspected(*, at: datetime) -> Iterator[Inspected]:
    """Everything, organisation by organisation; nothing is written and no content is kept."""
    with transaction.atomic():
        organisations = listing.organisations("organisations_with_keys", at=at)
    for organisation in organisations:
        key = _key(organisation)
        yield key
        if not key.fault:
            yield from _dossiers(organisation)
            yield from _files(organisation)


def _key(organisation: UUID) -> Inspected:
    found = Inspected("organisation", organisation, organisation)
    with transaction.atomic(), isolation.tenant(organisation):
        try:
            queries.organisation_key(organisation)
        except SealBrokenError:
            return Inspected(found.what, organisation, organisation, "broken")
    return found


def _dossiers(organisation: UUID) -> Iterator[Inspected]:
    with transaction.atomic(), isolation.tenant(organisation):
        key = queries.organisation_key(organisation)
        rows = DossierKey.objects.filter(organisation_id=organisation, destroyed_at=None)
        opened = [(row.pk, _opens(row, key)) for row in rows.order_by("pk")]
    for id_, is_open in opened:
        yield Inspected("dossier", organisation, id_, "" if is_open else "broken")


def _opens(row: DossierKey, key: bytes) -> bool:
    try:
        queries.unlocked(row, key)
    except SealBrokenError:
        return False
    return True


def _files(organisation: UUID) -> Iterator[Inspected]:
    with transaction.atomic(), isolation.tenant(organisation):
        rows = FileRow.objects.filter(organisation_id=organisation, discarded_at=None)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for id_ in ids:
        try:
            fault = _fault_of(organisation, id_)
        except (DossierDestroyedError, FileUnknownError):
            continue  # erased while we looked
        yield Inspected("file", organisation, id_, fault)


def _fault_of(organisation: UUID, id_: UUID) -> str:
    try:
        with transaction.atomic(), isolation.tenant(organisation):
            file = queries.file(organisation, id_)
        return "" if _is_whole(file) else "broken"
    except SealBrokenError:
        return "broken"
    except FileLostError:
        return "lost"


def _is_whole(file: StoredFile) -> bool:
    digest, size = hashlib.sha256(), 0
    for piece in queries.content(file):
        digest.update(piece)
        size += len(piece)
    return (digest.hexdigest(), size) == (file.sha256, file.size)
