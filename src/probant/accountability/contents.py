"""A dossier's members as they are downloaded: documents kept, journal read again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.db import transaction

from probant.accountability import sealing
from probant.accountability.domain import archive
from probant.accountability.domain import dossier as format_
from probant.accountability.domain.archive import Streamed
from probant.accountability.models import Dossier
from probant.database import isolation
from probant.journal import queries as journal

IN_MEMORY = 8_000_000
PIECE = 1 << 16


def members(found: Dossier) -> Mapping[str, bytes | Streamed]:
    """Everything the archive holds; the journal's members are measured now and read later."""
    size = found.entry_index + 1
    held = found.documents.order_by("position").values_list("name", "content")
    documents = sealing.unsealed(found, {name: bytes(content) for name, content in held})
    return dict(documents) | {
        format_.MANIFEST: bytes(found.manifest),
        format_.ENTRIES: Streamed.of(lambda: _entries(found, size)),
        format_.DISCLOSURES: _disclosed(found, size),
        format_.CHECKPOINT: found.checkpoint.encode(),
    }


def streamed(found: Dossier, held: Mapping[str, bytes | Streamed]) -> Iterator[bytes]:
    """The archive piece by piece, in a reading of its own: the view's is over by then."""
    with transaction.atomic():
        isolation.enter(found.organisation_id, person=None)
        isolation.forbid_writes()
        yield from archive.packed(held)


def _entries(found: Dossier, size: int) -> Iterator[bytes]:
    return (body + b"\n" for body in journal.bodies(found.organisation_id, size=size))


def _disclosed(found: Dossier, size: int) -> bytes | Streamed:
    """Read once, into a file when large: a name may be erased between measuring and sending."""
    if not found.has_names:
        return b""
    file = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  sent later
    for line in _disclosures(found, size):
        file.write(line)
    return Streamed.of(lambda: _pieces(file))


def _disclosures(found: Dossier, size: int) -> Iterable[bytes]:
    rows = journal.disclosures(found.organisation_id).filter(index__lt=size)
    for row in rows.iterator(chunk_size=journal.CHUNK):
        said = {
            "index": row.index,
            "field": row.field,
            "salt": bytes(row.salt).hex(),
            "value": row.value,
        }
        yield json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")
