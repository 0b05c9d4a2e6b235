"""Derived copies: Parquet files, each listed in the catalogue with its rows, size and digest."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """How a copy is ordered: by time (the first), by patient or account, or the narrow list."""

    TIME = "time"
    PATIENT = "patient"
    ACCOUNT = "account"
    LIST = "list"  # what the patient's list needs, once the wide rows have left


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPart:
    """A Parquet file written at `Store.temporary_part`, whole days from first to last included.

    `through` is the highest `commit` of the TIME parts that it repeats: later ones are not in it.
    `commit` is set where a TIME part stands for others: the highest of theirs.
    """

    kind: Part
    path: Path
    first_day: date
    last_day: date
    through: int = 0
    commit: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptPart:
    """A committed copy; `path` is absolute, `commit` orders TIME parts: see `NewPart.through`."""

    kind: Part
    path: str
    first_day: date
    last_day: date
    rows: int
    size: int
    sha256: str
    commit: int
    through: int
