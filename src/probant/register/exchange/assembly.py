"""From the rows of a sheet and the choices made, to records, warnings and refused activities.

An activity is refused whole as soon as one of its lines cannot be understood: nothing is half
loaded. Words that fit nowhere are kept in the notes, after the title of their column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from probant.reference import law
from probant.register.domain.limits import (
    LimitError,
    TextTooLongError,
    TooManyRowsError,
    ensure_within_limits,
)
from probant.register.domain.record import ActivityRecord, RecordShapeError, from_json
from probant.register.exchange import cells
from probant.register.exchange.cells import Read
from probant.register.exchange.columns import Column, columns, parts_of
from probant.register.exchange.proposal import Choices
from probant.register.exchange.sheets import Sheet
from probant.register.exchange.vocabulary import normal

SHOWN = 120
REPEATED = {"legal_basis", "exception"}
COMPANION = {
    "legal_bases": "legal_basis_details",
    "transfer_mechanisms": "transfer_details",
    "data_categories": "data_details",
    "recipients": "recipient_categories",
    "measures": "measure_texts",
    "retention_active": "retention_rules",
}
DERIVED = {"identification": "data_identification", "is_sensitive": "data_sensitive"}


@dataclass(frozen=True)
class Finding:
    """One remark: the line as a spreadsheet numbers it, the column's title, the words, and why.

    `limit` is given with the codes `too_long` and `too_many`.
    """

    line: int
    column: str
    code: str
    value: str = ""
    limit: int = 0


@dataclass(frozen=True)
class Accepted:
    """An activity that can be created, and the lines that make it."""

    record: ActivityRecord
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Refused:
    """An activity that cannot: its name as far as known, its lines, and every reason."""

    name: str
    lines: tuple[int, ...]
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class Outcome:
    """What an import would do."""

    accepted: tuple[Accepted, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[Finding, ...]

    @property
    def records(self) -> tuple[ActivityRecord, ...]:
        """The records to create, in the file's order."""
        return tuple(accepted.record for accepted in self.accepted)


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Mapping[str, str]
    titles: Mapping[str, str]

    @property
    def name(self) -> str:
        return " ".join(self.cells.get("name", "").split())


@dataclass
class _Draft:
    """An activity under construction."""

    value: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_refused: bool = False


def assemble(sheet: Sheet, choices: Choices) -> Outcome:
    """Every activity of the sheet, accepted or refused; `choices` were checked before."""
    accepted: list[Accepted] = []
    refused: list[Refused] = []
    warnings: list[Finding] = []
    chosen = frozenset(choices.fills.values())
    for lines in _activities(list(_lines(sheet, choices)), is_grouped=choices.is_grouped):
        numbers = tuple(line.number for line in lines)
        draft = _draft(lines, chosen)
        record = _record(draft, lines[0])
        if record is None or draft.is_refused:
            refused.append(Refused(lines[0].name, numbers, tuple(draft.findings)))
        else:
            accepted.append(Accepted(record, numbers))
            warnings.extend(draft.findings)
    return Outcome(tuple(accepted), tuple(refused), tuple(warnings))


def examine(records: Sequence[ActivityRecord]) -> Outcome:
    """Records that are already whole (JSON): accepted, or refused beyond the register's limits."""
    accepted, refused = [], []
    for number, record in enumerate(records, start=1):
        finding = _fault(record, number, columns()["name"].fr, {})
        if finding:
            refused.append(Refused(record.name[:SHOWN], (number,), (finding,)))
        else:
            accepted.append(Accepted(record, (number,)))
    return Outcome(tuple(accepted), tuple(refused), ())


def _lines(sheet: Sheet, choices: Choices) -> Iterator[_Line]:
    header = sheet.rows[choices.header]
    places = {
        at: id_ for at, id_ in choices.fills.items() if 0 <= at < sheet.width and id_ in columns()
    }
    for index in range(choices.header + 1, len(sheet.rows)):
        row = sheet.rows[index]
        held: dict[str, str] = {}
        for at, id_ in places.items():
            if row[at]:
                words = _titled(header[at], row[at], id_, is_shared=_is_shared(places, id_))
                held[id_] = f"{held[id_]}\n{words}" if id_ in held else words
        if held:
            yield _Line(index + 1, held, {id_: header[at] for at, id_ in places.items()})


def _is_shared(places: Mapping[int, str], id_: str) -> bool:
    return list(places.values()).count(id_) > 1


def _titled(title: str, words: str, id_: str, *, is_shared: bool) -> str:
    """Several columns poured into the notes keep their titles."""
    return f"{title} : {words}" if is_shared and columns()[id_].takes_many else words


def _activities(lines: Sequence[_Line], *, is_grouped: bool) -> list[list[_Line]]:
    """Lines of one name together; a line without name goes on with the line above."""
    if not is_grouped:
        return [[line] for line in lines]
    groups: dict[tuple[str, str], list[_Line]] = {}
    last: list[_Line] | None = None
    for line in lines:
        if line.name or last is None:
            last = groups.setdefault((normal(line.name), normal(line.cells.get("role", ""))), [])
        last.append(line)
    return list(groups.values())


def _draft(lines: Sequence[_Line], chosen: frozenset[str]) -> _Draft:
    draft = _Draft()
    for line in lines:
        for group in dict.fromkeys(columns()[id_].group for id_ in columns() if id_ in chosen):
            first = parts_of(group)[0]
            if isinstance(getattr(_EMPTY, group), tuple):
                _add_items(draft, line, group, chosen)
            else:
                for column in parts_of(group) if first.part else (first,):
                    _add_scalar(draft, line, column)
    if draft.notes:
        own = draft.value.get("notes", "")
        draft.value["notes"] = "\n".join(filter(None, [own, *dict.fromkeys(draft.notes)]))
    return draft


