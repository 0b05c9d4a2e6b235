"""Whatever is killed, what was acknowledged is in the journal, in order, under its head."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from probant.database import isolation
from probant.database.embedded import Addresses, EmbeddedPostgres
from probant.journal import queries
from tests.integration.journal.durable import durable_cluster, kill_tree
from tests.integration.journal.writers import acknowledgements, writing

KILLS = 20
WRITERS = 8
EACH = 40


def assert_nothing_is_lost(organisation: UUID, acknowledged: Path) -> int:
    """Each acknowledged act stands at its index, each writer's acts in their order, no gap."""
    with transaction.atomic(), isolation.tenant(organisation):
        kept = [
            (int(item.actor.removeprefix("writer-")), queries.body_of(item)["facts"]["n"])
            for item in queries.entries(organisation).order_by("index")
        ]
        assert queries.recomputed_head(organisation) == queries.head(organisation)
        assert queries.head(organisation).size == len(kept)
    for writer, n, index in acknowledgements(acknowledged):
        assert kept[index] == (writer, n)
    for writer in {writer for writer, _ in kept}:
        own = [n for found, n in kept if found == writer]
        assert own == list(range(len(own)))
    return len(kept)


def wait_for_writing(acknowledged: Path, *, beyond: int, patience: float = 30) -> None:
    """Returns once more than `beyond` acts were acknowledged."""
    ends = time.monotonic() + patience
    while len(acknowledgements(acknowledged)) <= beyond:
        assert time.monotonic() < ends, "nobody writes"
        time.sleep(0.01)


def test_eight_processes_write_one_journal_and_none_is_lost_or_reordered(
    own_database: Addresses, tmp_path: Path
) -> None:
    organisation, acknowledged = uuid4(), tmp_path / "acknowledged"
    with writing(organisation, acknowledged, writers=WRITERS, count=EACH) as processes:
        for process in processes:
            process.join()
    assert [process.exitcode for process in processes] == [0] * WRITERS
    assert assert_nothing_is_lost(organisation, acknowledged) == WRITERS * EACH
    assert len(acknowledgements(acknowledged)) == WRITERS * EACH


@pytest.mark.slow
def test_writers_killed_twenty_times_at_random_moments_lose_nothing(
    own_database: Addresses, tmp_path: Path
) -> None:
    organisation, acknowledged = uuid4(), tmp_path / "acknowledged"
    moments = random.Random(20261121)  # noqa: S311  moments, not secrets
    for kill in range(KILLS):
        before = len(acknowledgements(acknowledged))
        with writing(organisation, acknowledged, writers=WRITERS, first=kill * WRITERS):
            wait_for_writing(acknowledged, beyond=before)
            time.sleep(moments.uniform(0, 0.15))
        connections.close_all()
    assert assert_nothing_is_lost(organisation, acknowledged) > KILLS


@pytest.fixture
def own_cluster(own_database: Addresses) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this test's own, with fsync, that Django is directed to."""
    with durable_cluster() as postgres:
        yield postgres


@pytest.mark.slow
def test_the_whole_database_killed_while_eight_write_loses_nothing_acknowledged(
    own_cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    organisation, acknowledged = uuid4(), tmp_path / "acknowledged"
    with writing(organisation, acknowledged, writers=WRITERS) as processes:
        wait_for_writing(acknowledged, beyond=100)
        kill_tree(own_cluster)
        for process in processes:
            process.join(timeout=10)
    connections.close_all()
    assert acknowledgements(acknowledged)
    start_again(own_cluster)
    assert assert_nothing_is_lost(organisation, acknowledged) > 100


def start_again(postgres: EmbeddedPostgres) -> None:
    """As after a power cut: a process that knows nothing of the one before starts the cluster."""
    start = f"EmbeddedPostgres(Path({str(postgres.folder)!r})).start()"
    code = f"from pathlib import Path; from {EmbeddedPostgres.__module__} import EmbeddedPostgres\n"
    subprocess.run([sys.executable, "-c", code + start], check=True, timeout=60)
