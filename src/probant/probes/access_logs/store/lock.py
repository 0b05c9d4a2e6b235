"""One writer at a time, over threads and processes; readers need no lock.

The lock file says "busy" while someone writes: found so by the next writer, the last one was
killed, and what it left is swept.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store.trouble import Trouble

_BUSY = b"busy"


@contextmanager
def writing(path: Path, *, after_kill: Callable[[], None]) -> Iterator[None]:
    """StoreError "held" where another holds it; the kernel frees it when its holder dies."""
    with path.open("r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(Trouble.HELD) from error
        if file.read():
            after_kill()
        _say(file.fileno(), _BUSY)
        yield
        _say(file.fileno(), b"")


def _say(handle: int, text: bytes) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text, 0)
