"""What the law proposes: law.md §1.5 and §1.6 as tables; a person decides."""

import pytest

from probant.reference import requests
from probant.subject_requests.domain.analysis import (
    Asked,
    Proposal,
    UndecidedRightError,
    UnjustifiedDecisionError,
    Use,
    ensure_decided,
    propose,
    questions,
)

GENERAL = {"unidentifiable": False, "unfounded": False, "excessive": False}


def use(basis: str, case: str = "") -> Use:
    return Use("a1", "Fiche inventée", "Soigner", basis, case)


def one(
    right: str, basis: str, answers: dict[str, bool], case: str = "", **asked: object
) -> Proposal:
    about = Asked((right,), **asked)  # type: ignore[arg-type]
    return propose(about, [use(basis, case)], GENERAL | answers)[0]


@pytest.mark.parametrize(
    ("right", "basis", "case", "answers", "suggested", "source"),
    [
        ("access", "contract", "", {"access.rights_of_others": False}, "granted", "art. 15"),
        ("access", "contract", "", {"access.rights_of_others": True}, "partly", "art. 15(4)"),
        ("information", "consent", "", {"access.rights_of_others": False}, "granted", "art. 15"),
        ("objection", "contract", "", {}, "refused", "art. 21(1): §1.6, contract ✘"),
        ("objection", "consent", "", {}, "granted", "art. 7(3): withdrawal"),
        (
            "objection",
            "legitimate_interests",
            "",
            {"objection.situation": True, "objection.compelling": False},
            "granted",
            "art. 21(1)",
        ),
        (
            "objection",
            "legitimate_interests",
            "",
            {"objection.situation": True, "objection.compelling": True},
            "refused",
            "art. 21(1): compelling grounds",
        ),
        ("marketing", "legitimate_interests", "", {}, "granted", "art. 21(2): absolute"),
        ("objection", "public_task", "health_research", {}, "granted", "LIL art. 74"),
        ("objection", "public_task", "hospital_patient_record", {}, "refused", "§1.6 DPI"),
        (
            "portability",
            "consent",
            "",
            {"portability.provided": True},
            "granted",
            "art. 20(1)",
        ),
        ("portability", "consent", "", {"portability.provided": False}, "refused", "art. 20(1)"),
        ("portability", "public_task", "", {}, "refused", "§1.6: ✘"),
        ("restriction", "contract", "", {"restriction.accuracy": True}, "granted", "art. 18(1)(a)"),
        ("rectification", "contract", "", {"rectification.disputed": False}, "granted", "art. 16"),
    ],
)
def test_the_matrix_and_the_answers_make_the_proposal(
    right: str, basis: str, case: str, answers: dict[str, bool], suggested: str, source: str
) -> None:
    on_questions = {
        item.id: False
        for item in questions(Asked((right,)), [use(basis, case)])
        if item.effect == "allow"
    }
    if case == "hospital_patient_record":
        on_questions |= {"objection.situation": True, "objection.compelling": False}
        on_questions |= {"objection.research_public_interest": False}

    assert one(right, basis, on_questions | answers, case).suggested == suggested, source


@pytest.mark.parametrize(
    ("answers", "suggested"),
    [
        ({}, "refused"),
        ({"erasure.no_longer_needed": True}, "granted"),
        ({"erasure.unlawful": True}, "granted"),
        ({"erasure.unlawful": True, "erasure.claims": True}, "refused"),
        ({"erasure.legal_obligation": True}, "refused"),
    ],
)
def test_erasure_under_a_legal_obligation_is_conditional_never_a_hard_refusal(
    answers: dict[str, bool], suggested: str
) -> None:
    """Art. 17(3) excludes erasure to the extent that the data are needed."""
    raised = questions(Asked(("erasure",)), [use("legal_obligation")])
    none = dict.fromkeys([item.id for item in raised], False)

    assert one("erasure", "legal_obligation", none | answers).suggested == suggested


def test_erasure_under_consent_is_granted_unless_an_exception_holds() -> None:
    raised = questions(Asked(("erasure",)), [use("consent")])
    none = dict.fromkeys([item.id for item in raised], False)

    assert one("erasure", "consent", none).suggested == "granted"
    assert one("erasure", "consent", none | {"erasure.claims": True}).suggested == "refused"


