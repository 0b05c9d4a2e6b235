"""What may be said in a room: kinds of entry, their fields, and what each must be about.

An entry is never changed. What a person's device says of the time is kept beside the server's,
which alone gives the order.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from probant.common import canonical_json
from probant.common.errors import ProbantError

TEAMS = ("management", "it", "legal", "dpo", "communication", "care")
AUDIENCES = ("staff", "patients", "press", "partners", "authorities", "clients")
SHORT, LONG = 200, 5_000
CLOCKS_DIFFER = timedelta(minutes=2)
PLAUSIBLE = range(1900, 2200)  # years whose instants every calendar and time zone can count


class EntryRefusedError(ProbantError):
    """An entry that cannot be taken: `fields` says why, field by field, in codes."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """`fields`: the reason's code under each field's name."""
        super().__init__(dict(fields))
        self.fields = fields


@dataclass(frozen=True)
class Kind:
    """One kind of entry: texts by name with their greatest length, those it needs, its subject."""

    texts: Mapping[str, int]
    needs: tuple[str, ...]
    about: tuple[str, ...] = ()
    is_about_needed: bool = False
    instants: tuple[str, ...] = ()
    has_team: bool = False
    has_audience: bool = False
    is_free: bool = True  # a person may write it; the others come from an act of their own


def _kind(texts: str, needs: str = "text", **more: Any) -> Kind:  # noqa: ANN401  Kind's own fields
    longs = {name: LONG if name in LONGS else SHORT for name in texts.split()}
    return Kind(MappingProxyType(longs), tuple(needs.split()), **more)


LONGS = frozenset(
    {"text", "reason", "refused", "worked", "failed", "measures", "how", "basis", "answer"}
)
THING = ("note", "fact", "action", "decision", "evidence", "message", "rumour", "inject")
ABOUT: Mapping[str, Any] = {"is_about_needed": True}

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "opened": _kind("text scenario", "", is_free=False),
        "joined": _kind("name role contact", "name", has_team=True),
        "note": _kind("text", has_team=True, about=THING),
        "fact": _kind("text status source", has_team=True),
        "fact_judged": _kind("status text", "status", about=("fact",), **ABOUT),
        "action": _kind("text owner", has_team=True, instants=("due_at",), about=THING),
        "action_moved": _kind(
            "state owner text", "state", about=("action",), instants=("due_at",), **ABOUT
        ),
        "decision": _kind("text question reason refused", "text reason", has_team=True),
        "decision_settled": _kind("reason", "reason", about=("decision",), **ABOUT),
        "evidence": _kind(
            "text where how basis collector file name media_type size sha256",
            "text where how basis collector",
            instants=("collected_at",),
            has_team=True,
        ),
        "handed_over": _kind("to text", "to", about=("evidence",), **ABOUT),
        "message": _kind("subject text", "subject text", has_audience=True, has_team=True),
        "message_approved": _kind("text", "", about=("message",), is_free=False, **ABOUT),
        "message_returned": _kind("text", about=("message",), **ABOUT),
        "message_sent": _kind(
            "by_what recipients text mail", "by_what", about=("message",), is_free=False, **ABOUT
        ),
        "rumour": _kind("text source", "text source", instants=("seen_at",), has_team=True),
        "rumour_answered": _kind("text by_what", about=("rumour",), **ABOUT),
        "clock": _kind("aid text", "aid", instants=("starting_at",)),
        "clock_stopped": _kind("text", about=("clock",), **ABOUT),
        "correction": _kind("text reason", "text reason", about=(*THING, "clock"), **ABOUT),
        "situation_report": _kind("text sha256", "sha256", is_free=False),
        "inject": _kind("text title source", "text", is_free=False),
        "closed": _kind("worked failed measures", "worked failed measures", is_free=False),
        "reopened": _kind("reason", "reason", is_free=False),
    }
)
CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("fact", "status"): ("established", "hypothesis"),
        ("fact_judged", "status"): ("established", "hypothesis", "refuted"),
        ("action_moved", "state"): ("todo", "doing", "done", "dropped"),
        ("message_sent", "by_what"): ("mail", "otherwise"),
    }
)


@dataclass(frozen=True)
class Said:
    """What a person wants to enter: `client_key` makes it enter once, however often it is sent."""

    kind: str
    client_key: UUID
    body: Mapping[str, Any] = field(default_factory=dict)
    team: str = ""
    audience: str = ""
    about: int | None = None
    said_at: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """What was entered, as the room keeps it."""

    sequence: int
    kind: str
    at: datetime
    by: str
    by_name: str
    client_key: str
    body: Mapping[str, Any]
    said_at: datetime | None = None
    team: str = ""
    audience: str = ""
    about: int | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.body.get("text", ""))

    @property
    def has_other_clock(self) -> bool:
        """Whether the device's clock and the server's differ by more than two minutes."""
        return self.said_at is not None and abs(self.at - self.said_at) > CLOCKS_DIFFER

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON: what the journal keeps of it."""
        return hashlib.sha256(canonical_json.dumps(self.to_json())).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Every field, instants in ISO 8601."""
        values = dict(vars(self), body=dict(self.body), at=self.at.isoformat())
        values["said_at"] = self.said_at.isoformat() if self.said_at else None
        return values


def checked(said: Said) -> Said:
    """`said` with trimmed texts, or EntryRefusedError; whoever may say it is not judged here."""
    kind = KINDS.get(said.kind)
    if kind is None:
        raise EntryRefusedError({"kind": "unknown"})
    body = {
        name: _trimmed(value)
        for name, value in said.body.items()
        if value is not None and value != ""
    }
    found = _faults(kind, said, body)
    if found:
        raise EntryRefusedError(found)
    said_at = said.said_at if said.said_at and said.said_at.year in PLAUSIBLE else None
    return Said(said.kind, said.client_key, body, said.team, said.audience, said.about, said_at)


def _trimmed(value: Any) -> Any:  # noqa: ANN401  any JSON value
    return (
        value.replace("\x00", "").replace("\r\n", "\n").strip() if isinstance(value, str) else value
    )


def _faults(kind: Kind, said: Said, body: Mapping[str, Any]) -> dict[str, str]:
    found = {name: "required" for name in kind.needs if not body.get(name)}
    for name, value in body.items():
        if fault := _fault(kind, said.kind, name, value):
            found[name] = fault
    if said.team and said.team not in TEAMS:
        found["team"] = "unknown"
    if kind.has_audience and said.audience not in AUDIENCES:
        found["audience"] = "required" if not said.audience else "unknown"
    if kind.is_about_needed and said.about is None:
        found["about"] = "required"
    return found


def _fault(kind: Kind, name_of_kind: str, name: str, value: Any) -> str:  # noqa: ANN401  JSON
    if name in kind.instants:
        return "" if _is_instant(value) else "no_instant"
    if name not in kind.texts:
        return "unknown"
    if not isinstance(value, str):
        return "no_text"
    if len(value) > kind.texts[name]:
        return "too_long"
    choices = CHOICES.get((name_of_kind, name))
    return "unknown" if choices and value not in choices else ""


def _is_instant(value: Any) -> bool:  # noqa: ANN401  any JSON value
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return found.tzinfo is not None and found.year in PLAUSIBLE
