"""Where an organisation stands: its verdicts sorted into what to do, what is due, what holds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from probant.common.verdicts import SanctionTier, Verdict, VerdictState, gravest_first
from probant.reference.sanctions import Amount, exposure

UNMET = frozenset({VerdictState.CONTRADICTED, VerdictState.MISSING, VerdictState.EXPIRED})


@dataclass(frozen=True)
class Standing:
    """Every verdict of an organisation, the gravest first."""

    verdicts: tuple[Verdict, ...]

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> "Standing":
        """Equals are ordered by their due date, then as the slices gave them."""
        dated = sorted(verdicts, key=lambda found: (found.due_on is None, found.due_on))
        return cls(tuple(gravest_first(dated)))

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
        """The gravest verdict that says what to do, or None."""
        return next((found for found in self.verdicts if found.remedy and not found.is_good), None)

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
