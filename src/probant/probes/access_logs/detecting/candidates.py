"""What may become an alert: a score, the rules behind it, and the accesses that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from probant.probes.access_logs.result import Rule

Key = tuple[str, str, date]  # account, record as in the log, day


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """`subject` is what is told once in seven days; `keys` are the accesses, as in the logs.

    Without keys, it is about everything that the account did on `days`.
    """

    day: date
    score: float
    account: str
    patient: str | None
    subject: tuple[str, ...]
    covers: tuple[tuple[str, ...], ...] = ()  # other subjects that are told with it
    rule: Rule
    rules: Mapping[Rule, float]
    keys: tuple[Key, ...] = ()
    days: tuple[date, ...] = ()
    how: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[float, str, str]:
        """Best first; equal scores by account and record, so that no run differs from another."""
        return (-round(self.score, 6), self.account, self.patient or "")
