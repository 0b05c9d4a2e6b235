"""Candidates as alerts: with their events, and with each explanation that was tried and failed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.detecting.rates import PACKAGE
from probant.probes.access_logs.engine.protocol import Engine, listed
from probant.probes.access_logs.explaining.frame import Frame
from probant.probes.access_logs.explaining.statements import statements
from probant.probes.access_logs.result import Alert, Explanation, Rule

TABLES = {
    Explanation.OWN_UNIT_STAY: "stays",
    Explanation.APPOINTMENT: "appointments",
    Explanation.ORDER: "orders",
    Explanation.CARE_TEAM: "care_teams",
    Explanation.ON_CALL: "on_call",
    Explanation.CONSULTATION: "unit_links",
    Explanation.SUPPORT_ROLE: "support_roles",
    Explanation.LEARNED: "stays",
}
# What an inferred explanation (`how` of inferred.sql) is called: found, and not enough.
INFERRED = {1: Explanation.FOLLOW_UP, 2: Explanation.OWN_UNIT_STAY, 3: Explanation.SUPPORT_ROLE}
ALL_EVENTS = frozenset({Rule.DEPARTED, Rule.IMPOSSIBLE, Rule.EXPORT_BURST, Rule.DORMANT})


@dataclass(frozen=True, slots=True)
class _Event:
    account: str
    patient: str
    day: date
    event_id: str
    at: datetime


class Events:
    """The events of some accounts over an interval."""

    def __init__(self, engine: Engine, frame: Frame, accounts: Sequence[str]) -> None:
        self._by_day: dict[tuple[str, date], list[_Event]] = defaultdict(list)
        self._left: set[tuple[str, str, date]] = set()
        if accounts:
            names, values = listed("account", accounts)
            asked = statements(PACKAGE, "event_questions.sql")
            values = {**frame.values(), **values}
            for row in engine.rows(asked["events"].replace("{accounts}", names), values):
                self._by_day[row[0], row[2]].append(_Event(*row))
            rows = engine.rows(asked["left"].replace("{accounts}", names), values)
            self._left = {(row[0], row[1], row[2]) for row in rows}

    def of(self, candidate: Candidate) -> list[_Event]:
        """In the order of time."""
        keys = set(candidate.keys)
        days = {(account, day) for account, _, day in keys}
        days |= {(candidate.account, day) for day in candidate.days}
        events = (one for day in days for one in self._by_day.get(day, []))
        kept = (one for one in events if self._is_meant(one, candidate, keys))
        return sorted(kept, key=lambda one: (one.at, one.event_id))

    def _is_meant(
        self, one: _Event, candidate: Candidate, keys: set[tuple[str, str, date]]
    ) -> bool:
        key = (one.account, one.patient, one.day)
        if keys:
            return key in keys
        return candidate.rule in ALL_EVENTS or key in self._left


def accounts_of(candidates: Sequence[Candidate]) -> list[str]:
    """Every account whose events an alert names."""
    named = {candidate.account for candidate in candidates}
    named |= {account for candidate in candidates for account, _, _ in candidate.keys}
    return sorted(named - {""})


def tried(engine: Engine) -> Mapping[str, str]:
    """Where the explanation's table is empty, "no_data"; else "none"."""
    told = {}
    for explanation in Explanation:
        table = TABLES.get(explanation)
        is_empty = table is not None and not any(engine.rows(f"SELECT 1 FROM {table} LIMIT 1"))  # noqa: S608  our own names
        told[str(explanation)] = "no_data" if is_empty else "none"
    return told


def alert(
    rank: int, candidate: Candidate, events: Sequence[_Event], failed: Mapping[str, str]
) -> Alert:
    """A rule on an account whose events are all of one record names it."""
    midnight = datetime.combine(candidate.day, datetime.min.time())
    records = {one.patient for one in events}
    patient = candidate.patient or (next(iter(records)) if len(records) == 1 else None)
    return Alert(
        day=candidate.day,
        rank=rank,
        score=round(candidate.score, 3),
        account=candidate.account,
        patient=patient,
        rule=candidate.rule,
        rules={str(rule): round(says, 3) for rule, says in candidate.rules.items()},
        first_event_at=events[0].at if events else midnight,
        last_event_at=events[-1].at if events else midnight,
        event_ids=tuple(dict.fromkeys(one.event_id for one in events)),
        events=len(events),
        tried=_failed(candidate, failed),
        facts=candidate.facts,
    )


def _failed(candidate: Candidate, failed: Mapping[str, str]) -> dict[str, str]:
    """Where something was found that is not enough for this record, "insufficient"."""
    told = dict(failed)
    if candidate.how:
        told[str(INFERRED.get(candidate.how, Explanation.LEARNED))] = "insufficient"
    return told


def told(alerts: Sequence[tuple[int, Candidate]], engine: Engine, frame: Frame) -> Iterator[Alert]:
    """Each with its events."""
    events = Events(engine, frame, accounts_of([one for _, one in alerts]))
    failed = tried(engine)
    for rank, candidate in alerts:
        yield alert(rank, candidate, events.of(candidate), failed)
