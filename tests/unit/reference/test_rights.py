import pytest

from probant.reference import law, rights

RIGHTS = ("access", "rectification", "erasure", "restriction", "portability", "objection")

# CNIL, developer guide, fiche 15. y: applies, n: does not, w: is the withdrawal of consent,
# ?: conditional (the guide's asterisk; art. 17(3)(b); art. 20(1), which asks for automated means).
TABLE = {
    "consent": "yyyy?w",
    "contract": "yyyy?n",
    "legitimate_interests": "yyyyny",
    "legal_obligation": "yy?ynn",
    "public_task": "yy?yny",
    "vital_interests": "yyyynn",
}
STATES = {"y": "applies", "n": "does_not_apply", "w": "withdrawal", "?": "conditional"}
CELLS = [
    (basis, right, STATES[letter])
    for basis, letters in TABLE.items()
    for right, letter in zip(RIGHTS, letters, strict=True)
]


@pytest.mark.parametrize(("basis", "right", "state"), CELLS)
def test_a_right_applies_as_its_legal_basis_says(basis: str, right: str, state: str) -> None:
    assert rights.applicable(basis)[right].state == state


def test_every_basis_answers_for_every_right() -> None:
    for basis in law.legal_bases():
        assert tuple(rights.applicable(basis)) == RIGHTS


def test_a_conditional_right_states_its_condition() -> None:
    for rule in law.rights_matrix().values():
        if rule.state in {"conditional", "withdrawal"}:
            assert rule.condition is not None, rule.id


@pytest.mark.parametrize("basis", TABLE)
def test_erasure_is_never_refused_by_the_basis_alone(basis: str) -> None:
    erasure = rights.applicable(basis)["erasure"]
    assert erasure.state != "does_not_apply"
    assert erasure.condition is not None
    assert "17(3)" in erasure.condition.en


@pytest.mark.parametrize("right", ["erasure", "portability", "objection"])
def test_a_draft_of_the_cnil_closes_three_rights_on_the_hospital_record(right: str) -> None:
    rule = rights.applicable("public_task", case="hospital_patient_record")[right]
    assert rule.state == "does_not_apply"
    assert rule.confidence == "to_verify"


@pytest.mark.parametrize("right", ["access", "rectification", "restriction"])
def test_the_other_rights_on_the_hospital_record_follow_the_basis(right: str) -> None:
    rule = rights.applicable("public_task", case="hospital_patient_record")[right]
    assert rule.state == "applies"
    assert rule.basis == "public_task"


def test_health_research_has_its_own_objection() -> None:
    rule = rights.applicable("public_task", case="health_research")["objection"]
    assert rule.article == "LIL art. 74"


@pytest.mark.parametrize(("basis", "case"), [("whim", ""), ("", ""), ("consent", "whim")])
def test_an_unknown_basis_or_case_is_refused(basis: str, case: str) -> None:
    with pytest.raises(rights.UnknownBasisError):
        rights.applicable(basis, case=case)


def test_a_notice_of_several_purposes_names_the_right_that_one_of_them_opens() -> None:
    widest = rights.open_to(["legal_obligation", "contract"])
    assert widest["portability"].state == "conditional"
    assert widest["erasure"].state == "applies"
    assert widest["objection"].state == "does_not_apply"
