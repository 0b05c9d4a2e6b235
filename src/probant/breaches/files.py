"""The files of a breach, from the vault: their names are unsealed for who may read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from probant.breaches import queries
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import File, Kind
from probant.vault import queries as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import VaultError

DOSSIER = "breach"


@dataclass(frozen=True)
class KeptFile:
    """A file as a page lists it; its name is empty once its key was destroyed."""

    file: File
    name: str
    statement: Statement

    @property
    def size(self) -> int:
        """In bytes."""
        return self.file.size


def files_of(breach: Breach, told: tuple[Statement, ...]) -> list[KeptFile]:
    """Every file stated, with its name where it can still be opened."""
    stated = queries.in_force(told, Kind.FILE, File)
    names = dict(_names(breach)) if stated else {}
    return [KeptFile(file, names.get(file.id, ""), made) for made, file in stated.values()]


def stored(breach: Breach, file: UUID) -> StoredFile:
    """A file of this breach and of no other; VaultError where there is none."""
    dossier = vault.dossier(breach.organisation_id, DOSSIER, breach.pk)
    found = vault.file(breach.organisation_id, file)
    if found.dossier != dossier.id:
        raise VaultError
    return found


def _names(breach: Breach) -> Iterator[tuple[str, str]]:
    try:
        dossier = vault.dossier(breach.organisation_id, DOSSIER, breach.pk)
    except VaultError:
        return
    for file in vault.files(dossier):
        yield str(file.id), file.name
