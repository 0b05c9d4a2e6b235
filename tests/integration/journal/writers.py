"""Processes that write one journal and acknowledge each commit, to be killed by tests.

They are forked from a server that never touched the database or started a thread: forked from the
test runner itself, with its threads and its connections, one of them may wait for ever.
"""

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.apps import apps
from django.db import DatabaseError, connections, transaction

if not apps.ready:
    django.setup()  # in the server that forks

from probant.common import clock
from probant.database import isolation
from probant.journal import actions
from probant.journal.domain import Actor

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
FOREVER = 1_000_000


def write(
    database: Mapping[str, Any], organisation: UUID, writer: int, acknowledged: Path, count: int
) -> None:
    """Commits acts one by one; after each commit appends `writer n index` to `acknowledged`."""
    connections["default"].settings_dict.update(database)
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
    database = dict(connections["default"].settings_dict)
    processes = [
        FORKS.Process(
            target=write, args=(database, organisation, first + number, acknowledged, count)
        )
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
