"""The room on paper and in files: the situation report of one page, the whole timeline."""

import csv
import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from probant.common import canonical_json, typesetting
from probant.crisis import labels
from probant.crisis.clocks import RoomClock, clocks_of
from probant.crisis.domain.entries import Entry
from probant.crisis.domain.room import Item, Room, fold
from probant.crisis.models import Crisis
from probant.crisis.queries import room as queries
from probant.crisis.templatetags import room_words

TEMPLATES = Path(__file__).resolve().parent / "typst"
LINE = 110  # characters of one line of the page
COLUMNS = ("sequence", "at", "said_at", "kind", "team", "audience", "about", "by", "text", "sha256")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def situation(crisis: Crisis, room: Room, *, now: datetime) -> dict[str, Any]:
    """Where the crisis stands, as one page says it: the same facts for page, PDF and API."""
    established = [one for one in room.facts if one.state == "established"]
    supposed = [one for one in room.facts if one.state == "hypothesis"]
    sections = [
        (_("What is known"), [one.text for one in established][::-1], 6),
        (_("What is supposed"), [one.text for one in supposed][::-1], 4),
        (_("Decisions in force"), [_decision(one) for one in room.decisions if _stands(one)], 6),
        (_("Left to do"), [_action(one) for one in room.open_actions], 8),
        (_("Time limits"), [_clock(one) for one in clocks_of(crisis, room, now=now)], 5),
        (_("Messages"), [_message(one) for one in room.messages][::-1], 5),
        (_("Rumours and press"), [_stated(one) for one in room.rumours][::-1], 4),
    ]
    return {
        "reference": crisis.reference,
        "title": _short(crisis.title),
        "kind": room_words.scenario_label(crisis.kind),
        "is_exercise": crisis.is_exercise,
        "opened_at": _local(crisis.opened_at),
        "written_at": _local(now),
        "last_sequence": room.last_sequence,
        "conflicts": [_short(one.question) for one in room.conflicts][:3],
        "sections": [
            {
                "title": title,
                "lines": [_short(line) for line in lines[:most]],
                "more": max(0, len(lines) - most),
            }
            for title, lines, most in sections
        ],
    }


def situation_pdf(crisis: Crisis, room: Room, *, language: str, now: datetime) -> bytes:
    """The situation report as PDF/UA-1, on one page."""
    with translation.override(language):
        told = situation(crisis, room, now=now)
        return typesetting.pdf(TEMPLATES / "situation.typ", told | _words(told, language, now))


def situation_json(crisis: Crisis, room: Room, *, language: str, now: datetime) -> bytes:
    """The facts of the situation report."""
    with translation.override(language):
        told = situation(crisis, room, now=now)
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def timeline_pdf(
    crisis: Crisis, entries: tuple[Entry, ...], *, language: str, now: datetime, has_names: bool
) -> bytes:
    """The whole timeline as PDF/UA-1, each entry with its digest."""
    with translation.override(language):
        told = situation(crisis, fold(entries), now=now)
        lines = [_line(entry, has_names=has_names) for entry in entries]
        more = {"entries": lines, "heading": _("Timeline"), "columns": _columns()}
        words = _words(told, language, now)
        return typesetting.pdf(TEMPLATES / "timeline.typ", told | words | more)


def timeline_csv(entries: tuple[Entry, ...]) -> bytes:
    """One line an entry; a text that a spreadsheet would compute is written as text."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(COLUMNS)
    for entry in entries:
        values = {**entry.to_json(), "text": _told(entry), "sha256": entry.digest}
        values["by"] = entry.by_name
        rows.writerow([_harmless(values[name]) for name in COLUMNS])
    return "\ufeff".encode() + written.getvalue().encode()


def timeline_json(crisis: Crisis, entries: tuple[Entry, ...], *, has_names: bool = True) -> bytes:
    """Every entry with every field, and the digest that the journal keeps of it."""
    value = {
        "reference": crisis.reference,
        "title": crisis.title,
        "kind": crisis.kind,
        "is_exercise": crisis.is_exercise,
        "opened_at": crisis.opened_at.isoformat(),
        "closed_at": crisis.closed_at.isoformat() if crisis.closed_at else None,
        "entries": [_fact(entry, has_names=has_names) for entry in entries],
    }
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def digest_of(crisis: Crisis, room: Room, *, now: datetime) -> str:
    """SHA-256 of the facts of a situation report."""
    return hashlib.sha256(canonical_json.dumps(situation(crisis, room, now=now))).hexdigest()


def read(crisis: Crisis) -> tuple[Entry, ...]:
    """The entries of a crisis."""
    return queries.entries(crisis.organisation_id, crisis.pk)


def _fact(entry: Entry, *, has_names: bool) -> dict[str, Any]:
    value = {**entry.to_json(), "sha256": entry.digest}
    return value if has_names else {**value, "by_name": ""}


def _told(entry: Entry) -> str:
    rest = [f"{label} : {value}" for label, value in room_words.details(entry)]
    return "\n".join(filter(None, [room_words.headline(entry), *rest]))


def _harmless(value: Any) -> str:  # noqa: ANN401  a JSON value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _stands(item: Item) -> bool:
    return item.state == "stands"


def _decision(item: Item) -> str:
    return f"{item.text} ({item.entry.by_name}, {_hour(item.entry.at)})"


def _action(item: Item) -> str:
    team = str(labels.TEAMS.get(item.entry.team, ""))
    due = f"{_('before')} {_local(item.due_at)}" if item.due_at else ""
    return " – ".join(filter(None, [item.text, team, item.owner, due]))


def _clock(clock: RoomClock) -> str:
    if clock.stopped_at:
        return f"{clock.label} – {_('done')} {_local(clock.stopped_at)}"
    if clock.deadline is None:
        return f"{clock.label} – {_('without delay')}"
    return f"{clock.label} – {_local(clock.deadline.target_at)}"


def _message(item: Item) -> str:
    audience = str(labels.AUDIENCES.get(item.entry.audience, ""))
    return f"{audience} – {item.entry.body['subject']} – {labels.STATES[item.state]}"


def _stated(item: Item) -> str:
    return f"{item.text} ({item.entry.body['source']}) – {labels.STATES[item.state]}"


def _line(entry: Entry, *, has_names: bool) -> dict[str, str]:
    return {
        "number": str(entry.sequence),
        "at": _local(entry.at),
        "who": entry.by_name if has_names else "",
        "what": str(labels.KINDS.get(entry.kind, entry.kind)),
        "text": _told(entry),
        "sha256": "\u200b".join(entry.digest[at : at + 16] for at in range(0, 64, 16)),
    }


def _columns() -> list[str]:
    return [_("No."), _("When"), _("Who"), _("What"), _("Text and digest")]


def _words(told: dict[str, Any], language: str, now: datetime) -> dict[str, Any]:
    day = localtime(now)
    mark = _("EXERCISE – nothing in it happened") if told["is_exercise"] else ""
    return {
        "language": language,
        "day": [day.year, day.month, day.day],
        "words": {
            "page": _("Page"),
            "situation": _("Situation report"),
            "opened": pgettext("crisis room", "Opened"),
            "written": _("Written"),
            "until": _("Up to entry no."),
            "none": _("Nothing."),
            "more": _("and others: see the room"),
            "conflict": _("Two decisions do not agree"),
            "exercise": mark,
        },
    }


def _short(text: str) -> str:
    """A text on one line of the page; the room has the whole of it."""
    told = " ".join(text.split())
    return told if len(told) <= LINE else f"{told[: LINE - 1]}…"


def _hour(at: datetime) -> str:
    return date_format(localtime(at), "H:i")


def _local(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
