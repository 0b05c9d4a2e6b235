from dataclasses import replace

import pytest

from probant.notices.domain.completeness import unmet
from probant.notices.domain.facts import Audience, Controller, gather
from probant.register.domain.record import (
    ActivityRecord,
    Collection,
    DataLine,
    ProcessorLine,
    Purpose,
    Recipient,
    Retention,
    Transfer,
)
from tests.unit.notices.practice import CONTROLLER, facts

WHOLE = ActivityRecord(
    name="Soins",
    data_subjects=("patients",),
    purposes=(Purpose(text="Soigner", legal_basis="legal_obligation"),),
    data_lines=(DataLine(category="health", retention=Retention(active="P5Y")),),
    recipients=(Recipient(name="Équipe", category="care_team"),),
)


def items(record: ActivityRecord, controller: Controller = CONTROLLER) -> list[tuple[str, str]]:
    found = unmet(gather(Audience.PATIENTS, {"id": record}, controller))
    return [(item.item, item.article) for item in found]


def test_templates_lack_nothing_of_a_notice() -> None:
    assert unmet(facts()) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"purposes": ()}, [("purposes", "art. 13(1)(c)")]),
        ({"purposes": (Purpose(text="Soigner"),)}, [("purposes", "art. 13(1)(c)")]),
        (
            {"purposes": (Purpose(text="Soigner", legal_basis="legitimate_interests"),)},
            [("legitimate_interests", "art. 13(1)(d)")],
        ),
        (
            {"data_lines": ()},
            [("data_categories", "art. 14(1)(d)"), ("retention", "art. 13(2)(a)")],
        ),
        ({"data_lines": (DataLine(category="health"),)}, [("retention", "art. 13(2)(a)")]),
        ({"recipients": ()}, [("recipients", "art. 13(1)(e)")]),
        ({"transfers": (Transfer(country="US"),)}, [("transfers", "art. 13(1)(f)")]),
        (
            {"processors": (ProcessorLine(name="Nuage", country="US"),)},
            [("transfers", "art. 13(1)(f)")],
        ),
        ({"source_of_data": Collection.BOTH}, [("source", "art. 14(2)(f)")]),
        (
            {"source_of_data": Collection.INDIRECT, "purposes": (), "origin": "L’hôpital"},
            [("purposes", "art. 14(1)(c)")],
        ),
    ],
)
def test_an_item_without_a_fact_is_named_with_its_article(
    changed: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert items(replace(WHOLE, **changed)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("controller", "expected"),
    [
        (replace(CONTROLLER, address="", email=""), [("controller", "art. 13(1)(a)")]),
        (replace(CONTROLLER, dpo_reason_for_none=""), [("dpo", "art. 13(1)(b)")]),
    ],
)
def test_the_organisation_s_own_facts_are_asked_once(
    controller: Controller, expected: list[tuple[str, str]]
) -> None:
    assert items(WHOLE, controller) == expected


def test_what_is_missing_leads_to_the_activity_and_the_form_that_states_it() -> None:
    (found,) = unmet(gather(Audience.PATIENTS, {"id": replace(WHOLE, recipients=())}, CONTROLLER))

    assert (found.activity_id, found.remedy, found.is_from_record) == ("id", "recipients", True)


def test_an_audience_without_activity_has_nothing_to_read() -> None:
    found = unmet(gather(Audience.STAFF, {}, CONTROLLER))

    assert [item.item for item in found] == ["purposes"]
