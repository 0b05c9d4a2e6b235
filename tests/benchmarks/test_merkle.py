"""Hashing and rooting 10^5 entries, beside pymerkle in the same run."""

import os
import sys
import time
from collections.abc import Callable

import pytest
from pymerkle import InmemoryTree

from probant.common.merkle import leaf_hashes, root_of

pytestmark = pytest.mark.bench
ENTRIES = [f"entry {number}".encode() * 20 for number in range(100_000)]


def ours() -> bytes:
    return root_of(leaf_hashes(ENTRIES))


def peer() -> bytes:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return bytes(tree.get_state())


def seconds(work: Callable[[], bytes]) -> tuple[float, bytes]:
    began = time.process_time()
    root = work()
    return time.process_time() - began, root


def test_the_root_of_100_000_entries_beside_pymerkle() -> None:
    (mine, root), (theirs, expected) = seconds(ours), seconds(peer)
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n  ours {mine:.2f} s, pymerkle {theirs:.2f} s of CPU (load {load:.1f})\n")
    assert root == expected
