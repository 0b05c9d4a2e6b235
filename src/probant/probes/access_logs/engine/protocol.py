"""Where the statements run: DuckDB in process, or an existing Spark with the same text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa


class Engine(Protocol):
    """Statements are DuckDB's, in the subset that sqlglot carries to Spark; values are `$name`.

    The subset is what `dialect.to_spark` does not refuse. A value that a statement does not name
    is left out, so that statements which share a prologue can share their values.
    """

    def view(self, name: str, paths: Sequence[str], schema: pa.Schema) -> None:
        """Names the rows of Parquet files; no path is an empty view with these columns."""
        ...

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The answer, row by row."""
        ...

    def make(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """A temporary table from a SELECT, computed once; it replaces one of the same name."""
        ...

    def drop(self, name: str) -> None:
        """Gives back the room of a temporary table or a view."""
        ...


def listed(name: str, values: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """The names `$name_0, $name_1, …` for an IN list, and the values they stand for."""
    named = {f"{name}_{index}": value for index, value in enumerate(values)}
    return ", ".join(f"${key}" for key in named), named
