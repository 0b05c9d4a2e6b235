"""The accesses of a question as one relation, whichever files they stand in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pyarrow as pa

from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.store.covering import Covering


@contextmanager
def views(engine: Engine, covering: Covering, schema: pa.Schema) -> Iterator[str]:
    """A FROM clause over the closed months and the open days; the conditions reach the files."""
    columns = ", ".join(schema.names)
    engine.view("in_copies", covering.copies, schema)
    engine.view("in_time", covering.time, schema)
    try:
        yield (
            f"(SELECT {columns} FROM in_copies UNION ALL SELECT {columns} FROM in_time) AS seen"  # noqa: S608
        )
    finally:
        engine.drop("in_copies")
        engine.drop("in_time")


def between(start: datetime, end: datetime) -> dict[str, datetime]:
    """The values of `ts >= $start AND ts < $end`."""
    return {"start": start, "end_at": end}


WITHIN = "ts >= $start AND ts < $end_at"
SUCCEEDED = "coalesce(outcome, 0) = 0"  # unknown is taken for a success
