"""A store with a few thousand invented accesses, and the answers recomputed in plain Python."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from probant.probes.access_logs.engine.duck import Duck
from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.store import NewPart, Part, Store, parquet

PARIS = ZoneInfo("Europe/Paris")
Row = dict[str, Any]
EMPTY: Row = dict.fromkeys(KEPT.names)


def access(at: datetime, number: int, **told: object) -> Row:
    """One row; what is not told is as a source without more would leave it."""
    civil = at.replace(tzinfo=UTC).astimezone(PARIS)
    own = {
        "source_id": "dpi",
        "day": civil.date(),
        "hour": civil.hour,
        "seq": number,
        "event_id": f"e{number}",
        "ts": at,
        "clock": "ok",
        "action": "R",
        "extent": "named" if told.get("patient_id") else "no_patient",
    }
    return EMPTY | own | told


def invented(count: int, first: date, days: int, seed: int = 1) -> list[Row]:
    """Few accounts, patients and places, so that everything meets everything."""
    draw = random.Random(seed)  # noqa: S311  invented data
    return [_invented(draw, number, first, days) for number in range(count)]


def _invented(draw: random.Random, number: int, first: date, days: int) -> Row:
    at = datetime(first.year, first.month, first.day) + timedelta(  # noqa: DTZ001  UTC
        microseconds=draw.randrange(days * 86_400_000_000)
    )
    account = draw.randrange(12)
    patient = None if draw.random() < 0.1 else f"p{draw.randrange(30)}"
    unresolved = patient is None and draw.random() < 0.5
    return access(
        at,
        number,
        actor_id=None if draw.random() < 0.02 else f"a{account}",
        actor_role=["nurse", "physician"][account % 2],
        actor_unit=None if account == 11 else f"U{account % 4}",
        on_behalf_of="a3" if account == 7 else None,
        ip=f"10.0.0.{draw.randrange(20)}",
        device_id=f"PC{draw.randrange(9)}",
        patient_id=patient,
        category=draw.choice([None, "document", "result", "note"]),
        object_ref=f"D/{draw.randrange(40)}",
        action=draw.choice("RRRRRCUXP"),
        is_break_glass=draw.choice([None, False, False, True]),
        outcome=draw.choice([None, 0, 0, 0, 0, 8]),
        n_results=draw.randrange(9) if unresolved else None,
        is_mfa=None if account == 2 else account != 5,
        extent="query_unresolved" if unresolved else ("named" if patient else "no_patient"),
    )


@dataclass
class Small:
    """What was put into a store, so that a test can count it again."""

    store: Store
    rows: list[Row] = field(default_factory=list)

    def add(self, rows: list[Row]) -> None:
        """As imports do: a TIME part for each civil day."""
        by_day: dict[date, list[Row]] = {}
        for row in rows:
            by_day.setdefault(row["day"], []).append(row)
        for day, of_day in sorted(by_day.items()):
            path = self.store.temporary_part(Part.TIME, f"{day}-test")
            ordered = sorted(of_day, key=lambda row: row["ts"])
            parquet.write([pa.Table.from_pylist(ordered, schema=KEPT)], path)
            part = NewPart(kind=Part.TIME, path=path, first_day=day, last_day=day)
            self.store.commit_parts([part])
        self.rows += rows

    @contextmanager
    def duck(self) -> Iterator[Duck]:
        with Duck(self.store.root) as engine:
            yield engine


def scope_of(
    rows: list[Row], names: Mapping[str, tuple[str, ...]], start: datetime, end: datetime
) -> dict[str, Any]:
    """The scope counted row by row; `names` are by column."""
    reached = [
        row
        for row in rows
        if start <= row["ts"] < end and any(row[column] in of for column, of in names.items())
    ]
    done = [row for row in reached if not row["outcome"]]
    found: dict[str, list[Row]] = {}
    for row in done:
        if row["patient_id"]:
            found.setdefault(row["patient_id"], []).append(row)
    unresolved = [row["n_results"] for row in done if row["extent"] == "query_unresolved"]
    return {
        "events": len(done),
        "failed": len(reached) - len(done),
        "without_patient": sum(row["patient_id"] is None for row in done),
        "unresolved_queries": len(unresolved),
        "unresolved_results": None if None in unresolved else sum(unresolved),
        "patients": tuple(_patient(name, found[name]) for name in sorted(found)),
    }


def _patient(name: str, rows: list[Row]) -> dict[str, Any]:
    actions = [row["action"] for row in rows]
    return {
        "patient": name,
        "categories": tuple(sorted({row["category"] for row in rows} - {None})),
        "objects": len({row["object_ref"] for row in rows} - {None}),
        "events": len(rows),
        "exports": actions.count("X"),
        "prints": actions.count("P"),
        "changes": sum(action in "CUD" for action in actions),
        "first_at": min(row["ts"] for row in rows),
        "last_at": max(row["ts"] for row in rows),
    }
