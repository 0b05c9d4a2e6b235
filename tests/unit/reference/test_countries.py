import re

import pytest

from probant.reference import law

UNION = re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSE")


def test_there_are_as_many_countries_as_in_iso_3166() -> None:
    assert len(law.countries()) == 249


@pytest.mark.parametrize("code", ["XK", "EU", "UN", "ZZ", "QO", "IC", "UK"])
def test_a_code_that_iso_does_not_give_is_no_country(code: str) -> None:
    assert code not in law.countries()


def test_the_union_has_27_members_and_the_area_30() -> None:
    members = [code for code in UNION if law.countries()[code].is_eea]
    assert len(members) == 27
    assert all(law.countries()[code].is_eea for code in ("IS", "LI", "NO"))


@pytest.mark.parametrize(
    ("code", "status", "needs_mechanism"),
    [
        ("FR", "eea", False),
        ("RE", "eea", False),
        ("NO", "eea", False),
        ("NC", "french_overseas", False),
        ("CH", "adequate", True),
        ("US", "partly_adequate", True),
        ("MA", "third", True),
        ("RU", "third", True),
        ("SJ", "third", True),
        ("GI", "third", True),
    ],
)
def test_a_transfer_out_of_the_area_needs_a_mechanism(
    code: str, status: str, needs_mechanism: bool
) -> None:
    country = law.countries()[code]
    assert (country.status, country.needs_mechanism) == (status, needs_mechanism)


def test_a_country_has_its_name_in_both_languages() -> None:
    germany = law.countries()["DE"]
    assert (germany.name.fr, germany.name.en) == ("Allemagne", "Germany")


def test_countries_stand_in_the_order_of_their_french_names() -> None:
    codes = list(law.countries())
    assert codes.index("EG") < codes.index("ES")  # Égypte before Espagne: accents do not count
    assert codes.index("DE") < codes.index("FR") < codes.index("ZW")


def test_every_rule_is_about_a_country() -> None:
    assert set(law.territory_rules()) <= set(law.countries())
