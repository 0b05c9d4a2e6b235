"""Keeping the background worker alive: started with the server, replaced when it dies, stopped."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

COMMAND = (sys.executable, "-m", "probant.config.worker")
PATIENCE = 8.0  # a message half-way out may finish
PAUSES = (1.0, 2.0, 5.0, 15.0)


@contextmanager
def worker(command: tuple[str, ...] = COMMAND) -> Iterator["Supervisor"]:
    """A worker runs inside the block, and none after it."""
    supervisor = Supervisor(command)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


class Supervisor(threading.Thread):
    """Waits for one process and starts another when it ends by itself."""

    def __init__(self, command: tuple[str, ...]) -> None:
        """`command`: the process to keep alive."""
        super().__init__(name="worker's supervisor", daemon=True)
        self._command = command
        self._stopping = threading.Event()
        self._process = self._new_process()

    @property
    def process_id(self) -> int:
        """The present worker's."""
        return self._process.pid

    def run(self) -> None:
        """The thread: each death is answered, the later the more there were."""
        deaths = 0
        while True:
            self._process.wait()
            if self._stopping.wait(PAUSES[min(deaths, len(PAUSES) - 1)]):
                return
            deaths += 1
            self._process = self._new_process()

    def stop(self) -> None:
        """Tells the worker to end, and ends it if it does not."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self.join(PATIENCE)

    def _new_process(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.DEVNULL)  # noqa: S603  our own module
