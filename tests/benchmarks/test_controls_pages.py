"""Figures of controls: Annex A with 500 pieces of evidence (issue 4).

Targets: pages ≤ 12 ms of CPU by the test client, and the statement of applicability ≤ 2 s.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from probant.controls import actions, queries
from probant.controls.domain.standing import Applicability
from probant.controls.models import SERVES, Evidence, Service
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW

pytestmark = pytest.mark.bench
EVIDENCE, EACH, TIMES = 500, 3, 40
Browser = Callable[[Member], Client]


def report(what: str, value: float, unit: str) -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n  {what}: {value:.1f} {unit} (load {load:.1f}, {os.cpu_count()} cores)\n")


@pytest.fixture
def client(organisation: Organisation, member: Member, client_of: Browser) -> Client:
    """Annex A decided, and 500 pieces of evidence given for three controls each."""
    actions.follow(organisation, "iso27001", by=member, at=NOW)
    framework = queries.framework(organisation, "iso27001", "fr")
    refs = [framework.ref(name) for name in framework.controls]
    changes = {"applicability": Applicability.YES}
    actions.decide_many(organisation, refs, changes, by=member, at=NOW)
    made = [_evidence(organisation, member, number) for number in range(1, EVIDENCE + 1)]
    Evidence.objects.bulk_create(made)
    Service.objects.bulk_create(
        Service(
            organisation=organisation,
            evidence=one,
            framework=framework.id,
            control=refs[(place * 7 + more * 31) % len(refs)][1],
            stance=SERVES,
            at=NOW,
            by=member.person_id,
        )
        for place, one in enumerate(made)
        for more in range(EACH)
    )
    return client_of(member)


def _evidence(organisation: Organisation, by: Member, number: int) -> Evidence:
    return Evidence(
        organisation=organisation,
        number=number,
        title=f"Preuve inventée {number}",
        kind="link",
        source="register",
        path=f"/o/{organisation.pk}/register/",
        dated_on=date(2026, 1 + number % 11, 1 + number % 28),
        valid_for="P1Y",
        expires_on=date(2027, 1 + number % 11, 1 + number % 28),
        created_at=NOW,
        created_by=by.person_id,
        created_by_name=by.name,
        updated_at=NOW,
        updated_by_name=by.name,
    )


def test_cpu_of_pages_and_time_of_exports(client: Client, organisation: Organisation) -> None:
    evidence = Evidence.objects.filter(organisation=organisation).first()
    assert evidence is not None
    pages: dict[str, tuple[str, dict[str, Any]]] = {
        "home": ("home", {}),
        "framework": ("framework", {"framework": "iso27001"}),
        "control": ("control", {"framework": "iso27001", "control": "a_8_13"}),
        "control of HDS": ("control", {"framework": "hds", "control": "exi_4"}),
        "evidence list": ("evidences", {}),
        "evidence": ("evidence", {"evidence_id": evidence.pk}),
    }
    for what, (name, parts) in pages.items():
        address = reverse(f"controls:{name}", kwargs={"organisation": organisation.pk, **parts})
        assert client.get(address).status_code == 200
        began = time.process_time()
        for _time in range(TIMES):
            client.get(address)
        report(f"CPU of {what}", (time.process_time() - began) * 1000 / TIMES, "ms a page")
    for format_ in ("xlsx", "ods", "pdf", "csv", "json"):
        address = reverse("controls:export", args=[organisation.pk, "iso27001"])
        began = time.perf_counter()
        assert client.get(address, {"format": format_}).status_code == 200
        report(f"statement of applicability, {format_}", time.perf_counter() - began, "s")
