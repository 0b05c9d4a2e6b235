"""Processes that write one journal and acknowledge each commit, to be killed by tests."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, connections, transaction

from probant.common import clock
from probant.database import isolation
from probant.journal import actions
from probant.journal.domain import Actor

FORK = multiprocessing.get_context("fork")
FOREVER = 1_000_000


def write(organisation: UUID, writer: int, acknowledged: Path, count: int = FOREVER) -> None:
    """Commits acts one by one; after each commit appends `writer n index` to `acknowledged`."""
    target = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    by = Actor("person", f"writer-{writer}", f"Rédactrice {writer}")
    for n in range(count):
        try:
            with transaction.atomic():
                isolation.enter(organisation, person=None)
                index = actions.record(
                    "test.done",
                    by=by,
                    at=clock.now(),
                    organisation=organisation,
                    subject=str(writer),
                    facts={"n": n},
                )
        except DatabaseError:
            return  # the database was killed: this act was not acknowledged
        os.write(target, f"{writer} {n} {index}\n".encode())


@contextmanager
def writing(
    organisation: UUID, acknowledged: Path, *, writers: int, count: int = FOREVER, first: int = 0
) -> Iterator[list[BaseProcess]]:
    """`writers` processes that write until they are done or killed; none survives the block."""
    connections.close_all()
    processes = [
        FORK.Process(target=write, args=(organisation, first + number, acknowledged, count))
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    try:
        yield list(processes)
    finally:
        for process in processes:
            process.kill()
            process.join()


def acknowledgements(path: Path) -> list[tuple[int, int, int]]:
    """(writer, n, index) of each act that its writer knows to be committed."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [tuple(map(int, line.split())) for line in lines]  # type: ignore[misc]  # three numbers
