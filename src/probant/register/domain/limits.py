"""How large a record may be, and which characters the database and the journal can hold.

A line of a register is read by people: 20,000 characters in one field, 500 rows in one list and
300,000 characters in all are far beyond any real one, and keep search and hashing bounded.
"""

import re
from collections.abc import Iterator
from typing import Any

from probant.common.errors import ProbantError
from probant.register.domain.record import ActivityRecord, to_json

NAME_LENGTH = 200
FIELD_LENGTH = 20_000
ROWS = 500
RECORD_LENGTH = 300_000
_FORBIDDEN = re.compile("[\\0\ud800-\udfff]")


class LimitError(ProbantError):
    """A record that cannot be kept; `field` is the path, with row numbers from 0."""

    def __init__(self, limit: int = 0, *, field: str = "") -> None:
        """`limit`: the greatest number allowed, where there is one."""
        super().__init__(field, limit)
        self.field = field
        self.limit = limit


class TextTooLongError(LimitError):
    """A text, or all texts together (`field` is ''), exceed their limit."""


class TooManyRowsError(LimitError):
    """A list holds more rows than can be read."""


class ForbiddenCharacterError(LimitError):
    """NUL or half a surrogate pair: no text, and refused by the database."""


def ensure_within_limits(record: ActivityRecord) -> None:
    """Raises the LimitError of the first value that exceeds its limit."""
    if len(record.name) > NAME_LENGTH:
        raise TextTooLongError(NAME_LENGTH, field="name")
    total = 0
    for path, text in _texts(to_json(record), ""):
        _check(path, text)
        total += len(text)
    if total > RECORD_LENGTH:
        raise TextTooLongError(RECORD_LENGTH)


def _check(path: str, text: str) -> None:
    if len(text) > FIELD_LENGTH:
        raise TextTooLongError(FIELD_LENGTH, field=path)
    if _FORBIDDEN.search(text):
        raise ForbiddenCharacterError(field=path)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  any JSON value
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _texts(held, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        if len(value) > ROWS:
            raise TooManyRowsError(ROWS, field=path)
        for row, held in enumerate(value):
            yield from _texts(held, f"{path}.{row}")
