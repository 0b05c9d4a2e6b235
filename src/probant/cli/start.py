"""`probant start`: the database, its migrations, the demonstration, the server."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

from cyclopts import Parameter

from probant.cli.words import _
from probant.common.catalogues import compile_catalogues
from probant.common.errors import ProbantError
from probant.database.embedded import (
    Addresses,
    EmbeddedPostgres,
    EmbeddedStartError,
    FolderInUseError,
    sole_use,
)
from probant.database.location import data_folder
from probant.database.roles import UnsafeRoleError
from probant.vault.domain.errors import (
    RootKeyError,
    RootKeyExposedError,
    RootKeyFormatError,
    RootKeyMissingError,
)

SETTINGS = "probant.config.settings"
THREADS = 64  # of one worker, started as they are needed: a room's reader holds one that sleeps


def start(
    *,
    data: Annotated[Path | None, Parameter(help="Data folder")] = None,
    empty: Annotated[bool, Parameter(negative="", help="Without the demonstration")] = False,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
) -> None:
    """Start Probant on this machine, and print the address to open."""
    signal.signal(signal.SIGTERM, _leave)
    folder = data_folder(data)
    # Passkeys belong to a name: a browser offers none on an address such as 127.0.0.1.
    name = "localhost" if host == "127.0.0.1" else host
    origin = os.environ.setdefault("PROBANT_ORIGIN", f"http://{name}:{port}")
    os.environ["PROBANT_DATA"] = str(folder)
    try:
        with sole_use(folder, origin), _database(folder) as addresses:
            _prepare(addresses, is_empty=empty, origin=origin)
            _serve(host, port, workers)
    except ProbantError as error:
        sys.exit(explain(error))


def explain(error: ProbantError) -> str:
    """What happened and what to do, in the operator's language."""
    match error:
        case FolderInUseError():
            return _("Probant already runs on {folder} (process and address: {holder}).").format(
                folder=error.folder, holder=error.holder
            )
        case EmbeddedStartError():
            return _("PostgreSQL did not start; its log says why: {log}").format(log=error.log)
        case UnsafeRoleError():
            return _(
                "The database role {role} could bypass the isolation of organisations ({reason}). "
                "Use a role that owns no table and has neither SUPERUSER nor BYPASSRLS."
            ).format(role=error.role, reason=error.reason)
        case RootKeyError():
            return _root_key(error)
    raise error


def _root_key(error: RootKeyError) -> str:
    """No new key is ever drawn in the place of one that is lost: it would open nothing."""
    match error:
        case RootKeyMissingError():
            told = _(
                "The vault's root key is missing: {path}. Put back the copy that you saved. "
                "Without it, nothing that the vault holds can be read. No new key was made."
            )
        case RootKeyExposedError():
            told = _("Other accounts can read the vault's root key. Run: chmod 600 {path}")
        case RootKeyFormatError():
            told = _("The vault's root key is not 64 hexadecimal digits: {path}")
        case _:
            told = _(
                "The vault's root key is not the one of this data: {path}. "
                "Put back the copy that you saved. Nothing was changed."
            )
    return told.format(path=error.path)


@contextmanager
def _database(folder: Path) -> Iterator[Addresses]:
    if "DATABASE_URL" in os.environ:
        owner = os.environ.get("DATABASE_OWNER_URL", "")
        yield Addresses(application=os.environ["DATABASE_URL"], owner=owner)
        return
    postgres = EmbeddedPostgres(folder)
    addresses = postgres.start()
    os.environ["DATABASE_URL"] = addresses.application
    os.environ["DATABASE_OWNER_URL"] = addresses.owner
    try:
        yield addresses
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the stop short
        postgres.stop()


def _prepare(addresses: Addresses, *, is_empty: bool, origin: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    compile_catalogues()  # before Django reads them, once and for its workers too
    import django  # noqa: PLC0415  after the environment is complete

    django.setup()
    from probant.config import installation  # noqa: PLC0415  needs Django

    steps = installation.prepare(addresses.application, addresses.owner, is_empty=is_empty)
    for step in steps:
        print(f"  {_(step)}", flush=True)
    link = installation.entrance(is_empty=is_empty)
    print(f"\nProbant : {origin}{link}\n", flush=True)
    if link.startswith("/link/"):
        print(_("This is a demonstration. For real use: ./start --empty --data FOLDER"), flush=True)


def _serve(host: str, port: int, workers: int) -> None:
    from probant.config import installation  # noqa: PLC0415  needs Django

    with installation.background():
        _answer(host, port, workers)


def _answer(host: str, port: int, workers: int) -> None:
    from granian import Granian  # noqa: PLC0415  loads the server's runtime
    from granian.constants import Interfaces  # noqa: PLC0415  the same

    Granian(
        "probant.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,  # one that was told to stop while it still started never hears it
    ).serve()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
