"""Files of context as columns of texts, whatever their format: CSV, XLSX, Parquet, JSON lines.

A file of context fits in memory (some million rows); its texts become times and hashes later, once
for each distinct text.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import python_calamine

from probant.probes.access_logs.errors import ContextError

DELIMITERS = ",;\t|"


@dataclass(slots=True)
class Columns:
    """Texts by column; NULL where the file says nothing. `odd` lines have another length."""

    rows: pa.Table
    odd: list[int] = field(default_factory=list)  # their numbers in the file, from 1


def read(path: Path) -> Columns:
    """By the file's suffix; anything unknown is read as CSV."""
    name = path.name.lower().removesuffix(".gz")
    suffix = name.rsplit(".", 1)[-1]
    reader = _READERS.get(suffix, _csv)
    try:
        return reader(path)
    except (OSError, ValueError, pa.ArrowException, python_calamine.CalamineError) as error:
        raise ContextError(where=path.name, problem="unreadable") from error


def _csv(path: Path) -> Columns:
    data = _decoded(path)
    header = data[: data.find(b"\n")] if b"\n" in data else data
    delimiter = max(DELIMITERS, key=lambda mark: header.count(mark.encode()))
    names = next(csv.reader(io.StringIO(header.decode()), delimiter=delimiter), [])
    names = [name.strip().lstrip("\ufeff") for name in names]
    if len(set(names)) != len(names) or not any(names):
        raise ContextError(where=path.name, problem="header")
    odd: list[int] = []
    rows = pacsv.read_csv(
        pa.BufferReader(data),
        read_options=pacsv.ReadOptions(column_names=names, skip_rows=1, use_threads=False),
        parse_options=_parsing(delimiter, odd),
        convert_options=_as_texts(names),
    )
    return Columns(rows=rows, odd=odd)


def _parsing(delimiter: str, odd: list[int]) -> pacsv.ParseOptions:
    def skipped(row: Any) -> str:  # noqa: ANN401  pyarrow's InvalidRow
        odd.append(row.number or 0)
        return "skip"

    return pacsv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skipped
    )


def _as_texts(names: list[str]) -> pacsv.ConvertOptions:
    return pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        null_values=["", "NULL", "null", "None", "NaN", "nan", "NaT"],
    )


def _decoded(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _json_lines(path: Path) -> Columns:
    rows, odd = [], []
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        told = _object(line)
        if told is None:
            odd.append(number)
        elif told:
            rows.append(told)
    return Columns(rows=_table(rows), odd=odd)


def _object(line: bytes) -> dict[str, Any] | None:
    if not line.strip():
        return {}
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _xlsx(path: Path) -> Columns:
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    lines: Iterator[list[Any]] = iter(sheet.to_python(skip_empty_area=True))
    names = [str(name).strip() for name in next(lines, [])]
    rows = [dict(zip(names, line, strict=False)) for line in lines if any(_said(c) for c in line)]
    return Columns(rows=_table(rows, names))


def _parquet(path: Path) -> Columns:
    table = pq.read_table(path)
    texts = {name: _told(table.column(name)) for name in table.column_names}
    return Columns(rows=pa.table(texts))


def _told(column: pa.ChunkedArray) -> pa.Array:
    """Arrow's own text of a time is ISO; with a zone, told in UTC."""
    if pa.types.is_timestamp(column.type) and column.type.tz:
        texts = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us")).cast(pa.string())
        return pa.compute.binary_join_element_wise(texts, "+00:00", "")
    if pa.types.is_binary(column.type):
        return pa.array([None if one is None else one.hex() for one in column.to_pylist()])
    return column.cast(pa.string())


def _table(rows: list[dict[str, Any]], names: list[str] | None = None) -> pa.Table:
    columns = names or list(dict.fromkeys(name for row in rows for name in row))
    texts = {
        name: pa.array([_said(row.get(name)) for row in rows], pa.string()) for name in columns
    }
    return pa.table(texts)


def _said(value: Any) -> str | None:  # noqa: ANN401  a cell
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


_READERS: dict[str, Callable[[Path], Columns]] = {
    "csv": _csv,
    "tsv": _csv,
    "txt": _csv,
    "ndjson": _json_lines,
    "jsonl": _json_lines,
    "json": _json_lines,
    "xlsx": _xlsx,
    "ods": _xlsx,
    "parquet": _parquet,
}
