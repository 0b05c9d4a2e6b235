"""Art. 30 field by field: each gap alone makes exactly its own line appear."""

from dataclasses import replace
from typing import Any

import pytest

from probant.register.domain.completeness import (
    ControllerFacts,
    Missing,
    missing,
    missing_of_record,
    required,
    undeclared_countries,
)
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    Collection,
    DataLine,
    Measure,
    Party,
    ProcessorLine,
    Purpose,
    Recipient,
    Research,
    Retention,
    Transfer,
)
from tests.factories.register import (
    ORGANISATION,
    care_purpose,
    complete_record,
    health_line,
    identity_line,
    processor_record,
)

Gap = tuple[str, str, int | None]


def gaps(found: tuple[Missing, ...]) -> list[Gap]:
    return [(item.field, item.article, item.row) for item in found]


def test_a_complete_record_of_a_controller_lacks_nothing() -> None:
    assert missing(complete_record(), ORGANISATION) == ()


def test_a_complete_record_of_a_processor_lacks_nothing() -> None:
    assert missing(processor_record(), ORGANISATION) == ()


def test_an_empty_record_of_a_controller_lacks_each_letter_of_art_30_1() -> None:
    found = required(missing(ActivityRecord(), ControllerFacts()))
    assert [item.article for item in found] == [
        "art. 30(1)(a)",
        "art. 30(1)(a)",
        "art. 30(1)(a)",
        "art. 30(1)",
        "art. 30(1)(b)",
        "art. 30(1)(c)",
        "art. 30(1)(c)",
        "art. 30(1)(d)",
        "art. 30(1)(g)",
    ]


def test_an_empty_record_of_a_processor_lacks_each_letter_of_art_30_2() -> None:
    found = required(missing(ActivityRecord(role=ActivityRole.PROCESSOR), ControllerFacts()))
    assert [item.article for item in found] == [
        "art. 30(2)(a)",
        "art. 30(2)(a)",
        "art. 30(2)(a)",
        "art. 30(2)",
        "art. 30(2)(a)",
        "art. 30(2)(b)",
        "art. 30(2)(d)",
    ]


ORGANISATIONS: list[tuple[dict[str, str], list[Gap]]] = [
    ({"name": ""}, [("controller.name", "art. 30(1)(a)", None)]),
    ({"contact": " "}, [("controller.contact", "art. 30(1)(a)", None)]),
    ({"dpo_contact": ""}, [("controller.dpo", "art. 30(1)(a)", None)]),
    ({"dpo_contact": "", "dpo_reason_for_none": "Médecin seul, considérant 91"}, []),
]


@pytest.mark.parametrize(("facts", "expected"), ORGANISATIONS)
def test_what_the_organisation_says_once_counts_for_every_activity(
    facts: dict[str, str], expected: list[Gap]
) -> None:
    assert gaps(missing(complete_record(), replace(ORGANISATION, **facts))) == expected


# What is taken away, the line that must appear, where the law asks for it.
CONTROLLER: list[tuple[dict[str, Any], Gap]] = [
    ({"name": " "}, ("name", "art. 30(1)", None)),
    (
        {"joint_controllers": (Party(name="Autre cabinet"),)},
        ("joint_controllers.contact", "art. 30(1)(a)", 0),
    ),
    ({"purposes": ()}, ("purposes", "art. 30(1)(b)", None)),
    ({"purposes": (care_purpose(text=""),)}, ("purposes.text", "art. 30(1)(b)", 0)),
    ({"purposes": (care_purpose(legal_basis=""),)}, ("purposes.legal_basis", "art. 6(1)", 0)),
    (
        {"purposes": (care_purpose(), care_purpose(exception=""))},
        ("purposes.exception", "art. 9(2)", 1),
    ),
    (
        {"purposes": (care_purpose(legal_basis="legitimate_interests"),)},
        ("purposes.legal_basis_detail", "art. 6(1)(f), 13(1)(d)", 0),
    ),
    ({"data_subjects": ()}, ("data_subjects", "art. 30(1)(c)", None)),
    ({"data_lines": ()}, ("data_lines", "art. 30(1)(c)", None)),
    (
        {"data_lines": (identity_line(category=""),)},
        ("data_lines.category", "art. 30(1)(c)", 0),
    ),
    (
        {"data_lines": (identity_line(), health_line(retention=Retention()))},
        ("data_lines.retention", "art. 30(1)(f)", 1),
    ),
    (
        {"data_lines": (health_line(is_sensitive=False),)},
        ("data_lines.is_sensitive", "art. 9(1)", 0),
    ),
    ({"recipients": ()}, ("recipients", "art. 30(1)(d)", None)),
    ({"recipients": (Recipient(),)}, ("recipients.name", "art. 30(1)(d)", 0)),
    (
        {"transfers": (Transfer(recipient="Hôte", country=""),)},
        ("transfers.country", "art. 30(1)(e)", 0),
    ),
    ({"transfers": (Transfer(country="US"),)}, ("transfers.mechanism", "art. 44", 0)),
    (
        {"transfers": (Transfer(country="US", mechanism="explicit_consent"),)},
        ("transfers.detail", "art. 49(6)", 0),
    ),
    (
        {"recipients": (Recipient(name="Hôte", country="US"),)},
        ("transfers", "art. 30(1)(e)", None),
    ),
    ({"measures": (Measure(),)}, ("measures", "art. 30(1)(g)", None)),
    (
        {"research": Research(agreement="2026-1")},
        ("research.methodology", "LIL art. 66, 73", None),
    ),
    (
        {"research": Research(methodology="mr_001")},
        ("research.ethics_opinion", "LIL art. 76", None),
    ),
    (
        {"research": Research(authorisation="DR-2026-001")},
        ("research.ethics_opinion", "LIL art. 76", None),
    ),
    (
        {
            "research": Research(methodology="mr_004"),
            "recipients": (Recipient(name="Université", category="research_partners"),),
        },
        ("research.agreement", "art. 26, 28", None),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), CONTROLLER)
