"""The documents of a session, from the vault."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from probant.training.models import Session
from probant.vault import queries as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import VaultError

DOSSIER = "training_session"


@dataclass(frozen=True)
class Paper:
    """A document as a page lists it."""

    id: UUID
    name: str
    size: int


def papers(session: Session) -> Sequence[Paper]:
    """What was added to a session, by name; nothing where there is nothing."""
    try:
        dossier = vault.dossier(session.organisation_id, DOSSIER, session.pk)
    except VaultError:
        return []
    return [Paper(file.id, file.name, file.size) for file in vault.files(dossier)]


def stored(session: Session, file: UUID) -> StoredFile:
    """A document of this session and of no other; VaultError where there is none."""
    dossier = vault.dossier(session.organisation_id, DOSSIER, session.pk)
    found = vault.file(session.organisation_id, file)
    if found.dossier != dossier.id:
        raise VaultError
    return found
