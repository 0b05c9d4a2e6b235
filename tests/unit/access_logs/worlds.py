"""Small invented worlds written by hand: a few accesses, the context around them, an engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.engine.duck import Duck
from probant.probes.access_logs.event import KEPT

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2025, 3, 3)  # noqa: DTZ001  UTC without a zone, a Monday


def at(day: float, hour: float = 10.0) -> datetime:
    """Day 0 is Monday 3 March 2025."""
    return START + timedelta(days=day, hours=hour)


@dataclass
class World:
    """Accesses and context, in the order written."""

    events: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def access(self, account: str, patient: str | None, when: datetime, **more: Any) -> str:  # noqa: ANN401
        """One event; its identifier."""
        event_id = f"e{len(self.events)}"
        local = when.replace(tzinfo=UTC).astimezone(PARIS)
        told = {
            "source_id": "s",
            "day": local.date(),
            "hour": local.hour,
            "seq": len(self.events),
            "event_id": event_id,
            "ts": when,
            "clock": "ok",
            "actor_id": account,
            "patient_id": patient,
            "action": "R",
            "category": "documents",
            "outcome": 0,
            "extent": "named",
        }
        self.events.append(told | more)
        return event_id

    def add(self, table: str, **row: Any) -> None:  # noqa: ANN401
        """One row of context."""
        self.tables.setdefault(table, []).append(row)

    @contextmanager
    def engine(self, folder: Path) -> Iterator[Duck]:
        """An engine with a view of the events and of each table of context."""
        with Duck(folder, memory="500MB") as duck:
            self._view(duck, folder, "events", self.events, KEPT)
            for name, schema in TABLES.items():
                self._view(duck, folder, name, self.tables.get(name, []), schema)
            yield duck

    @staticmethod
    def _view(
        duck: Duck, folder: Path, name: str, rows: list[dict[str, Any]], schema: pa.Schema
    ) -> None:
        paths = []
        if rows:
            paths = [str(folder / f"{name}.parquet")]
            loose = pa.schema([field.with_nullable(nullable=True) for field in schema])
            pq.write_table(pa.Table.from_pylist(rows, schema=loose), paths[0])
        duck.view(name, paths, schema)
