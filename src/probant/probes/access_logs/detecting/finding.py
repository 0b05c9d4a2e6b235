"""Explanations first, then rules on what is left, by months: alerts, and verdicts on events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from probant.probes.access_logs.detecting import accounts, rates, records, silence, weights
from probant.probes.access_logs.detecting.candidates import Candidate, Key
from probant.probes.access_logs.detecting.ranking import Told, ranked
from probant.probes.access_logs.detecting.telling import Events, accounts_of, told
from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.explaining.frame import PACKAGE as FRAME
from probant.probes.access_logs.explaining.frame import Frame, frames, prepare
from probant.probes.access_logs.explaining.statements import make, statements
from probant.probes.access_logs.result import Alert, Explained, Explanation, Rule, Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """How many alerts a day can be read, and the log-odds under which none is told."""

    alerts: int = 20
    threshold: float = weights.THRESHOLD


def alerts(  # noqa: PLR0913  the question's own parts
    engine: Engine,
    *,
    zone: str = "Europe/Paris",  # noqa: ARG001  days are civil days of the store already
    since: date,
    until: date,
    budget: int = 20,
    threshold: float = weights.THRESHOLD,
) -> list[Alert]:
    """Of the days from `since` to `until`, both included; views `events` and every context table.

    Ordered by day and rank. The same views give the same alerts on any engine.
    """
    found: list[Alert] = []
    seen: Told = {}
    for frame in frames(engine, since, until):
        chosen = _chosen(engine, frame, Budget(alerts=budget, threshold=threshold), seen)
        found += told([one for one in chosen if one[1].day >= frame.since], engine, frame)
    return found


def _chosen(
    engine: Engine, frame: Frame, budget: Budget, seen: Told
) -> list[tuple[int, Candidate]]:
    """With those of the days before where nothing is known of them yet: they are not told twice."""
    earliest = frame.since if seen else date.min
    found = [one for one in candidates(engine, frame) if one.day >= earliest]
    return list(ranked(found, threshold=budget.threshold, budget=budget.alerts, told=seen))


def candidates(engine: Engine, frame: Frame) -> Iterator[Candidate]:
    """Everything that any rule says of an interval, whatever its score."""
    prepare(engine, frame)
    values = frame.values()
    make(engine, rates.PACKAGE, "features.sql", values)
    make(engine, rates.PACKAGE, "accounts.sql", values)
    usual = rates.measure(engine, values)
    yield from records.candidates(engine, usual)
    yield from accounts.candidates(engine, frame, usual)
    rhythm = statements(rates.PACKAGE, "account_questions.sql")["rhythm"]
    yield from silence.candidates(engine.rows(rhythm, values), frame.since, frame.until)


def explain(
    engine: Engine, since: date, until: date, *, threshold: float = weights.THRESHOLD
) -> Iterator[Explained]:
    """A verdict on each event that concerns a record, in the order of time.

    An event on several records has its worst verdict. Suspicious is what an alert would be about,
    were the budget endless.
    """
    for frame in frames(engine, since, until):
        suspects = _suspects(candidates(engine, frame), engine, frame, threshold)
        make(engine, FRAME, "reasons.sql", frame.values())
        make(engine, rates.PACKAGE, "verdicts.sql", frame.values())
        for after in range((frame.until - frame.since).days + 1):
            yield from _of_day(engine, frame.since + timedelta(days=after), suspects)


def _suspects(
    found: Iterable[Candidate], engine: Engine, frame: Frame, threshold: float
) -> dict[Key, Rule]:
    """The strongest rule of each access."""
    above = sorted((one for one in found if one.score >= threshold), key=lambda one: one.order)
    events = Events(engine, frame, accounts_of(above))
    suspects: dict[Key, Rule] = {}
    for candidate in above:
        keys = candidate.keys or ((e.account, e.patient, e.day) for e in events.of(candidate))
        for key in keys:
            suspects.setdefault(key, candidate.rule)
    return suspects


def _of_day(engine: Engine, day: date, suspects: Mapping[Key, Rule]) -> Iterator[Explained]:
    worst: dict[str, Explained] = {}
    text = statements(rates.PACKAGE, "verdict_questions.sql")["verdicts"]
    for event_id, account, patient, on, told_by in engine.rows(text, {"day": day}):
        one = _verdict(event_id, suspects.get((account, patient, on)), told_by)
        known = worst.get(event_id)
        if known is None or _GRAVITY[one.verdict] > _GRAVITY[known.verdict]:
            worst[event_id] = one
    yield from worst.values()


def _verdict(event_id: str, rule: Rule | None, told_by: int | None) -> Explained:
    if rule is not None:
        return Explained(event_id=event_id, verdict=Verdict.SUSPICIOUS, reason=rule)
    if told_by is None:
        return Explained(event_id=event_id, verdict=Verdict.UNEXPLAINED, reason="")
    return Explained(event_id=event_id, verdict=Verdict.EXPLAINED, reason=_ORDER[told_by])


_ORDER = tuple(Explanation)
_GRAVITY = {Verdict.EXPLAINED: 0, Verdict.UNEXPLAINED: 1, Verdict.SUSPICIOUS: 2}
