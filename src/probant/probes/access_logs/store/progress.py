"""How far one file has been taken: its counts and where its reader goes on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from probant.probes.access_logs.result import ImportReport
from probant.probes.access_logs.store.catalogue import Catalogue
from probant.probes.access_logs.store.counts import Counts, instant

_SAVE = """
INSERT INTO files (source, sha256, name, size, format, resume_at, is_complete, counts, taken_at)
VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET resume_at=excluded.resume_at,
is_complete=excluded.is_complete, counts=excluded.counts, taken_at=excluded.taken_at
"""


@dataclass(slots=True)
class FileProgress:
    """One file of one source, known by its digest; what a listener received has none."""

    source: str
    format: str
    name: str = ""
    sha256: str = ""
    size: int = 0
    position: int = 0
    is_complete: bool = False
    counts: Counts = field(default_factory=Counts)

    def recalled(self, catalogue: Catalogue) -> Self:
        """As at the last commit that took some of it."""
        sql = "SELECT * FROM files WHERE source = ? AND sha256 = ?"
        held = catalogue.row(sql, self.source, self.sha256)
        if held is not None:
            self.position, self.is_complete = held["resume_at"], bool(held["is_complete"])
            self.counts = Counts.from_json(held["counts"])
        return self

    def save(self, catalogue: Catalogue, at: datetime) -> None:
        """Within the transaction of the commit that it tells of."""
        if self.sha256:
            catalogue.write(
                _SAVE,
                *(self.source, self.sha256, self.name, self.size, self.format),
                *(self.position, int(self.is_complete), self.counts.to_json(), at.isoformat()),
            )

    def report(self, *, seconds: float, was_known: bool = False) -> ImportReport:
        """For whoever imported it."""
        counts = self.counts.all_known() if was_known else self.counts
        return ImportReport(
            file=self.name,
            source=self.source,
            format=self.format,
            sha256=self.sha256,
            is_complete=self.is_complete,
            was_known=was_known,
            units=counts.units,
            taken=counts.taken,
            rows=counts.rows,
            duplicates=counts.duplicates,
            quarantined=dict(counts.quarantined),
            first_refusals=tuple(counts.first_refusals),
            without_actor=counts.without_actor,
            without_patient=counts.without_patient,
            unresolved_queries=counts.unresolved_queries,
            clocks=dict(counts.clocks),
            first_at=instant(counts.first_at),
            last_at=instant(counts.last_at),
            seconds=seconds,
        )
