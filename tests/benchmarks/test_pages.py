"""Figures of the pages, on an organisation of 300 activities served by the real server.

Targets (issue 2): home and register list ≤ 10 ms of CPU and ≤ 10 queries, p95 ≤ 150 ms at eight
clients; server and database together under 700 MiB; first page of a later start under 6 s.
"""

import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from probant.accounts.models import Person
from probant.common import clock
from probant.database import isolation
from probant.database.embedded import EmbeddedPostgres
from probant.demonstration import loading
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation
from probant.reference import templates
from probant.register import actions
from probant.register.domain.record import from_json
from probant.register.models import Activity
from tests.conftest import point_at, signed_in
from tests.installation import Installation, started

pytestmark = pytest.mark.bench
ACTIVITIES = 300
CLIENTS = 8
REQUESTS = 40
MIB = 2**20
MOST_QUERIES = 10
Served = tuple[Installation, Organisation, Person, str]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("figures")
    began = time.perf_counter()
    installation = started(folder).wait()
    report(
        "first start, packages installed, with the demonstration", time.perf_counter() - began, "s"
    )
    with django_db_blocker.unblock():
        point_at(EmbeddedPostgres(folder).start(), "probant")
        yield installation, *_grow(), installation.enter()
        connections.close_all()
    installation.stop()


def report(what: str, value: float, unit: str) -> None:
    load = os.getloadavg()[0]
    line = f"{what}: {value:.1f} {unit} (load {load:.1f}, {os.cpu_count()} cores)"
    sys.stdout.write(f"\n  {line}\n")


def _grow() -> tuple[Organisation, Person]:
    """The invented hospital, filled to 300 activities."""
    person = loading.person()
    assert person is not None
    with transaction.atomic():
        isolation.enter(None, person=person.pk)
        hospital = Organisation.objects.get(sector="hospital")
        isolation.enter(hospital.pk, person=person.pk)
        by = Member(person.pk, hospital.pk, Role.ADMINISTRATOR, person.full_name)
        template = templates.activity("hospital_appointments")
        record = from_json(templates.instantiate(template, "fr"))
        more = ACTIVITIES - Activity.objects.count()
        records = [replace(record, name=f"Agenda {number}") for number in range(more)]
        actions.create_many(hospital, records, by=by, at=clock.now())
        assert Membership.objects.filter(person=person, organisation=hospital).exists()
    return hospital, person


PAGES = ["", "register/"]


@pytest.mark.parametrize("path", PAGES, ids=["home", "list"])
def test_cpu_of_a_page(served: Served, path: str) -> None:
    installation, hospital, _, cookie = served
    url = f"/o/{hospital.pk}/{path}"
    _times(installation.port, url, cookie)
    before = _cpu(installation)
    _times(installation.port, url, cookie)
    spent = (_cpu(installation) - before) * 1000 / REQUESTS
    report(f"CPU of the server for /{path}", spent, "ms a page")
    assert spent > 0


def _cpu(installation: Installation) -> float:
    """Seconds of CPU that the command and its workers have spent; the database's are apart."""
    server = psutil.Process(installation.process.pid)
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(time.user + time.system for time in times)


@pytest.mark.parametrize("path", PAGES, ids=["home", "list"])
def test_queries_of_a_page(served: Served, path: str) -> None:
    _, hospital, person, _ = served
    client = signed_in(person.pk)
    _mark_as_operator(client)
    url = f"/o/{hospital.pk}/{path}"
    assert client.get(url, headers={"host": "127.0.0.1"}).status_code == 200
    asked: list[str] = []

    def count(run: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401  Django's
        asked.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(count):
        client.get(url, headers={"host": "127.0.0.1"})
    report(f"queries of /{path}", len(asked), "")
    assert 0 < len(asked) <= MOST_QUERIES


def _mark_as_operator(client: Client) -> None:
    session = client.session
    session["operator_link"] = True
    session.save()


@pytest.mark.parametrize("path", PAGES, ids=["home", "list"])
def test_latency_at_eight_clients(served: Served, path: str) -> None:
    installation, hospital, _, cookie = served
    url = f"/o/{hospital.pk}/{path}"
    with ThreadPoolExecutor(CLIENTS) as pool:
        timings = [pool.submit(_times, installation.port, url, cookie) for _ in range(CLIENTS)]
        spent = sorted(value for timing in timings for value in timing.result())
    report(f"p95 of /{path} at {CLIENTS} clients", spent[int(len(spent) * 0.95)], "ms")
    report(f"median of /{path} at {CLIENTS} clients", statistics.median(spent), "ms")
    assert spent


def _times(port: int, url: str, cookie: str) -> list[float]:
    server = HTTPConnection("127.0.0.1", port)
    spent = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        server.request("GET", url, headers={"Cookie": cookie})
        answer = server.getresponse()
        answer.read()
        assert answer.status == 200
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def test_memory_of_server_and_database(
    served: Served,
) -> None:
    installation, *_ = served
    family = {process.pid: process for process in installation.family()}
    for process in list(family.values()):
        family |= {child.pid: child for child in process.children(recursive=True)}
    used = sum(process.memory_full_info().pss for process in family.values())
    report("memory of server and database (PSS)", used / MIB, "MiB")
    assert used < 700 * MIB


def test_a_later_start(tmp_path: Path) -> None:
    started(tmp_path).wait().stop()
    began = time.perf_counter()
    later = started(tmp_path).wait()
    report("later start to the first page", time.perf_counter() - began, "s")
    assert re.search(r"/link/", later.link)
    later.stop()
