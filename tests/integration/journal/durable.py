"""A PostgreSQL of one test's own, with fsync, which may be killed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.db import connections

from probant.database import migrating
from probant.database.embedded import EmbeddedPostgres
from tests.conftest import point_at


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
    postmaster = psutil.Process(int(written.split()[0]))
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=10)
