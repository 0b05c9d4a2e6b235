"""Findings: fixed means verified, another person verifies, the same flaw keeps its first day."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from probant.audits.domain.campaigns import (
    CampaignShapeError,
    Kind,
    Progress,
    Result,
    Terms,
    ensure_sound,
)
from probant.audits.domain.findings import (
    ActionFacts,
    Fate,
    FindingFacts,
    SamePersonError,
    Severity,
    Step,
    compared,
    days_to_fix,
    ensure_another,
    is_alike,
    is_overdue,
    step_of,
)

DONE = ActionFacts(is_done=True, is_verified=False)
VERIFIED = ActionFacts(is_done=True, is_verified=True)
TO_DO = ActionFacts(is_done=False, is_verified=False)
TODAY = date(2026, 11, 29)


def finding(title: str = "Contrôle des habilitations insuffisant") -> FindingFacts:
    return FindingFacts(
        id=uuid4(),
        control="A.8.3",
        title=title,
        severity=Severity.MAJOR,
        step=Step.OPEN,
        known_on=date(2025, 11, 3),
        due_on=date(2026, 3, 1),
    )


@pytest.mark.parametrize(
    ("actions", "step"),
    [
        ([], Step.OPEN),
        ([TO_DO], Step.OPEN),
        ([DONE, TO_DO], Step.OPEN),
        ([DONE], Step.TO_VERIFY),
        ([VERIFIED, DONE], Step.TO_VERIFY),
        ([VERIFIED, VERIFIED], Step.FIXED),
    ],
)
def test_done_is_not_fixed_until_another_person_verified(
    actions: list[ActionFacts], step: Step
) -> None:
    assert step_of(actions) is step


def test_whoever_did_it_does_not_verify_it() -> None:
    me, other = uuid4(), uuid4()
    with pytest.raises(SamePersonError):
        ensure_another(me, "", me, "Camille")
    with pytest.raises(SamePersonError):
        ensure_another(me, "Élise  Chimère", other, "elise chimere")
    ensure_another(me, "Élise Chimère", other, "Noé Sablier")


def test_an_open_finding_past_its_date_is_overdue_and_an_opportunity_never() -> None:
    assert is_overdue(finding(), TODAY)
    assert not is_overdue(replace(finding(), severity=Severity.OPPORTUNITY), TODAY)
    assert not is_overdue(replace(finding(), step=Step.FIXED), TODAY)
    assert not is_overdue(replace(finding(), due_on=TODAY), TODAY)


def test_the_same_flaw_in_other_words_is_proposed_and_never_confirmed_alone() -> None:
    before, after = finding(), finding("contrôle insuffisant des HABILITATIONS")
    assert is_alike(before, after)
    assert [one.fate for one in compared([before], [after])] == [Fate.PROPOSED]
    confirmed = replace(after, same_as=before.id)
    assert [one.fate for one in compared([before], [confirmed])] == [Fate.PERSISTING]


def test_another_control_or_other_words_is_another_finding() -> None:
    assert not is_alike(finding(), replace(finding(), control="A.8.5"))
    assert not is_alike(finding(), finding("Sauvegardes jamais restaurées"))


def test_not_seen_again_is_not_fixed() -> None:
    left, fixed = finding(), replace(finding("Autre"), step=Step.FIXED)
    fates = {one.before.title: one.fate for one in compared([left, fixed], []) if one.before}
    assert fates == {left.title: Fate.NOT_SEEN, "Autre": Fate.FIXED}


def test_reactivity_is_counted_from_known_to_verified() -> None:
    fixed = [replace(finding(), fixed_on=date(2025, 11, day)) for day in (13, 23, 30)]
    assert days_to_fix([*fixed, finding()]) == 20
    assert days_to_fix([finding()]) is None


def test_half_untested_tells_little() -> None:
    told = Progress.of(["conform", "not_tested", "not_tested"])
    assert (told.tested, told.total, told.is_telling) == (1, 3, False)
    assert Progress.of([Result.MAJOR, "not_tested"]).is_telling
    assert not Progress.of([]).is_telling


TERMS = Terms(
    title="Audit",
    kind=Kind.ISO27001,
    scope="",
    auditors=("Auditrice inventée",),
    is_independent=True,
    starts_on=TODAY,
)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (replace(TERMS, title=" "), "title"),
        (replace(TERMS, title="a" * 201), "title"),
        (replace(TERMS, auditors=()), "auditors"),
        (replace(TERMS, auditors=("a",) * 21), "auditors"),
        (replace(TERMS, scope="a" * 10_001), "scope"),
        (replace(TERMS, ends_on=date(2020, 1, 1)), "ends_on"),
    ],
)
def test_terms_that_make_no_sense_are_refused_by_name(terms: Terms, field: str) -> None:
    with pytest.raises(CampaignShapeError) as raised:
        ensure_sound(terms)
    assert raised.value.field == field
