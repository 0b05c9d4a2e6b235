"""A list page asks the same few questions of the database, whether it shows five rows or fifty."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.audits import actions as audits
from probant.audits import checklists
from probant.clients import actions as clients
from probant.controls.models import Evidence
from probant.dpia import actions as dpia
from probant.dpo_office.models import Advice
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.policies import actions as policies
from probant.processors import actions as processors
from probant.processors.domain.record import ProcessorRecord
from probant.register import actions as register
from probant.risks import actions as risks
from probant.risks.domain import risk as risk_rules
from probant.training.actions import listing
from tests.conftest import NOW
from tests.factories import pia
from tests.factories.register import complete_record
from tests.integration.vulnerabilities import making
from tests.web.test_audits import TERMS

FEW, MANY, MOST = 5, 50, 10
Fill = Callable[[Organisation, Member, range], None]


def processors_in(organisation: Organisation, by: Member, numbers: range) -> None:
    for number in numbers:
        record = ProcessorRecord(name=f"Prestataire {number}", services="Rendez-vous")
        processors.add(record, by=by, at=NOW)


def assessments_in(organisation: Organisation, by: Member, numbers: range) -> None:
    content = pia.content(pia.server_file())
    for number in numbers:
        record = replace(complete_record(), name=f"Activité {number}")
        activity = register.create(organisation, record, by=by, at=NOW)
        dpia.import_document(organisation, content, activity.pk, by=by, at=NOW)


def risks_in(organisation: Organisation, by: Member, numbers: range) -> None:
    for number in numbers:
        found = risks.start(organisation, "scenarios", title=f"Analyse {number}", by=by, at=NOW)
        risk = risk_rules.Risk(title=f"Risque {number}", severity=4, likelihood=3)
        risks.add(found.pk, risk, by=by, at=NOW)


def policies_in(organisation: Organisation, by: Member, numbers: range) -> None:
    for number in numbers:
        made = policies.begin(
            organisation,
            "it_charter",
            title=f"Charte {number}",
            text="# Règles",
            template="it_charter",
            by=by,
            at=NOW,
        )
        policies.approve(made.pk, seen=1, by=by, at=NOW)


def audits_in(organisation: Organisation, by: Member, numbers: range) -> None:
    listed = checklists.checklist(organisation, "iso27001", "fr")
    for _number in numbers:
        audits.begin(organisation, TERMS, listed, by=by, at=NOW)


def evidence_in(organisation: Organisation, by: Member, numbers: range) -> None:
    Evidence.objects.bulk_create(
        Evidence(
            organisation=organisation,
            number=number,
            title=f"Preuve inventée {number}",
            kind="link",
            source="register",
            path=f"/o/{organisation.pk}/register/",
            dated_on=date(2026, 1, 1),
            valid_for="P1Y",
            expires_on=date(2027, 1, 1),
            created_at=NOW,
            created_by=by.person_id,
            created_by_name=by.name,
            updated_at=NOW,
            updated_by_name=by.name,
        )
        for number in numbers
    )


def staff_in(organisation: Organisation, by: Member, numbers: range) -> None:
    for number in numbers:
        listing.add(listing.Stated(name=f"Agent {number}"), by=by, at=NOW)


def flaws_in(organisation: Organisation, by: Member, numbers: range) -> None:
    rows = [f"Faille {number};Critique;;CWE-89;/page/{number};oui" for number in numbers]
    making.loaded(organisation, by, making.table(*rows), perimeter=f"{len(numbers)}")


def clients_in(organisation: Organisation, by: Member, numbers: range) -> None:
    for number in numbers:
        clients.keep(organisation, clients.Identity(name=f"Client {number}"), by=by, at=NOW)


def advice_in(organisation: Organisation, by: Member, numbers: range) -> None:
    Advice.objects.bulk_create(
        Advice(
            organisation=organisation,
            number=number,
            year=2026,
            question=f"Question {number}",
            asked_on=date(2026, 11, 2),
            asked_by=by.name,
            key=uuid4(),
            changed_at=NOW,
        )
        for number in numbers
    )


LISTS: dict[str, Fill] = {
    "processors:list": processors_in,
    "dpia:list": assessments_in,
    "dpia:needs": assessments_in,
    "risks:list": risks_in,
    "policies:list": policies_in,
    "audits:list": audits_in,
    "controls:evidences": evidence_in,
    "training:staff": staff_in,
    "vulnerabilities:list": flaws_in,
    "clients:list": clients_in,
    "dpo_office:advice": advice_in,
}


@pytest.mark.parametrize(("name", "fill"), LISTS.items(), ids=list(LISTS))
def test_a_list_asks_as_much_for_fifty_rows_as_for_five(
    organisation: Organisation,
    member: Member,
    client_of: Callable[[Member], Client],
    name: str,
    fill: Fill,
) -> None:
    client = client_of(member)
    address = reverse(name, kwargs={"organisation": organisation.pk})
    fill(organisation, member, range(1, FEW + 1))
    few = asked(client, address)
    fill(organisation, member, range(FEW + 1, MANY + 1))
    many = asked(client, address)

    assert len(many) == len(few), many
    assert len(many) <= MOST, many


def asked(client: Client, address: str) -> list[str]:
    """The queries of the page, once what a process keeps is kept; savepoints are the test's."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [one["sql"][:110] for one in captured if "SAVEPOINT" not in one["sql"]]
