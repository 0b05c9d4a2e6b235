from importlib.util import find_spec

from probant.probes.access_logs.sources import categories

DETECTED_BY_R10 = {"psychiatry", "hiv", "sexual_health"}


def test_each_resource_and_label_falls_into_a_category_that_has_its_words_in_two_languages() -> (
    None
):
    known = categories.categories()
    assert set(categories.category_of_resource().values()) <= set(known)
    assert set(categories.category_of_label().values()) <= set(known)
    assert all(one.fr and one.en for one in known.values())


def test_the_resources_are_those_of_fhir() -> None:
    for name in categories.category_of_resource():
        modules = f"fhir.resources.{name.lower()}", f"fhir.resources.R4B.{name.lower()}"
        assert any(map(find_spec, modules)), name


def test_a_sensitive_label_wins_over_the_type_of_the_resource() -> None:
    assert categories.category_of("DocumentReference") == "documents"
    assert categories.category_of("DocumentReference", ["R", "PSY"]) == "psychiatry"


def test_an_unknown_type_is_other_data() -> None:
    assert categories.category_of("Dragon") == categories.category_of(None) == "other"


def test_sensitive_data_are_marked() -> None:
    known = categories.categories()
    assert {name for name in known if known[name].is_sensitive} >= DETECTED_BY_R10
