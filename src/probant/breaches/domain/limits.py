"""How large the facts of a breach may be, and which characters the database can hold.

Far beyond any real breach: 20,000 characters in one field, 500 rows in one list, 300,000 characters
in all, a number of persons below that of a thousand worlds.
"""

import re
from collections.abc import Iterator
from typing import Any

from probant.breaches.domain.facts import BreachFacts, FactsShapeError, to_json

FIELD_LENGTH = 20_000
ROWS = 500
FACTS_LENGTH = 300_000
NUMBER = 10**13
_WHOLE = "$"
_FORBIDDEN = re.compile("[\\0\ud800-\udfff]")


class FactsLimitError(FactsShapeError):
    """A value that cannot be kept: `path`, `reason` (too_long, too_many, character), `limit`."""

    def __init__(self, path: str, reason: str, limit: int = 0) -> None:
        """`path`: as msgspec writes it, "$.event.narrative"."""
        super().__init__(f"{reason} {limit or ''} - at `{path}`")
        self.path = path
        self.reason = reason
        self.limit = limit


def ensure_within_limits(facts: BreachFacts) -> None:
    """FactsLimitError naming the first value that cannot be kept."""
    total = 0
    for path, value in _values(to_json(facts), _WHOLE):
        _check(path, value)
        total += len(value) if isinstance(value, str) else 0
    if total > FACTS_LENGTH:
        raise FactsLimitError(_WHOLE, "too_long", FACTS_LENGTH)


def _check(path: str, value: str | int) -> None:
    if isinstance(value, int):
        if value > NUMBER:
            raise FactsLimitError(path, "too_many", NUMBER)
        return
    if len(value) > FIELD_LENGTH:
        raise FactsLimitError(path, "too_long", FIELD_LENGTH)
    if _FORBIDDEN.search(value):
        raise FactsLimitError(path, "character")


def _values(value: Any, path: str) -> Iterator[tuple[str, str | int]]:  # noqa: ANN401  any JSON value
    if isinstance(value, str | int):
        yield path, value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _values(held, f"{path}.{key}")
    elif isinstance(value, list):
        if len(value) > ROWS:
            raise FactsLimitError(path, "too_many", ROWS)
        for row, held in enumerate(value):
            yield from _values(held, f"{path}[{row}]")
