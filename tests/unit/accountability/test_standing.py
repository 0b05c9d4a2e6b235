"""What to do first, what a sanction could be founded on, and the ceilings of art. 83."""

from datetime import date, timedelta

import pytest

from probant.accountability.domain.standing import Standing, exposures
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Remedy,
    SanctionTier,
    Source,
    Verdict,
    VerdictState,
)

TODAY = date(2026, 11, 21)
S = VerdictState


def verdict(
    id_: str,
    state: VerdictState,
    *,
    due: int | None = None,
    tier: SanctionTier | None = SanctionTier.ART_83_4,
) -> Verdict:
    proof = (Evidence(EvidenceKind.DOCUMENT, "d"),) if state is S.PROVEN else ()
    return Verdict(
        obligation_id=id_,
        state=state,
        source=(Source("art. 30 RGPD"),),
        evidence=proof,
        remedy=None if state.is_good else Remedy(id_),
        tier=tier,
        due_on=None if due is None else TODAY + timedelta(days=due),
    )


def ids(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [found.obligation_id for found in verdicts]


def test_the_gravest_come_first_and_among_equals_the_overdue() -> None:
    found = Standing.of(
        [
            verdict("proven", S.PROVEN),
            verdict("later", S.MISSING, due=300),
            verdict("now", S.MISSING),
            verdict("late", S.MISSING, due=-3),
            verdict("contradicted", S.CONTRADICTED),
        ],
        on=TODAY,
    )
    assert ids(found.verdicts) == ["contradicted", "late", "now", "later", "proven"]


@pytest.mark.parametrize(
    ("verdicts", "first"),
    [
        ([verdict("m", S.MISSING), verdict("e", S.EXPIRED, due=-20)], "e"),
        ([verdict("c", S.CONTRADICTED), verdict("e", S.EXPIRED, due=-20)], "c"),
        ([verdict("e", S.EXPIRED, due=4), verdict("m", S.MISSING)], "m"),
        ([verdict("d", S.DECLARED), verdict("p", S.PROVEN)], "d"),
        ([verdict("p", S.PROVEN), verdict("n", S.NOT_APPLICABLE)], None),
        ([], None),
    ],
)
def test_the_first_step_is_a_contradiction_then_what_is_overdue_then_the_gravest(
    verdicts: list[Verdict], first: str | None
) -> None:
    step = Standing.of(verdicts, on=TODAY).next_step
    assert (step.obligation_id if step else None) == first


def test_what_could_not_be_told_is_looked_at_and_never_good() -> None:
    found = Standing.of([verdict("u", S.UNDETERMINED)], on=TODAY)
    assert ids(found.to_look_at) == ["u"]
    assert found.good == ()
    assert found.unmet == ()


def test_every_state_is_counted_zeros_included() -> None:
    counts = Standing.of([verdict("a", S.MISSING), verdict("b", S.MISSING)], on=TODAY).counts
    assert list(counts) == list(VerdictState)
    assert (counts[S.MISSING], counts[S.PROVEN]) == (2, 0)


def test_due_dates_come_nearest_first() -> None:
    found = [verdict("far", S.PROVEN, due=90), verdict("near", S.DECLARED, due=1)]
    assert ids(Standing.of(found, on=TODAY).due) == ["near", "far"]


@pytest.mark.parametrize(
    ("turnover", "expected"),  # art. 83(4): 10 M€ or 2 %; art. 83(5): 20 M€ or 4 %
    [
        (None, [("art83_5", 20_000_000, 1), ("art83_4", 10_000_000, 2)]),
        (96_000_000, [("art83_5", 20_000_000, 1), ("art83_4", 10_000_000, 2)]),
        (1_000_000_000, [("art83_5", 40_000_000, 1), ("art83_4", 20_000_000, 2)]),
    ],
)
def test_exposure_is_the_ceiling_on_the_groups_turnover(
    turnover: int | None, expected: list[tuple[str, int, int]]
) -> None:
    unmet = [
        verdict("a", S.MISSING),
        verdict("b", S.EXPIRED),
        verdict("c", S.CONTRADICTED, tier=SanctionTier.ART_83_5),
        verdict("d", S.MISSING, tier=None),
    ]
    found = exposures(unmet, turnover)
    assert [(it.amount.tier, it.amount.euros, it.unmet) for it in found] == expected
    assert all(it.amount.is_turnover_known is (turnover is not None) for it in found)