def _add_scalar(draft: _Draft, line: _Line, column: Column) -> None:
    text = line.cells.get(column.id, "")
    if not text or cells.is_none(text, column):
        return
    if column.part and text in cells.DASHES:
        draft.value.setdefault(column.group, {})
        return
    if column.id == "name":
        text = line.name
    read = cells.read(text, column, is_alone=True)
    _tell(draft, line, column, read)
    if column.part not in read.parts:
        return
    place = draft.value.setdefault(column.group, {}) if column.part else draft.value
    key = column.part or column.group
    before, value = place.get(key), read.parts[column.part]
    if before is None or before == value or column.id == "name":
        place.setdefault(key, value)
    elif column.reads == "text":
        place[key] = before if value in before.split("\n") else f"{before}\n{value}"
    else:
        draft.findings.append(
            Finding(line.number, line.titles[column.id], "conflict", text[:SHOWN])
        )


def _add_items(draft: _Draft, line: _Line, group: str, chosen: frozenset[str]) -> None:
    held = draft.value.setdefault(group, [])
    is_first_line = not held
    for item in _items(draft, line, [c for c in parts_of(group) if c.id in chosen]):
        value = item[""] if "" in item else _nested(item)
        if group == "data_lines":
            _derive(value, chosen)
        if is_first_line or value not in held:
            held.append(value)


def _items(draft: _Draft, line: _Line, chosen: Sequence[Column]) -> list[dict[str, Any]]:
    """The list's items, part by part: the columns hold one line per item, in the same order."""
    if not chosen:
        return []
    cut = {column.id: cells.items(line.cells.get(column.id, ""), column) for column in chosen}
    first, others = chosen[0], chosen[1:]
    count = len(cut[first.id])
    if count <= 1:
        repeated = [len(cut[c.id]) for c in others if c.reads in REPEATED or not count]
        count = max([count, *repeated])
    found: list[dict[str, Any]] = [{} for _ in range(count)]
    for column in chosen:
        texts = _spread(draft, line, column, cut[column.id], count)
        is_alone = COMPANION.get(column.id, "") not in {c.id for c in chosen}
        for item, text in zip(found, texts, strict=False):
            read = cells.read(text, column, is_alone=is_alone)
            _tell(draft, line, column, read)
            _merge(item, read.parts)
    return found


def _spread(draft: _Draft, line: _Line, column: Column, texts: list[str], count: int) -> list[str]:
    """One text serves every item; several for one item are one text; other counts are told."""
    if len(texts) == count or not texts:
        return texts
    if len(texts) == 1:
        return texts * count
    if count == 1:
        return [cells.whole(line.cells[column.id])]
    draft.findings.append(
        Finding(line.number, line.titles[column.id], "uneven", f"{len(texts)}/{count}")
    )
    if len(texts) > count:
        draft.notes.append(_noted(line, column, "\n".join(texts[count:])))
    return texts[:count]


def _merge(item: dict[str, Any], parts: Mapping[str, Any]) -> None:
    """Criteria found in a duration's cell join those of their own column."""
    for name, value in parts.items():
        if name == "retention.criteria" and item.get(name) and value not in item[name]:
            item[name] = f"{item[name]} ; {value}"
        else:
            item[name] = value


def _nested(item: Mapping[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for path, held in item.items():
        outer, _, inner = path.partition(".")
        if inner:
            value.setdefault(outer, {})[inner] = held
        else:
            value[outer] = held
    return value


def _derive(line: dict[str, Any], chosen: frozenset[str]) -> None:
    """Without a column of their own, class and sensitivity are the category's."""
    category = law.data_categories().get(line.get("category", ""))
    if category is None:
        return
    for part, column in DERIVED.items():
        if column not in chosen:
            line[part] = getattr(category, part)


def _tell(draft: _Draft, line: _Line, column: Column, read: Read) -> None:
    draft.is_refused = draft.is_refused or read.is_refused
    for remark in read.remarks:
        if remark.code == "to_notes":
            draft.notes.append(_noted(line, column, remark.value))
        title = line.titles[column.id]
        draft.findings.append(Finding(line.number, title, remark.code, remark.value[:SHOWN]))


def _noted(line: _Line, column: Column, words: str) -> str:
    return f"{line.titles[column.id]} : {words}"


def _record(draft: _Draft, line: _Line) -> ActivityRecord | None:
    try:
        record = from_json(draft.value)
    except RecordShapeError as error:
        draft.findings.append(Finding(line.number, "", "shape", error.detail[:SHOWN]))
        return None
    fault = _fault(record, line.number, line.titles["name"], line.titles)
    if fault:
        draft.findings.append(fault)
        return None
    return record


def _fault(
    record: ActivityRecord, number: int, name: str, titles: Mapping[str, str]
) -> Finding | None:
    """Why the register would not keep the record."""
    if not record.name.strip():
        return Finding(number, name, "no_name")
    try:
        ensure_within_limits(record)
    except TextTooLongError as error:
        return Finding(number, _title_of(titles, error.field), "too_long", "", error.limit)
    except TooManyRowsError as error:
        return Finding(number, _title_of(titles, error.field), "too_many", "", error.limit)
    except LimitError as error:
        return Finding(number, _title_of(titles, error.field), "forbidden_character")
    return None


def _title_of(titles: Mapping[str, str], path: str) -> str:
    """The title of the column that fills a path such as `purposes.0.text`."""
    names = ".".join(name for name in path.split(".") if not name.isdigit())
    found = next((id_ for id_, column in columns().items() if column.fills == names), "")
    return titles.get(found, names)


_EMPTY = ActivityRecord()
