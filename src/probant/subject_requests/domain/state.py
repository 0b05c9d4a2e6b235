"""What a request has become: folded from its events, which are never changed.

`fold` is a pure function of the events in their order; the columns of a request repeat what lists
ask of its state and are recomputed from here after each event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from probant.subject_requests.domain.request import RequestError


class Status(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"  # for the identity information asked of the requester: the clock stands
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


OPEN = (Status.RECEIVED, Status.IN_PROGRESS, Status.WAITING)
OVER = (Status.CLOSED, Status.WITHDRAWN, Status.MERGED)


class EventKind(StrEnum):
    """What happens to a request."""

    RECEIVED = "received"
    REPEATED = "repeated"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    IDENTITY_SUFFICIENT = "identity_sufficient"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_RECEIVED = "identity_received"
    IDENTITY_CHECKED = "identity_checked"
    EXTENDED = "extended"
    ANALYSED = "analysed"
    SOURCE = "source"
    TRANSMITTED = "transmitted"
    TRANSMISSION_CONFIRMED = "transmission_confirmed"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    HAND_OVER_OPENED = "hand_over_opened"
    HAND_OVER_REVOKED = "hand_over_revoked"
    MESSAGE = "message"  # from the person: a precision, a file
    NOTE = "note"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    PURGED = "purged"


class Outcome(StrEnum):
    """What was answered to one right, or to the whole request."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    NO_DATA = "no_data"


# What may still be done, by status. An answer may be followed by another one (a phased answer).
_WHILE_OPEN = frozenset(
    {
        EventKind.REPEATED,
        EventKind.ACKNOWLEDGED,
        EventKind.ASSIGNED,
        EventKind.IDENTITY_SUFFICIENT,
        EventKind.IDENTITY_ASKED,
        EventKind.IDENTITY_RECEIVED,
        EventKind.IDENTITY_CHECKED,
        EventKind.EXTENDED,
        EventKind.ANALYSED,
        EventKind.SOURCE,
        EventKind.TRANSMITTED,
        EventKind.TRANSMISSION_CONFIRMED,
        EventKind.ANSWERED,
        EventKind.HANDED_OVER,
        EventKind.HAND_OVER_OPENED,
        EventKind.HAND_OVER_REVOKED,
        EventKind.MESSAGE,
        EventKind.NOTE,
        EventKind.WITHDRAWN,
        EventKind.MERGED,
    }
)
_ONCE_ANSWERED = frozenset(
    {
        EventKind.REPEATED,
        EventKind.ASSIGNED,
        EventKind.IDENTITY_CHECKED,
        EventKind.TRANSMITTED,
        EventKind.TRANSMISSION_CONFIRMED,
        EventKind.HANDED_OVER,
        EventKind.HAND_OVER_OPENED,
        EventKind.HAND_OVER_REVOKED,
        EventKind.MESSAGE,
        EventKind.NOTE,
        EventKind.CLOSED,
        EventKind.REOPENED,
    }
)
_ONCE_OVER = frozenset(
    {
        EventKind.REPEATED,
        EventKind.TRANSMISSION_CONFIRMED,
        EventKind.IDENTITY_CHECKED,
        EventKind.HAND_OVER_OPENED,
        EventKind.HAND_OVER_REVOKED,
        EventKind.MESSAGE,
        EventKind.NOTE,
        EventKind.REOPENED,
        EventKind.PURGED,
    }
)
ALLOWED: Mapping[Status, frozenset[EventKind]] = {
    **dict.fromkeys(OPEN, _WHILE_OPEN),
    Status.ANSWERED: _ONCE_ANSWERED,
    **dict.fromkeys(OVER, _ONCE_OVER),
}


def overall(decisions: Mapping[str, str]) -> str:
    """What the decisions on each right make of the whole answer; nothing while there are none."""
    found = set(decisions.values())
    if len(found) <= 1:
        return next(iter(found), "")
    return (
        Outcome.PARTLY.value if found & {Outcome.GRANTED, Outcome.PARTLY} else Outcome.REFUSED.value
    )


class NotPossibleError(RequestError):
    """The request's state does not allow this act."""

    def __init__(self, status: Status, kind: EventKind) -> None:
        super().__init__(status.value, kind.value)
        self.status = status
        self.kind = kind


@dataclass(frozen=True)
class Event:
    """One thing that happened; `facts` hold no personal data."""

    kind: EventKind
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Suspension:
    """GDPR art. 12(6), décret 2019-536 art. 77: from the question until the answer to it."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything that follows from the events."""

    status: Status = Status.RECEIVED
    received_at: datetime | None = None
    acknowledged_at: datetime | None = None
    handled_by: str = ""
    suspensions: tuple[Suspension, ...] = ()
    extended_at: datetime | None = None
    extension_reason: str = ""
    analysed_at: datetime | None = None
    decisions: Mapping[str, str] | None = None
    is_identity_settled: bool = False
    is_identity_doubted: bool = False  # asked for, or checked in vain, and not settled since
    identity_papers: tuple[str, ...] = ()  # ids of papers received and not destroyed
    sources: Mapping[str, str] | None = None
    transmissions: int = 0
    confirmations: int = 0
    answered_at: datetime | None = None
    outcome: str = ""
    handed_over_at: datetime | None = None
    closed_at: datetime | None = None
    repetitions: int = 0
    merged_into: str = ""
    purged_at: datetime | None = None
    last_at: datetime | None = None
    events: int = 0

    @property
    def suspended_since(self) -> datetime | None:
        """Since when the clock stands, or None while it runs."""
        last = self.suspensions[-1] if self.suspensions else None
        return last.since if last and last.until is None else None

    @property
    def is_open(self) -> bool:
        """Whether the requester still waits for an answer."""
        return self.status in OPEN

    def allows(self, kind: EventKind) -> bool:
        """Whether this may happen now."""
        return self.purged_at is None and kind in ALLOWED[self.status]


