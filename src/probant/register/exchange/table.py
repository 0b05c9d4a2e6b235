"""The register as a table of text: one row per activity, lists as lines inside a cell.

The columns of one list (a purpose, its legal basis, its exception) hold one line per item, in the
same order; an item without value has a dash. What this form cannot say, and JSON can: a line break
inside an item, control characters, blanks at both ends, a text that itself is a dash or begins with
a bullet, a cell beyond 32,767 characters (cut, marked « […] »), codes that the reference does not
know, a duration spelled in ISO otherwise than `PnYnMnWnD`, a detail that repeats its category's own
label, a day before the year 1000.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from probant.register.domain.record import ActivityRecord, ActivityRole
from probant.register.exchange.columns import Column, columns, parts_of
from probant.register.exchange.durations import spelled
from probant.register.exchange.limits import LIMITS
from probant.register.exchange.vocabulary import vocabulary

NOTHING = "—"
NOT_EMPTY_BY_DEFAULT = {"country", "system_kind"}
CUT = " […]"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile(r"(?<!\s)\s*\n\s*")
WORDS = {
    "role", "legal_basis", "exception", "data_subject", "category", "identification", "collection",
    "recipient_category", "country", "mechanism", "system_kind", "measure", "methodology",
    "retention_rule",
}  # fmt: skip
PARTS_LEFT_OUT = {  # when every item holds their default, which reading gives back without them
    "country", "is_hds", "kind", "host", "contract_on", "service", "is_mandatory", "source",
    "contact",
}  # fmt: skip
EMPTY = ActivityRecord()
AS_OWN_WORDS = {"country_empty": "country", "archive_duration": "duration"}


@dataclass(frozen=True)
class Table:
    """Titles and rows of equal length; `columns` says what each position holds."""

    title: str
    columns: tuple[Column, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def register_table(
    records: Sequence[ActivityRecord], language: str, *, title: str = "", has_all: bool = False
) -> Table:
    """The records, one row each, with the columns that any of them uses (or all)."""
    used = tuple(column for column in columns().values() if has_all or _is_used(column, records))
    rows = tuple(tuple(cell(record, column, language) for column in used) for record in records)
    return Table(title, used, tuple(column.title(language) for column in used), rows)


def fitting(text: str) -> str:
    """What any cell may hold: no control character, 32,767 characters at most."""
    return _cut(_plain(text))


def sheets(records: Sequence[ActivityRecord], language: str) -> tuple[Table, ...]:
    """One sheet per role that has activities (the controller's always), then one of data lines."""
    tables = []
    for role in ActivityRole:
        held = [record for record in records if record.role == role]
        if held or role == ActivityRole.CONTROLLER:
            name = vocabulary("role").label(role.value, language)
            tables.append(register_table(held, language, title=name))
    return (*tables, _data_lines(records, language))


def cell(record: ActivityRecord, column: Column, language: str) -> str:
    """What the column says of the record."""
    if not column.part:
        value = getattr(record, column.group)
        if isinstance(value, tuple):
            return _lines([_item(word, column.reads, language) for word in value], names_items=True)
        return _cut(_plain(worded(value, column.reads, language)))
    held = getattr(record, column.group)
    if not isinstance(held, tuple):
        return _research(_part(held, column.part), column, language) if held else ""
    items = [_item(_part(item, column.part), column.reads, language) for item in held]
    is_first = parts_of(column.group)[0] == column
    return _lines(items, names_items=is_first or column.reads in NOT_EMPTY_BY_DEFAULT)


def _research(value: str, column: Column, language: str) -> str:
    """A research without methodology is one all the same: a dash says so."""
    is_first = parts_of(column.group)[0] == column
    return _cut(_plain(worded(value, column.reads, language))) or (NOTHING if is_first else "")


def worded(value: Any, reads: str, language: str) -> str:  # noqa: ANN401  any value of a record
    """A value as words: labels for codes, «5 ans» for P5Y, «oui» for true, 31/12/2026 for a day."""
    reads = AS_OWN_WORDS.get(reads, reads)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return vocabulary("yes_no").label("yes" if value else "no", language)
    if isinstance(value, date):
        is_english = language.lower().startswith("en")
        return value.isoformat() if is_english else f"{value:%d/%m}/{value.year:04d}"
    text = str(value.value if isinstance(value, Enum) else value)
    if reads == "duration":
        return spelled(text, language)
    return vocabulary(reads).label(text, language) if reads in WORDS else text


def _is_used(column: Column, records: Sequence[ActivityRecord]) -> bool:
    if column.is_core:
        return True
    values = [getattr(record, column.group) for record in records]
    if column.part.rpartition(".")[2] not in PARTS_LEFT_OUT:
        return any(value not in (getattr(EMPTY, column.group), ()) for value in values)
    items = [item for value in values for item in value]
    return any(_part(item, column.part) != _part(type(item)(), column.part) for item in items)


def _part(item: Any, path: str) -> Any:  # noqa: ANN401  any value of a record
    for name in path.split("."):
        item = getattr(item, name)
    return item


def _item(value: Any, reads: str, language: str) -> str:  # noqa: ANN401  any value of a record
    text = LINE_BREAKS.sub(" ", _plain(worded(value, reads, language))).strip()
    return text or NOTHING


def _lines(items: list[str], *, names_items: bool) -> str:
    if not items or (not names_items and all(item == NOTHING for item in items)):
        return ""
    if len(items) == 1 and ";" in items[0]:
        return _cut(f"• {items[0]}")
    return _cut("\n".join(items))


def _plain(text: object) -> str:
    words = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", words).strip()


def _cut(text: str) -> str:
    longest = LIMITS.cell_characters
    return text if len(text) <= longest else text[: longest - len(CUT)] + CUT


def _data_lines(records: Sequence[ActivityRecord], language: str) -> Table:
    is_english = language.lower().startswith("en")
    shown = tuple(column for column in columns().values() if column.group == "data_lines")
    rows = tuple(
        (
            _cut(_plain(record.name)),
            *(_cut(_plain(worded(_part(line, c.part), c.reads, language))) for c in shown),
        )
        for record in records
        for line in record.data_lines
    )
    name = columns()["name"]
    titles = (name.title(language), *(column.title(language) for column in shown))
    return Table("Data" if is_english else "Données", (name, *shown), titles, rows)