def test_an_unanswered_question_leaves_the_proposal_open() -> None:
    found = propose(Asked(("access",)), [use("contract")], {})[0]

    assert found.suggested == ""
    assert {item.id for item in found.unanswered} == {*GENERAL, "access.rights_of_others"}


def test_one_right_may_be_open_under_one_purpose_and_closed_under_another() -> None:
    answers = GENERAL | {"objection.situation": True, "objection.compelling": False}
    found = propose(Asked(("objection",)), [use("legitimate_interests"), use("contract")], answers)[
        0
    ]

    assert found.suggested == "partly"


def test_a_purpose_without_legal_basis_leaves_it_to_a_person() -> None:
    assert one("access", "", {"access.rights_of_others": False}).suggested == ""


def test_without_any_activity_no_data_are_held() -> None:
    answers = GENERAL | {"access.rights_of_others": False}

    assert propose(Asked(("access",)), [], answers)[0].suggested == "no_data"


@pytest.mark.parametrize("id_", ["unfounded", "excessive", "unidentifiable"])
def test_an_abusive_request_is_refused_by_a_person_who_says_so_never_by_itself(id_: str) -> None:
    held = {"access.rights_of_others": False}

    assert one("access", "contract", held).suggested == "granted"
    assert one("access", "contract", held | {id_: True}).suggested == "refused"


@pytest.mark.parametrize(
    ("on_behalf", "is_record", "asked"),
    [
        ("minor", True, {"minor.authority", "minor.secrecy"}),
        ("protected_adult", True, {"protected_adult.measure"}),
        ("mandatary", True, {"mandatary.mandate"}),
        ("deceased", True, {"deceased.heir", "deceased.ground", "deceased.opposed"}),
        ("deceased", False, {"deceased.directives"}),
        ("self", True, set()),
    ],
)
def test_who_asks_for_another_is_asked_what_the_law_asks(
    on_behalf: str, is_record: bool, asked: set[str]
) -> None:
    about = Asked(("access",), on_behalf, is_record_request=is_record)
    found = {item.id for item in questions(about, [use("public_task")]) if item.cases}

    assert found == asked


@pytest.mark.parametrize(
    ("answers", "suggested"),
    [
        ({"deceased.ground": True}, "granted"),
        ({"deceased.ground": False}, "refused"),
        ({"deceased.ground": True, "deceased.opposed": True}, "refused"),
    ],
)
def test_an_heir_needs_one_of_three_grounds_and_no_contrary_will(
    answers: dict[str, bool], suggested: str
) -> None:
    base = {
        "deceased.heir": True,
        "deceased.opposed": False,
        "access.rights_of_others": False,
        "record.third_parties": False,
        "record.accompanied": False,
    }
    about = Asked(("access",), "deceased", is_record_request=True)
    found = propose(about, [use("public_task")], GENERAL | base | answers)[0]

    assert found.suggested == suggested
    assert not found.is_certain  # the public health code is remembered, not found


def test_whoever_decides_may_differ_with_a_reason() -> None:
    proposals = propose(
        Asked(("access",)), [use("contract")], GENERAL | {"access.rights_of_others": False}
    )

    assert ensure_decided(proposals, {"access": "granted"}, "") == ()
    assert ensure_decided(proposals, {"access": "refused"}, "Parce que…") == ("access",)
    with pytest.raises(UnjustifiedDecisionError):
        ensure_decided(proposals, {"access": "refused"}, "  ")
    with pytest.raises(UndecidedRightError):
        ensure_decided(proposals, {}, "")


def test_every_question_is_asked_of_somebody() -> None:
    bases = ["consent", "contract", "legal_obligation", "legitimate_interests", "public_task"]
    uses = [use(basis) for basis in bases]
    rights = ("access", "rectification", "erasure", "restriction", "portability", "objection")
    asked = {
        item.id
        for on_behalf in ("self", "minor", "protected_adult", "deceased", "mandatary")
        for is_record in (True, False)
        for item in questions(Asked(rights, on_behalf, is_record_request=is_record), uses)
    }

    assert asked == set(requests.conditions())
