import pytest

from probant.register.domain import status as rules
from probant.register.domain.completeness import Missing
from probant.register.domain.status import Status
from tests.factories.register import care_purpose, complete_record

REASON = "Le contrat est en cours de signature."
GAP = Missing("purposes", "art. 30(1)(b)")
ADVICE = Missing("review_on", "art. 24(1)", is_advice=True)


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("edit", {Status.DRAFT, Status.VALIDATED}),
        ("validate", {Status.DRAFT}),
        ("archive", {Status.DRAFT, Status.VALIDATED}),
        ("restore", {Status.ARCHIVED}),
        ("delete", {Status.DRAFT}),
    ],
)
def test_each_act_asks_for_its_status(act: str, allowed: set[Status]) -> None:
    assert {status for status in Status if rules.is_allowed(status, act)} == allowed


def test_a_refused_act_says_which_status_forbids_it() -> None:
    with pytest.raises(rules.StatusError) as refusal:
        rules.ensure_allowed(Status.ARCHIVED, "edit")
    assert (refusal.value.status, refusal.value.act) == (Status.ARCHIVED, "edit")


def test_a_complete_draft_is_validated_without_a_word() -> None:
    rules.ensure_validatable(Status.DRAFT, (ADVICE,), "")


def test_an_incomplete_draft_is_not_validated_without_a_reason() -> None:
    with pytest.raises(rules.IncompleteActivityError) as refusal:
        rules.ensure_validatable(Status.DRAFT, (GAP, ADVICE), "ok")
    assert refusal.value.missing == (GAP,)


def test_an_incomplete_draft_is_validated_with_a_reason() -> None:
    rules.ensure_validatable(Status.DRAFT, (GAP,), REASON)


def test_what_was_once_validated_is_never_deleted() -> None:
    rules.ensure_deletable(Status.DRAFT, was_validated=False)
    with pytest.raises(rules.StatusError):
        rules.ensure_deletable(Status.DRAFT, was_validated=True)


def test_new_purposes_of_a_validated_activity_need_a_reason() -> None:
    before, after = complete_record(), complete_record(purposes=(care_purpose(text="Publicité"),))
    with pytest.raises(rules.PurposeJustificationError):
        rules.ensure_purposes_justified(before, after, was_validated=True, justification="  ")
    rules.ensure_purposes_justified(before, after, was_validated=True, justification=REASON)
    rules.ensure_purposes_justified(before, after, was_validated=False, justification="")


def test_purposes_in_another_order_are_the_same_purposes() -> None:
    one, other = care_purpose(), care_purpose(text="Facturer")
    before = complete_record(purposes=(one, other))
    after = complete_record(purposes=(other, one))
    assert not rules.are_purposes_changed(before, after)
