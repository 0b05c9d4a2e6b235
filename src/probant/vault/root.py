"""The root key: a systemd credential, else `root.key` of the data folder, mode 0600.

It is drawn once, at the first use of an installation that has no wrapped key yet. Where wrapped
keys exist a missing root key is an error: a new one would open nothing, and hide the loss.
"""

import os
import secrets
import stat
from pathlib import Path

from probant.database.location import data_folder
from probant.vault.domain.errors import (
    RootKeyExposedError,
    RootKeyFormatError,
    RootKeyMissingError,
)
from probant.vault.domain.sealing import KEY_BYTES, new_key

CREDENTIAL = "probant-root-key"
FILE = "root.key"
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def location() -> Path:
    """The credential that systemd passed, else the data folder's file."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY", "")
    passed = Path(credentials) / CREDENTIAL
    return passed if credentials and passed.exists() else data_folder() / FILE


def key() -> bytes:
    """The root key, read anew: 32 bytes, or 64 hexadecimal digits as Probant writes them."""
    path = location()
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise RootKeyMissingError(str(path)) from error
    if path.name == FILE and stat.S_IMODE(path.stat().st_mode) & FOR_OTHERS:
        raise RootKeyExposedError(str(path))
    return _parsed(raw, path)


def key_or_drawn() -> bytes:
    """The root key, drawn if there is none; of two processes that draw at once, one wins."""
    path = location()
    if not path.exists():
        _draw(path)
    return key()


def _parsed(raw: bytes, path: Path) -> bytes:
    if len(raw) == KEY_BYTES:
        return raw
    try:
        found = bytes.fromhex(raw.decode("ascii").strip())
    except ValueError as error:
        raise RootKeyFormatError(str(path)) from error
    if len(found) != KEY_BYTES:
        raise RootKeyFormatError(str(path))
    return found


def _draw(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{FILE}.{secrets.token_hex(4)}.partial")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(partial, flags, 0o600), "w") as file:
        file.write(f"{new_key().hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(partial)  # unlike a rename, never replaces a key that came meanwhile
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was created, renamed or removed in `folder` survives a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
