"""A first mapping, guessed from the names of the columns and a few rows; a person confirms it.

Each guess has a confidence from 0 to 1: 0.9 where the whole name is known, 0.6 where one of its
words is, less or more by what the cells hold. Nothing is guessed for a column that no name tells.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from itertools import pairwise

import pyarrow as pa
import yaml

from probant.probes.access_logs.errors import MappingError
from probant.probes.access_logs.mapping.cells import BLANKS, WORDS, CellFaultError, Rule
from probant.probes.access_logs.mapping.saved import Column, ColumnMapping, FileLayout
from probant.probes.access_logs.mapping.targets import TARGETS
from probant.probes.access_logs.mapping.times import READ, Times

NEEDED = {"events": ("ts", "actor_id", "action")}
WHOLE_NAME, ONE_WORD, BY_CONTENT, DOUBT = 0.9, 0.6, 0.5, 0.3
LIKELY = 0.25  # a guess below is not proposed
FORMATS = (
    "iso",
    *(
        f"{date}{time}"
        for time in (
            " %H:%M:%S",
            " %H:%M:%S.%f",
            " %H:%M:%S,%f",
            " %H:%M",
            " %Hh%M",
            " à %H:%M:%S",
            "",
        )
        for date in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%Y")
    ),
    "%Y%m%d%H%M%S",
    "%Y%m%d%H%M",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d",
    "%Y-%m-%d %H.%M.%S.%f",
    "unix",
    "unix_ms",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A mapping to confirm, how sure each of its columns is, and what is left on both sides."""

    mapping: ColumnMapping
    confidence: Mapping[str, float]
    missing: tuple[str, ...]  # of the target, needed
    unused: tuple[str, ...]  # of the file


@dataclass(frozen=True, slots=True)
class _Guess:
    confidence: float
    target: str
    column: Column


def propose(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    target: str = "events",
    *,
    file: FileLayout | None = None,
) -> Proposal:
    """The likeliest mapping of a file with this header; MappingError where no column is known."""
    guesses = [*_by_name(header, rows, target), *_joined(header, rows, target)]
    guesses += _by_content(header, rows, target)
    chosen = _chosen(guesses)
    if not chosen:
        raise MappingError(target, case="no_known_column")
    columns = {name: chosen[name].column for name in TARGETS[target].names if name in chosen}
    used = {name for column in columns.values() for name in column.columns}
    return Proposal(
        mapping=ColumnMapping(target=target, columns=columns, file=file or FileLayout()),
        confidence={name: round(chosen[name].confidence, 2) for name in columns},
        missing=tuple(name for name in NEEDED.get(target, ()) if name not in columns),
        unused=tuple(name for name in header if name not in used),
    )


def squeezed(name: str) -> str:
    """A column's name in small letters and digits alone: `Identifiant_Événement` → …."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.casefold())


def _words_of(name: str) -> set[str]:
    """Its words, and each pair of neighbours: `AdresseIP du poste` → adresse, ip, adresseip, …."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    words = [squeezed(word) for word in re.split(r"[\W_]+", parted) if squeezed(word)]
    return {*words, *(first + second for first, second in pairwise(words))}


def _by_name(header: Sequence[str], rows: Sequence[Sequence[str]], target: str) -> Iterator[_Guess]:
    for place, name in enumerate(header):
        cells = _cells(rows, place)
        for wanted, known in _headers()[target].items():
            likeness = _likeness(name, known)
            if likeness and "." not in wanted:
                yield from _weighed(target, wanted, likeness, (name,), cells)


def _joined(header: Sequence[str], rows: Sequence[Sequence[str]], target: str) -> Iterator[_Guess]:
    """A date in one column and its hour in another."""
    known = _headers()[target]
    if "ts.date" not in known:
        return
    for first, date in enumerate(header):
        for second, time in enumerate(header):
            likeness = min(_likeness(date, known["ts.date"]), _likeness(time, known["ts.time"]))
            if first != second and likeness:
                pairs = zip(_cells(rows, first), _cells(rows, second), strict=False)
                cells = [f"{day} {hour}" for day, hour in pairs]
                yield from _weighed(target, "ts", likeness, (date, time), cells)


def _by_content(
    header: Sequence[str], rows: Sequence[Sequence[str]], target: str
) -> Iterator[_Guess]:
    """Instants and addresses show what they are, whatever their column is called."""
    if target != "events":
        return
    for place, name in enumerate(header):
        cells = [cell for cell in _cells(rows, place) if cell]
        if cells and all(_is_address(cell) for cell in cells):
            yield _Guess(BY_CONTENT, "ip", Column(columns=(name,)))
        if cells and all(":" in cell for cell in cells):
            yield from _weighed(target, "ts", BY_CONTENT, (name,), cells)


def _likeness(name: str, known: frozenset[str]) -> float:
    if squeezed(name) in known:
        return WHOLE_NAME
    return ONE_WORD if _words_of(name) & known else 0.0


def _weighed(
    target: str, wanted: str, likeness: float, names: tuple[str, ...], cells: Sequence[str]
) -> Iterator[_Guess]:
    """The guess, made surer or less so by the cells."""
    kind = TARGETS[target].field(wanted).type
    told = [cell for cell in cells if cell.strip(BLANKS)]
    if pa.types.is_timestamp(kind):
        form = _format(told)
        if form is not None:
            column = Column(columns=names, formats=(form,), ends_day=wanted == "to_at")
            yield _Guess(likeness + _hours_told(told), wanted, column)
        return
    column = Column(columns=names)
    yield _Guess(likeness * _share_read(Rule(kind, wanted, column), told), wanted, column)


def _format(cells: Sequence[str]) -> str | None:
    """The first format that reads every cell; without any cell, ISO."""
    texts = [cell.strip(BLANKS).encode() for cell in cells]
    for form in FORMATS:
        times = Times((form,), "UTC")
        if all(times.one(text)[2] == READ for text in texts):
            return form
    return None


def _hours_told(cells: Sequence[str]) -> float:
    """An access has an hour: a bare date is a lesser guess than the same with its hour."""
    return 0.0 if any(":" in cell or "h" in cell or cell.isdigit() for cell in cells) else -DOUBT


def _share_read(rule: Rule, cells: Sequence[str]) -> float:
    if rule.name == "ip":
        read = [_is_address(cell) for cell in cells]
    else:
        read = [_is_read(rule.one, cell) for cell in cells]
    return sum(read) / len(read) if read else 1.0


def _is_read(one: Callable[[str], object], cell: str) -> bool:
    try:
        one(cell)
    except CellFaultError:
        return False
    return True


def _is_address(cell: str) -> bool:
    try:
        ip_address(cell.strip(BLANKS))
    except ValueError:
        return False
    return True


def _chosen(guesses: list[_Guess]) -> dict[str, _Guess]:
    """The surest first; a column of the file serves once, one of the target is served once."""
    chosen: dict[str, _Guess] = {}
    used: set[str] = set()
    for guess in sorted(guesses, key=lambda one: -one.confidence):
        is_free = guess.target not in chosen and not used & set(guess.column.columns)
        if guess.confidence >= LIKELY and is_free:
            chosen[guess.target] = guess
            used |= set(guess.column.columns)
    return chosen


def _cells(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] if place < len(row) else "" for row in rows]


@cache
def _headers() -> dict[str, dict[str, frozenset[str]]]:
    told = yaml.safe_load(WORDS.read_text(encoding="utf-8"))["headers"]
    return {
        target: {
            name: frozenset({squeezed(name), *(squeezed(str(word)) for word in words)})
            for name, words in columns.items()
        }
        for target, columns in told.items()
    }
