from probant.training.domain.phishing import (
    Reaction,
    Result,
    counted,
    one_a_person,
    pseudonymous,
    to_json,
    total,
)


def result(
    number: int,
    service: str = "Urgences",
    reaction: Reaction = Reaction.NONE,
    *,
    told: bool = False,
) -> Result:
    return Result(f"a{number}@h.invalid", service, reaction, told)


def test_a_person_counts_once_by_the_gravest_reaction() -> None:
    lines = [
        result(1, reaction=Reaction.CLICKED),
        result(1, reaction=Reaction.OPENED, told=True),
        Result("A1@H.INVALID", "", Reaction.NONE, is_reported=False),
    ]

    (kept,) = one_a_person(lines)

    assert (kept.reaction, kept.is_reported) == (Reaction.CLICKED, True)


def test_small_services_are_counted_together_without_a_name() -> None:
    many = [result(n) for n in range(6)]
    few = [result(10 + n, "Pharmacie", Reaction.SUBMITTED) for n in range(3)]
    fewer = [result(20 + n, "Morgue") for n in range(2)]

    found = counted([*many, *few, *fewer], smallest=5)

    assert [(one.service, one.sent) for one in found] == [("Urgences", 6), ("", 5)]
    assert found[1].submitted == found[1].clicked == found[1].opened == 3


def test_a_remainder_that_would_point_at_people_takes_a_service_with_it() -> None:
    results = [result(n) for n in range(9)]
    results += [result(10 + n, "Bloc") for n in range(5)] + [result(20, "Morgue")]

    found = counted(results, smallest=5)

    assert [(one.service, one.sent) for one in found] == [("Urgences", 9), ("", 6)]


def test_the_total_is_that_of_all_services() -> None:
    kept = to_json(counted([result(n, reaction=Reaction.CLICKED) for n in range(8)], smallest=5))

    assert (total(kept).sent, total(kept).clicked, total(kept).clicked_percent) == (8, 8, 100)


def test_codes_are_of_one_campaign_and_hold_no_address() -> None:
    results = [result(1, reaction=Reaction.CLICKED)]

    first, second = pseudonymous(results), pseudonymous(results)

    assert first[0]["code"] != second[0]["code"]
    assert "h.invalid" not in str(first)
