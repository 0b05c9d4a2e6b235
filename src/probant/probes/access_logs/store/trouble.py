"""Why a store refuses: the `where` of a StoreError."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from probant.probes.access_logs.errors import StoreError

_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


class Trouble(StrEnum):
    """In each case the store is as at its last commit."""

    NOT_EMPTY = "not_empty"  # a new store is made in an empty folder
    NOT_A_STORE = "not_a_store"
    VERSION = "version"  # made by a later Probant
    HELD = "held"  # another process writes
    DISK = "disk"  # full, or failing: `errno` says which
    CATALOGUE = "catalogue"  # SQLite refused: `code` says why
    SOURCE = "source"  # the name of the source cannot be a folder's
    PART = "part"  # a copy to be committed is not one
    CHANGED = "changed"  # the copies were replaced meanwhile: begin again
    NO_LEAF = "no_leaf"  # no such raw unit is kept: it never was, or its day was purged
    SEGMENT = "segment"  # the raw bytes cannot be read
    PURPOSE = "purpose"
    BEFORE = "before"  # a purge reaches the day on which it is done


@contextmanager
def of_the_disk() -> Iterator[None]:
    """A full or failing disk becomes a StoreError that says which."""
    try:
        yield
    except OSError as error:
        if error.errno in _OF_THE_DISK:
            raise StoreError(Trouble.DISK, errno=error.errno) from error
        raise