def ensure_allowed(state: State, kind: EventKind) -> None:
    """NotPossibleError where the state does not allow the act."""
    if not state.allows(kind):
        raise NotPossibleError(state.status, kind)


def fold(events: Iterable[Event]) -> State:
    """The state after these events, in their order."""
    state = State()
    for event in events:
        state = after(state, event)
    return state


def after(state: State, event: Event) -> State:
    """The state after one more event; a clock set back never makes time run backwards."""
    at = max(event.at, state.last_at) if state.last_at else event.at
    changes = _CHANGES.get(event.kind, _nothing)(state, replace(event, at=at))
    return replace(state, **{"last_at": at, "events": state.events + 1, **changes})


Changes = dict[str, Any]


def _nothing(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {}


def _received(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {"received_at": datetime.fromisoformat(event.facts["received_at"])}


def _repeated(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {"repetitions": state.repetitions + 1}


def _begun(state: State) -> Changes:
    """Any act of the organisation ends the wait of a request that nobody had looked at."""
    is_new = state.status is Status.RECEIVED
    return {"status": Status.IN_PROGRESS} if is_new else {}


def _acknowledged(state: State, event: Event) -> Changes:
    return {"acknowledged_at": state.acknowledged_at or event.at}


def _assigned(state: State, event: Event) -> Changes:
    return {**_begun(state), "handled_by": str(event.facts.get("to", ""))}


def _identity_sufficient(state: State, event: Event) -> Changes:
    settled = {"is_identity_settled": True, "is_identity_doubted": False}
    return {**_begun(state), **_resumed(state, event), **settled}


def _identity_asked(state: State, event: Event) -> Changes:
    if state.suspended_since:
        return {}
    return {
        "status": Status.WAITING,
        "suspensions": (*state.suspensions, Suspension(event.at)),
        "is_identity_settled": False,
        "is_identity_doubted": True,
    }


def _identity_received(state: State, event: Event) -> Changes:
    paper = str(event.facts.get("file", ""))
    papers = (*state.identity_papers, paper) if paper else state.identity_papers
    return {**_resumed(state, event), "identity_papers": papers}


def _identity_checked(state: State, event: Event) -> Changes:
    gone = {str(item) for item in event.facts.get("destroyed", ())}
    kept = tuple(paper for paper in state.identity_papers if paper not in gone)
    is_settled = event.facts.get("result") == "confirmed"
    return {
        **_resumed(state, event),
        "identity_papers": kept,
        "is_identity_settled": is_settled or state.is_identity_settled,
        "is_identity_doubted": not is_settled,
    }


def _resumed(state: State, event: Event) -> Changes:
    """The clock runs again from the moment at which what was asked for arrived."""
    if state.suspended_since is None:
        return {}
    closed = replace(state.suspensions[-1], until=event.at)
    return {
        "suspensions": (*state.suspensions[:-1], closed),
        "status": Status.IN_PROGRESS if state.is_open else state.status,
    }


def _extended(state: State, event: Event) -> Changes:
    return {
        **_begun(state),
        "extended_at": event.at,
        "extension_reason": str(event.facts.get("reason", "")),
    }


def _analysed(state: State, event: Event) -> Changes:
    decisions = dict(event.facts.get("decisions", {}))
    return {**_begun(state), "analysed_at": event.at, "decisions": decisions}


def _source(state: State, event: Event) -> Changes:
    sources = {**(state.sources or {}), str(event.facts["source"]): str(event.facts["step"])}
    return {**_begun(state), "sources": sources}


def _transmitted(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {**_begun(state), "transmissions": state.transmissions + 1}


def _confirmed(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {"confirmations": state.confirmations + 1}


def _answered(state: State, event: Event) -> Changes:
    return {
        **_resumed(state, event),
        "status": Status.ANSWERED,
        "answered_at": event.at,
        "outcome": str(event.facts["outcome"]),
    }


def _handed_over(state: State, event: Event) -> Changes:
    return {**_begun(state), "handed_over_at": event.at}


def _closed(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {"status": Status.CLOSED, "closed_at": event.at}


def _reopened(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {
        "status": Status.IN_PROGRESS,
        "closed_at": None,
        "answered_at": None,
        "outcome": "",
        "merged_into": "",
    }


def _withdrawn(state: State, event: Event) -> Changes:
    resumed = _resumed(state, event)
    return {**resumed, "status": Status.WITHDRAWN, "closed_at": event.at}


def _merged(state: State, event: Event) -> Changes:
    resumed = _resumed(state, event)
    into = str(event.facts["into"])
    return {**resumed, "status": Status.MERGED, "closed_at": event.at, "merged_into": into}


def _purged(state: State, event: Event) -> Changes:  # noqa: ARG001  one signature for all
    return {"purged_at": event.at}


_CHANGES = {
    EventKind.RECEIVED: _received,
    EventKind.REPEATED: _repeated,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.ASSIGNED: _assigned,
    EventKind.IDENTITY_SUFFICIENT: _identity_sufficient,
    EventKind.IDENTITY_ASKED: _identity_asked,
    EventKind.IDENTITY_RECEIVED: _identity_received,
    EventKind.IDENTITY_CHECKED: _identity_checked,
    EventKind.EXTENDED: _extended,
    EventKind.ANALYSED: _analysed,
    EventKind.SOURCE: _source,
    EventKind.TRANSMITTED: _transmitted,
    EventKind.TRANSMISSION_CONFIRMED: _confirmed,
    EventKind.ANSWERED: _answered,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.WITHDRAWN: _withdrawn,
    EventKind.MERGED: _merged,
    EventKind.PURGED: _purged,
}
