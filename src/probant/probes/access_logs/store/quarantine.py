"""The units that were set aside: which they are, and why."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.result import Told
from probant.probes.access_logs.store.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined(Told):
    """A unit that is not an event; `day` is that of its reception, `position` counts from one."""

    source: str
    day: date
    seq: int
    file: str
    position: int
    reason: Reason
    detail: str


def units(
    catalogue: Catalogue, source: str | None, since: date, until: date
) -> Iterator[Quarantined]:
    """Those of one source or of all, received in [since, until], in order."""
    kept = catalogue.rows(
        "SELECT source, day, refused FROM segments WHERE refused <> '[]' AND day BETWEEN ? AND ?"
        " AND coalesce(?, source) = source ORDER BY source, day, first",
        *(since.isoformat(), until.isoformat(), source),
    )
    for row in kept:
        for seq, file, position, reason, detail in json.loads(row["refused"]):
            yield Quarantined(
                source=row["source"],
                day=date.fromisoformat(row["day"]),
                seq=seq,
                file=file,
                position=position,
                reason=Reason(reason),
                detail=detail,
            )
