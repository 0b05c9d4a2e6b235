"""One file of context to one table: columns named, times to UTC, surnames and addresses hashed.

A row that lacks what its table needs, or whose time cannot be read, is refused: counted by reason
and listed by position, never taken silently. Everything is done once for each distinct text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from probant.probes.access_logs.context import aliases, normalising, reading, times
from probant.probes.access_logs.context.tables import TABLES

LISTED = 20  # refusals named one by one
ENDS = frozenset({"to_at"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What became of a file's rows: `rows` kept (TABLES[table]), the others counted by reason.

    `first_refusals` are (position of the row from 1, reason); `unused` the file's other columns.
    """

    table: str
    rows: pa.Table
    columns: Mapping[str, str]  # canonical → the file's
    unused: tuple[str, ...]
    refused: Mapping[str, int] = field(default_factory=dict)
    first_refusals: tuple[tuple[int, str], ...] = ()


def load(
    path: Path,
    *,
    key: bytes,
    zone: str = "Europe/Paris",
    table: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Loaded:
    """`table` where the file's name does not tell; `mapping` from our columns to the file's."""
    return convert(
        reading.read(path), table or aliases.table_of(path.name), key, ZoneInfo(zone), mapping
    )


def convert(
    read: reading.Columns,
    table: str,
    key: bytes,
    zone: ZoneInfo,
    mapping: Mapping[str, str] | None = None,
) -> Loaded:
    """Of columns of texts already read, however they were."""
    found = aliases.columns_of(table, read.rows.column_names, mapping)
    taken = _Taken(read.rows.num_rows)
    columns = {
        field.name: taken.column(field, read.rows, found.get(field.name), key, zone)
        for field in TABLES[table]
    }
    if table == "staff":
        columns["account"] = pc.coalesce(columns["account"], columns["person"])
    taken.require(columns, aliases.aliases().required[table])
    taken.ordered(columns)
    rows = pa.table(columns, schema=TABLES[table]).filter(taken.is_kept())
    refused = taken.counts() | ({"columns": len(read.odd)} if read.odd else {})
    return Loaded(
        table=table,
        rows=rows,
        columns=found,
        unused=tuple(sorted(set(read.rows.column_names) - set(found.values()))),
        refused=refused,
        first_refusals=taken.first(read.odd),
    )


class _Taken:
    """Which rows are kept, and why the others are not (the first reason counts)."""

    def __init__(self, rows: int) -> None:
        self.size = rows
        self.reasons: dict[str, pa.Array] = {}

    def column(
        self, wanted: pa.Field, rows: pa.Table, name: str | None, key: bytes, zone: ZoneInfo
    ) -> pa.Array:
        """The file's column as ours; a text that is no time refuses its row."""
        if name is None:
            return pa.nulls(self.size, wanted.type)
        texts = pc.utf8_trim_whitespace(rows.column(name).combine_chunks().cast(pa.string()))
        texts = pc.if_else(pc.equal(pc.utf8_length(texts), 0), None, texts)
        if not pa.types.is_timestamp(wanted.type):
            return _mapped(texts, _reader(wanted.name, key), pa.string())
        ends = wanted.name in ENDS
        texts = _mapped(texts, lambda text: None if times.is_open(text) else text, pa.string())
        at = _mapped(texts, lambda text: times.utc(text, zone, ends=ends), wanted.type)
        self._refuse(f"time:{wanted.name}", pc.and_(pc.is_valid(texts), pc.is_null(at)))
        return at

    def require(self, columns: Mapping[str, pa.Array], names: Any) -> None:  # noqa: ANN401  YAML
        """Rows without what the table is about."""
        for name in names:
            self._refuse(f"missing:{name}", pc.is_null(columns[name]))

    def ordered(self, columns: Mapping[str, pa.Array]) -> None:
        """Rows that end before they start."""
        if {"from_at", "to_at"} <= columns.keys():
            backward = pc.less(columns["to_at"], columns["from_at"])
            self._refuse("interval", pc.fill_null(backward, fill_value=False))

    def is_kept(self) -> pa.Array:
        """Rows without any reason."""
        kept = pa.array([True] * self.size)
        for mask in self.reasons.values():
            kept = pc.and_not(kept, mask)
        return kept

    def counts(self) -> dict[str, int]:
        """Refused rows by their first reason."""
        return {reason: pc.sum(mask).as_py() for reason, mask in self.reasons.items()}

    def first(self, odd: list[int]) -> tuple[tuple[int, str], ...]:
        """Some refused rows in the file's order."""
        named = [(line, "columns") for line in odd[:LISTED]]
        for reason, mask in self.reasons.items():
            positions = pc.indices_nonzero(mask)[:LISTED].to_pylist()
            named += [(position + 1, reason) for position in positions]
        return tuple(sorted(named)[:LISTED])

    def _refuse(self, reason: str, mask: pa.Array) -> None:
        for earlier in self.reasons.values():
            mask = pc.and_not(mask, earlier)
        if pc.any(mask).as_py():
            self.reasons[reason] = mask


def _reader(name: str, key: bytes) -> Callable[[str], str | None]:
    if name == "surname_hash":
        return lambda text: normalising.surname_hash(text, key)
    if name == "address_hash":
        return lambda text: normalising.address_hash(text, key)
    return lambda text: text


def _mapped(texts: pa.Array, told: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Once for each distinct text."""
    coded = texts.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    values = [told(text) for text in coded.dictionary.to_pylist()]
    return pa.array(values, kind).take(coded.indices)
