"""The rights that a notice tells of: by legal basis, and by the case that stands above it."""

from dataclasses import replace

from probant.notices.domain.entitlement import rights_of
from probant.notices.domain.facts import Audience, Facts, gather
from probant.reference import law
from tests.unit.notices.practice import CONTROLLER, facts, records

DOUBT = "à vérifier"


def hospital() -> Facts:
    record = records("hospital")["hospital_patient_record"]
    return gather(Audience.PATIENTS, {"record": record}, CONTROLLER)


def conditions(told: Facts, right: str) -> str:
    return " ".join(
        word for item in rights_of(told, "fr") if item.right == right for word in item.conditions
    )


def test_every_case_that_a_notice_knows_stands_in_the_matrix() -> None:
    named = {use.case for use in (*hospital().uses, *facts().uses) if use.case}
    assert named
    assert named <= {rule.case for rule in law.rights_matrix().values()}


def test_a_hospital_says_that_a_right_may_be_limited_and_that_this_is_unverified() -> None:
    told = hospital()
    as_a_practice = replace(told, uses=tuple(replace(use, case="") for use in told.uses))
    limited = [right for right in law.rights() if DOUBT in conditions(told, right)]
    assert limited
    assert not [right for right in law.rights() if DOUBT in conditions(as_a_practice, right)]
