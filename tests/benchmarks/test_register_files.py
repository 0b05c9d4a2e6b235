"""Figures of the register's files: 300 activities to PDF and to ODS, each in a second.

Run by `just bench`; each figure is printed with the machine's load.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from probant.reference import templates
from probant.register.domain.record import from_json
from probant.register.exchange import ods, pdf
from probant.register.exchange.json_form import Held
from probant.register.exchange.table import sheets

pytestmark = pytest.mark.bench
ACTIVITIES = 300
SECONDS = 1.0
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
COVER = pdf.Cover(identity={"controller": "Hôpital inventé"}, written_on=date(2026, 11, 21))


def register() -> list[Held]:
    """Every template of the reference, over and over under other names."""
    known = [from_json(templates.instantiate(t, "fr")) for t in templates.activities().values()]
    chosen = [known[at % len(known)] for at in range(ACTIVITIES)]
    named = [replace(record, name=f"{at} {record.name}"[:200]) for at, record in enumerate(chosen)]
    return [Held(record=record, status="validated") for record in named]


def measured(what: str, write: Callable[[], bytes]) -> float:
    started = time.perf_counter()
    size = len(write())
    spent = time.perf_counter() - started
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    figure = f"{ACTIVITIES} activities to {what}: {spent:.2f} s, {size // 1024} KiB"
    print(f"\n{figure} (load {load}; {os.cpu_count()} processors)")  # noqa: T201  a figure
    return spent


def test_the_register_prints_in_a_second() -> None:
    held = register()
    pdf.write(held[:1], COVER, language="fr")  # fonts and reference are read once a process
    assert measured("PDF", lambda: pdf.write(held, COVER, language="fr")) <= SECONDS


def test_the_register_becomes_an_ods_in_a_second() -> None:
    records = [held.record for held in register()]

    def write() -> bytes:
        return ods.write(sheets(records, "fr"), title="Registre", written_at=AT)

    assert measured("ODS", write) <= SECONDS
