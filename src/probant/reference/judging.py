"""A verdict with the law's own words: article, confidence and sanction tier come from the data."""

from datetime import date

from probant.common.verdicts import (
    Evidence,
    Fact,
    Remedy,
    SanctionTier,
    Source,
    Verdict,
    VerdictState,
)
from probant.reference import law


def verdict(  # noqa: PLR0913  a verdict is what, how, on which facts and proofs, and what to do
    id_: str,
    state: VerdictState,
    *,
    facts: tuple[Fact, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    remedy_url: str = "",
    due_on: date | None = None,
) -> Verdict:
    """How the obligation `id_` stands; what is good needs no remedy."""
    text = law.obligations()[id_]
    return Verdict(
        obligation_id=id_,
        state=state,
        source=(Source(text.article, confidence=text.confidence),),
        facts=facts,
        evidence=evidence,
        remedy=None if state.is_good else Remedy(id_, remedy_url),
        tier=SanctionTier(text.tier) if text.tier else None,
        due_on=due_on,
    )
