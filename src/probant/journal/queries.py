"""Reading the journal: its head, its leaves, its checkpoints, and whether they agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from probant.common.merkle import Frontier, Tree, leaf_hash, root_of
from probant.journal.domain import (
    ACTOR_NAME,
    CHECKED,
    Disclosure,
    Inclusion,
    NotInTreeError,
)
from probant.journal.models import Checkpoint, Entry, Log
from probant.journal.models import Disclosure as DisclosureRow

__all__ = [
    "CHUNK",
    "Checkpoint",
    "Entry",
    "Head",
    "State",
    "Wanted",
    "bodies",
    "body_of",
    "changed_entries",
    "checkpoints",
    "disclosures",
    "entries",
    "entry",
    "events",
    "head",
    "inclusion",
    "latest",
    "latest_checkpoint",
    "leaf_hashes",
    "listed",
    "named",
    "opened",
    "recomputed_head",
    "state",
]
CHUNK = 5_000
CHANGED_BYTES = """
SELECT index FROM journal_entry
WHERE organisation_id = %(organisation)s AND index < %(size)s
  AND sha256('\\x00'::bytea || body) <> leaf_hash
ORDER BY index LIMIT %(most)s
"""
CHANGED_COLUMNS = """
SELECT index FROM (
  SELECT e.*, convert_from(body, 'UTF8')::jsonb AS said FROM journal_entry e
  WHERE organisation_id = %(organisation)s AND index < %(size)s
) AS entry
WHERE (said ->> 'index')::bigint <> index OR said ->> 'event' <> event
  OR said ->> 'subject' <> subject OR said -> 'actor' ->> 'id' <> actor
  OR (said ->> 'at')::timestamptz <> at
ORDER BY index LIMIT %(most)s
"""
MOST_NAMED = 20
STATE = """
SELECT coalesce(log.size, 0), log.frontier, coalesce(last.entry, 0), sealed.size, sealed.signed_at,
  checked.index, checked.at, checked.body
FROM (SELECT %(organisation)s::uuid AS organisation) AS asked
LEFT JOIN journal_log log ON log.organisation_id = asked.organisation
LEFT JOIN LATERAL (SELECT max(index) + 1 AS entry FROM journal_entry
  WHERE organisation_id = asked.organisation) AS last ON true
LEFT JOIN LATERAL (SELECT size, signed_at FROM journal_checkpoint
  WHERE organisation_id = asked.organisation ORDER BY id DESC LIMIT 1) AS sealed ON true
LEFT JOIN LATERAL (SELECT index, at, body FROM journal_entry
  WHERE organisation_id = asked.organisation AND subject = %(subject)s AND event = %(event)s
  ORDER BY index DESC LIMIT 1) AS checked ON true
"""
LATEST = """
SELECT e.index, e.at, e.event, named.value, e.subject, e.organisation_id FROM journal_entry e
LEFT JOIN journal_disclosure named ON named.organisation_id = e.organisation_id
  AND named.index = e.index AND named.field = %(field)s
WHERE e.organisation_id = %(organisation)s ORDER BY e.index DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Head:
    """A log's size and root."""

    size: int
    root: bytes


@dataclass(frozen=True, kw_only=True)
class State:
    """What a page may say of the journal without recomputing it: one cheap query."""

    size: int
    frontier: bytes
    entries: int
    sealed_size: int | None
    sealed_at: datetime | None
    checked_index: int | None
    checked_at: datetime | None
    was_whole: bool | None

    @property
    def is_head_in_place(self) -> bool:
        """Whether the head counts exactly the entries that stand there."""
        return self.size == self.entries


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries a list shows; an empty value asks for nothing."""

    event: str = ""
    subject: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


def head(organisation: UUID) -> Head:
    """The head that appends keep; an unwritten log has the empty tree's root."""
    log = Log.objects.filter(organisation_id=organisation).first()
    frontier = Frontier.from_bytes(bytes(log.frontier)) if log else Frontier()
    return Head(frontier.size, frontier.root())


def recomputed_head(organisation: UUID, *, size: int | None = None) -> Head:
    """The head recomputed from each entry's own bytes, now or as at `size`."""
    hashes = list(leaf_hashes(organisation, size=size))
    return Head(len(hashes), root_of(hashes))


def leaf_hashes(organisation: UUID, *, size: int | None = None) -> Iterator[bytes]:
    """The leaves' hashes, computed from their bodies, in their order."""
    return (leaf_hash(body) for body in bodies(organisation, size=size))


def bodies(organisation: UUID, *, size: int | None = None) -> Iterator[bytes]:
    """The bytes of each entry in its order, read in portions; the first `size` of them."""
    found = entries(organisation).order_by("index").values_list("body", flat=True)
    if size is not None:
        found = found.filter(index__lt=size)
    return (bytes(body) for body in found.iterator(chunk_size=CHUNK))


