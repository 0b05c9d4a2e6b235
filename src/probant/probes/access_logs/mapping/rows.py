"""Rows of texts as rows of a target, by a saved mapping: whole columns at once, or one by one.

`Converter.one` defines the meaning of a row; `Converter.all` gives the same for a block of them.
A row with a cell that its column cannot hold, or without a required value, is refused whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.errors import MappingError
from probant.probes.access_logs.mapping.cells import (
    BLANKS,
    CellFaultError,
    Read,
    Rule,
    told_or_null,
)
from probant.probes.access_logs.mapping.saved import Column, ColumnMapping, Value
from probant.probes.access_logs.mapping.times import IMPOSSIBLE, READ, Ints, Marks, Times

REQUIRED = {"ts": Reason.NO_TIME, "action": Reason.NO_ACTION}  # of an event


class RowFaultError(Exception):
    """A row is refused: why, and the name in the target of the column at fault."""

    def __init__(self, reason: Reason, column: str) -> None:
        super().__init__(reason, column)
        self.reason, self.column = reason, column


@dataclass(frozen=True, slots=True)
class RowFault:
    """One row of a block that was refused; never its content."""

    row: int
    reason: Reason
    column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Converted:
    """The rows that were taken, in order, and those that were not.

    `table` has every column of the target, NULL where the mapping names none; `kept` the index in
    the block of each of its rows; `qualities` the clocks' quality of each column of times.
    """

    table: pa.Table
    kept: Ints
    qualities: Mapping[str, Marks]
    faults: tuple[RowFault, ...]


class Converter:
    """One mapping for files of one header; MappingError where they do not fit."""

    def __init__(
        self,
        mapping: ColumnMapping,
        schema: pa.Schema,
        header: Sequence[str],
        *,
        zone: str,
        required: Mapping[str, Reason] = REQUIRED,
    ) -> None:
        unknown = mapping.columns.keys() - set(schema.names)
        if unknown:
            raise MappingError(min(unknown), case="unknown_target", target=mapping.target)
        self.schema, self.required = schema, required
        self.sources = {
            name: _Source.of(name, schema.field(name).type, column, header, mapping.zone_or(zone))
            for name, column in mapping.columns.items()
        }

    def one(self, row: Sequence[str]) -> dict[str, Value]:
        """The values of one row in the schema's order (times: UTC microseconds)."""
        told: dict[str, Value] = {}
        for name in self.schema.names:
            told[name] = self._value(name, row)
            if told[name] is None and name in self.required:
                raise RowFaultError(self.required[name], name)
        return told

    def quality(self, name: str, row: Sequence[str]) -> int:
        """That of the clock behind one column of times, of a row that was taken."""
        return self.sources[name].quality(row)

    def all(self, table: pa.Table) -> Converted:
        """The same for a block: columns of strings without NULL, in the header's order."""
        size = table.num_rows
        blocks = [_whole(column) for column in table.columns]
        told: dict[str, pa.Array] = {}
        qualities: dict[str, Marks] = {}
        reasons: dict[int, RowFault] = {}
        for field in self.schema:
            values, quality, faults = self._column(field, blocks, size)
            told[field.name] = values
            if quality is not None:
                qualities[field.name] = quality
            for row, reason in self._all_faults(field.name, values, faults).items():
                reasons.setdefault(row, RowFault(row, reason, field.name))
        return _kept(pa.table(told, schema=self.schema), qualities, reasons)

    def _value(self, name: str, row: Sequence[str]) -> Value:
        source = self.sources.get(name)
        if source is None:
            return None
        try:
            return source.one(row)
        except CellFaultError as fault:
            raise RowFaultError(fault.reason, name) from fault

    def _column(
        self, field: pa.Field, blocks: list[pa.Array], size: int
    ) -> tuple[pa.Array, Marks | None, Mapping[int, Reason]]:
        source = self.sources.get(field.name)
        if source is None:
            return pa.nulls(size, field.type), None, {}
        return source.all(blocks, size)

    def _all_faults(
        self, name: str, values: pa.Array, faults: Mapping[int, Reason]
    ) -> Mapping[int, Reason]:
        if name not in self.required or not values.null_count:
            return faults
        absent = np.flatnonzero(np.asarray(pc.is_null(values))).tolist()
        return dict.fromkeys(absent, self.required[name]) | dict(faults)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one column of the target comes from, in files of one header."""

    rule: Rule
    places: tuple[int, ...]
    times: Times | None

    @classmethod
    def of(
        cls, name: str, kind: pa.DataType, column: Column, header: Sequence[str], zone: str
    ) -> "_Source":
        rule = Rule(kind, name, column)
        places = tuple(place(header, named) for named in column.columns)
        if pa.types.is_timestamp(kind) and places:
            clock = Times(column.formats, column.zone or zone, ends_day=column.ends_day)
            return cls(rule, places, clock)
        _check_constant(rule)
        return cls(rule, places, None)

    def text(self, row: Sequence[str]) -> str:
        parts = (row[place].strip(BLANKS) for place in self.places)
        return self.rule.column.separator.join(part for part in parts if part).strip(BLANKS)

    def texts(self, blocks: list[pa.Array]) -> pa.Array:
        if len(self.places) == 1 and self.times is None:
            return blocks[self.places[0]]  # the rule trims
        if len(self.places) == 1:
            return pc.utf8_trim(blocks[self.places[0]], characters=BLANKS)
        told = [told_or_null(blocks[place]) for place in self.places]
        joined = pc.binary_join_element_wise(
            *told, self.rule.column.separator, null_handling="skip"
        )
        return pc.utf8_trim(joined, characters=BLANKS)

    def one(self, row: Sequence[str]) -> Value:
        if not self.places:
            return _constant(self.rule.column)
        if self.times is None:
            return self.rule.one(self.text(row))
        micros, _, fate = self.times.one(self.text(row).encode())
        if fate == IMPOSSIBLE:
            raise CellFaultError(Reason.IMPOSSIBLE_TIME)
        return micros if fate == READ else None

    def quality(self, row: Sequence[str]) -> int:
        return 0 if self.times is None else self.times.one(self.text(row).encode())[1]

    def all(
        self, blocks: list[pa.Array], size: int
    ) -> tuple[pa.Array, Marks | None, Mapping[int, Reason]]:
        if not self.places:
            return pa.repeat(pa.scalar(_constant(self.rule.column), self.rule.kind), size), None, {}
        texts = self.texts(blocks)
        if self.times is None:
            read: Read = self.rule.all(texts)
            return read.values, None, read.faults
        instants = self.times.all(texts)
        values = pa.array(instants.micros, pa.int64(), mask=instants.fate != READ)
        impossible = np.flatnonzero(instants.fate == IMPOSSIBLE).tolist()
        faults = dict.fromkeys(impossible, Reason.IMPOSSIBLE_TIME)
        return values.cast(self.rule.kind), instants.quality, faults


def place(header: Sequence[str], named: str) -> int:
    """The index of a column by its name, whatever the blanks around and, at need, the case."""
    trimmed = [name.strip(BLANKS) for name in header]
    folded = [name.casefold() for name in trimmed]
    for names, wanted in ((trimmed, named.strip(BLANKS)), (folded, named.strip(BLANKS).casefold())):
        if wanted in names:
            return names.index(wanted)
    raise MappingError(named, case="missing_column")


def texts(header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pa.Table:
    """Rows of texts as the block that `Converter.all` reads; a short row is filled with nothing."""
    filled = [[*(cell or "" for cell in row), *[""] * (len(header) - len(row))] for row in rows]
    columns = [
        pa.array([row[place] for row in filled], pa.string()) for place in range(len(header))
    ]
    return pa.Table.from_arrays(columns, names=[str(number) for number in range(len(header))])


def _whole(column: pa.ChunkedArray) -> pa.Array:
    told = column.combine_chunks()
    return told if isinstance(told, pa.Array) else pa.concat_arrays(told.chunks)


def _constant(column: Column) -> Value:
    return None if column.value is msgspec.UNSET else column.value


def _check_constant(rule: Rule) -> None:
    value = _constant(rule.column)
    try:
        if value is not None:
            rule.checked(value)
        for named in rule.named.values():
            rule.checked(named)
    except CellFaultError as fault:
        raise MappingError(rule.name, case="value") from fault


def _kept(
    table: pa.Table, qualities: dict[str, Marks], faults: Mapping[int, RowFault]
) -> Converted:
    taken = np.ones(table.num_rows, np.bool_)
    taken[list(faults)] = False
    rows = np.flatnonzero(taken)
    if faults:
        table = table.filter(pa.array(taken))
        qualities = {name: marks[rows] for name, marks in qualities.items()}
    in_order = tuple(faults[row] for row in sorted(faults))
    return Converted(table=table, kept=rows, qualities=qualities, faults=in_order)
