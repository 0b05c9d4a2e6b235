"""What a mapping can fill: the columns of an event that a file can tell, or a table of context."""

import pyarrow as pa

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.event import READ

DERIVED = frozenset({"unit", "clock", "extent"})  # of an event: never told by a column

EVENTS = pa.schema([pa.field(one.name, one.type) for one in READ if one.name not in DERIVED])

TARGETS: dict[str, pa.Schema] = {"events": EVENTS, **TABLES}
