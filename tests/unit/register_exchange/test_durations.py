import pytest

from probant.register.exchange.durations import Stay, parse, spelled

WRITTEN = [
    ("5 ans", Stay("P5Y")),
    ("3 mois", Stay("P3M")),
    ("90 jours", Stay("P90D")),
    ("2 semaines", Stay("P2W")),
    ("Dix ans", Stay("P10Y")),
    ("un an et six mois", Stay("P1Y6M")),
    ("P20Y", Stay("P20Y")),
    ("10 years", Stay("P10Y")),
    ("20 ans après le dernier séjour", Stay("P20Y", "", "20 ans après le dernier séjour")),
    ("Pendant 3 mois maximum", Stay("P3M", "", "Pendant 3 mois maximum")),
    (
        "5 ans puis 15 ans en archivage intermédiaire",
        Stay("P5Y", "P15Y", "5 ans puis 15 ans en archivage intermédiaire"),
    ),
    ("Durée du contrat puis 5 ans", Stay("", "", "Durée du contrat puis 5 ans")),
    ("Jusqu’au départ du salarié", Stay("", "", "Jusqu’au départ du salarié")),
    ("Article 5 anonyme", Stay("", "", "Article 5 anonyme")),
    ("", Stay()),
]


@pytest.mark.parametrize(("words", "expected"), WRITTEN)
def test_a_duration_reads_as_people_write_it(words: str, expected: Stay) -> None:
    assert parse(words) == expected


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("iso", ["P1Y", "P5Y", "P1M", "P18M", "P2W", "P90D", "P1Y6M", "P2Y3M1D"])
def test_a_duration_spelled_reads_back(iso: str, language: str) -> None:
    assert parse(spelled(iso, language)) == Stay(iso)


def test_a_duration_is_spelled_in_the_reader_s_language() -> None:
    assert spelled("P1Y6M", "fr") == "1 an et 6 mois"
    assert spelled("P1Y6M", "en") == "1 year and 6 months"
    assert spelled("PT72H", "fr") == "PT72H"
