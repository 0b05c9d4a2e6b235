"""The dossier of one crisis: its timeline, its reports, its messages, the digests of its files."""

import json
from datetime import datetime
from uuid import UUID

from django.utils import translation

from probant.crisis import labels, papers
from probant.crisis.domain.entries import Entry
from probant.crisis.domain.room import Item, fold
from probant.crisis.models import Crisis
from probant.crisis.queries import room as queries
from probant.organisations.models import Organisation

NAMED = frozenset({"name", "owner", "collector", "to", "contact", "recipients"})


def documents(
    organisation: Organisation, subject_id: UUID, *, language: str, has_names: bool, at: datetime
) -> dict[str, bytes]:
    """Every fact and every paper of the crisis, by the name of the dossier's member."""
    crisis = queries.crisis(organisation.pk, subject_id)
    entries = queries.entries(organisation.pk, subject_id)
    told = entries if has_names else tuple(_nameless(entry) for entry in entries)
    room = fold(told)
    found = {
        "timeline.pdf": papers.timeline_pdf(
            crisis, told, language=language, now=at, has_names=has_names
        ),
        "timeline.json": _facts(crisis, entries, told),
        "timeline.csv": papers.timeline_csv(told),
        "situation.pdf": papers.situation_pdf(crisis, room, language=language, now=at),
        "evidence.json": _custody(room.evidence),
    }
    with translation.override(language):
        letters = {_letter_name(item): _letter(item) for item in room.messages}
    return found | letters


def _nameless(entry: Entry) -> Entry:
    body = {name: "" if name in NAMED else value for name, value in entry.body.items()}
    return Entry(**{**vars(entry), "by_name": "", "body": body})


def _facts(crisis: Crisis, entries: tuple[Entry, ...], told: tuple[Entry, ...]) -> bytes:
    """The digests are those that the journal keeps, of what was written with its names."""
    value = json.loads(papers.timeline_json(crisis, told))
    for shown, entry in zip(value["entries"], entries, strict=True):
        shown["sha256"] = entry.digest
    return _json(value)


def _custody(items: tuple[Item, ...]) -> bytes:
    return _json(
        [
            {
                "sequence": item.sequence,
                **item.entry.body,
                "collected_by": item.entry.body.get("collector", ""),
                "custody": [
                    {"at": step.at.isoformat(), "kind": step.kind, **step.body}
                    for step in item.followed
                ],
            }
            for item in items
        ]
    )


def _letter_name(item: Item) -> str:
    return f"messages/{item.sequence:04d}-{item.entry.audience}.txt"


def _letter(item: Item) -> bytes:
    head = f"{item.entry.body['subject']}\n{labels.STATES[item.state]}\n\n"
    return f"{head}{item.text}\n".encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
