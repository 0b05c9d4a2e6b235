"""A content is never held whole in memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_GROWTH = 8.0


def streamed(folder: Path, megabytes: int) -> tuple[float, float, float]:
    """Seconds to write, seconds to read, and mebibytes that a process of its own grew by."""
    command = [sys.executable, "-m", "tests.unit.vault_streaming", str(folder), str(megabytes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    write, read, growth = map(float, done.stdout.split())
    return write, read, growth


def test_64_megabytes_are_stored_and_read_in_bounded_memory(tmp_path: Path) -> None:
    assert streamed(tmp_path, 64)[2] < MOST_GROWTH
