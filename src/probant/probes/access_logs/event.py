"""The canonical event: one flat row for each event and each patient that it names.

What a source does not tell stays NULL; nothing is guessed. The columns follow FHIR R4/R5
AuditEvent as profiled by IHE BALP, and DICOM PS3.15 A.5. A reader of a source fills READ; the
store adds KEPT. Times are UTC without a zone; `day` and `hour` are those of the clock on the wall
where the records are opened (the store's time zone): the law counts days as people do.
"""

from enum import StrEnum

import pyarrow as pa


class Action(StrEnum):
    """What was done: FHIR's audit-event-action, with exports and prints told apart from reads."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    EXECUTE = "E"
    EXPORT = "X"
    PRINT = "P"


class Extent(StrEnum):
    """Whom an event is about: a named patient, nobody, or a query whose patients are not named."""

    NAMED = "named"
    NO_PATIENT = "no_patient"
    QUERY_UNRESOLVED = "query_unresolved"


class ClockQuality(StrEnum):
    """How far the time can be trusted: told with its zone, assumed, or beyond what is possible."""

    OK = "ok"
    NO_ZONE = "no_zone"
    AMBIGUOUS = "ambiguous"  # the hour that the end of summer time repeats, told without a zone
    SKEWED = "skewed"  # later than its reception


# What a reader tells of each row. `unit` is the index, in the batch, of the raw unit it came from.
READ = pa.schema(
    [
        pa.field("unit", pa.int32(), nullable=False),
        pa.field("event_id", pa.string(), nullable=False),  # the source's own, else a hash
        pa.field("ts", pa.timestamp("us"), nullable=False),
        pa.field("clock", pa.string(), nullable=False),  # ClockQuality
        pa.field("actor_id", pa.string()),  # the account
        pa.field("actor_system", pa.string()),
        pa.field("actor_role", pa.string()),
        pa.field("actor_unit", pa.string()),
        pa.field("on_behalf_of", pa.string()),
        pa.field("ip", pa.string()),
        pa.field("device_id", pa.string()),
        pa.field("patient_id", pa.string()),
        pa.field("patient_system", pa.string()),
        pa.field("category", pa.string()),  # of data: Probant's own names, see categories.yaml
        pa.field("object_ref", pa.string()),
        pa.field("action", pa.string(), nullable=False),  # Action
        pa.field("purpose", pa.string()),
        pa.field("is_break_glass", pa.bool_()),
        pa.field("break_glass_reason", pa.string()),
        pa.field("outcome", pa.int8()),  # 0 success, 4 minor, 8 serious, 12 major failure
        pa.field("n_results", pa.int32()),
        pa.field("session_id", pa.string()),
        pa.field("is_mfa", pa.bool_()),  # the log tells that the account had a second factor
        pa.field("extent", pa.string(), nullable=False),  # Extent
    ]
)

# What the store adds: `seq` is the leaf's index in the tree of (source_id, day).
KEPT = pa.schema(
    [
        pa.field("source_id", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("hour", pa.int8(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        *(field for field in READ if field.name != "unit"),
    ]
)
