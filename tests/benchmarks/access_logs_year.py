"""A year of accesses drawn in bulk: skewed accounts, patients with stays, bursts of openings.

It has the shape that look-ups and storage depend on (how often a name comes back, and where), not
the reasons that detection looks for. `python -m tests.benchmarks.access_logs_year FOLDER EVENTS`.
"""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from probant.probes.access_logs.event import KEPT
from probant.probes.access_logs.store import NewPart, Part, Store, parquet

FIRST, DAYS = date(2025, 1, 1), 365
ACCOUNTS, UNITS, PATIENTS = 20_000, 120, 2_000_000
EVENTS_AN_OPENING = 4.0
ADMITTED, SEEN, STAY = 500, 3_500, 6.0  # a day: inpatients, outpatients; mean length in days
HOUR_WEIGHTS = np.array(
    [1, 1, 1, 1, 1, 2, 5, 10, 16, 18, 18, 15, 9, 12, 16, 16, 14, 10, 6, 5, 4, 3, 2, 1], float
)
ROLES = ["nurse", "physician", "secretary", "assistant", "pharmacist", "coder", "student", "it"]
CATEGORIES = [
    "document", "prescription", "result", "observation", "identity", "administrative",
    "imaging", "allergy", "vaccination", "report", "note", "appointment",
]  # fmt: skip
TYPES = pa.array(["DocumentReference/", "MedicationRequest/", "DiagnosticReport/", "Observation/"])
ACTIONS, ACTION_WEIGHTS = list("RUCEXPD"), [0.84, 0.06, 0.05, 0.025, 0.005, 0.015, 0.005]
GROUP = parquet.ROW_GROUP


@dataclass
class Hospital:
    """What does not change from a day to the next."""

    accounts: pa.Array
    patients: pa.Array
    weights: np.ndarray
    unit: np.ndarray
    role: np.ndarray
    unit_names: pa.Array
    ips: pa.Array
    devices: pa.Array

    @classmethod
    def drawn(cls, seed: int = 5) -> "Hospital":
        """The same for the same seed."""
        draw = np.random.default_rng(seed)
        ranks = np.arange(1, ACCOUNTS + 1, dtype=float)
        weights = draw.permutation(1 / (ranks + 40) ** 0.85)
        return cls(
            accounts=pa.array([f"a{number:06d}" for number in range(ACCOUNTS)]),
            patients=pa.array([f"8{number * 7919 % 10**9:09d}" for number in range(PATIENTS)]),
            weights=weights / weights.sum(),
            unit=draw.integers(0, UNITS, ACCOUNTS),
            role=draw.integers(0, len(ROLES), ACCOUNTS),
            unit_names=pa.array([f"U{number:04d}" for number in range(UNITS)]),
            ips=pa.array([f"10.{n // 40}.{n % 40}.{n * 37 % 250}" for n in range(UNITS * 40)]),
            devices=pa.array([f"PC-{number:05d}" for number in range(UNITS * 40)]),
        )


