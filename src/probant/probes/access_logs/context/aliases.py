"""Which table a file is, and which of its columns is which: from `aliases.yaml`."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import yaml

from probant.probes.access_logs.errors import ContextError


@dataclass(frozen=True, kw_only=True, slots=True)
class Aliases:
    """Other names by table, other names by table and column, and the columns a row needs."""

    tables: Mapping[str, Sequence[str]]
    columns: Mapping[str, Mapping[str, Sequence[str]]]
    required: Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def aliases() -> Aliases:
    """As shipped."""
    text = files(__package__).joinpath("aliases.yaml").read_text(encoding="utf-8")
    return Aliases(**yaml.safe_load(text))


def plain(name: str) -> str:
    """Without accents, case, spaces, dots, hyphens or underscores: "Date d'entrée" → dateentree."""
    marks = unicodedata.normalize("NFKD", name)
    letters = "".join(mark for mark in marks if not unicodedata.combining(mark)).casefold()
    words = re.findall(r"[a-z0-9]+", letters)
    return "".join(word for word in words if word not in {"d", "l", "de", "du"} or len(words) == 1)


def table_of(name: str) -> str:
    """From a file's name: `sejours_2025-03.csv` is stays; a name that says nothing is refused."""
    stem = Path(name).name.split(".")[0]
    told = plain(re.sub(r"[\W_]*\d[\d\W_]*$", "", stem))
    for table, others in aliases().tables.items():
        if told in {plain(other) for other in (table, *others)}:
            return table
    raise ContextError(where=Path(name).name, problem="unknown_table")


def columns_of(
    table: str, names: Iterable[str], mapping: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Canonical column → column of the file; `mapping` (canonical → theirs) goes first."""
    theirs = {plain(name): name for name in names}
    found: dict[str, str] = {}
    for column, others in aliases().columns[table].items():
        wanted = [mapping[column]] if mapping and column in mapping else [column, *others]
        fitting = [theirs[plain(other)] for other in wanted if plain(other) in theirs]
        if fitting:
            found[column] = fitting[0]
    _require(table, found)
    return found


def _require(table: str, found: Mapping[str, str]) -> None:
    missing = [column for column in aliases().required[table] if column not in found]
    if missing == ["account"] and "person" in found:
        return
    if missing:
        raise ContextError(where=table, problem="missing_columns", columns=tuple(missing))
