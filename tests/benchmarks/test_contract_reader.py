"""Figure of the contract reader: a PDF of 100 pages is read in 2 s at most (issue 4)."""

import os
import sys
import time
from dataclasses import replace
from itertools import cycle, islice

import pytest

from probant.probes.contracts import read
from tests.contracts.corpus import contracts
from tests.contracts.printing import printed

pytestmark = pytest.mark.bench
SECTIONS = 1_450


def test_a_contract_of_a_hundred_pages() -> None:
    french = [one for one in contracts("tuning") if one.language == "fr"]
    sections = [section for one in french for section in one.sections]
    held = tuple(islice(cycle(sections), SECTIONS))
    data = printed(replace(french[0], format="pdf", contents=(), sections=held))
    read(data)
    began, spent = time.perf_counter(), time.process_time()
    reading = read(data)
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"\n  contract of {reading.pages} pages: {took:.2f} s, {cpu:.2f} s of CPU"
        f" (load {load:.1f}, {os.cpu_count()} cores)\n"
    )
    assert reading.pages > 0
