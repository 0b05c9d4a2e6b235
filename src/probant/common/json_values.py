"""Records as JSON values: what `json.loads` would give back of what was written."""

from typing import Any

import msgspec


def of(record: object) -> Any:  # noqa: ANN401  any JSON value
    """Every field of a dataclass, lists for tuples, dates and instants in ISO 8601."""
    return msgspec.json.decode(msgspec.json.encode(record))
