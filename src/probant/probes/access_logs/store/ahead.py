"""Reading ahead: the next batches are read while this one is hashed and written."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_DEPTH = 2
T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same in the same order; two at most wait."""
    with ThreadPoolExecutor(1, thread_name_prefix="access-log-reader") as pool:
        waiting = deque(pool.submit(next, items, None) for _ in range(_DEPTH))
        while (item := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, items, None))
            yield item
