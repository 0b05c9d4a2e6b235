"""Figures of requests (issue 3): a register of 10,000, its list ≤ 10 ms of CPU and ≤ 8 queries."""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.common import clock
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.subject_requests import exports, obligations, personal, queries
from probant.subject_requests.domain.request import Contact
from probant.subject_requests.models import RequestEvent, SubjectRequest
from probant.subject_requests.personal import KIND, Personal
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain import keys
from probant.vault.domain.sealing import new_key
from probant.vault.models import DossierKey

pytestmark = pytest.mark.bench
REQUESTS = 10_000
TIMES = 21


def report(what: str, value: float, unit: str) -> None:
    sys.stdout.write(f"\n  {what}: {value:.1f} {unit}\n")


@pytest.fixture
def full(organisation: Organisation) -> Organisation:
    """Ten thousand requests over three years, one in ten still open, each with its own key."""
    vault.open_dossier(organisation.pk, kind=KIND, subject=uuid4())
    by = vaults.organisation_key(organisation.pk)
    rows = [_request(organisation, place) for place in range(REQUESTS)]
    for first in range(0, REQUESTS, 1000):
        batch = rows[first : first + 1000]
        DossierKey.objects.bulk_create([_key(organisation, row, by) for row in batch])
        held = vaults.dossiers(organisation.pk, KIND, [row.pk for row in batch])
        for row in batch:
            contact = Contact(name=f"Camille Inventée {row.sequence}", email="a@b.invalid")
            row.sealed = personal.sealed(held[row.pk], row.pk, Personal(contact=contact))
        SubjectRequest.objects.bulk_create(batch)
        RequestEvent.objects.bulk_create([_received(row) for row in batch])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")
    return organisation


def _request(organisation: Organisation, place: int) -> SubjectRequest:
    received_at = clock.now() - timedelta(hours=2.5 * place)
    is_open = place < REQUESTS // 10
    return SubjectRequest(
        organisation=organisation,
        year=received_at.year,
        sequence=place + 1,
        rights=["access"],
        channel="web",
        received_at=received_at,
        recorded_at=received_at,
        status="received" if is_open else "closed",
        due_at=received_at + timedelta(days=30) if is_open else None,
        answered_at=None if is_open else received_at + timedelta(days=12),
        closed_at=None if is_open else received_at + timedelta(days=12),
        outcome="" if is_open else "granted",
        version=1,
    )


def _key(organisation: Organisation, row: SubjectRequest, by: bytes) -> DossierKey:
    key = DossierKey(organisation_id=organisation.pk, kind=KIND, subject=row.pk)
    place = keys.of_dossier(organisation.pk, key.pk, kind=KIND, subject=row.pk)
    key.wrapped = keys.wrap(new_key(), place, by=by)
    return key


def _received(row: SubjectRequest) -> RequestEvent:
    return RequestEvent(
        organisation_id=row.organisation_id,
        request=row,
        position=1,
        kind="received",
        at=row.received_at,
        by_kind="requester",
        by="form",
        facts={"received_at": row.received_at.isoformat(), "rights": ["access"]},
    )


def measured(call: Callable[[], object]) -> float:
    """Median CPU of this process, in milliseconds, once warm."""
    call()
    spent = []
    for _once in range(TIMES):
        began = time.process_time()
        call()
        spent.append(time.process_time() - began)
    return 1000 * statistics.median(spent)


def test_the_register_of_ten_thousand(
    full: Organisation, member: Member, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(member)
    frame = reverse("register:list", kwargs={"organisation": full.pk})
    report("an empty list, the page's frame alone: CPU", measured(lambda: client.get(frame)), "ms")
    for name, query in (("list", ""), ("late", "?status=late"), ("page 100", "?page=100")):
        address = reverse("subject_requests:list", kwargs={"organisation": full.pk}) + query
        report(f"{name}: CPU", measured(lambda there=address: client.get(there)), "ms")  # type: ignore[misc]
        with CaptureQueriesContext(connection) as counted:
            began = time.perf_counter()
            assert client.get(address).status_code == 200
            report(f"{name}: elapsed", 1000 * (time.perf_counter() - began), "ms")
        own = [q for q in counted if '"subject_requests' in q["sql"] or '"vault' in q["sql"]]
        report(f"{name}: queries", len(counted), f"of which {len(own)} of the register itself")


def test_what_is_read_besides(full: Organisation) -> None:
    now = clock.now()
    verdicts = measured(lambda: obligations.verdicts(full, now=now))
    report("five verdicts: CPU", verdicts, "ms")
    rows = list(queries.listed(full.pk, queries.Wanted(), now=now))
    began = time.perf_counter()
    exports.write("csv", exports.Sheet(full, rows, has_names=True, at=now))
    report("export of 10,000 with names, CSV", time.perf_counter() - began, "s")
