"""Which units of a batch are new events, on which day, and which of its rows are theirs."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from probant.probes.access_logs.batch import Batch, Reason, Refused
from probant.probes.access_logs.store.civil import civil
from probant.probes.access_logs.store.counts import COUNTED

_SKEW = 60_000_000  # microseconds that a sender's clock may be ahead of ours


@dataclass(slots=True)
class Selection:
    """A batch's rows in the order of their units, with what is needed to share them out by day.

    `first` is the index of each event's first row, `units` its raw unit, `days` its civil day.
    """

    events: pa.Table
    row_units: np.ndarray
    row_hours: np.ndarray
    first: np.ndarray
    units: np.ndarray
    days: np.ndarray

    @classmethod
    def of(cls, batch: Batch, zone: ZoneInfo, received: int) -> "Selection":
        """`received` is in microseconds since 1970."""
        events = _in_order(batch.events)
        units = events["unit"].to_numpy()
        instants = events["ts"].cast(pa.int64()).to_numpy()
        days, hours = civil(instants, zone)
        first = np.flatnonzero(np.diff(units, prepend=-1))
        events = _with_skew(events, instants, received)
        return cls(events, units, hours, first, units[first], days[first])

    def told(self, fresh: np.ndarray) -> tuple[pa.Table, int]:
        """What is counted of the fresh events: some columns of their first rows; all their rows."""
        counted = self.events.select(COUNTED)
        if len(counted) == len(self.first) and fresh.all():
            return counted, len(counted)
        return counted.take(pa.array(self.first[fresh])), len(self.rows_of(fresh))

    def identifiers(self) -> pa.Array:
        """Of each event."""
        ids = self.events["event_id"].combine_chunks()
        return ids if len(self.first) == len(ids) else ids.take(pa.array(self.first))

    def rows_of(self, chosen: np.ndarray) -> np.ndarray:
        """The indices of all rows of the chosen events (a mask over events)."""
        if len(self.first) == len(self.row_units):
            return np.flatnonzero(chosen)
        counts = np.diff(self.first, append=len(self.row_units))
        return np.flatnonzero(np.repeat(chosen, counts))


def without_strangers(batch: Batch, expected: frozenset[str] | None) -> Batch:
    """The events that name a site or observer which is not expected become refusals."""
    if expected is None or batch.origins is None:
        return batch
    known = pc.is_in(batch.origins, value_set=pa.array(sorted(expected), pa.string()))
    ours = pc.or_(known, pc.is_null(batch.origins)).to_numpy(zero_copy_only=False)
    units = batch.events["unit"].to_numpy()
    strange = np.unique(units[~ours])
    if not len(strange):
        return batch
    rows = batch.events.filter(pa.array(~np.isin(units, strange)))
    refused = [Refused(int(unit), Reason.WRONG_SOURCE) for unit in strange]
    every = tuple(sorted((*batch.refused, *refused), key=lambda refusal: refusal.unit))
    return Batch(events=rows, raw=batch.raw, refused=every, resume_at=batch.resume_at)


def _in_order(events: pa.Table) -> pa.Table:
    units = events["unit"].to_numpy()
    if len(units) and (np.diff(units) < 0).any():
        return events.take(pa.array(np.argsort(units, kind="stable")))
    return events


def _with_skew(events: pa.Table, instants: np.ndarray, received: int) -> pa.Table:
    """A time later than its reception cannot be right, whatever the reader thought of it."""
    skewed = instants > received + _SKEW
    if not skewed.any():
        return events
    clocks = pc.if_else(pa.array(skewed), pa.scalar("skewed", pa.string()), events["clock"])
    return events.set_column(events.schema.get_field_index("clock"), "clock", clocks)
