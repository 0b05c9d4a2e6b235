"""The catalogue of a store: one SQLite file, in which a commit is whole or does not exist.

No write-ahead log: the one file is the state, and a folder mounted for reading only can be read.
`secure_delete` overwrites what a purge removes, the salts first.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store.trouble import Trouble

VERSION = 1
_WAIT = 30.0  # seconds that a reader waits for a commit to end

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE commits (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    format TEXT NOT NULL, resume_at INTEGER NOT NULL, is_complete INTEGER NOT NULL,
    counts TEXT NOT NULL, taken_at TEXT NOT NULL,
    UNIQUE (source, sha256)
) STRICT;
CREATE TABLE trees (
    source TEXT NOT NULL, day TEXT NOT NULL,
    salt BLOB, size INTEGER NOT NULL, frontier BLOB NOT NULL, root BLOB NOT NULL,
    sealed INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL, quarantined INTEGER NOT NULL, hours TEXT NOT NULL,
    first_at INTEGER, last_at INTEGER, received_at TEXT NOT NULL, format TEXT NOT NULL,
    purged TEXT,
    PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE segments (
    path TEXT PRIMARY KEY,
    source TEXT NOT NULL, day TEXT NOT NULL,
    first INTEGER NOT NULL, leaves INTEGER NOT NULL, bytes INTEGER NOT NULL,
    size INTEGER NOT NULL, tiles BLOB NOT NULL, refused TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX segments_of_tree ON segments (source, day, first);
CREATE TABLE parts (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    rows INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    "commit" INTEGER NOT NULL, through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_of_kind ON parts (kind, last_day);
CREATE TABLE context (
    "table" TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
    rows INTEGER NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY ("table", name)
) STRICT, WITHOUT ROWID;
CREATE TABLE top (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE purges (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, purpose TEXT NOT NULL, before TEXT NOT NULL,
    counts TEXT NOT NULL
) STRICT;
"""


class Catalogue:
    """One connection, shared by this process's threads under a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._db = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_WAIT
        )
        self._db.row_factory = sqlite3.Row
        for pragma in ("synchronous=EXTRA", "secure_delete=ON", "journal_mode=DELETE"):
            self._db.execute(f"PRAGMA {pragma}")

    def create(self, zone: str) -> None:
        """An empty catalogue of this version."""
        with self._lock:
            self._db.executescript(f"BEGIN IMMEDIATE; {SCHEMA}")
            about = {"version": str(VERSION), "zone": zone}.items()
            self._db.executemany("INSERT INTO about VALUES (?, ?)", about)
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row of the answer."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of the answer, if any."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: object) -> Any:  # noqa: ANN401  SQLite's own types
        """The first column of the first row; None where there is none."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def write(self, sql: str, *values: object) -> int:
        """One statement of the open transaction; the number of the row that it inserted."""
        with self._lock:
            return self._db.execute(sql, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All the statements or none; a full disk leaves the last commit as it was."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                self._undo()
                raise StoreError(Trouble.CATALOGUE, code=error.sqlite_errorname) from error
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()