def test_each_gap_of_a_controller_is_named_with_its_article(
    changes: dict[str, Any], expected: Gap
) -> None:
    assert gaps(required(missing(complete_record(**changes), ORGANISATION))) == [expected]


PROCESSOR: list[tuple[dict[str, Any], Gap]] = [
    ({"controllers": ()}, ("controllers", "art. 30(2)(a)", None)),
    ({"controllers": (Party(name="Client"),)}, ("controllers.contact", "art. 30(2)(a)", 0)),
    ({"processing_categories": (" ",)}, ("processing_categories", "art. 30(2)(b)", None)),
    ({"transfers": (Transfer(country="IN"),)}, ("transfers.mechanism", "art. 44", 0)),
    (
        {"processors": (ProcessorLine(name="Hôte", country="IN", contract_on=None),)},
        ("transfers", "art. 30(2)(c)", None),
    ),
    ({"measures": ()}, ("measures", "art. 30(2)(d)", None)),
]


@pytest.mark.parametrize(("changes", "expected"), PROCESSOR)
def test_each_gap_of_a_processor_is_named_with_its_article(
    changes: dict[str, Any], expected: Gap
) -> None:
    assert gaps(required(missing(processor_record(**changes), ORGANISATION))) == [expected]


ADVICE: list[tuple[dict[str, Any], Gap]] = [
    ({"processors": (ProcessorLine(name="Hôte"),)}, ("processors.contract_on", "art. 28(3)", 0)),
    ({"minimisation": ""}, ("minimisation", "art. 5(1)(c), 25", None)),
    ({"review_on": None}, ("review_on", "art. 24(1)", None)),
    ({"source_of_data": Collection.INDIRECT}, ("origin", "art. 14(2)(f)", None)),
    (
        {"data_subjects": ("research_participants",)},
        ("research", "LIL art. 66, 72", None),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), ADVICE)
def test_advice_is_given_and_leaves_the_record_complete(
    changes: dict[str, Any], expected: Gap
) -> None:
    found = missing_of_record(complete_record(**changes))
    assert gaps(found) == [expected]
    assert required(found) == ()


def test_data_of_a_sensitive_category_need_an_exception_even_when_not_marked() -> None:
    record = complete_record(
        purposes=(care_purpose(exception=""),), data_lines=(health_line(is_sensitive=False),)
    )
    assert "purposes.exception" in {item.field for item in missing_of_record(record)}


def test_offences_fall_under_art_10_which_knows_no_exception_of_art_9() -> None:
    line = DataLine(category="offences", is_sensitive=True, retention=Retention(criteria="Procès"))
    record = complete_record(purposes=(care_purpose(exception=""),), data_lines=(line,))
    assert missing_of_record(record) == ()


def test_ordinary_data_need_no_exception() -> None:
    record = complete_record(
        purposes=(Purpose(text="Facturer", legal_basis="legal_obligation"),),
        data_lines=(identity_line(),),
    )
    assert missing_of_record(record) == ()


def test_a_research_on_data_alone_needs_no_ethics_opinion() -> None:
    assert missing_of_record(complete_record(research=Research(methodology="mr_004"))) == ()


# Source: GDPR art. 44 and 45; the EEA agreement for NO.
@pytest.mark.parametrize(
    ("country", "is_abroad"),
    [("FR", False), ("NO", False), ("CH", True), ("US", True), ("", False)],
)
def test_a_place_outside_the_eea_is_a_transfer(country: str, *, is_abroad: bool) -> None:
    record = complete_record(recipients=(Recipient(name="X", country=country),))
    assert undeclared_countries(record) == ((country,) if is_abroad else ())


def test_a_declared_transfer_covers_its_country() -> None:
    record = complete_record(
        recipients=(Recipient(name="X", country="US"),),
        transfers=(Transfer(recipient="X", country="US", mechanism="standard_clauses"),),
    )
    assert missing_of_record(record) == ()
