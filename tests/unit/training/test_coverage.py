from datetime import date
from uuid import uuid4

import pytest

from probant.common.time_limits import Period
from probant.training.domain.coverage import (
    Periods,
    Person,
    Standing,
    coverage,
    share,
    shares,
    standing_of,
)

PERIODS = Periods(Period(months=3), Period(months=12))
ON = date(2026, 11, 30)


def person(**facts: object) -> Person:
    values = {"name": "Ana Inventée", "function": "Secrétaire", "service": "Accueil", **facts}
    return Person(id=uuid4(), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "standing", "due"),
    [
        ({"trained_on": (date(2026, 1, 15),)}, Standing.TRAINED, date(2027, 1, 15)),
        ({"trained_on": (date(2025, 12, 1),)}, Standing.TRAINED, date(2026, 12, 1)),
        ({"trained_on": (date(2025, 11, 30),)}, Standing.EXPIRED, date(2026, 11, 30)),
        ({"trained_on": (date(2027, 1, 1),)}, Standing.UNTRAINED, None),
        ({"arrived_on": date(2026, 8, 30)}, Standing.WAITING, date(2026, 11, 30)),
        ({"arrived_on": date(2026, 8, 29)}, Standing.LATE, date(2026, 11, 29)),
        ({}, Standing.UNTRAINED, None),
    ],
)
def test_a_newcomer_has_three_months_and_a_training_lasts_a_year(
    facts: dict[str, object], standing: Standing, due: date | None
) -> None:
    found = standing_of(person(**facts), ON, PERIODS)

    assert (found.standing, found.due_on) == (standing, due)


def test_who_left_or_has_not_come_yet_is_not_counted() -> None:
    people = [
        person(left_on=date(2026, 11, 29)),
        person(arrived_on=date(2026, 12, 1)),
        person(left_on=ON),
    ]

    assert len(coverage(people, ON, PERIODS)) == 1


def test_newcomers_in_time_do_not_count_against_the_share() -> None:
    trained, waiting = (
        person(trained_on=(date(2026, 6, 1),)),
        person(arrived_on=date(2026, 11, 1)),
    )

    whole = share(coverage([trained, waiting], ON, PERIODS))

    assert (whole.total, whole.expected, whole.percent) == (2, 1, 100)
    assert share(coverage([waiting], ON, PERIODS)).percent is None


def test_a_share_is_rounded_down_so_that_100_means_everybody() -> None:
    people = [person(trained_on=(date(2026, 6, 1),)) for _ in range(999)] + [person()]

    assert share(coverage(people, ON, PERIODS)).percent == 99


def test_shares_stand_by_function_and_the_nameless_come_last() -> None:
    people = [person(function=""), person(function="Médecin"), person(function="agent")]

    found = shares(coverage(people, ON, PERIODS), "function")

    assert [one.name for one in found] == ["agent", "Médecin", ""]