def changed_entries(organisation: UUID, *, size: int, is_tree_right: bool) -> tuple[int, ...]:
    """The places of entries that are not what was hashed, twenty at most.

    Under a wrong tree: whose bytes no longer give their own hash. Under a right one, where the
    bytes are those signed for: whose columns, which lists show, say something else.
    """
    statement = CHANGED_COLUMNS if is_tree_right else CHANGED_BYTES
    with connection.cursor() as cursor:
        cursor.execute(statement, {"organisation": organisation, "size": size, "most": MOST_NAMED})
        return tuple(index for (index,) in cursor.fetchall())


def state(organisation: UUID) -> State:
    """The head, the last checkpoint and the last recomputation, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            STATE,
            {"organisation": organisation, "subject": str(organisation), "event": CHECKED},
        )
        row = cursor.fetchone()
    size, frontier, last, sealed_size, sealed_at, index, checked_at, body = row
    facts = msgspec.json.decode(bytes(body))["facts"] if body is not None else {}
    return State(
        size=size,
        frontier=bytes(frontier or b""),
        entries=last,
        sealed_size=sealed_size,
        sealed_at=sealed_at,
        checked_index=index,
        checked_at=checked_at,
        was_whole=facts.get("is_whole"),
    )


def entries(organisation: UUID) -> QuerySet[Entry]:
    """The organisation's entries, latest first."""
    return Entry.objects.filter(organisation_id=organisation).order_by("-index")


def entry(organisation: UUID, index: int) -> Entry:
    """One entry; Entry.DoesNotExist where there is none."""
    return named(entries(organisation)).get(index=index)


def listed(organisation: UUID, wanted: Wanted) -> QuerySet[Entry]:
    """The entries of a list page, each with `actor_name`: the name while it is disclosed."""
    found = entries(organisation)
    if wanted.event:
        found = found.filter(event__startswith=wanted.event)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    if wanted.since:
        found = found.filter(at__date__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__date__lte=wanted.until)
    return named(_by(found, wanted.person))


def latest(organisation: UUID, *, most: int) -> list[tuple[Any, ...]]:
    """(index, at, event, name, subject, organisation) of the last acts, without the ORM's cost."""
    asked: dict[str, Any] = {"organisation": organisation, "field": ACTOR_NAME, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(LATEST, asked)
        return list(cursor.fetchall())


def named(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries with the actor's name beside them, None once it was erased."""
    names = _names().values("value")[:1]
    return found.annotate(actor_name=Subquery(names))


def _by(found: QuerySet[Entry], person: str) -> QuerySet[Entry]:
    if not person:
        return found
    is_named = Exists(_names().filter(value__icontains=person))
    return found.filter(is_named | Q(actor=person))


def _names() -> QuerySet[DisclosureRow]:
    """The disclosed name of the actor of each entry of an outer query."""
    return DisclosureRow.objects.filter(
        organisation_id=OuterRef("organisation_id"), index=OuterRef("index"), field=ACTOR_NAME
    )


def events(organisation: UUID) -> list[str]:
    """The kinds of acts that this log holds, by their code."""
    found = Entry.objects.filter(organisation_id=organisation).order_by("event")
    return list(found.values_list("event", flat=True).distinct())


def body_of(found: Entry) -> dict[str, Any]:
    """What was hashed, read back."""
    said: dict[str, Any] = msgspec.json.decode(bytes(found.body))
    return said


def disclosures(organisation: UUID) -> QuerySet[DisclosureRow]:
    """The personal values still disclosed, in the order of their entries."""
    found = DisclosureRow.objects.filter(organisation_id=organisation)
    return found.order_by("index", "field")


def opened(organisation: UUID, indexes: Iterable[int]) -> dict[int, list[Disclosure]]:
    """The disclosures of some entries, as values."""
    found: dict[int, list[Disclosure]] = {}
    for row in disclosures(organisation).filter(index__in=list(indexes)):
        value = Disclosure(row.field, bytes(row.salt), row.value)
        found.setdefault(row.index, []).append(value)
    return found


def latest_checkpoint(organisation: UUID) -> Checkpoint | None:
    """The last signed head, or None."""
    return checkpoints(organisation).first()


def checkpoints(organisation: UUID) -> QuerySet[Checkpoint]:
    """Every signed head, the latest first."""
    return Checkpoint.objects.filter(organisation_id=organisation).order_by("-id")


def inclusion(organisation: UUID, index: int) -> Inclusion:
    """The proof that an entry is under the latest checkpoint; NotInTreeError if none covers it."""
    sealed = latest_checkpoint(organisation)
    if sealed is None or not 0 <= index < sealed.size:
        raise NotInTreeError(index)
    tree = Tree(leaf_hashes(organisation, size=sealed.size))
    if tree.size != sealed.size or tree.root() != bytes(sealed.root):
        raise NotInTreeError(index)
    return Inclusion(
        index=index,
        leaf=tree.leaf(index),
        path=tree.inclusion_proof(index),
        checkpoint=sealed.note,
    )
