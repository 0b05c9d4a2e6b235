"""A PostgreSQL of one test's own, with fsync, which may be killed."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections

from probant.database import migrating
from probant.database.embedded import EmbeddedPostgres
from tests.conftest import point_at

PATIENCE = 10


@contextmanager
def durable_cluster() -> Iterator[EmbeddedPostgres]:
    """A migrated cluster in a folder of its own; Django is directed to it inside the block."""
    before = {alias: connections[alias].settings_dict.copy() for alias in connections}
    folder = Path(tempfile.mkdtemp(prefix="probant-durable-"))
    folder.chmod(0o755)  # the account that PostgreSQL runs under passes through
    postgres = EmbeddedPostgres(folder)
    addresses = postgres.start()
    try:
        point_at(addresses, "probant")
        migrating.migrate(addresses.application, addresses.owner)
        yield postgres
    finally:
        connections.close_all()
        kill_tree(postgres)
        for alias, settings in before.items():
            connections[alias].settings_dict.update(settings)
        shutil.rmtree(folder)


def kill_tree(postgres: EmbeddedPostgres) -> None:
    """SIGKILL to the postmaster and to every process it started, at once."""
    written = (postgres.folder / "postgres" / "postmaster.pid").read_text()
    postmaster = int(written.split()[0])
    processes = [postmaster, *children(postmaster)]
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    ends = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < ends, "PostgreSQL survives"
        time.sleep(0.01)


def children(parent: int) -> list[int]:
    """The processes that `parent` started (PostgreSQL's are all its postmaster's)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(status(int(folder.name))[1]) == parent:
                found.append(int(folder.name))
    return found


def status(process: int) -> list[str]:
    """State and parent of a process, as proc(5) says them after its name."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