@dataclass
class Present:
    """Patients in the hospital on a day, each in one unit, until a day of departure."""

    patient: np.ndarray
    unit: np.ndarray
    until: np.ndarray

    @classmethod
    def nobody(cls) -> "Present":
        none = np.empty(0, dtype=np.int64)
        return cls(none, none, none)

    def next_day(self, day: int, draw: np.random.Generator, scale: float) -> "Present":
        """Some leave, some come: a tenth of the arrivals are people who often come."""
        stay = self.until >= day
        count = max(UNITS, int((ADMITTED + SEEN) * scale))
        often = draw.random(count) < 0.1
        who = np.where(
            often, draw.integers(0, PATIENTS // 100, count), draw.integers(0, PATIENTS, count)
        )
        nights = np.where(
            draw.random(count) < ADMITTED / (ADMITTED + SEEN), draw.geometric(1 / STAY, count), 0
        )
        return Present(
            np.concatenate([self.patient[stay], who]),
            np.concatenate([self.unit[stay], draw.integers(0, UNITS, count)]),
            np.concatenate([self.until[stay], day + nights]),
        )


def _patients_opened(present: Present, unit: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Mostly one's own unit's patients, some of another, a few from the whole file."""
    order = np.argsort(present.unit, kind="stable")
    sorted_units = present.unit[order]
    first = np.searchsorted(sorted_units, unit)
    count = np.searchsorted(sorted_units, unit, side="right") - first
    place = first + (draw.random(len(unit)) ** 1.5 * np.maximum(count, 1)).astype(np.int64)
    own = present.patient[order[np.minimum(place, len(order) - 1)]]
    kind = draw.random(len(unit))
    other = present.patient[draw.integers(0, len(present.patient), len(unit))]
    anyone = draw.integers(0, PATIENTS, len(unit))
    return np.where(kind < 0.85, own, np.where(kind < 0.96, other, anyone))


def _uuids(count: int, draw: np.random.Generator) -> pa.Array:
    """Random identifiers as text: what they cost is their randomness."""
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    text = np.full((count, 36), ord("-"), dtype=np.uint8)
    places = [place for place in range(36) if place not in {8, 13, 18, 23}]
    text[:, places] = digits[draw.integers(0, 16, (count, 32), dtype=np.uint8)]
    return _strings(text)


def _strings(text: np.ndarray) -> pa.Array:
    count, width = text.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))


def _chosen(values: list[str], place: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(place))


def _or_null(values: pa.Array, kept: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(kept), values, pa.scalar(None, values.type))


def day_of_events(
    hospital: Hospital, present: Present, day: int, count: int, draw: np.random.Generator
) -> pa.Table:
    """One civil day in the order of time (winter: UTC+1, taken for the whole year)."""
    openings = max(1, int(count / EVENTS_AN_OPENING))
    account = draw.choice(ACCOUNTS, openings, p=hospital.weights)
    patient = _patients_opened(present, hospital.unit[account], draw)
    hour = draw.choice(24, openings, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    start = hour * 3600.0 + draw.random(openings) * 3600
    repeats = draw.geometric(1 / EVENTS_AN_OPENING, openings)
    of = np.repeat(np.arange(openings), repeats)
    second = np.minimum(start[of] + draw.exponential(40, len(of)), 86_399.0)
    order = np.argsort(second, kind="stable")
    of, second = of[order], second[order]
    return _table(hospital, day, account[of], patient[of], of, second, draw)


def _table(
    hospital: Hospital,
    day: int,
    account: np.ndarray,
    patient: np.ndarray,
    opening: np.ndarray,
    second: np.ndarray,
    draw: np.random.Generator,
) -> pa.Table:
    n, unit = len(account), hospital.unit[account]
    midnight = np.datetime64(FIRST + timedelta(days=day), "us")
    local = midnight + (second * 1e6).astype("timedelta64[us]")
    named = draw.random(n) > 0.03
    unresolved = ~named & (draw.random(n) < 0.3)
    device = unit * 40 + (account * 31 + opening % 3) % 40
    category = (opening * 5 + draw.integers(0, 4, n)) % len(CATEGORIES)
    number = patient * 64 + draw.integers(0, 1 << 5, n)
    kinds = TYPES.take(pa.array(category % 4))
    session = (account.astype(np.uint64) * 400 + day) * 2 + (second > 43_200)
    columns: dict[str, Any] = {
        "source_id": pa.repeat("dpi", n),
        "day": pa.array(np.full(n, np.datetime64(FIRST + timedelta(days=day), "D"))),
        "hour": pa.array((second // 3600).astype(np.int8)),
        "seq": pa.array(np.arange(n, dtype=np.int64)),
        "event_id": _uuids(n, draw),
        "ts": pa.array(local - np.timedelta64(1, "h")),
        "clock": pa.repeat("ok", n),
        "actor_id": hospital.accounts.take(pa.array(account)),
        "actor_system": pa.repeat("urn:oid:1.2.250.1.71.4.2.1", n),
        "actor_role": _chosen(ROLES, hospital.role[account]),
        "actor_unit": hospital.unit_names.take(pa.array(unit)),
        "on_behalf_of": _or_null(
            hospital.accounts.take(pa.array((account * 7) % ACCOUNTS)), hospital.role[account] == 2
        ),
        "ip": hospital.ips.take(pa.array(device)),
        "device_id": hospital.devices.take(pa.array(device)),
        "patient_id": _or_null(hospital.patients.take(pa.array(patient)), named),
        "patient_system": _or_null(pa.repeat("urn:oid:1.2.250.1.213.1.4.8", n), named),
        "category": _chosen(CATEGORIES, category),
        "object_ref": _or_null(
            pc.binary_join_element_wise(kinds, pc.cast(pa.array(number), pa.string()), ""), named
        ),
        "action": _chosen(ACTIONS, draw.choice(len(ACTIONS), n, p=ACTION_WEIGHTS)),
        "purpose": _chosen(["TREAT", "HOPERAT", "HPAYMT"], (account % 13 == 0) * 1),
        "is_break_glass": pa.array(draw.random(n) < 0.001),
        "break_glass_reason": pa.nulls(n, pa.string()),
        "outcome": pa.array(np.where(draw.random(n) < 0.004, 8, 0).astype(np.int8)),
        "n_results": _or_null(pa.array(draw.integers(0, 40, n).astype(np.int32)), unresolved),
        "session_id": _sessions(session),
        "is_mfa": pa.array(account % 9 != 0),
        "extent": _chosen(["named", "no_patient", "query_unresolved"], ~named * 1 + unresolved),
    }
    return pa.table([columns[field.name] for field in KEPT], schema=KEPT)


def _sessions(number: np.ndarray) -> pa.Array:
    """A session keeps its identifier: 16 hexadecimal digits scattered from its number."""
    scattered = number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    nibbles = (scattered[:, None] >> np.arange(0, 64, 4, dtype=np.uint64)) & np.uint64(15)
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    return _strings(digits[nibbles])


def weekday_share(day: date) -> float:
    """Of a mean day: fewer at week-ends."""
    return [1.15, 1.15, 1.15, 1.15, 1.1, 0.65, 0.65][day.weekday()]


def fill_year(store: Store, events: int, *, days: int = DAYS, seed: int = 5) -> None:
    """`events` in all, a TIME part a day; no raw bytes, no tree: what look-ups read."""
    hospital, present = Hospital.drawn(seed), Present.nobody()
    scale = events / days / 274_000
    for number in range(days):
        draw = np.random.default_rng([seed, number])
        day = FIRST + timedelta(days=number)
        present = present.next_day(number, draw, scale)
        count = int(events / days * weekday_share(day))
        path = store.temporary_part(Part.TIME, day.isoformat())
        table = day_of_events(hospital, present, number, count, draw)
        parquet.write((table.slice(at, GROUP) for at in range(0, len(table), GROUP)), path)
        store.commit_parts([NewPart(kind=Part.TIME, path=path, first_day=day, last_day=day)])


if __name__ == "__main__":
    with Store.create(Path(sys.argv[1])) as made:
        fill_year(made, int(float(sys.argv[2])), days=int(sys.argv[3]))
