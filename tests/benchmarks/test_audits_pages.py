"""Figures of audits: 93 controls, 500 proofs, every fourth control with a finding (issue 4).

Targets: pages ≤ 12 ms of CPU by the test client, exports ≤ 2 s, OSCAL among them.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from probant.audits import actions, checklists
from probant.audits.actions import Said
from probant.audits.domain.campaigns import Kind, Result, Terms
from probant.audits.domain.findings import Severity
from probant.audits.models import Campaign, Finding, Proof
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW

pytestmark = pytest.mark.bench
PROOFS, TIMES = 500, 40
FORMATS = ("oscal-ar", "oscal-poam", "xlsx", "ods", "pdf", "csv", "json")
Browser = Callable[[Member], Client]


def report(what: str, value: float, unit: str) -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n  {what}: {value:.1f} {unit} (load {load:.1f}, {os.cpu_count()} cores)\n")


@pytest.fixture
def campaign(organisation: Organisation, member: Member) -> Campaign:
    """Annex A audited: each control stated, each fourth with a finding, 500 proofs shared out."""
    terms = Terms(
        title="Audit inventé",
        kind=Kind.ISO27001,
        scope="",
        auditors=("Auditrice inventée",),
        is_independent=True,
        starts_on=NOW.date() - timedelta(days=2),
    )
    listed = checklists.checklist(organisation, "iso27001", "fr")
    made = actions.begin(organisation, terms, listed, by=member, at=NOW)
    names = [one.id for one in listed.controls]
    assert len(names) == 93
    for place, name in enumerate(names):
        _state(made, name, place, member)
    Proof.objects.bulk_create(_proof(made, names[n % len(names)], n) for n in range(PROOFS))
    return made


def _state(made: Campaign, name: str, place: int, member: Member) -> None:
    result = Result.MINOR if place % 4 == 0 else Result.CONFORM
    actions.state_result(made.pk, name, result, note="", seen=0, by=member, at=NOW)
    if result is Result.MINOR:
        said = Said(control=name, severity=Severity.MINOR, title=f"Constat inventé {place}")
        actions.add(made.pk, said, by=member, at=NOW)


def _proof(made: Campaign, control: str, number: int) -> Proof:
    return Proof(
        organisation=made.organisation,
        campaign=made,
        control=control,
        title=f"Preuve inventée {number}",
        evidence=uuid4(),
        sha256=f"{number:064x}",
        size=1000,
        added_at=NOW,
        added_by_name="Auditrice inventée",
    )


def test_cpu_of_pages_and_time_of_exports(
    campaign: Campaign, member: Member, client_of: Browser
) -> None:
    client, organisation = client_of(member), campaign.organisation_id
    finding = Finding.objects.filter(campaign=campaign).first()
    assert finding is not None
    here = {"campaign_id": campaign.pk}
    pages: dict[str, dict[str, Any]] = {
        "list": {},
        "findings": {},
        "campaign": here,
        "check": {**here, "control": finding.control},
        "finding": {"finding_id": finding.pk},
    }
    for name, parts in pages.items():
        address = reverse(f"audits:{name}", kwargs={"organisation": organisation, **parts})
        assert client.get(address).status_code == 200
        began = time.process_time()
        for _time in range(TIMES):
            client.get(address)
        report(f"CPU of {name}", (time.process_time() - began) * 1000 / TIMES, "ms a page")
    for format_ in FORMATS:
        address = reverse("audits:export", args=[organisation, campaign.pk])
        began = time.perf_counter()
        assert client.get(address, {"format": format_}).status_code == 200
        report(f"export {format_}", time.perf_counter() - began, "s")
