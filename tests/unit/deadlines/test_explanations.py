"""A deadline said in words, in French, rule by rule."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from probant.common.time_limits import Calendar, Period
from probant.deadlines.explanations import sentences


def said(period: Period, starting: datetime) -> str:
    with translation.override("fr"):
        found = sentences(Calendar().end_of(period, starting=starting))
    return " ".join(sentence.text for sentence in found).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("period", "starting", "words"),
    [
        (
            Period(hours=72),
            datetime(2020, 12, 22, 11, 17, tzinfo=UTC),
            "72 heures entières plus tard : le vendredi 25 décembre 2020 à 13:00",
        ),
        (
            Period(months=1),
            datetime(2026, 11, 25, 9, tzinfo=UTC),
            "est férié : le délai court jusqu’à la fin du jour ouvrable suivant, le lundi 28",
        ),
        (Period(months=1), datetime(2027, 1, 31, 9, tzinfo=UTC), "1 mois plus tard : la fin du"),
    ],
)
def test_the_vectors_of_the_law_are_explained(
    period: Period, starting: datetime, words: str
) -> None:
    assert words in said(period, starting)


def test_a_rule_set_aside_says_so() -> None:
    found = sentences(
        Calendar().end_of(Period(hours=72), starting=datetime(2020, 12, 22, 11, 17, tzinfo=UTC))
    )
    assert [sentence.is_applied for sentence in found if sentence.article.endswith("3(4)")] == [
        False
    ]
