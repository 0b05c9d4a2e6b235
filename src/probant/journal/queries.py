"""Reading the journal: its head, its leaves, its checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from probant.common.merkle import Frontier, leaf_hash, root_of
from probant.journal.models import Checkpoint, Disclosure, Entry, Log


@dataclass(frozen=True)
class Head:
    """A log's size and root."""

    size: int
    root: bytes


def head(organisation: UUID) -> Head:
    """The head that appends keep; an unwritten log has the empty tree's root."""
    log = Log.objects.filter(organisation_id=organisation).first()
    frontier = Frontier.from_bytes(bytes(log.frontier)) if log else Frontier()
    return Head(frontier.size, frontier.root())


def recomputed_head(organisation: UUID) -> Head:
    """The head recomputed from every entry's own bytes: what an auditor trusts."""
    hashes = list(leaf_hashes(organisation))
    return Head(len(hashes), root_of(hashes))


def leaf_hashes(organisation: UUID) -> Iterator[bytes]:
    """The leaves' hashes, computed from their bodies, in their order."""
    bodies = entries(organisation).order_by("index").values_list("body", flat=True)
    return (leaf_hash(bytes(body)) for body in bodies.iterator(chunk_size=5_000))


def entries(organisation: UUID) -> QuerySet[Entry]:
    """The organisation's entries, latest first."""
    return Entry.objects.filter(organisation_id=organisation).order_by("-index")


def disclosures(organisation: UUID) -> QuerySet[Disclosure]:
    """The personal values still disclosed."""
    return Disclosure.objects.filter(organisation_id=organisation)


def latest_checkpoint(organisation: UUID) -> Checkpoint | None:
    """The last signed head, or None."""
    return Checkpoint.objects.filter(organisation_id=organisation).order_by("-id").first()
