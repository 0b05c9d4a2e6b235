"""The journal as a list that leaves: CSV for people, JSON lines for machines, row by row."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from probant.accountability import events
from probant.database import isolation
from probant.journal import queries as journal
from probant.register.exchange.delimited import write as written

Writer = Callable[[Iterator[journal.Entry]], Iterator[bytes]]
BATCH = 500
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson"}


def streamed(organisation: UUID, wanted: journal.Wanted, write: Writer) -> Iterator[bytes]:
    """The rows, in a reading of their own, in the language of the page that asked."""
    language = get_language() or "fr"

    def rows() -> Iterator[bytes]:
        with transaction.atomic(), override(language):
            isolation.enter(organisation, person=None)
            isolation.forbid_writes()
            found = journal.listed(organisation, wanted)
            yield from write(found.iterator(chunk_size=BATCH))

    return rows()


def _csv(found: Iterator[journal.Entry]) -> Iterator[bytes]:
    yield written(
        [
            [
                _("No."),
                _("When"),
                pgettext("journal", "Act"),
                _("Code"),
                _("Who"),
                _("Thing"),
                "SHA-256",
            ]
        ]
    )
    for entry in found:
        row = [
            str(entry.index),
            entry.at.astimezone(UTC).isoformat(),
            events.label(entry.event),
            entry.event,
            getattr(entry, "actor_name", None) or _("name erased"),
            entry.subject,
            bytes(entry.leaf_hash).hex(),
        ]
        yield written([row]).removeprefix(b"\xef\xbb\xbf")


def _json(found: Iterator[journal.Entry]) -> Iterator[bytes]:
    for entry in found:
        said = {
            "index": entry.index,
            "leaf_hash": bytes(entry.leaf_hash).hex(),
            "name": getattr(entry, "actor_name", None),
            "entry": journal.body_of(entry),
        }
        yield json.dumps(said, ensure_ascii=False).encode() + b"\n"


FORMATS: Mapping[str, Writer] = {"csv": _csv, "json": _json}
