"""Which row is the header, which column fills which field: proposed, then a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from probant.register.exchange.columns import Column, columns
from probant.register.exchange.errors import (
    ColumnTwiceError,
    HeaderMissingError,
    NameColumnMissingError,
    SheetMissingError,
)
from probant.register.exchange.sheets import Sheet, Workbook
from probant.register.exchange.vocabulary import normal

SEARCHED_ROWS = 40
LEAST_TITLES = 2


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The choices: sheet, header row (from 0), and the column id for each column's position."""

    sheet: str
    header: int
    fills: Mapping[int, str]
    is_grouped: bool = True

    def to_json(self) -> dict[str, object]:
        """As kept beside the upload and written to the journal."""
        fills = {str(position): column for position, column in sorted(self.fills.items())}
        return {
            "sheet": self.sheet,
            "header": self.header,
            "fills": fills,
            "grouped": self.is_grouped,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Choices":
        """The choices that `to_json` wrote."""
        fills = value["fills"]
        header = value["header"]
        if not isinstance(fills, dict) or not isinstance(header, int):
            raise HeaderMissingError
        return cls(
            sheet=str(value["sheet"]),
            header=header,
            fills={int(position): str(column) for position, column in fills.items()},
            is_grouped=bool(value["grouped"]),
        )


def propose(workbook: Workbook, learned: Mapping[str, str] | None = None) -> Choices:
    """The sheet whose titles are known best, its header row, and its columns.

    `learned` (normal form of a title → column id, or "" to leave it out) is what the organisation
    chose before, and goes first.
    """
    known = {**_synonyms(), **(learned or {})}
    best = max(workbook.sheets, key=lambda sheet: _score(sheet.rows[_header(sheet, known)], known))
    return propose_for(best, _header(best, known), learned)


def propose_for(sheet: Sheet, header: int, learned: Mapping[str, str] | None = None) -> Choices:
    """The columns of this sheet under that header row."""
    fills: dict[int, str] = {}
    for position, title in enumerate(_row(sheet, header)):
        column = recognise(title, learned)
        if column and (column.takes_many or column.id not in fills.values()):
            fills[position] = column.id
    named = _named(sheet, header, fills)
    is_grouped = not _is_own(_row(sheet, header))
    return Choices(sheet=sheet.name, header=header, fills=named, is_grouped=is_grouped)


def recognise(title: str, learned: Mapping[str, str] | None = None) -> Column | None:
    """The column that this title announces, or None."""
    form = normal(title)
    found = {**_synonyms(), **(learned or {})}.get(form, "") if form else ""
    return columns().get(found)


def header_row(sheet: Sheet, learned: Mapping[str, str] | None = None) -> int:
    """The row, from 0, that holds most known titles; else the first that holds several texts."""
    return _header(sheet, {**_synonyms(), **(learned or {})})


def checked(workbook: Workbook, mapping: Choices) -> Sheet:
    """The sheet to read; raises the MappingError of the first choice that cannot work."""
    sheet = workbook.sheet(mapping.sheet)
    if sheet is None:
        raise SheetMissingError(mapping.sheet)
    titles = _row(sheet, mapping.header)
    if not any(titles):
        raise HeaderMissingError(mapping.header + 1)
    if "name" not in mapping.fills.values():
        raise NameColumnMissingError
    for column in columns().values():
        chosen = [at for at, id_ in mapping.fills.items() if id_ == column.id]
        if len(chosen) > 1 and not column.takes_many:
            names = tuple(titles[at] if at < len(titles) else "" for at in sorted(chosen))
            raise ColumnTwiceError(column.id, names)
    return sheet


def learn(sheet: Sheet, mapping: Choices) -> dict[str, str]:
    """What to remember of the choices: each title's normal form, and its column or ""."""
    titles = enumerate(_row(sheet, mapping.header))
    return {normal(title): mapping.fills.get(at, "") for at, title in titles if normal(title)}


def _named(sheet: Sheet, header: int, fills: dict[int, str]) -> dict[int, str]:
    """Without a column of names, the first one that is filled and not recognised is proposed."""
    if "name" in fills.values():
        return fills
    for position, title in enumerate(_row(sheet, header)):
        if (
            title
            and position not in fills
            and any(row[position] for row in sheet.rows[header + 1 :])
        ):
            return {position: "name", **fills} if len(fills) >= LEAST_TITLES else fills
    return fills


def _is_own(titles: Sequence[str]) -> bool:
    """Probant's own export: one row is one activity, even where two bear the same name."""
    for language in ("fr", "en"):
        core = {column.title(language) for column in columns().values() if column.is_core}
        if core <= set(titles):
            return True
    return False


def _header(sheet: Sheet, known: Mapping[str, str]) -> int:
    rows = sheet.rows[:SEARCHED_ROWS]
    scores = [_score(row, known) for row in rows]
    if max(scores, default=0) >= LEAST_TITLES:
        return scores.index(max(scores))
    filled = [sum(1 for cell in row if cell) for row in rows]
    return next((at for at, count in enumerate(filled) if count >= LEAST_TITLES), 0)


def _score(row: Sequence[str], known: Mapping[str, str]) -> int:
    return len({known[normal(cell)] for cell in row if known.get(normal(cell))})


def _row(sheet: Sheet, at: int) -> Sequence[str]:
    if not 0 <= at < len(sheet.rows):
        raise HeaderMissingError(at + 1)
    return sheet.rows[at]


@cache
def _synonyms() -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for column in columns().values():
        for title in (column.fr, column.en, *column.also):
            titles.setdefault(normal(title), column.id)
    return titles
