"""The frameworks are whole, the links name controls that exist, nothing is written twice."""

from probant.reference import frameworks, law

COUNTS = {
    "hygiene": 14,
    "cnil_guide": 25,
    "anssi_hygiene": 42,
    "iso27001": 93,
    "hds": 31,
    "iso27701": 9,
    "pgssi_s": 12,
}
ANNEX_A = {"5": 37, "6": 8, "7": 14, "8": 34}


def test_each_framework_has_its_number_of_controls() -> None:
    found = {id_: len(one.controls) for id_, one in frameworks.frameworks().items()}
    assert found == COUNTS


def test_annex_a_counts_37_8_14_and_34() -> None:
    numbers = [one.number for one in frameworks.frameworks()["iso27001"].controls.values()]
    chapters = [number.split(".")[1] for number in numbers]
    assert {chapter: chapters.count(chapter) for chapter in ANNEX_A} == ANNEX_A
    assert len(set(numbers)) == len(numbers)


def test_the_guides_are_those_of_the_law_and_not_copies() -> None:
    cnil = frameworks.frameworks()["cnil_guide"].controls
    assert {one.title for one in cnil.values()} == {
        item.label for item in law.cnil_security_guide().values()
    }


def test_every_control_stands_in_a_theme_of_its_framework() -> None:
    for one in frameworks.frameworks().values():
        assert {control.theme for control in one.controls.values()} == set(one.themes), one.id


def test_every_link_names_a_control_that_exists() -> None:
    known = frameworks.frameworks()
    for ref, others in frameworks.mapping().links.items():
        for framework, control in (ref, *others):
            assert control in known[framework].controls, (framework, control)


def test_every_link_goes_through_the_hub_and_both_ways() -> None:
    found = frameworks.mapping()
    for ref, others in found.links.items():
        assert len(set(others)) == len(others), ref
        for other in others:
            assert found.hub in {ref[0], other[0]}
            assert ref in found.links[other]


def test_what_is_not_usual_names_controls_that_exist() -> None:
    for one in frameworks.frameworks().values():
        for ids in one.not_usual.values():
            assert ids <= set(one.controls), one.id


def test_the_links_agree_with_the_measures_own_numbers() -> None:
    """measures.yaml names fiches and measures itself: every habit reaches one of each it names."""
    links = frameworks.mapping().links
    for id_ in frameworks.frameworks()["hygiene"].controls:
        measure = law.measures()[id_]
        hubs = links["hygiene", id_]
        near = {other for hub in hubs for other in links[hub]}
        wanted = {("cnil_guide", f"fiche_{n}") for n in measure.cnil_fiches}
        assert near & wanted, id_
        wanted = {("anssi_hygiene", f"measure_{n}") for n in measure.anssi_measures}
        assert near & wanted, id_


def test_a_practice_starts_from_the_cnil_and_a_hospital_from_the_anssi() -> None:
    assert frameworks.baseline_of("practice") == "cnil_guide"
    assert frameworks.baseline_of("hospital") == "anssi_hygiene"


def test_what_was_not_found_in_its_source_is_to_verify() -> None:
    doubtful = {"iso27001", "hds", "iso27701", "pgssi_s"}
    for id_ in doubtful:
        assert frameworks.frameworks()[id_].confidence == "to_verify"
    assert frameworks.mapping().confidence == "to_verify"
