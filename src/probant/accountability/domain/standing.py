"""Where an organisation stands: its verdicts sorted into what to do, what is due, what holds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from probant.common.verdicts import SanctionTier, Verdict, VerdictState, gravest_first
from probant.reference.sanctions import Amount, exposure

UNMET = frozenset({VerdictState.CONTRADICTED, VerdictState.MISSING, VerdictState.EXPIRED})


@dataclass(frozen=True)
class Standing:
    """Every verdict of an organisation, the gravest first."""

    verdicts: tuple[Verdict, ...]
    on: date

    @classmethod
    def of(cls, verdicts: Iterable[Verdict], *, on: date) -> "Standing":
        """Among equals: what is overdue, then what has no date, then what may still wait."""
        dated = sorted(verdicts, key=lambda found: found.due_on or on)
        return cls(tuple(gravest_first(dated)), on)

    @cached_property
    def counts(self) -> Mapping[VerdictState, int]:
        """How many verdicts each state has, the gravest state first, zeros included."""
        found = Counter(verdict.state for verdict in self.verdicts)
        return {state: found[state] for state in VerdictState}

    @property
    def unmet(self) -> tuple[Verdict, ...]:
        """What a sanction could be founded on: contradicted, missing or expired."""
        return tuple(verdict for verdict in self.verdicts if verdict.state in UNMET)

    @property
    def to_look_at(self) -> tuple[Verdict, ...]:
        """Everything that is not good: what could not be told is among it."""
        return tuple(verdict for verdict in self.verdicts if not verdict.is_good)

    @property
    def good(self) -> tuple[Verdict, ...]:
        """What is proven or does not apply."""
        return tuple(verdict for verdict in self.verdicts if verdict.is_good)

    @property
    def next_step(self) -> Verdict | None:
        """What to do first: a contradiction, then what is overdue, then the gravest; or None."""
        todo = [found for found in self.verdicts if found.remedy and not found.is_good]
        return min(todo, key=self._urgency, default=None)

    def _urgency(self, found: Verdict) -> int:
        if found.state is VerdictState.CONTRADICTED:
            return 0
        return 1 if found.due_on and found.due_on < self.on else 2

    @property
    def due(self) -> tuple[Verdict, ...]:
        """What has a date, the nearest first."""
        dated = (verdict for verdict in self.verdicts if verdict.due_on)
        return tuple(sorted(dated, key=lambda verdict: str(verdict.due_on)))

    def with_state(self, state: str) -> tuple[Verdict, ...]:
        """Those in one state; all of them when none is asked for."""
        return tuple(found for found in self.verdicts if not state or found.state == state)


@dataclass(frozen=True)
class TierExposure:
    """One ceiling of art. 83, and the unmet obligations under it."""

    amount: Amount
    unmet: int


def exposures(unmet: Iterable[Verdict], group_turnover: int | None) -> tuple[TierExposure, ...]:
    """The ceilings that unmet obligations fall under, the gravest first (art. 83(3) to (5))."""
    counts = Counter(verdict.tier for verdict in unmet if verdict.tier)
    tiers = sorted(counts, key=list(SanctionTier).index, reverse=True)
    return tuple(TierExposure(exposure(tier, group_turnover), counts[tier]) for tier in tiers)
