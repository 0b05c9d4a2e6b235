"""The state of a room: what its entries say, read in their order, and nothing else.

Two people may decide opposite things, each without knowing of the other: both decisions stand,
side by side, until a third entry says which one holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from probant.crisis.domain.entries import KINDS, Entry, EntryRefusedError, Said

OVER = frozenset({"done", "dropped"})


@dataclass(frozen=True)
class Item:
    """Something that entries follow: its first entry, what followed, and where it stands."""

    entry: Entry
    state: str
    followed: tuple[Entry, ...] = ()
    owner: str = ""
    due_at: datetime | None = None
    corrections: tuple[Entry, ...] = ()

    @property
    def sequence(self) -> int:
        """Its number in the room."""
        return self.entry.sequence

    @property
    def text(self) -> str:
        """Its words, as last corrected."""
        return self.corrections[-1].text if self.corrections else self.entry.text

    @property
    def author(self) -> str:
        """Whose its present words are."""
        return self.corrections[-1].by if self.corrections else self.entry.by

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in OVER

    def is_late(self, now: datetime) -> bool:
        """Whether its time has passed."""
        return not self.is_over and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Place:
    """Someone in a team: a member who took a place, or a guest whom a member wrote down."""

    name: str
    team: str
    role: str
    contact: str
    since: datetime


@dataclass(frozen=True)
class Conflict:
    """Decisions on one question that do not agree and that nobody has settled yet."""

    question: str
    decisions: tuple[Item, ...]


@dataclass(frozen=True)
class Room:
    """Where a crisis stands."""

    items: Mapping[int, Item] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    last_sequence: int = 0
    is_open: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    review: Entry | None = None
    reports: tuple[Entry, ...] = ()

    def of(self, kind: str) -> tuple[Item, ...]:
        """Every item of one kind, in order."""
        return tuple(item for item in self.items.values() if item.entry.kind == kind)

    @property
    def actions(self) -> tuple[Item, ...]:
        """What is to do first, the most urgent at the top; what is over last."""
        return tuple(sorted(self.of("action"), key=_urgency))

    @property
    def open_actions(self) -> tuple[Item, ...]:
        """Those that are left to do."""
        return tuple(item for item in self.actions if not item.is_over)

    @property
    def decisions(self) -> tuple[Item, ...]:
        """Every decision, those set aside too."""
        return self.of("decision")

    @property
    def facts(self) -> tuple[Item, ...]:
        """What is known, supposed, or was refuted."""
        return self.of("fact")

    @property
    def evidence(self) -> tuple[Item, ...]:
        """What was collected; `followed` is its custody."""
        return self.of("evidence")

    @property
    def messages(self) -> tuple[Item, ...]:
        """draft, returned, approved or sent."""
        return self.of("message")

    @property
    def rumours(self) -> tuple[Item, ...]:
        """What is said outside; answered or not."""
        return self.of("rumour")

    @property
    def clocks(self) -> tuple[Item, ...]:
        """Time limits that someone started here; running or stopped."""
        return self.of("clock")

    @property
    def teams(self) -> Mapping[str, tuple[Place, ...]]:
        """Who is in which team, the latest place of each name."""
        latest = {place.name.casefold(): place for place in self.places}
        ordered = sorted(latest.values(), key=lambda place: place.team)
        return {team: tuple(found) for team, found in groupby(ordered, lambda place: place.team)}

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Questions to which two standing decisions answer differently."""
        asked: dict[str, list[Item]] = {}
        for item in self.decisions:
            question = str(item.entry.body.get("question", "")).casefold()
            if question and item.state == "stands":
                asked.setdefault(question, []).append(item)
        return tuple(
            Conflict(str(found[0].entry.body["question"]), tuple(found))
            for found in asked.values()
            if len({item.text.casefold() for item in found}) > 1
        )


def _urgency(item: Item) -> tuple[bool, bool, str, int]:
    due = item.due_at
    return item.is_over, due is None, due.isoformat() if due else "", item.sequence


FIRST_STATES = {
    "action": "todo",
    "decision": "stands",
    "fact": "hypothesis",
    "evidence": "kept",
    "message": "draft",
    "rumour": "unanswered",
    "clock": "running",
    "note": "said",
    "inject": "said",
}
NEXT_STATES = {
    "message_approved": "approved",
    "message_returned": "returned",
    "message_sent": "sent",
    "rumour_answered": "answered",
    "clock_stopped": "stopped",
}


