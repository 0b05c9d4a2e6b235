"""What is counted of a file while it is taken; kept with its progress, and told in the end."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from probant.probes.access_logs.event import Extent

FIRST_REFUSALS = 20
COUNTED = ["actor_id", "patient_id", "extent", "clock", "ts"]


@dataclass(slots=True)
class Counts:
    """Units of one file, by what became of them; the other figures are of the events taken."""

    units: int = 0
    taken: int = 0
    rows: int = 0
    duplicates: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    first_refusals: list[tuple[int, str, str]] = field(default_factory=list)
    without_actor: int = 0
    without_patient: int = 0
    unresolved_queries: int = 0
    clocks: dict[str, int] = field(default_factory=dict)
    first_at: int | None = None  # microseconds since 1970, UTC
    last_at: int | None = None

    def refuse(self, position: int, reason: str, detail: str) -> None:
        """One unit set aside; the first ones are named."""
        self.quarantined[reason] = self.quarantined.get(reason, 0) + 1
        if len(self.first_refusals) < FIRST_REFUSALS:
            self.first_refusals.append((position, reason, detail))

    def take(self, events: pa.Table, rows: int) -> None:
        """`events` holds COUNTED of each event's first row; together they have `rows` rows."""
        if not len(events):
            return
        self.taken += len(events)
        self.rows += rows
        self.without_actor += events["actor_id"].null_count
        self.without_patient += events["patient_id"].null_count
        unresolved = pc.equal(events["extent"], Extent.QUERY_UNRESOLVED.value)
        self.unresolved_queries += pc.sum(unresolved).as_py() or 0
        for clock, found in _tally(events["clock"]).items():
            self.clocks[clock] = self.clocks.get(clock, 0) + found
        self._see(events["ts"])

    def _see(self, instants: pa.ChunkedArray) -> None:
        ends = pc.min_max(instants.cast(pa.int64())).as_py()
        self.first_at = min(ends["min"], ends["min"] if self.first_at is None else self.first_at)
        self.last_at = max(ends["max"], ends["max"] if self.last_at is None else self.last_at)

    def all_known(self) -> "Counts":
        """What a second import of the same bytes says: every event was there already."""
        known = Counts.from_json(self.to_json())
        known.duplicates += known.taken
        known.taken = known.rows = 0
        return known

    def to_json(self) -> str:
        """As kept in the catalogue."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Counts":
        """Read back what `to_json` wrote."""
        read = json.loads(text)
        read["first_refusals"] = [tuple(refusal) for refusal in read["first_refusals"]]
        return cls(**read)


def instant(microseconds: int | None) -> datetime | None:
    """UTC without a zone."""
    if microseconds is None:
        return None
    told: datetime = np.datetime64(microseconds, "us").astype(datetime)
    return told


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    pairs = pc.value_counts(column).to_pylist()
    return {pair["values"]: pair["counts"] for pair in pairs}
