"""The background worker: a child of `probant start` that runs the table of `periodic.py`.

    python -m probant.config.worker

It ends on SIGTERM, or when its parent is gone. Only one works on a data folder at a time. A job
that fails is logged and tried again, ever later, up to five minutes; the others go on.
"""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, TextIO

import django

if TYPE_CHECKING:
    from probant.config.periodic import Job

TICK = 1.0
LONGEST_PAUSE = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass
class Turn:
    """When a job is due next, by the monotonic clock, and how often it failed in a row."""

    job: "Job"
    due: float = 0.0
    failures: int = 0

    def take(self) -> None:
        """Runs the job, whatever happens to it, and sets its next instant."""
        from django.db import close_old_connections  # noqa: PLC0415  after django.setup()

        from probant.common import clock  # noqa: PLC0415  the same

        close_old_connections()
        try:
            self.job.run(clock.now())
        except Exception:
            self.failures += 1
            log.exception("the job %s failed", self.job.name)
        else:
            self.failures = 0
        close_old_connections()
        self.due = time.monotonic() + pause(self.job.every, self.failures).total_seconds()


def pause(every: timedelta, failures: int) -> timedelta:
    """Until a job's next turn: its own pace, doubled at each failure in a row."""
    doubled: timedelta = every * (1 << min(failures, 16))
    return max(every, min(doubled, LONGEST_PAUSE))


def work(jobs: Iterable["Job"], stop: threading.Event, *, parent: int) -> None:
    """Takes the turns that are due until told to stop or left alone."""
    turns = [Turn(job) for job in jobs]
    while not stop.is_set() and os.getppid() == parent:
        for turn in turns:
            if turn.due <= time.monotonic() and not stop.is_set():
                turn.take()
        stop.wait(TICK)


def main() -> None:
    """The process's whole life."""
    parent, stop = os.getppid(), threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and tells us
    django.setup()
    from django.conf import settings  # noqa: PLC0415  after django.setup()

    from probant.config.periodic import JOBS  # noqa: PLC0415  the same

    with (settings.ENVIRONMENT.data / "working").open("a") as file:
        if _alone(file, stop, parent):
            work(JOBS, stop, parent=parent)


def _alone(file: TextIO, stop: threading.Event, parent: int) -> bool:
    """Waits for the worker before this one, if it still finishes a message."""
    while not stop.is_set() and os.getppid() == parent:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stop.wait(TICK)
        else:
            return True
    return False


if __name__ == "__main__":
    main()
