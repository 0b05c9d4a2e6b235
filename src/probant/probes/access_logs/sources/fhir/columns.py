"""Rows of the exact path as columns of `event.READ`."""

from collections.abc import Sequence
from operator import attrgetter

import pyarrow as pa

from probant.probes.access_logs.event import READ
from probant.probes.access_logs.sources.fhir.row import Row

ORIGIN = "origin"
WITH_ORIGIN = READ.append(pa.field(ORIGIN, pa.string()))


def table_of(rows: Sequence[tuple[int, Row]]) -> pa.Table:
    """Each row with its unit; the columns of READ, then the origin."""
    units = pa.array([unit for unit, _ in rows], pa.int32())
    told = [row for _, row in rows]
    columns = [pa.array(map(attrgetter(one.name), told), one.type) for one in list(WITH_ORIGIN)[1:]]
    return pa.Table.from_arrays([units, *columns], schema=WITH_ORIGIN)
