"""A reading in a process of its own: the file on the standard input, the reading as JSON after.

    python -m probant.probes.contracts [--host] < contract.pdf

A hostile file can then neither exhaust the server's memory nor hold it: the limits are the
kernel's. A refusal is `{"refused": code}`.
"""

import gc
import json
import resource
import sys

from probant.probes.contracts import read
from probant.probes.contracts.errors import ContractFileError

MEMORY = 1 << 31
SECONDS = 60
# The process ends with the reading: what it holds is bounded by MEMORY, and rarely worth sorting.
ALLOCATIONS = 100_000


def main() -> None:
    """The child's whole life."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
    try:
        said = read(sys.stdin.buffer.read(), host="--host" in sys.argv[1:]).as_json()
    except ContractFileError as error:
        said = {"refused": error.code}
    except MemoryError:
        said = {"refused": "bomb"}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
