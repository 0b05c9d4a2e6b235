"""The folder of a store: where each file stands, how it becomes durable, what is swept.

A file is written under a temporary name that begins with a dot, flushed to the disk and renamed;
only then may the catalogue list it. What the catalogue does not list is left over from a process
that was killed, and is removed by the next writer.
"""

import os
import re
from collections.abc import Collection, Iterator
from datetime import date
from hashlib import file_digest
from pathlib import Path

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store.trouble import Trouble

CATALOGUE, KEY, LOCK = "catalogue.sqlite", "key", "lock"
RAW, CONTEXT = "raw", "context"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_SOURCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}")


def checked_source(name: str) -> str:
    """A source's name becomes a folder's: letters, digits, `_`, `-` and single dots, 63 at most."""
    if not _SOURCE.fullmatch(name):
        raise StoreError(Trouble.SOURCE, length=len(name))
    return name


def segment_path(source: str, day: date, commit: int) -> str:
    """Where the raw units of one source, day and commit stand."""
    return f"{RAW}/{source}/{day:%Y/%m/%d}/{commit:08d}.zst"


def time_path(source: str, day: date, commit: int) -> str:
    """Where the rows of one source, day and commit stand."""
    return f"time/day={day.isoformat()}/{source}-{commit:08d}.parquet"


def temporary(path: Path) -> Path:
    """The name under which a file is written: hidden, so that Spark and DuckDB pass it over."""
    return path.with_name(f".{path.name}")


def make_folder(folder: Path) -> None:
    """The folder and its missing parents, each private and recorded on the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """The folder's list of names is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(path: Path) -> None:
    """The temporary file's bytes are on the disk, and it has its name there."""
    written = temporary(path)
    written.chmod(PRIVATE_FILE)
    handle = os.open(written, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    written.rename(path)
    sync_folder(path.parent)


def write_private(path: Path, content: bytes) -> None:
    """A small secret, whole or not at all."""
    temporary(path).touch(mode=PRIVATE_FILE)
    temporary(path).write_bytes(content)
    publish(path)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def files(folder: Path) -> Iterator[str]:
    """Every file below the store's folder but its catalogue, key and lock, by relative path."""
    own = {CATALOGUE, f"{CATALOGUE}-journal", KEY, LOCK}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), folder)  # noqa: PTH118
            if path not in own:
                yield path


def sweep(folder: Path, listed: Collection[str]) -> None:
    """Remove what no commit lists."""
    for path in list(files(folder)):
        if path not in listed:
            (folder / path).unlink()
