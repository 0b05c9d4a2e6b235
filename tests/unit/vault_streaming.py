"""A process of its own that stores and reads a content of N megabytes, and says what it cost.

`python -m tests.unit.vault_streaming FOLDER MEGABYTES` prints seconds to write, seconds to read,
and by how many mebibytes the peak of its resident memory grew meanwhile.
"""

import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from probant.vault import contents
from probant.vault.domain.dossier import Scan, StoredFile, content_place
from probant.vault.domain.sealing import new_key

PIECE = os.urandom(100_000)
ORGANISATION, DOSSIER, FILE = (UUID(int=number) for number in (1, 2, 3))


def pieces(megabytes: int) -> Iterator[bytes]:
    """As many bytes as asked, ten pieces a megabyte."""
    return (PIECE for _ in range(megabytes * 10))


def peak() -> float:
    """The most memory that this process ever held, in mebibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def kept(key: bytes, counted: contents.Counted) -> StoredFile:
    """What the database would say of the file."""
    return StoredFile(
        FILE, ORGANISATION, DOSSIER, "evidence", "application/zip", counted.size, counted.sha256,
        Scan.NOT_ASKED, datetime.now(UTC), name="a.zip", key=key,
    )  # fmt: skip


def measured(megabytes: int) -> tuple[float, float, float]:
    """Seconds to write, seconds to read, growth of the peak."""
    key, path = new_key(), contents.path_of(ORGANISATION, DOSSIER, FILE)
    contents.write(path.with_name("warm"), key, content_place(ORGANISATION, FILE), pieces(1))
    before, started = peak(), time.perf_counter()
    counted = contents.Counted(pieces(megabytes))
    contents.write(path, key, content_place(ORGANISATION, FILE), counted)
    written = time.perf_counter()
    assert sum(map(len, contents.read(kept(key, counted)))) == counted.size == megabytes * 10**6
    path.unlink()
    return written - started, time.perf_counter() - written, peak() - before


if __name__ == "__main__":
    os.environ["PROBANT_DATA"] = sys.argv[1]
    print(*measured(int(sys.argv[2])))  # noqa: T201  read by its caller
