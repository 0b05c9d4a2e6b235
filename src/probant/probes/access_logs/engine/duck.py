"""DuckDB in this process: bounded memory, no network, only the folders it was given."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from probant.probes.access_logs.errors import EngineError

BATCH = 4096  # rows taken from DuckDB at a time

CLOSED = {
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # a name in a statement never reads a Python variable
    "preserve_insertion_order": False,
}

SQL_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.timestamp("us"): "TIMESTAMP",
    pa.date32(): "DATE",
    pa.int8(): "TINYINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
}


def quoted(text: str) -> str:
    """A string literal, for the paths that DuckDB takes no parameter for."""
    return "'" + text.replace("'", "''") + "'"


def literal_path(path: str) -> str:
    """DuckDB reads [, * and ? in a path as patterns: each alone in brackets is itself."""
    return re.sub(r"([\[\]*?])", r"[\1]", path)


def identifier(name: str) -> str:
    """The name of a view or table; anything but a plain word is refused."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        raise EngineError(where="name", name=name)
    return f'"{name}"'


def empty(schema: pa.Schema) -> str:
    """A SELECT of no row with these columns."""
    columns = (f'CAST(NULL AS {SQL_TYPES[field.type]}) AS "{field.name}"' for field in schema)
    return f"SELECT {', '.join(columns)} WHERE false"


class Duck:
    """Tables and views live in memory and spill into `spill` past `memory`; files stay as is.

    `folders` can be read, and written by COPY; without any, this is an engine on no file.
    """

    def __init__(
        self,
        *folders: Path | str,
        spill: Path | str | None = None,
        memory: str = "1GB",
        threads: int = 2,
    ) -> None:
        """`memory` is DuckDB's own limit ("1GB"): the process needs some 150 MiB besides."""
        limits: dict[str, Any] = {"memory_limit": memory, "threads": threads}
        config = CLOSED | limits | {"temp_directory": str(spill) if spill else ""}
        self.connection = duckdb.connect(":memory:", config=config)
        allowed = ", ".join(quoted(f"{Path(folder).resolve()}/") for folder in folders)
        self.connection.execute(f"SET allowed_directories = [{allowed}]")
        self.connection.execute("SET parquet_metadata_cache = true")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def view(self, name: str, paths: Sequence[str], schema: pa.Schema) -> None:
        """The columns of `schema`, from the files as they stand."""
        select = empty(schema)
        if paths:
            columns = ", ".join(f'"{field.name}"' for field in schema)
            files = ", ".join(quoted(literal_path(str(path))) for path in paths)
            select = f"SELECT {columns} FROM read_parquet([{files}])"  # noqa: S608  quoted
        self.connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS {select}")

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """On a cursor of its own: answers can be read side by side."""
        cursor = self.connection.cursor()
        cursor.execute(sql, self._named(sql, values))
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    def make(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """In memory, or in the spill folder where it does not fit."""
        statement = f"CREATE OR REPLACE TABLE {identifier(name)} AS {sql}"
        self.connection.execute(statement, self._named(sql, values))

    def write(self, sql: str, path: Path | str, options: Mapping[str, str | int]) -> None:
        """The answer as one file, in the order asked for; `options` are those of COPY."""
        told = ", ".join(f"{name} {value}" for name, value in options.items())
        self.connection.execute(f"COPY ({sql}) TO {quoted(str(path))} ({told})")

    def drop(self, name: str) -> None:
        """Whichever of the two it is; none is fine."""
        found = self.connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = $name",
            {"name": name},
        ).fetchone()
        if found:
            kind = "VIEW" if found[0] == "VIEW" else "TABLE"
            self.connection.execute(f"DROP {kind} {identifier(name)}")

    def close(self) -> None:
        """Frees the memory and the spill folder."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _named(self, sql: str, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if not values:
            return None
        asked = self.connection.extract_statements(sql)[0].named_parameters
        return {name: values[name] for name in asked if name in values}
