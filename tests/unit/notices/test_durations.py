import pytest

from probant.notices.domain.durations import human, human_clauses, retention_in_words
from probant.register.domain.record import Retention

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("duration", "french", "english"),
    [
        ("P5Y", "5 ans", "5 years"),
        ("P1Y", "1 an", "1 year"),
        ("P1Y6M", "1 an et 6 mois", "1 year and 6 months"),
        ("P90D", "90 jours", "90 days"),
        ("P2W", "2 semaines", "2 weeks"),
        ("PT72H", "72 heures", "72 hours"),
    ],
)
def test_a_duration_is_told_in_words(duration: str, french: str, english: str) -> None:
    assert human(duration, "fr").replace(NBSP, " ") == french
    assert human(duration, "en").replace(NBSP, " ") == english


def test_what_is_not_a_duration_is_not_guessed() -> None:
    assert human("cinq ans", "fr") == "cinq ans"


@pytest.mark.parametrize(
    ("retention", "expected"),
    [
        # CNIL, référentiel des durées en santé (2020): 5 years in use, then 15 in archive
        (
            Retention(rule="practice_record"),
            "5 ans après le dernier soin noté dans votre dossier, puis 15 ans en archive fermée",
        ),
        # CSS art. R.161-47: 90 days
        (Retention(rule="claim_copies"), "90 jours après l’envoi de votre feuille de soins"),
        # what the organisation states wins over the rule's figure
        (
            Retention(rule="claim_copies", active="P30D"),
            "30 jours après l’envoi de votre feuille de soins",
        ),
        (Retention(active="P2Y"), "2 ans"),
        (Retention(active="P2Y", archive="P3Y"), "2 ans, puis 3 ans en archive fermée"),
        (Retention(archive="P3Y"), "3 ans en archive fermée"),
        (
            Retention(criteria="Le temps de l’échange ; puis effacement (à vérifier)"),
            "le temps de l’échange. Puis effacement",
        ),
        (Retention(active="P1M", criteria="Sauf litige"), "1 mois. Sauf litige"),
        (Retention(), ""),
    ],
)
def test_a_retention_is_told_in_short_sentences(retention: Retention, expected: str) -> None:
    assert retention_in_words(retention, "fr").replace(NBSP, " ") == expected


def test_citations_and_remarks_to_the_author_are_not_told_to_the_public() -> None:
    text = "Intérêt à protéger les données (RGPD, art. 32) ; base à vérifier dans le référentiel"

    assert human_clauses(text, "fr") == ("intérêt à protéger les données",)


def test_an_acronym_keeps_its_capitals_inside_a_sentence() -> None:
    assert human_clauses("CNIL", "fr") == ("CNIL",)
