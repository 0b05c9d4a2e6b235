"""What a reader hands to the store: rows, the raw bytes they came from, and what it refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import pyarrow as pa


class Reason(StrEnum):
    """Why a raw unit was set aside; it is kept, counted and shown, never dropped."""

    NOT_PARSED = "not_parsed"  # not JSON, not XML, cut short
    TOO_LONG = "too_long"
    NOT_AN_EVENT = "not_an_event"
    NO_TIME = "no_time"
    IMPOSSIBLE_TIME = "impossible_time"
    NO_ACTION = "no_action"
    WRONG_SOURCE = "wrong_source"  # it names another organisation's source
    ENTITIES = "entities"  # an XML with a DOCTYPE or entities: never expanded
    ENCODING = "encoding"
    COLUMNS = "columns"  # a line with another number of columns
    PAST_RETENTION = "past_retention"  # its day was purged: it is counted, and not kept again


@dataclass(frozen=True, slots=True)
class Refused:
    """One raw unit of a batch that is not an event; `detail` names a field, never its content."""

    unit: int
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RawUnits:
    """The bytes as received: unit i is data[starts[i]:ends[i]] (no line break), one leaf each."""

    data: bytes | memoryview
    starts: np.ndarray  # int64, in order
    ends: np.ndarray  # int64

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[bytes]:
        pairs = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return (bytes(self.data[start:end]) for start, end in pairs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Some raw units in order; every unit has at least one row of `events`, or one refusal.

    `resume_at` is the position after this batch: given back to the reader as `start`, it goes on
    with the next unit (bytes for files of lines, a count of units for the others). `origins`, for
    each row of `events`, is the site or observer that the event itself names, NULL where it names
    none: a store that is told whom to expect refuses the others as WRONG_SOURCE.
    """

    events: pa.Table  # event.READ
    raw: RawUnits
    refused: tuple[Refused, ...] = ()
    resume_at: int = 0
    origins: pa.Array | None = None


class Reader(Protocol):
    """Reads one file of one format, in batches of bounded memory."""

    format: str  # e.g. "fhir-audit-event", "dicom-audit", "csv"

    def batches(self, start: int = 0) -> Iterator[Batch]:
        """From a position that a batch gave, in the file's order."""
        ...
