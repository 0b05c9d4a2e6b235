"""The guides, clocks, contacts and exercises as data: whole, worded, adapted."""

import itertools

import pytest

from probant.reference import crisis, law
from tests.unit.reference.typography import faults, texts_of

SCENARIOS = {
    "ransomware",
    "data_theft",
    "lost_equipment",
    "insider",
    "provider_down",
    "unavailable_records",
    "exposed_images",
}
SITUATIONS = list(itertools.product(sorted(SCENARIOS), crisis.SIZES, crisis.DPOS))


def test_every_kind_of_crisis_has_its_guide() -> None:
    assert set(crisis.guides()) == SCENARIOS


@pytest.mark.parametrize(("scenario", "size", "dpo"), SITUATIONS)
def test_a_guide_has_something_to_do_in_each_phase(
    scenario: str, size: crisis.Size, dpo: crisis.Dpo
) -> None:
    guide = crisis.guides()[scenario].of(size, dpo)
    assert all(guide.phase(phase) for phase in crisis.PHASES)
    ids = [step.id for step in guide.steps]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("dpo", crisis.DPOS)
def test_a_guide_says_what_to_do_with_this_officer_and_no_other(dpo: crisis.Dpo) -> None:
    ids = {step.id for step in crisis.guides()["ransomware"].of("practice", dpo).steps}
    assert {id_ for id_ in ids if id_.startswith("dpo_")} == {f"dpo_{dpo}"}


def test_only_a_publisher_warns_its_controllers() -> None:
    having = {
        size
        for size in crisis.SIZES
        for step in crisis.guides()["data_theft"].of(size, "internal").steps
        if step.clock == "controllers"
    }
    assert having == {"publisher"}


def test_a_practice_is_sent_neither_to_the_regional_agency_nor_to_nis_2() -> None:
    guide = crisis.guides()["ransomware"]
    practice, hospital = (guide.of(size, "absent") for size in ("practice", "hospital"))
    assert not {"ars", "samu_region"} & set(practice.warn)
    assert not {"health_incident", "nis2"} & set(practice.clocks)
    assert {"ars", "samu_region"} <= set(hospital.warn)
    assert {"health_incident", "nis2"} <= set(hospital.clocks)


def test_the_first_thing_in_a_ransomware_is_the_network() -> None:
    first = crisis.guides()["ransomware"].of("hospital", "internal").steps[0]
    assert first.id == "unplug"


def test_guides_refer_to_what_exists() -> None:
    for guide in crisis.guides().values():
        assert set(guide.clocks) <= crisis.clocks().keys()
        assert set(guide.warn) <= crisis.contacts().keys()
        assert {step.clock for step in guide.steps} - {""} <= crisis.clocks().keys()
    for step in crisis.shared().steps:
        assert set(step.not_in) <= crisis.guides().keys()


def test_the_72_hours_are_those_of_the_law() -> None:
    assert crisis.clocks()["authority"].period == law.time_limits()["breach_to_authority"].period


@pytest.mark.parametrize("id_", ["complaint", "insurer", "health_incident", "nis2"])
def test_what_nobody_read_in_a_primary_source_is_to_be_verified(id_: str) -> None:
    assert crisis.clocks()[id_].confidence == "to_verify"


def test_no_telephone_number_stands_here_unless_it_is_certain() -> None:
    certain = {"emergency": "15", "police": "17"}
    numbers = {id_: one.telephone for id_, one in crisis.contacts().items() if one.telephone}
    assert numbers == certain
    assert all(crisis.contacts()[id_].confidence == "found" for id_ in certain)


@pytest.mark.parametrize("id_", sorted(crisis.exercises()))
def test_an_exercise_fits_in_its_time(id_: str) -> None:
    scenario = crisis.exercises()[id_]
    times = [inject.after for inject in scenario.injects]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] < scenario.minutes
    assert all(objective.within <= scenario.minutes for objective in scenario.objectives)
    assert scenario.guide in crisis.guides()


def test_the_exercises_asked_for_are_there() -> None:
    found = {id_: (one.guide, one.minutes) for id_, one in crisis.exercises().items()}
    assert found == {
        "ransomware_hospital": ("ransomware", 90),
        "lost_phone_practice": ("lost_equipment", 20),
        "provider_down_publisher": ("provider_down", 45),
        "exposed_images_radiology": ("exposed_images", 45),
    }


@pytest.mark.parametrize(
    "held",
    [crisis.guides(), crisis.exercises(), crisis.clocks(), crisis.contacts()],
    ids=["guides", "exercises", "clocks", "contacts"],
)
def test_the_texts_are_set_as_printers_do(held: dict[str, object]) -> None:
    found = {
        f"{id_}{path}": wrong
        for id_, value in held.items()
        for path, text in texts_of(value)
        if (wrong := faults(text))
    }
    assert found == {}
