"""What a start does to the vault, while nothing else runs: the root key, and leftovers."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Max

from probant.database import isolation
from probant.vault import actions, contents
from probant.vault.models import StoredFile

OWNER = "owner"
TABLES = ("vault_dossierkey", "vault_storedfile")


def prepare() -> None:
    """The right root key or a RootKeyError; leftovers removed; dead rows rewritten."""
    actions.ensure_root()
    sweep()
    forget_dead_rows()


def sweep() -> int:
    """Removes contents that were discarded, cut by a crash or rolled back; says how many.

    Only while no server runs: a file being stored has no row yet. What this database does not
    know is left alone unless it is older than the newest file that it does: the database may be
    an older copy, or the wrong one, and the right one would still open it.
    """
    left = [path for folder in _folders() for path in _leftovers(folder)]
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


def _leftovers(folder: Path) -> list[Path]:
    organisation = UUID(folder.name)
    with transaction.atomic(), isolation.tenant(organisation):
        rows = StoredFile.objects.filter(organisation_id=organisation)
        discarded = {str(row.pk): row.discarded_at is not None for row in rows.only("discarded_at")}
        newest = rows.aggregate(newest=Max("stored_at"))["newest"]
    limit = newest.timestamp() if newest else 0.0
    return [
        path
        for path in folder.glob("*/*")
        if path.suffix == contents.PARTIAL or discarded.get(path.name, path.stat().st_mtime < limit)
    ]


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
