"""What a start does to the vault, while nothing else runs: the root key, and leftovers."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import connections, transaction

from probant.database import isolation
from probant.vault import actions, contents
from probant.vault.models import StoredFile

OWNER = "owner"
TABLES = ("vault_dossierkey", "vault_storedfile")


def prepare() -> None:
    """The right root key or a RootKeyError; contents without a key removed; dead rows rewritten."""
    actions.ensure_root()
    sweep()
    forget_dead_rows()


def sweep() -> int:
    """Removes contents whose row was never committed or whose key is gone, and says how many.

    Only while no server runs: a file being stored has no row yet.
    """
    left = [path for folder in _folders() for path in _orphans(folder)]
    contents.remove(left)
    return len(left)


def forget_dead_rows() -> None:
    """Rewrites the tables of keys: PostgreSQL keeps the former version of an updated row.

    Its write-ahead log and its backups keep it longer: ADR 6 says what that is worth.
    """
    if OWNER not in connections:
        return
    with connections[OWNER].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (FULL) {table}")
    connections[OWNER].close()


def _folders() -> Iterator[Path]:
    if contents.folder().exists():
        yield from (path for path in contents.folder().iterdir() if _is_id(path.name))


def _orphans(folder: Path) -> list[Path]:
    """The contents of one organisation that no living row names."""
    organisation = UUID(folder.name)
    with transaction.atomic(), isolation.tenant(organisation):
        rows = StoredFile.objects.filter(organisation_id=organisation, discarded_at=None)
        living = {str(id_) for id_ in rows.values_list("pk", flat=True)}
    return [path for path in folder.glob("*/*") if path.name not in living]


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
