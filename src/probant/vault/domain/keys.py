"""Keys that seal keys: root → organisation → dossier → file, each bound to its own row."""

from uuid import UUID

from probant.vault.domain.errors import SealBrokenError
from probant.vault.domain.sealing import KEY_BYTES, Place, seal, unseal

ORGANISATIONS = "vault_organisationkey"
DOSSIERS = "vault_dossierkey"
FILES = "vault_storedfile"


def of_organisation(organisation: UUID) -> Place:
    """Where an organisation's key lies, wrapped by the root key."""
    return Place(organisation, ORGANISATIONS, "wrapped", str(organisation))


def of_dossier(organisation: UUID, dossier: UUID, *, kind: str, subject: UUID) -> Place:
    """Where a dossier's key lies: a row that names another subject does not open."""
    return Place(organisation, DOSSIERS, "wrapped", f"{dossier}|{subject}|{kind}")


def of_file(organisation: UUID, file: UUID) -> Place:
    """Where a file's key lies, wrapped by its dossier's."""
    return Place(organisation, FILES, "wrapped", str(file))


def wrap(key: bytes, place: Place, *, by: bytes) -> bytes:
    """`key` as it may be kept: sealed by the key above it."""
    return seal(by, place, key)


def unwrap(wrapped: bytes, place: Place, *, by: bytes) -> bytes:
    """The key that was wrapped, or SealBrokenError."""
    key = unseal(by, place, wrapped)
    if len(key) != KEY_BYTES:
        raise SealBrokenError
    return key