def fold(entries: Iterable[Entry]) -> Room:
    """The room after `entries`, which come in the order of their sequence."""
    room, items = Room(), {}
    places: list[Place] = []
    for entry in entries:
        if entry.kind in FIRST_STATES:
            items[entry.sequence] = _first(entry)
        if entry.about in items:
            items[entry.about] = _followed(items[entry.about], entry)
        if entry.kind == "decision_settled":
            _settle(items, entry)
        if entry.kind == "joined":
            places.append(_place(entry))
        room = replace(_moved(room, entry), last_sequence=entry.sequence)
    return replace(room, items=items, places=tuple(places))


def _moved(room: Room, entry: Entry) -> Room:
    match entry.kind:
        case "opened":
            return replace(room, is_open=True, opened_at=entry.at)
        case "closed":
            return replace(room, is_open=False, closed_at=entry.at, review=entry)
        case "reopened":
            return replace(room, is_open=True, closed_at=None)
        case "situation_report":
            return replace(room, reports=(*room.reports, entry))
    return room


def _first(entry: Entry) -> Item:
    state = entry.body.get("status") or FIRST_STATES[entry.kind]
    owner = str(entry.body.get("owner") or entry.body.get("collector") or "")
    return Item(entry, str(state), owner=owner, due_at=_instant(entry.body.get("due_at")))


def _followed(item: Item, entry: Entry) -> Item:
    after = replace(item, followed=(*item.followed, entry))
    match entry.kind:
        case "correction":
            state = "draft" if item.state == "approved" else item.state  # other words than approved
            return replace(after, state=state, corrections=(*item.corrections, entry))
        case "fact_judged":
            return replace(after, state=str(entry.body["status"]))
        case "action_moved":
            return replace(
                after,
                state=str(entry.body["state"]),
                owner=str(entry.body.get("owner") or item.owner),
                due_at=_instant(entry.body.get("due_at")) or item.due_at,
            )
        case "handed_over":
            return replace(after, owner=str(entry.body["to"]))
    return replace(after, state=NEXT_STATES.get(entry.kind, item.state))


def _settle(items: dict[int, Item], entry: Entry) -> None:
    """The decision named holds; the others on the same question are set aside, and kept."""
    if entry.about not in items:
        return
    question = str(items[entry.about].entry.body.get("question", "")).casefold()
    for sequence, item in items.items():
        same = str(item.entry.body.get("question", "")).casefold() == question
        if question and item.entry.kind == "decision" and same:
            state = "stands" if sequence == entry.about else "set_aside"
            items[sequence] = replace(item, state=state)


def _place(entry: Entry) -> Place:
    body = entry.body
    return Place(
        str(body["name"]),
        entry.team,
        str(body.get("role", "")),
        str(body.get("contact", "")),
        entry.at,
    )


def _instant(value: Any) -> datetime | None:  # noqa: ANN401  a JSON value
    return datetime.fromisoformat(value) if value else None


def ensure_possible(room: Room, said: Said, *, by: str) -> None:
    """EntryRefusedError where the room's state forbids it; what was typed before stays welcome."""
    if said.kind not in {"opened", "reopened"} and not _is_in_time(room, said):
        raise EntryRefusedError({"kind": "closed"})
    item = _subject(room, said)
    match said.kind, item.state if item else "":
        case "message_approved", _ if item and item.author == by:
            raise EntryRefusedError({"about": "own_message"})
        case "message_approved", state if state not in {"draft", "returned"}:
            raise EntryRefusedError({"about": "not_a_draft"})
        case "message_sent", state if state != "approved":
            raise EntryRefusedError({"about": "not_approved"})
        case (("message_returned" | "correction"), "sent"):
            raise EntryRefusedError({"about": "already_sent"})
        case "closed", _ if not room.is_open:
            raise EntryRefusedError({"kind": "closed"})
        case "reopened", _ if room.is_open:
            raise EntryRefusedError({"kind": "open"})


def _subject(room: Room, said: Said) -> Item | None:
    if said.about is None:
        return None
    item = room.items.get(said.about)
    if item is None or item.entry.kind not in KINDS[said.kind].about:
        raise EntryRefusedError({"about": "unknown"})
    return item


def _is_in_time(room: Room, said: Said) -> bool:
    """An entry typed while cut off, before the room closed, is not lost because it comes late."""
    if room.is_open:
        return True
    return bool(room.closed_at and said.said_at and said.said_at <= room.closed_at)
