"""The public form under a flood, on the real server (issue 3).

Targets: 200 honest submissions in a minute held while 2,000 a minute come from a few addresses, and
are refused without the loss of one honest request.
"""

import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import psutil
import pytest
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from probant.accounts.models import Person
from probant.common import clock
from probant.database import isolation
from probant.database.embedded import EmbeddedPostgres
from probant.organisations.models import Organisation
from probant.subject_requests.models import RequestForm, SubjectRequest
from tests.conftest import point_at
from tests.installation import Installation, started

pytestmark = pytest.mark.bench
HONEST, FLOOD, MINUTE = 200, 2_000, 60.0
FLOODERS = 4
CLIENTS = 24
ANSWERED = {"received": "Votre demande est reçue", "kept": "pas encore partie"}


@dataclass(frozen=True)
class Sent:
    """One submission: when it was due to leave, from which address, with what."""

    at: float
    by: str
    body: str
    is_honest: bool


@dataclass(frozen=True)
class Got:
    """What came back."""

    is_honest: bool
    outcome: str
    milliseconds: float


@pytest.fixture
def served(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Installation, UUID]]:
    installation = started(tmp_path, PROBANT_TRUSTED_PROXIES="127.0.0.1").wait()
    with django_db_blocker.unblock():
        point_at(EmbeddedPostgres(tmp_path).start(), "probant")
        yield installation, _opened()
        connections.close_all()
    installation.stop()


def _opened() -> UUID:
    """A practice of the demonstration, its form open."""
    with transaction.atomic():
        practice = next(
            filter(None, map(_practice_of, Person.objects.filter(is_demonstration=True)))
        )
        isolation.enter(practice.pk, person=None)
        RequestForm.objects.update_or_create(
            organisation=practice, defaults={"is_open": True, "changed_at": clock.now()}
        )
    return practice.pk


def _practice_of(person: Person) -> Organisation | None:
    isolation.enter(None, person=person.pk)
    return Organisation.objects.filter(sector="practice").first()


def report(what: str, value: float, unit: str) -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n  {what}: {value:.1f} {unit} (load {load:.1f}, {os.cpu_count()} cores)\n")


def test_honest_requests_pass_through_a_flood(served: tuple[Installation, UUID]) -> None:
    installation, practice = served
    path = f"/d/{practice}/"
    plan = _plan(installation.port, path)
    time.sleep(5)  # nobody reads the form faster
    held, before = _kept(practice), _cpu(installation)
    got = _run(installation.port, path, plan)
    spent = (_cpu(installation) - before) * 1000 / len(plan)
    _tell(got, spent)
    honest = Counter(item.outcome for item in got if item.is_honest)
    flood = Counter(item.outcome for item in got if not item.is_honest)
    assert honest == {"received": HONEST}
    assert flood["kept"] > 0.9 * FLOOD
    assert _kept(practice) - held == HONEST + flood["received"]


def _kept(practice: UUID) -> int:
    with transaction.atomic():
        isolation.enter(practice, person=None)
        return SubjectRequest.objects.filter(organisation=practice, channel="web").count()


def _plan(port: int, path: str) -> list[Sent]:
    """Each honest sender has a stamp, its work and an address; four addresses share the flood."""
    with ThreadPoolExecutor(4) as pool:
        honest = list(pool.map(lambda number: _honest(port, path, number), range(HONEST)))
    stamps = [_worked(port, path) for _ in range(FLOODERS)]
    flood = [
        Sent(
            at=number * MINUTE / FLOOD,
            by=f"198.51.100.{number % FLOODERS}",
            body=_body(*stamps[number % FLOODERS], f"inondation {number}"),
            is_honest=False,
        )
        for number in range(FLOOD)
    ]
    return sorted(honest + flood, key=lambda sent: sent.at)


def _honest(port: int, path: str, number: int) -> Sent:
    body = _body(*_worked(port, path), f"demande {number}")
    by = f"192.0.2.{number % 250}" if number < 250 else "203.0.113.1"
    return Sent(number * MINUTE / HONEST, by, body, is_honest=True)


def _worked(port: int, path: str) -> tuple[str, str]:
    server = HTTPConnection("127.0.0.1", port, timeout=30)
    server.request("GET", path, headers={"Accept-Language": "fr"})
    page = server.getresponse().read().decode()
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None
    stamp = found[1]
    proof = 0
    while int.from_bytes(sha256(f"{stamp}:{proof}".encode()).digest()[:4]) >> 16:
        proof += 1
    return stamp, str(proof)


def _body(stamp: str, proof: str, text: str) -> str:
    return urlencode(
        {
            "at": "check",
            "go": "send",
            "stamp": stamp,
            "proof": proof,
            "wishes": "access",
            "on_behalf": "self",
            "name": f"Camille Inventée {text}",
            "telephone": "01 02 03 04 05",
            "text": text,
        }
    )


def _run(port: int, path: str, plan: list[Sent]) -> list[Got]:
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(lambda sent: _send(port, path, sent, began), plan))


def _send(port: int, path: str, sent: Sent, began: float) -> Got:
    time.sleep(max(0.0, began + sent.at - time.perf_counter()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "fr",
        "X-Forwarded-For": sent.by,
    }
    start = time.perf_counter()
    server = HTTPConnection("127.0.0.1", port, timeout=60)
    server.request("POST", path, sent.body, headers)
    page = server.getresponse().read().decode()
    server.close()
    spent = (time.perf_counter() - start) * 1000
    outcome = next((name for name, words in ANSWERED.items() if words in page), "other")
    return Got(sent.is_honest, outcome, spent)


def _cpu(installation: Installation) -> float:
    server = psutil.Process(installation.process.pid)
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(time_.user + time_.system for time_ in times)


def _tell(got: list[Got], spent: float) -> None:
    for is_honest, name in ((True, "honest"), (False, "flood")):
        group = [item for item in got if item.is_honest == is_honest]
        times = sorted(item.milliseconds for item in group)
        for outcome, count in Counter(item.outcome for item in group).items():
            report(f"{name}, {outcome}", count, "submissions a minute")
        report(f"{name}, median", statistics.median(times), "ms")
        report(f"{name}, p95", times[int(len(times) * 0.95)], "ms")
    report("CPU of the server", spent, "ms a submission")
