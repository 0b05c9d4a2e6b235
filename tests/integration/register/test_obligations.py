"""Each obligation of the register in each state it can reach, from real rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from probant.common.verdicts import VerdictState
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import law
from probant.register import actions
from probant.register.domain.record import (
    ActivityRecord,
    ProcessorLine,
    Research,
    Retention,
    System,
    Transfer,
)
from probant.register.obligations import CHECKS, FACT_LABELS, verdicts
from tests.factories.register import (
    care_purpose,
    complete_record,
    health_line,
    identity_line,
    processor_record,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
REASON = "Recensement en cours, fin prévue en décembre."

Keep = Callable[..., None]


@pytest.fixture
def keep(organisation: Organisation, member: Member) -> Keep:
    def kept(record: ActivityRecord, *, validated: bool = False, at: datetime = NOW) -> None:
        activity = actions.create(organisation, record, by=member, at=at)
        if validated:
            actions.validate(
                activity.pk, by=member, at=at, expected_version=1, justification=REASON
            )

    return kept


def states(organisation: Organisation) -> dict[str, VerdictState]:
    return {item.obligation_id: item.state for item in verdicts(organisation, now=NOW)}


def test_every_obligation_of_the_reference_has_its_check() -> None:
    known = {id_ for id_ in law.obligations() if id_.startswith("register.")}
    assert set(CHECKS) == known


def test_an_empty_register_is_missing_and_leaves_the_rest_undetermined(
    organisation: Organisation,
) -> None:
    found = states(organisation)
    assert found.pop("register.exists") is VerdictState.MISSING
    assert found.pop("register.processor") is VerdictState.NOT_APPLICABLE
    assert set(found.values()) == {VerdictState.UNDETERMINED}


CASES: list[tuple[str, dict[str, Any], bool, VerdictState]] = [
    ("register.exists", {}, False, VerdictState.DECLARED),
    ("register.exists", {}, True, VerdictState.PROVEN),
    ("register.complete", {}, False, VerdictState.DECLARED),
    ("register.complete", {}, True, VerdictState.PROVEN),
    ("register.complete", {"measures": ()}, True, VerdictState.MISSING),
    ("register.validated", {}, False, VerdictState.DECLARED),
    ("register.validated", {}, True, VerdictState.PROVEN),
    ("register.reviewed", {}, False, VerdictState.DECLARED),
    ("register.reviewed", {}, True, VerdictState.PROVEN),
    ("register.reviewed", {"review_on": None}, True, VerdictState.MISSING),
    ("register.reviewed", {"review_on": date(2026, 11, 20)}, True, VerdictState.EXPIRED),
    ("register.reviewed", {"review_on": date(2026, 11, 21)}, True, VerdictState.PROVEN),
    ("register.legal_basis", {}, False, VerdictState.DECLARED),
    ("register.legal_basis", {}, True, VerdictState.PROVEN),
    ("register.legal_basis", {"purposes": ()}, True, VerdictState.MISSING),
    (
        "register.legal_basis",
        {"purposes": (care_purpose(legal_basis=""),)},
        True,
        VerdictState.MISSING,
    ),
    ("register.sensitive_exception", {}, False, VerdictState.DECLARED),
    ("register.sensitive_exception", {}, True, VerdictState.PROVEN),
    (
        "register.sensitive_exception",
        {"purposes": (care_purpose(exception=""),)},
        True,
        VerdictState.MISSING,
    ),
    (
        "register.sensitive_exception",
        {"data_lines": (health_line(is_sensitive=False),)},
        True,
        VerdictState.MISSING,
    ),
    (
        "register.sensitive_exception",
        {"data_lines": (identity_line(),)},
        True,
        VerdictState.NOT_APPLICABLE,
    ),
    ("register.retention", {}, False, VerdictState.DECLARED),
    ("register.retention", {}, True, VerdictState.PROVEN),
    (
        "register.retention",
        {"data_lines": (health_line(retention=Retention()),)},
        True,
        VerdictState.MISSING,
    ),
    ("register.transfers", {}, True, VerdictState.NOT_APPLICABLE),
    (
        "register.transfers",
        {"transfers": (Transfer(country="US", mechanism="standard_clauses"),)},
        True,
        VerdictState.DECLARED,
    ),
    ("register.transfers", {"transfers": (Transfer(country="US"),)}, True, VerdictState.MISSING),
    (
        "register.transfers",
        {"systems": (System(name="Nuage", country="US"),)},
        True,
        VerdictState.MISSING,
    ),
    ("register.research", {}, True, VerdictState.NOT_APPLICABLE),
    ("register.research", {"research": Research()}, True, VerdictState.MISSING),
    (
        "register.research",
        {"research": Research(methodology="mr_004")},
        True,
        VerdictState.DECLARED,
    ),
    ("register.processors_contract", {}, True, VerdictState.DECLARED),
    ("register.processors_contract", {"processors": ()}, True, VerdictState.NOT_APPLICABLE),
    (
        "register.processors_contract",
        {"processors": (ProcessorLine(name="Hôte"),)},
        True,
        VerdictState.MISSING,
    ),
    ("register.hds", {}, True, VerdictState.NOT_APPLICABLE),
    (
        "register.hds",
        {"systems": (System(name="Dossier", host="Hôte", is_hds=True),)},
        True,
        VerdictState.DECLARED,
    ),
    (
        "register.hds",
        {"systems": (System(name="Dossier", host="Hôte"),)},
        True,
        VerdictState.UNDETERMINED,
    ),
    (
        "register.hds",
        {
            "systems": (
                System(name="Dossier", host="Hôte", is_hds=True),
                System(name="Images", host="Autre", is_hds=False),
            )
        },
        True,
        VerdictState.MISSING,
    ),
]


@pytest.mark.parametrize(("obligation", "changes", "validated", "expected"), CASES)
def test_each_state_follows_from_the_register(
    obligation: str,
    changes: dict[str, Any],
    validated: bool,
    expected: VerdictState,
    organisation: Organisation,
    keep: Keep,
) -> None:
    keep(complete_record(**changes), validated=validated)
    assert states(organisation)[obligation] is expected


def test_a_draft_left_for_three_months_makes_the_register_expire(
    organisation: Organisation, keep: Keep
) -> None:
    keep(complete_record(), at=LONG_AGO)
    assert states(organisation)["register.validated"] is VerdictState.EXPIRED


def test_an_organisation_without_contact_is_not_complete(
    organisation: Organisation, keep: Keep
) -> None:
    keep(complete_record(), validated=True)
    organisation.address = organisation.email = ""
    assert states(organisation)["register.complete"] is VerdictState.MISSING


@pytest.mark.parametrize(
    ("record", "validated", "expected"),
    [
        (None, False, VerdictState.MISSING),
        (processor_record(), False, VerdictState.DECLARED),
        (processor_record(), True, VerdictState.PROVEN),
        (processor_record(measures=()), True, VerdictState.MISSING),
    ],
)
def test_a_publisher_keeps_the_register_of_a_processor(
    record: ActivityRecord | None,
    validated: bool,
    expected: VerdictState,
    organisation: Organisation,
    keep: Keep,
) -> None:
    organisation.sector = "publisher"
    if record is not None:
        keep(record, validated=validated)
    assert states(organisation)["register.processor"] is expected


def test_what_is_proven_shows_the_version_that_proves_it(
    organisation: Organisation, keep: Keep
) -> None:
    keep(complete_record(), validated=True)
    (found,) = [
        item for item in verdicts(organisation, now=NOW) if item.obligation_id == "register.exists"
    ]
    (evidence,) = found.evidence
    assert evidence.id.endswith("/v2")
    assert evidence.at == NOW


def test_every_verdict_names_its_figures_and_leads_to_them(
    organisation: Organisation, keep: Keep
) -> None:
    keep(replace(complete_record(measures=()), review_on=None))
    page = f"/o/{organisation.pk}/register/"
    for verdict in verdicts(organisation, now=NOW):
        assert verdict.facts
        assert {fact.label_id for fact in verdict.facts} <= set(FACT_LABELS)
        assert all(fact.link.startswith(page) for fact in verdict.facts)
        if not verdict.is_good:
            assert verdict.remedy
            assert verdict.remedy.url.startswith(page)


def test_three_hundred_activities_cost_two_queries(
    organisation: Organisation,
    member: Member,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(300)]
    made = actions.create_many(organisation, records, by=member, at=NOW)
    actions.validate(made[0].pk, by=member, at=NOW, expected_version=1)
    with django_assert_num_queries(2):
        verdicts(organisation, now=NOW)
