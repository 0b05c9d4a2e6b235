"""Records as JSON values: what `json.loads` would give back of what was written."""

from typing import Any

import msgspec


def of(record: object) -> Any:  # noqa: ANN401  any JSON value
    """Every field of a dataclass, lists for tuples, dates and instants in ISO 8601."""
    return _listed(msgspec.to_builtins(record))


def _listed(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, dict):
        return {key: _listed(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(held) for held in value]
    return value
