"""Figures of the journal: acts a second with eight writers, and a million entries verified.

Run by `just bench`; each figure is printed with the machine's load.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from probant.accountability.domain import archive, dossier
from probant.common import canonical_json, checkpoint
from probant.common.checkpoint import Checkpoint, Signer
from probant.common.merkle import leaf_hashes, root_of
from probant.database.embedded import Addresses, EmbeddedPostgres
from probant.journal.domain import Act, Actor, Disclosure, origin
from tests.integration.journal.durable import durable_cluster
from tests.integration.journal.writers import acknowledgements, writing

pytestmark = pytest.mark.bench
WRITERS = 8
EACH = 150
ACTS_A_SECOND = 300
MILLION = 1_000_000
SECONDS_TO_VERIFY = 15
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ORGANISATION = UUID("6f1c2f0e-0000-4000-8000-000000000001")


def report(figure: str) -> None:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"\n{figure} (load {load}; {os.cpu_count()} processors)")  # noqa: T201  a figure


@pytest.fixture
def own_cluster(own_database: Addresses) -> Iterator[EmbeddedPostgres]:
    with durable_cluster() as postgres:
        yield postgres


def test_eight_writers_of_one_journal_commit_300_acts_a_second(
    own_cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    started = time.perf_counter()
    with writing(uuid4(), acknowledged, writers=WRITERS, count=EACH) as processes:
        for process in processes:
            process.join()
    rate = len(acknowledgements(acknowledged)) / (time.perf_counter() - started)
    report(f"{rate:.0f} acts a second, {WRITERS} writers, one log, fsync on")
    assert rate >= ACTS_A_SECOND


def test_a_dossier_of_a_million_entries_is_verified_in_15_seconds(tmp_path: Path) -> None:
    path = tmp_path / "million.zip"
    made(path, entries=MILLION)
    command = [sys.executable, "-m", "probant.cli", "verify", str(path)]
    started = time.perf_counter()
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    size = path.stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    report(f"{MILLION} entries ({size:.0f} MB) in {seconds:.1f} s, {memory:.0f} MB of memory")
    assert finished.returncode == 0, finished.stdout
    assert seconds <= SECONDS_TO_VERIFY


def made(path: Path, *, entries: int) -> None:
    """A valid dossier whose journal has `entries` entries."""
    signer = Signer.generate("probant-bench")
    about = dossier.Made(str(ORGANISATION), "Hôpital inventé", AT.isoformat(), "bench")
    documents = {"LISEZMOI.txt": b"Bonjour\n"}
    manifest = canonical_json.dumps(
        dossier.manifest(about, documents, verifier=str(signer.verifier))
    )
    name = Disclosure("actor.name", b"s" * 32, "Camille Inventée")
    leaves = [act(n, {"n": n}).leaf(n, (name,)) for n in range(entries - 1)]
    row = {"field": name.field, "salt": name.salt.hex(), "value": name.value}
    opened = [json.dumps({"index": n, **row}) for n in range(entries - 1)]
    bound = {"manifest_sha256": sha256(manifest).hexdigest()}
    leaves.append(act(entries - 1, bound, dossier.EVENT).leaf(entries - 1, ()))
    head = Checkpoint(origin(ORGANISATION), entries, root_of(leaf_hashes(leaves)))
    members = {
        **documents,
        dossier.MANIFEST: manifest,
        dossier.ENTRIES: b"\n".join(leaves) + b"\n",
        dossier.DISCLOSURES: "\n".join(opened).encode(),
        dossier.CHECKPOINT: checkpoint.sign(head, signer),
    }
    with path.open("wb") as file:
        file.writelines(archive.packed(members))


def act(n: int, facts: Mapping[str, object], event: str = "register.activity.changed") -> Act:
    """An invented act."""
    return Act(ORGANISATION, event, AT, Actor("person", f"p{n % 50}"), str(UUID(int=n)), facts)
