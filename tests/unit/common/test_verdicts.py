from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.time_limits import NaiveDatetimeError, Period
from probant.common.verdicts import (
    Context,
    Evidence,
    EvidenceKind,
    EvidenceMissingError,
    Fact,
    Obligation,
    Remedy,
    RemedyMissingError,
    SanctionTier,
    Source,
    SourceMissingError,
    Verdict,
    VerdictState,
    WrongObligationError,
    freshness,
    gravest_first,
    worst,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONTEXT = Context(UUID(int=1), NOW)
ARTICLE_30 = (Source("GDPR art. 30(1)"),)
REMEDY = Remedy("register.complete", "/o/1/register/")
EVIDENCE = (Evidence(EvidenceKind.JOURNAL_ENTRY, "42", NOW),)
TO_REMEDY = (
    VerdictState.CONTRADICTED,
    VerdictState.MISSING,
    VerdictState.EXPIRED,
    VerdictState.DECLARED,
)


def verdict(state: VerdictState, obligation_id: str = "register.kept") -> Verdict:
    return Verdict(obligation_id, state, ARTICLE_30, evidence=EVIDENCE, remedy=REMEDY)


def test_the_states_stand_from_the_gravest_to_the_least() -> None:
    assert sorted(VerdictState, key=lambda state: -state.severity) == [
        "contradicted",
        "missing",
        "expired",
        "undetermined",
        "declared",
        "proven",
        "not_applicable",
    ]


@pytest.mark.parametrize("state", VerdictState)
def test_only_proof_or_nothing_to_prove_is_good(state: VerdictState) -> None:
    assert verdict(state).is_good is (state in {"proven", "not_applicable"})


def test_what_could_not_be_seen_is_not_good_and_outweighs_what_is_said() -> None:
    unseen = VerdictState.UNDETERMINED
    assert not unseen.is_good
    assert worst([VerdictState.PROVEN, unseen, VerdictState.DECLARED]) is unseen


def test_nothing_looked_at_is_undetermined() -> None:
    assert worst([]) is VerdictState.UNDETERMINED


@given(st.lists(st.sampled_from(VerdictState), min_size=1))
def test_the_worst_is_one_of_the_states_and_none_is_graver(states: list[VerdictState]) -> None:
    found = worst(states)
    assert found in states
    assert all(state.severity <= found.severity for state in states)


def test_verdicts_are_read_from_the_gravest_and_equals_keep_their_order() -> None:
    first, second = verdict(VerdictState.MISSING, "a"), verdict(VerdictState.MISSING, "b")
    proven, lie = verdict(VerdictState.PROVEN), verdict(VerdictState.CONTRADICTED)
    assert gravest_first([proven, first, lie, second]) == [lie, first, second, proven]


def test_proven_without_evidence_is_refused() -> None:
    with pytest.raises(EvidenceMissingError) as refused:
        Verdict("register.kept", VerdictState.PROVEN, ARTICLE_30, remedy=REMEDY)
    assert refused.value.obligation_id == "register.kept"
    assert refused.value.state is VerdictState.PROVEN


@pytest.mark.parametrize("state", TO_REMEDY)
def test_a_lack_without_its_remedy_is_refused(state: VerdictState) -> None:
    with pytest.raises(RemedyMissingError):
        Verdict("register.kept", state, ARTICLE_30, evidence=EVIDENCE)


@pytest.mark.parametrize("state", sorted(set(VerdictState) - set(TO_REMEDY)))
def test_the_other_states_need_no_remedy(state: VerdictState) -> None:
    assert Verdict("register.kept", state, ARTICLE_30, evidence=EVIDENCE).remedy is None


@pytest.mark.parametrize("state", VerdictState)
def test_a_verdict_cites_its_source(state: VerdictState) -> None:
    with pytest.raises(SourceMissingError):
        Verdict("register.kept", state, (), evidence=EVIDENCE, remedy=REMEDY)


def test_a_source_to_verify_is_not_certain() -> None:
    assert Source("CSP R.1111-1", confidence="to_verify").is_certain is False
    assert Source("GDPR art. 30").is_certain


def test_an_obligation_gives_the_verdict_of_its_check() -> None:
    def check(context: Context) -> Verdict:
        facts = (Fact("looked_at", context.at), Fact("activities", 12, "/register/"))
        return Verdict("register.kept", VerdictState.MISSING, ARTICLE_30, facts, remedy=REMEDY)

    obligation = Obligation("register.kept", "GDPR art. 30(1)", SanctionTier.ART_83_4, check)
    assert obligation.verdict(CONTEXT).facts[0].value == NOW


def test_a_check_cannot_answer_for_another_obligation() -> None:
    obligation = Obligation(
        "notice.published", "GDPR art. 13", None, lambda _: verdict(VerdictState.PROVEN)
    )
    with pytest.raises(WrongObligationError):
        obligation.verdict(CONTEXT)


@pytest.mark.parametrize(
    ("age", "valid_for", "state"),
    [
        (timedelta(0), "P1Y", VerdictState.PROVEN),
        (timedelta(days=364, hours=23), "P1Y", VerdictState.PROVEN),
        (timedelta(days=365), "P1Y", VerdictState.EXPIRED),
        (timedelta(hours=71, minutes=59), "PT72H", VerdictState.PROVEN),
        (timedelta(hours=72), "PT72H", VerdictState.EXPIRED),
        (timedelta(days=90), "P90D", VerdictState.EXPIRED),
    ],
)
def test_evidence_expires_with_its_validity(
    age: timedelta, valid_for: str, state: VerdictState
) -> None:
    assert freshness(NOW - age, NOW, Period.parse(valid_for)) is state


def test_evidence_from_the_future_is_no_proof() -> None:
    found = freshness(NOW + timedelta(seconds=1), NOW, Period(years=1))
    assert found is VerdictState.UNDETERMINED


def test_freshness_needs_time_zones() -> None:
    with pytest.raises(NaiveDatetimeError):
        freshness(NOW.replace(tzinfo=None), NOW, Period(days=1))
