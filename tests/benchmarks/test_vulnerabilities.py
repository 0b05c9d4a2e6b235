"""Figures of vulnerabilities: 10^5 findings (issue 4).

Targets: an import in 30 s at most, a list page of 12 ms of CPU and 10 queries at most; and a SARIF
of 200 MB read in bounded memory.
"""

import csv
import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vulnerabilities import actions
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.exchange import reading
from probant.vulnerabilities.models import Flaw
from tests.conftest import NOW

pytestmark = pytest.mark.bench
FINDINGS, TIMES, MB = 100_000, 40, 1_000_000
HEAVY = 200 * MB
LEVELS = ("error", "warning", "note")


def report(what: str, value: float, unit: str) -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n  {what}: {value:.1f} {unit} (load {load:.1f}, {os.cpu_count()} cores)\n")


def results(count: int, words: str = "") -> Iterator[str]:
    for number in range(count):
        yield json.dumps(
            {
                "ruleId": f"R{number % 200}",
                "level": LEVELS[number % 3],
                "message": {"text": f"Invented finding {number}. {words}"},
                "partialFingerprints": {"line/v1": f"{number:08x}"},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": f"src/module_{number % 900}.py"},
                            "region": {"startLine": number % 500 + 1},
                        }
                    }
                ],
            }
        )


def sarif(path: Path, count: int, words: str = "") -> Path:
    rules = [{"id": f"R{n}", "properties": {"tags": [f"external/cwe/cwe-{n}"]}} for n in range(200)]
    driver = json.dumps({"name": "Invented scanner", "rules": rules})
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {driver}}}, "results": [')
        for number, one in enumerate(results(count, words)):
            file.write(f"{',' if number else ''}\n{one}")
        file.write("]}]}")
    return path


def table(count: int) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(["Vulnérabilité", "Gravité", "CWE", "Localisation", "Recommandation"])
    for number in range(count):
        grade = ("Critique", "Haute", "Moyenne", "Faible")[number % 4]
        writer.writerow([f"Faille {number}", grade, f"CWE-{number % 700 + 1}", f"/p/{number}", "-"])
    return file.getvalue().encode()


def loaded(organisation: Organisation, by: Member, file: BinaryIO, name: str, **more: str) -> None:
    began, spent = time.perf_counter(), time.process_time()
    found = reading.read(file, name)
    read_in = time.perf_counter() - began
    year = int(more.get("year", "2025"))
    asked = actions.Asked(
        product=more["product"], method=Method.CODE, done_on=date(year, 1, 10), tool="Outil"
    )
    digest, size = reading.digest(file)
    kept = actions.File(digest=digest, size=size)
    actions.load(organisation, found, asked, file=kept, by=by, at=NOW)
    what = f"{more['what']} of {len(found.found)} flaws ({size / MB:.0f} MB)"
    report(f"{what}: reading", read_in, "s")
    report(f"{what}: whole import", time.perf_counter() - began, "s")
    report(f"{what}: CPU", time.process_time() - spent, "s")


def test_a_hundred_thousand_findings(
    organisation: Organisation,
    member: Member,
    client_of: Callable[[Member], Client],
    tmp_path: Path,
) -> None:
    path = sarif(tmp_path / "a.sarif", FINDINGS)
    with path.open("rb") as file:
        loaded(organisation, member, file, "a.sarif", product="Fabula", what="SARIF, first")
    again = sarif(tmp_path / "b.sarif", FINDINGS - 1_000)
    with again.open("rb") as file:
        more = {"product": "Fabula", "what": "SARIF, second", "year": "2026"}
        loaded(organisation, member, file, "b.sarif", **more)
    csv_file = io.BytesIO(table(FINDINGS))
    loaded(organisation, member, csv_file, "c.csv", product="Fabula Santé", what="CSV")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Flaw.objects.filter(organisation=organisation).count() == 2 * FINDINGS
    client = client_of(member)
    address = reverse("vulnerabilities:list", args=[organisation.pk])
    for what, asked in (
        ("list", {}),
        ("list, 40th page", {"page": "40"}),
        ("list, critical", {"severity": "critical"}),
        ("list, words", {"words": "module_77"}),
        ("empty list", {"words": "nowhere to be found"}),
    ):
        assert client.get(address, asked).status_code == 200
        began, spent = time.perf_counter(), time.process_time()
        for _time in range(TIMES):
            client.get(address, asked)
        report(f"CPU of {what}", (time.process_time() - spent) * 1000 / TIMES, "ms a page")
        report(f"time of {what}", (time.perf_counter() - began) * 1000 / TIMES, "ms a page")
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    report("queries of list", len(captured), "")
    sys.stdout.writelines(f"    {one['time']} {one['sql'][:150]}\n" for one in captured)


def test_memory_of_a_sarif_of_200_megabytes(tmp_path: Path) -> None:
    path = sarif(tmp_path / "heavy.sarif", FINDINGS, "word " * (HEAVY // FINDINGS // 5 - 55))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with path.open("rb") as file:
        found = reading.read(file, "heavy.sarif")
    report(f"SARIF of {path.stat().st_size / MB:.0f} MB read", time.perf_counter() - began, "s")
    gained = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    report("its peak memory", gained / 1024, "MiB")
    assert len(found.found) == FINDINGS
