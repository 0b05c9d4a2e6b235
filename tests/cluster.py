"""The tests' PostgreSQL: one embedded cluster under .cache, one database a session.

`python -m tests.cluster stop` stops it; `./test` does so when it ends.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from probant.database.embedded import Addresses, EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("PROBANT_TEST_CLUSTER", ROOT / ".cache" / "test-cluster"))


def started() -> tuple[EmbeddedPostgres, Addresses]:
    """The running cluster, without fsync: nothing in it outlives a test."""
    with alone("start"):
        postgres = EmbeddedPostgres(FOLDER)
        addresses = postgres.start()
        with psycopg.connect(postgres.superuser_address(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET max_connections = 200")
            connection.execute("SELECT pg_reload_conf()")
    return postgres, addresses


def template_name() -> str:
    """One template for each state of the migrations."""
    digest = sha256()
    package = ROOT / "src" / "probant"
    for path in sorted([*package.glob("*/migrations/*.py"), *package.glob("database/*.py")]):
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


@contextmanager
def database(postgres: EmbeddedPostgres, name: str, template: str) -> Iterator[None]:
    """A copy of `template`, dropped afterwards."""
    create(postgres, name, template=template)
    try:
        yield
    finally:
        drop(postgres, name)


def create(postgres: EmbeddedPostgres, name: str, *, template: str = "template1") -> None:
    """Creates a database that the owner's role owns."""
    statement = sql.SQL("CREATE DATABASE {} OWNER probant_owner TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(postgres.superuser_address(), autocommit=True) as connection:
        connection.execute(statement)


def drop(postgres: EmbeddedPostgres, name: str) -> None:
    """Drops a database, its connections too."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(postgres.superuser_address(), autocommit=True) as connection:
        connection.execute(statement)


def rename(postgres: EmbeddedPostgres, name: str, to: str) -> None:
    """Gives a finished database its name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(name), sql.Identifier(to)
    )
    with psycopg.connect(postgres.superuser_address(), autocommit=True) as connection:
        connection.execute(statement)


def exists(postgres: EmbeddedPostgres, name: str) -> bool:
    """Whether the cluster has a database of that name."""
    with psycopg.connect(postgres.superuser_address(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


@contextmanager
def alone(task: str) -> Iterator[None]:
    """One test session at a time does `task`."""
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with (FOLDER.parent / f"{task}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__" and sys.argv[1:] == ["stop"] and (FOLDER / "postgres").exists():
    cluster = EmbeddedPostgres(FOLDER)
    cluster.start()
    cluster.stop()
