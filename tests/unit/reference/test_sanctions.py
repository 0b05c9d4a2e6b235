import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.verdicts import SanctionTier
from probant.reference import law, sanctions

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("tier", "turnover", "euros", "is_share"),
    [  # art. 83(4): 10 M€ or 2 %; art. 83(5): 20 M€ or 4 %; whichever is higher
        ("art83_4", 0, 10 * MILLION, False),
        ("art83_4", 300_000, 10 * MILLION, False),
        ("art83_4", 499_999_999, 10 * MILLION, False),
        ("art83_4", 500 * MILLION, 10 * MILLION, False),
        ("art83_4", 500 * MILLION + 50, 10 * MILLION + 1, True),
        ("art83_4", 1_000 * MILLION, 20 * MILLION, True),
        ("art83_5", 500 * MILLION, 20 * MILLION, False),
        ("art83_5", 500 * MILLION + 25, 20 * MILLION + 1, True),
        ("art83_5", 1_000 * MILLION, 40 * MILLION, True),
    ],
)
def test_a_fine_reaches_the_higher_of_the_sum_and_the_share(
    tier: str, turnover: int, euros: int, is_share: bool
) -> None:
    amount = sanctions.exposure(tier, turnover)
    assert (amount.euros, amount.is_share_of_turnover) == (euros, is_share)
    assert amount.is_turnover_known


@pytest.mark.parametrize(("tier", "euros"), [("art83_4", 10 * MILLION), ("art83_5", 20 * MILLION)])
def test_an_unknown_turnover_leaves_the_sum_and_says_so(tier: str, euros: int) -> None:
    amount = sanctions.exposure(tier, None)
    assert amount.euros == euros
    assert not amount.is_turnover_known


def test_a_turnover_below_zero_is_refused() -> None:
    with pytest.raises(sanctions.NegativeTurnoverError):
        sanctions.exposure("art83_4", -1)


@given(st.sampled_from(list(SanctionTier)), st.integers(0, 10**13), st.integers(0, 10**12))
def test_a_larger_group_never_risks_less(tier: SanctionTier, turnover: int, more: int) -> None:
    smaller = sanctions.exposure(tier, turnover).euros
    larger = sanctions.exposure(tier, turnover + more).euros
    assert law.sanction_tiers()[tier].cap_euros <= smaller <= larger


@pytest.mark.parametrize(
    ("article", "tier"),
    [  # the lists of art. 83(4)(a) and 83(5)(a) to (c)
        ("art8", "art83_4"),
        ("art11", "art83_4"),
        ("art25", "art83_4"),
        ("art30", "art83_4"),
        ("art39", "art83_4"),
        ("art42", "art83_4"),
        ("art43", "art83_4"),
        ("art5", "art83_5"),
        ("art9", "art83_5"),
        ("art12", "art83_5"),
        ("art22", "art83_5"),
        ("art44", "art83_5"),
        ("art49", "art83_5"),
        ("art10", None),
        ("art24", None),
        ("art40", None),
    ],
)
def test_an_article_falls_under_the_tier_that_art_83_gives(article: str, tier: str | None) -> None:
    assert sanctions.tier_of(article) == tier


def test_linked_failings_stay_within_the_gravest() -> None:
    tiers = [SanctionTier.ART_83_4, None, SanctionTier.ART_83_5]
    assert sanctions.gravest(tiers) == SanctionTier.ART_83_5
    assert sanctions.gravest([None]) is None


@pytest.mark.parametrize(
    ("id_", "euros"),
    [
        ("hopital_prive_loire_2026", 500_000),
        ("iqvia_2026", 5 * MILLION),
        ("nexpublica_2025", 1_700_000),
        ("cegedim_2024", 800_000),
        ("dedalus_2022", 1_500_000),
        ("doctor_2020_014", 3_000),
        ("doctor_2020_015", 6_000),
        ("doctissimo_2023", 380_000),
        ("haga_2019", 350_000),
    ],
)
def test_a_sanction_pronounced_has_its_amount(id_: str, euros: int) -> None:
    assert law.decisions()[id_].amount_euros == euros


def test_the_three_warehouse_sanctions_add_up_to_what_the_conseil_d_etat_upheld() -> None:
    ids = ("cegedim_2024", "gers_2024", "santestat_2024")
    assert sum(law.decisions()[id_].amount_euros for id_ in ids) == 1_800_000
