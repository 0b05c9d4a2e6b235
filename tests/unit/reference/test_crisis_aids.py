"""The legal aids of the crisis room hold together with the scenarios and the clocks."""

import pytest

from probant.reference import crisis, crisis_aids


def test_every_aid_names_scenarios_and_clocks_that_exist() -> None:
    for aid in crisis_aids.aids().values():
        assert set(aid.kinds) <= set(crisis.guides()), aid.id
        assert aid.clock in {"", *crisis.clocks()}, aid.id


def test_no_aid_is_presented_as_certain() -> None:
    found = {aid.confidence for aid in crisis_aids.aids().values()}
    assert found == {"to_verify"}


@pytest.mark.parametrize("kind", [*crisis.guides(), "other"])
def test_every_crisis_is_told_how_to_keep_evidence_and_tell_the_insurer(kind: str) -> None:
    assert {"preservation", "insurance"} <= {aid.id for aid in crisis_aids.for_kind(kind)}


def test_a_ransom_note_leads_to_a_complaint_within_its_time() -> None:
    aid = {one.id: one for one in crisis_aids.for_kind("ransomware")}["complaint"]
    assert crisis.clocks()[aid.clock].period == "PT72H"
