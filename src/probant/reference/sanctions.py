"""What a fine may reach: GDPR art. 83(4) and (5), on the turnover of the group."""

from collections.abc import Iterable
from dataclasses import dataclass

from probant.common.errors import ProbantError
from probant.common.verdicts import SanctionTier
from probant.reference import law


class NegativeTurnoverError(ProbantError):
    """A turnover below zero, from which no ceiling can be computed."""

    def __init__(self, group_turnover: int) -> None:
        super().__init__(group_turnover)
        self.group_turnover = group_turnover


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """The ceiling in whole euros, and which of the two limbs of art. 83 gave it."""

    tier: SanctionTier
    euros: int
    is_share_of_turnover: bool
    is_turnover_known: bool


def exposure(tier: SanctionTier | str, group_turnover: int | None) -> Amount:
    """Art. 83: the fixed sum or the share of the group's worldwide turnover, whichever is higher.

    `group_turnover` is that of the preceding financial year, in euros. Unknown, it leaves the fixed
    sum, which is then a floor of the ceiling: say so wherever the amount is shown.
    """
    ceiling = law.sanction_tiers()[tier]
    if group_turnover is not None and group_turnover < 0:
        raise NegativeTurnoverError(group_turnover)
    share = (group_turnover or 0) * ceiling.turnover_percent // 100
    return Amount(
        tier=SanctionTier(tier),
        euros=max(ceiling.cap_euros, share),
        is_share_of_turnover=share > ceiling.cap_euros,
        is_turnover_known=group_turnover is not None,
    )


def tier_of(article: str) -> SanctionTier | None:
    """The tier that art. 83 gives to an article, by its id (`art30`); none for the others."""
    return law.articles()[article].tier


def gravest(tiers: Iterable[SanctionTier | None]) -> SanctionTier | None:
    """Art. 83(3): for linked infringements, the total stays within that of the gravest."""
    known = [tier for tier in tiers if tier is not None]
    return max(known, key=lambda tier: law.sanction_tiers()[tier].cap_euros, default=None)
