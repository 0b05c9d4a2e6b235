"""An existing Spark, through Spark Connect: the same statements, the same values, the same answer.

Times are without a zone on both sides (TIMESTAMP_NTZ there), so that no setting of the cluster or
of this machine can move them. pyspark is an extra: `pip install probant[spark]`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import pyarrow as pa

from probant.probes.access_logs.engine import dialect
from probant.probes.access_logs.engine.duck import empty, identifier
from probant.probes.access_logs.errors import EngineError

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
}


def _literal_path(path: str) -> str:
    """Hadoop reads these as patterns unless a backslash stands before."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _connect(url: str) -> Any:  # noqa: ANN401  pyspark is imported only where it is asked for
    """`url` may carry a token: it is in no error."""
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise EngineError(where="pyspark", extra="spark", missing=error.name) from error
    try:
        return SparkSession.builder.remote(url).getOrCreate()
    except PySparkException as error:
        raise EngineError(where="unreachable", kind=error.getCondition()) from error


class Spark:
    """One session of its own on a cluster; the files' paths are those that the cluster sees."""

    def __init__(self, url: str) -> None:
        """`sc://host:15002/;token=…`, or `local[2]` to start one here (tests)."""
        self.session = _connect(url)
        for key, value in SETTINGS.items():
            self.session.conf.set(key, value)

    def view(self, name: str, paths: Sequence[str], schema: pa.Schema) -> None:
        """The columns are named by `schema`: no file is opened to guess them."""
        identifier(name)
        if paths:
            reader = self.session.read.schema(_spark_schema(schema))
            frame = reader.parquet(*[_literal_path(str(path)) for path in paths])
        else:
            frame = self.session.sql(dialect.to_spark(empty(schema)))
        frame.createOrReplaceTempView(name)

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """Partition by partition: the answer need not fit in this machine."""
        return map(tuple, self._frame(sql, values).toLocalIterator())

    def make(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Kept by the cluster's executors; what it was computed from is forgotten."""
        identifier(name)
        self._frame(sql, values).localCheckpoint(eager=True).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Whichever of the two it is; none is fine."""
        self.session.catalog.dropTempView(name)

    def close(self) -> None:
        """Ends this session, not the cluster."""
        self.session.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _frame(self, sql: str, values: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        named = {name: (values or {})[name] for name in dialect.names(sql)}
        return self.session.sql(dialect.to_spark(sql), args=named)


def _spark_schema(schema: pa.Schema) -> Any:  # noqa: ANN401
    """Every column may be NULL there: a file without it gives NULL."""
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    return from_arrow_schema(pa.schema([field.with_nullable(nullable=True) for field in schema]))
