"""A DuckDB of bounded memory for sorting; what it spills stays within the store's folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.store.folder import PRIVATE_FOLDER
from probant.probes.access_logs.store.trouble import Trouble

_MEMORY = "256MB"


@contextmanager
def sorting(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is spilled is removed at the end."""
    spill = root / ".spill"
    spill.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    try:
        with duckdb.connect() as engine:
            engine.execute(f"SET memory_limit = '{_MEMORY}'")
            engine.execute("SET threads = 1")
            engine.execute("SET temp_directory = ?", [str(spill)])
            yield engine
    except duckdb.IOException as error:
        raise StoreError(Trouble.DISK) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)
