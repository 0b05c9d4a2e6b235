"""Records as the interface speaks them: those of the register, nothing dropped in silence."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any

import msgspec
from pydantic import WithJsonSchema

from probant.common.errors import ProbantError
from probant.register.domain.record import ActivityRecord, from_json, to_json

REFERENCE = "x-component"
Record = Annotated[dict[str, Any], WithJsonSchema({"type": "object", REFERENCE: "ActivityRecord"})]


class UnknownFieldError(ProbantError):
    """The JSON names fields that no record has; `paths` says where."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(len(paths))
        self.paths = paths


def read(value: Mapping[str, Any]) -> ActivityRecord:
    """The record that the JSON spells; a field that would be lost is refused."""
    record = from_json(value)
    unknown = unknown_fields(value, to_json(record))
    if unknown:
        raise UnknownFieldError(unknown)
    return record


def unknown_fields(value: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths that `value` has and its record, as JSON again, has not: they would be lost."""
    return tuple(_unknown(value, known, ""))


@cache
def components() -> dict[str, Any]:
    """JSON Schema 2020-12 of the record and its parts, as msgspec reads them."""
    _, found = msgspec.json.schema_components(
        [ActivityRecord], ref_template="#/components/schemas/{name}"
    )
    return found


def _unknown(value: Any, known: Any, path: str) -> Iterator[str]:  # noqa: ANN401  any JSON value
    if isinstance(value, dict) and isinstance(known, dict):
        for key, held in value.items():
            if key in known:
                yield from _unknown(held, known[key], f"{path}.{key}".lstrip("."))
            else:
                yield f"{path}.{key}".lstrip(".")
    elif isinstance(value, list) and isinstance(known, list):
        for row, (held, there) in enumerate(zip(value, known, strict=True)):
            yield from _unknown(held, there, f"{path}.{row}")
