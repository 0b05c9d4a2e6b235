"""Figures of the vault: a content of 1 GB, and the dossiers of a page."""

import os
import time
from pathlib import Path
from uuid import UUID

import pytest

from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault import queries as vaults
from tests.unit.test_vault_memory import MOST_GROWTH, streamed

pytestmark = pytest.mark.bench
SECONDS_A_GIGABYTE = 20.0
PAGE = 25
MILLISECONDS_A_PAGE = 5.0


def report(figure: str) -> None:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"\n{figure} (load {load}; {os.cpu_count()} processors)")  # noqa: T201  a figure


def test_a_gigabyte_is_sealed_and_read_in_bounded_memory(tmp_path: Path) -> None:
    write, read, growth = streamed(tmp_path, 1000)
    report(f"1 GB sealed in {write:.1f} s with fsync, read in {read:.1f} s, {growth:.1f} MiB more")
    assert write < SECONDS_A_GIGABYTE
    assert read < SECONDS_A_GIGABYTE
    assert growth < MOST_GROWTH


def test_the_dossiers_of_a_page_are_opened_in_milliseconds(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path))
    subjects = [UUID(int=number) for number in range(1, PAGE + 1)]
    for subject in subjects:
        vault.open_dossier(organisation.pk, kind="subject_request", subject=subject)
    vaults.dossiers(organisation.pk, "subject_request", subjects)
    started = time.process_time()
    found = vaults.dossiers(organisation.pk, "subject_request", subjects)
    sealed = [one.seal("t", "c", 1, "Jeanne") for one in found.values()]
    for one, value in zip(found.values(), sealed, strict=True):
        one.unseal("t", "c", 1, value)
    spent = (time.process_time() - started) * 1000
    report(f"{PAGE} dossiers opened, a field of each sealed and read: {spent:.1f} ms of CPU")
    assert spent < MILLISECONDS_A_PAGE
