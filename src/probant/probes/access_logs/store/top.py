"""The permanent tree above the days': each day's root as it was told, and each purge.

A leaf's entry is canonical JSON. It is only ever appended to: a root that was told stays told
after the day's events have left. Its own root goes out as a C2SP checkpoint.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from probant.common import canonical_json, checkpoint
from probant.common.checkpoint import Checkpoint, Signer
from probant.common.merkle import Tree, leaf_hash
from probant.probes.access_logs.store.catalogue import Catalogue


class DayRoot(NamedTuple):
    """The tree of one source and day; `root` is in hexadecimal."""

    source: str
    day: date
    leaves: int
    root: str


def roots(catalogue: Catalogue) -> list[DayRoot]:
    """Every tree as it stands, purged ones too."""
    found = catalogue.rows("SELECT source, day, size, root FROM trees ORDER BY source, day")
    return [
        DayRoot(row["source"], date.fromisoformat(row["day"]), row["size"], row["root"].hex())
        for row in found
    ]


def seal(catalogue: Catalogue) -> None:
    """Within a transaction: each tree that grew since it was last told is told again."""
    grown = catalogue.rows("SELECT * FROM trees WHERE size > sealed ORDER BY source, day")
    append(catalogue, [entry(row["source"], row["day"], row["size"], row["root"]) for row in grown])
    catalogue.write("UPDATE trees SET sealed = size WHERE size > sealed")


def entry(source: str, day: str, leaves: int, root: bytes) -> Mapping[str, str | int]:
    """What is told of a tree."""
    return {"day": day, "leaves": leaves, "root": root.hex(), "source": source}


def append(catalogue: Catalogue, entries: Iterable[canonical_json.JSON]) -> None:
    """Within a transaction: more leaves, numbered from zero."""
    number = size(catalogue)
    for place, told in enumerate(entries):
        body = canonical_json.dumps(told)
        catalogue.write("INSERT INTO top VALUES (?, ?)", number + place, body)


def size(catalogue: Catalogue) -> int:
    """How many leaves it has."""
    return int(catalogue.value("SELECT count(*) FROM top"))


def tree(catalogue: Catalogue) -> Tree:
    """All of it."""
    bodies = catalogue.rows("SELECT body FROM top ORDER BY number")
    return Tree(leaf_hash(row["body"]) for row in bodies)


def note(catalogue: Catalogue, origin: str, signer: Signer | None) -> bytes:
    """The checkpoint of what was told so far: signed, or its text alone."""
    whole = tree(catalogue)
    told = Checkpoint(origin, whole.size, whole.root())
    return told.body.encode() if signer is None else checkpoint.sign(told, signer)
