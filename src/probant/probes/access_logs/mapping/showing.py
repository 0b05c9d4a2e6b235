"""The first rows of a file as its mapping reads them, for the page where a person confirms it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.mapping.rows import REQUIRED, Converter, RowFaultError
from probant.probes.access_logs.mapping.saved import ColumnMapping, Value
from probant.probes.access_logs.mapping.targets import TARGETS
from probant.probes.access_logs.mapping.times import QUALITIES, utc


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One row: its values by column of the target, or why it is refused and in which column."""

    values: Mapping[str, Value | datetime]
    clock: str = ""  # of its first column of times
    reason: Reason | None = None
    column: str = ""


def preview(
    mapping: ColumnMapping, header: Sequence[str], rows: Iterable[Sequence[str]], *, zone: str
) -> tuple[Shown, ...]:
    """Each row as it would be taken; times in UTC. MappingError where the header does not fit."""
    schema = TARGETS[mapping.target]
    required = REQUIRED if mapping.target == "events" else {}
    converter = Converter(mapping, schema, header, zone=zone, required=required)
    return tuple(_shown(converter, schema, _filled(row, len(header))) for row in rows)


def _shown(converter: Converter, schema: pa.Schema, row: Sequence[str]) -> Shown:
    try:
        told = converter.one(row)
    except RowFaultError as fault:
        return Shown(values={}, reason=fault.reason, column=fault.column)
    times = [name for name in told if pa.types.is_timestamp(schema.field(name).type)]
    read = [name for name in times if told[name] is not None]
    clock = QUALITIES[converter.quality(read[0], row)].value if read else ""
    values = {name: _instant(told[name]) if name in times else told[name] for name in told}
    return Shown(values=values, clock=clock)


def _instant(micros: Value) -> Value | datetime:
    return utc(micros) if isinstance(micros, int) else micros


def _filled(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]
