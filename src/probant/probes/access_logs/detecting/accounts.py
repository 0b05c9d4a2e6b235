"""Rules on accounts: departed and dormant (R9), impossible (R11), copies (R12), oneself (R5)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from probant.probes.access_logs.detecting import browsing, weights
from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.detecting.crowds import surprise
from probant.probes.access_logs.detecting.rates import PACKAGE, Rates
from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.explaining.frame import Frame
from probant.probes.access_logs.explaining.statements import statements
from probant.probes.access_logs.result import Rule

DORMANT = timedelta(days=90)
LEAST_COPIES = 8
LEAST_RETURNS = 3
FAR = 2.0  # a return between two networks counts more than one within


def candidates(engine: Engine, frame: Frame, rates: Rates) -> Iterator[Candidate]:
    """Every rule on accounts, on the tables that the statements made."""
    ask = _Asking(engine, frame)
    yield from _browsing(ask, rates)
    yield from _departed(ask)
    yield from _dormant(ask)
    yield from _copies(ask)
    yield from _impossible(ask)
    yield from _self_access(ask)


class _Asking:
    """The questions of `account_questions.sql`, with the interval's values."""

    def __init__(self, engine: Engine, frame: Frame) -> None:
        self.engine = engine
        long_ago = frame.since - DORMANT - timedelta(days=60)
        self.values = frame.values() | {
            "long_ago": long_ago,
            "long_ago_at": datetime.combine(long_ago, time.min),
        }

    def rows(self, name: str) -> Iterator[tuple[Any, ...]]:
        """The answer to one of them."""
        return self.engine.rows(statements(PACKAGE, "account_questions.sql")[name], self.values)


def _browsing(ask: _Asking, rates: Rates) -> Iterator[Candidate]:
    count, patients = next(ask.rows("active"))
    load = float(patients) / max(count, 1)
    mean = sum(rates.outcomes.get(how, 0.0) for how in (0, 6, 7, 8))
    days = (browsing.browsed(row, mean, load) for row in ask.rows("browsed"))
    yield from browsing.candidates(days)


def _about(  # noqa: PLR0913  a candidate's own fields
    account: str,
    day: date,
    rule: Rule,
    says: float,
    *,
    score: float,
    days: tuple[date, ...] = (),
    **facts: Any,  # noqa: ANN401  what the wording needs
) -> Candidate:
    return Candidate(
        day=day,
        score=score,
        account=account,
        patient=None,
        subject=(account, rule),
        rule=rule,
        rules={rule: says},
        days=days or (day,),
        facts=facts,
    )


def _departed(ask: _Asking) -> Iterator[Candidate]:
    """R9: any use after the last post ended, whatever explains it; more where nothing does."""
    for account, day, ended_at, patients, _, _, bare in ask.rows("departed"):
        says = weights.OFFENCE + bare / patients
        facts = {"ended_at": ended_at, "records": patients}
        yield _about(account, day, Rule.DEPARTED, says, score=says - 2.0, **facts)


def _dormant(ask: _Asking) -> Iterator[Candidate]:
    """R9: still for ninety days; somebody back from leave has explained accesses, a thief has not.

    Not told in the first months of a store: nothing is known of the time before.
    """
    oldest = next(ask.rows("oldest"))[0]
    for account, first, last, patients, bare in ask.rows("dormant"):
        if oldest is None or oldest > first - DORMANT:
            continue
        says = weights.OFFENCE * (bare + 0.5) / (patients + 1)
        yield _about(account, first, Rule.DORMANT, says, score=says - 2.0, last_day=last)


def _copies(ask: _Asking) -> Iterator[Candidate]:
    """R12: exports and prints of a day against the account's own earlier days and everybody's."""
    rows = list(ask.rows("copies"))
    count, _ = next(ask.rows("active"))
    mean = sum(row[2] for row in rows) / max(count, len(rows), 1)
    past: dict[str, list[int]] = defaultdict(list)
    for account, day, copied, patients in rows:
        own = past[account]
        expected = max(mean, sum(own) / len(own) if own else 0.0, max(own, default=0) * 0.7)
        own.append(copied)
        says = surprise(copied, expected) / browsing.DISPERSION
        if copied >= LEAST_COPIES and says > 0:
            facts = {"copies": copied, "records": patients, "expected": round(expected, 1)}
            score = browsing.PRIOR + says
            yield _about(account, day, Rule.EXPORT_BURST, says, score=score, **facts)


def _impossible(ask: _Asking) -> Iterator[Candidate]:
    """R11: at two addresses at once, again and again, more than anybody's rounds make."""
    rows = list(ask.rows("returns"))
    count, _ = next(ask.rows("active"))
    mean = sum(row[2] for row in rows) / max(count, 1)
    for account, day, returns, far in rows:
        if returns < LEAST_RETURNS:
            continue
        seen = returns + (FAR - 1) * far
        says = surprise(seen, max(mean, 0.05)) / browsing.DISPERSION
        score = browsing.PRIOR + says
        yield _about(account, day, Rule.IMPOSSIBLE, says, score=score, returns=returns, far=far)


def _self_access(ask: _Asking) -> Iterator[Candidate]:
    """R5: one's own record, whatever explains it."""
    for account, patient, day, _, _ in ask.rows("own_records"):
        yield Candidate(
            day=day,
            score=weights.OFFENCE - 2.0,
            account=account,
            patient=patient,
            subject=(account, patient),
            rule=Rule.SELF_ACCESS,
            rules={Rule.SELF_ACCESS: weights.OFFENCE},
            keys=((account, patient, day),),
        )
