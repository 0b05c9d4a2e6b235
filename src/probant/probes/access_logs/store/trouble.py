"""Why a store refuses: the `where` of a StoreError."""

from enum import StrEnum


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
