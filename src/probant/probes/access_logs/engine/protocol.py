"""Where the statements run: DuckDB in process, or an existing Spark with the same text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa


class Engine(Protocol):
    """Statements are DuckDB's, in the subset that sqlglot carries to Spark; values are `$name`."""

    def view(self, name: str, paths: Sequence[str], schema: pa.Schema) -> None:
        """Names the rows of Parquet files; no path is an empty view with these columns."""
        ...

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The answer, row by row."""
        ...

    def make(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """A temporary table from a SELECT, computed once."""
        ...
