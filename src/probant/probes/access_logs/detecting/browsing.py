"""R6, mass browsing: far more records without an explanation than the account's work leaves.

By day, and by seven days: who spreads the browsing to stay under an hourly threshold is seen by the
sum. A batch or a ticket explains its records and leaves nothing here; a job whose records never are
explained is compared with its own past.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.detecting.crowds import surprise
from probant.probes.access_logs.result import Rule

PRIOR = -7.0  # an account and day in a thousand
DISPERSION = 2.0  # unexplained accesses come in clusters: a nat of surprise counts half
STEADINESS = 60  # accesses that the hospital's mean is worth against an account's own past
LEAST_A_DAY, LEAST_A_WEEK = 8, 12
BUSY = 2.0  # times the usual day, beyond which helping out elsewhere does not explain it


@dataclass(frozen=True, slots=True)
class Browsed:
    """One account on one day: records opened, those left, and what its past makes expected."""

    account: str
    day: date
    left: int
    expected: float


def browsed(row: tuple[Any, ...], mean: float, load: float) -> Browsed:
    """`mean` is the hospital's share of accesses that are left, `load` its records a day."""
    account, day, patients, bare, floating, past, past_days, past_bare = row
    usual = past / past_days if past_days else load
    left = bare + (floating if patients > max(BUSY * usual, 20) else 0)
    share = (past_bare + STEADINESS * mean) / (past + STEADINESS)
    share = min(share, 0.95)
    expected = max((patients - left) * share / (1 - share), min(usual, patients) * share, 0.3)
    return Browsed(account, day, left, expected)


def candidates(days: Iterable[Browsed]) -> Iterator[Candidate]:
    """In the order of accounts and days."""
    by_account: dict[str, list[Browsed]] = defaultdict(list)
    for one in days:
        window = [kept for kept in by_account[one.account] if kept.day > one.day - timedelta(7)]
        by_account[one.account] = [*window, one]
        found = _candidate(by_account[one.account])
        if found:
            yield found


def _candidate(window: list[Browsed]) -> Candidate | None:
    last = window[-1]
    week = sum(one.left for one in window)
    expected = sum(one.expected for one in window) + (7 - len(window)) * 0.3
    beaten = surprise(week, expected) if week >= LEAST_A_WEEK else 0.0
    if last.left >= LEAST_A_DAY:
        beaten = max(beaten, surprise(last.left, last.expected))
    if not beaten:
        return None
    says = beaten / DISPERSION
    return Candidate(
        day=last.day,
        score=PRIOR + says,
        account=last.account,
        patient=None,
        subject=(last.account, Rule.MASS_BROWSING),
        rule=Rule.MASS_BROWSING,
        rules={Rule.MASS_BROWSING: says},
        days=tuple(one.day for one in window),
        facts={"records": last.left, "records_in_7_days": week, "expected": round(expected, 1)},
    )
