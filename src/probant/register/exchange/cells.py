"""One cell: cut into items, and each item turned into a value of the record, or into a remark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from probant.register.exchange.columns import Column
from probant.register.exchange.durations import parse
from probant.register.exchange.table import NOT_EMPTY_BY_DEFAULT, NOTHING
from probant.register.exchange.vocabulary import Vocabulary, normal, vocabulary

BULLET = re.compile(r"^(?:[•▪◦●‣·*–-]\s+|[•▪◦●‣])")
DASHES = {NOTHING, "-", "–"}
MONTHS = {
    normal(month): number
    for number, names in enumerate(
        (
            "janvier january", "février february", "mars march", "avril april", "mai may",
            "juin june", "juillet july", "août august", "septembre september",
            "octobre october", "novembre november", "décembre december",
        ),
        start=1,
    )
    for month in names.split()
}  # fmt: skip
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+)?")
IN_WORDS = re.compile(r"(\d{1,2}) ?(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})")
NONE = {
    normal(word) for word in ("non", "aucun", "aucune", "néant", "sans objet", "n/a", "no", "none")
}
BY_COMMA = {"data_subject", "category", "recipient", "measure", "legal_basis", "exception"}
LISTS_OF_WORDS = {"recipient": "recipient_category"}


@dataclass(frozen=True)
class Remark:
    """What is to be told of a value: `code` is worded by `register/exchange/_remark.html`."""

    code: str
    value: str


@dataclass(frozen=True)
class Read:
    """Values for the parts of one item (by the record's field), and what is to be told."""

    parts: Mapping[str, Any]
    remarks: tuple[Remark, ...] = ()
    is_refused: bool = False


def items(text: str, column: Column) -> list[str]:
    """The cell's items: its lines, or what bullets, semicolons or (for known words) commas cut."""
    if not text or is_none(text, column):
        return []
    lines = [_bare(line) for line in text.split("\n")]
    if len(lines) == 1 and not BULLET.match(text):
        lines = [_bare(piece) for piece in text.split(";") if piece.strip()]
    if len(lines) == 1 and column.reads in BY_COMMA:
        lines = _by_comma(lines[0], column)
    return ["" if line in DASHES else line for line in lines if line]


def is_none(text: str, column: Column) -> bool:
    """Whether the cell says that there is none, where that can be said."""
    return column.may_be_none and normal(text) in NONE


def whole(text: str) -> str:
    """The cell as one item."""
    bare = " ".join(text.split("\n")).strip()
    return "" if bare in DASHES else BULLET.sub("", bare)


def read(text: str, column: Column, *, is_alone: bool) -> Read:
    """The item's value; `is_alone`: no companion column was chosen, so words are kept here."""
    if not text:
        return Read({column.part: ""} if column.reads in NOT_EMPTY_BY_DEFAULT else {})
    reader = _READERS.get(column.reads)
    if reader is None:
        return Read({column.part: text})
    return reader(text, column, is_alone)


def day(text: str) -> date | None:
    """31/12/2026, 2026-12-31, 31.12.2026 or «31 décembre 2026»; None where it is no day."""
    for pattern, order in ((ISO_DAY, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        found = pattern.fullmatch(text.strip())
        if found:
            return _date(*(int(found[group]) for group in order))
    found = IN_WORDS.fullmatch(normal(text))
    if found and found[2] in MONTHS:
        return _date(int(found[3]), MONTHS[found[2]], int(found[1]))
    return None


def _bare(line: str) -> str:
    return BULLET.sub("", line.strip()).strip()


def _by_comma(line: str, column: Column) -> list[str]:
    words = vocabulary(LISTS_OF_WORDS.get(column.reads, column.reads))
    pieces = [piece.strip() for piece in line.split(",") if piece.strip()]
    if len(pieces) < 2 or words.exactly(line) or not all(map(words.exactly, pieces)):  # noqa: PLR2004  a list
        return [line]
    return pieces


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def _code(text: str, column: Column, is_alone: bool) -> Read:  # noqa: FBT001  one form for all readers
    """A legal basis, an exception, a mechanism: the code; words around it are kept too."""
    words = vocabulary(column.reads)
    exact = words.exactly(text)
    if exact:
        return Read({column.part: exact})
    code = words.within(text) or ""
    beside = {"legal_basis": "legal_basis_detail", "mechanism": "detail"}.get(column.reads, "")
    remark = Remark("words_kept" if code else "unknown_word", text)
    if beside and is_alone:
        return Read({column.part: code, beside: text}, () if code else (remark,))
    return Read({column.part: code}, (Remark("to_notes", text),))


def _category(text: str, column: Column, is_alone: bool) -> Read:  # noqa: FBT001  one form
    words = vocabulary("category")
    code = words.exactly(text) or words.within(text)
    parts = {column.part: code or "other"}
    is_named = code is not None and text in {*_labels(words, code), code}
    if is_alone and not is_named:
        parts["detail"] = text
    elif code is None:
        return Read(parts, (Remark("to_notes", text),))
    return Read(parts, () if code else (Remark("unknown_word", text),))


def _recipient(text: str, column: Column, is_alone: bool) -> Read:  # noqa: FBT001  one form
    if not is_alone:
        return Read({column.part: text})
    words = vocabulary("recipient_category")
    code = words.exactly(text) or words.within(text)
    return Read(
        {column.part: text, "category": code or ""}, () if code else (Remark("unknown_word", text),)
    )


def _measure(text: str, column: Column, is_alone: bool) -> Read:  # noqa: FBT001  one form
    words = vocabulary("measure")
    if not is_alone:
        code = words.exactly(text)
        return Read({column.part: code or ""}, () if code else (Remark("to_notes", text),))
    code = words.exactly(text) or words.within(text)
    if code and text in _labels(words, code):
        return Read({column.part: code})
    return Read(
        {column.part: code or "", "text": text}, () if code else (Remark("unknown_word", text),)
    )


def _data_subject(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    code = vocabulary("data_subject").exactly(text)
    return Read({"": code or text}, () if code else (Remark("unknown_word", text),))


def _stay(text: str, column: Column, is_alone: bool) -> Read:  # noqa: FBT001  one form
    """«5 ans» is a duration, the name of a rule is the rule, other words are criteria."""
    rule = vocabulary("retention_rule").exactly(text) if is_alone else None
    if rule:
        return Read({"retention.rule": rule})
    stay = parse(text)
    found = {"active": stay.active, "archive": stay.archive, "criteria": stay.criteria}
    if column.reads == "archive_duration" and not stay.archive:
        found.update(archive=stay.active, active="")
    remarks = () if found["active"] or found["archive"] else (Remark("criteria_only", text),)
    return Read({f"retention.{name}": value for name, value in found.items() if value}, remarks)


def _country(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    words = vocabulary("country")
    code = words.exactly(text.upper()) or words.exactly(text)
    if code:
        return Read({column.part: code})
    return Read({column.part: ""}, (Remark("to_notes", text),))


def _yes_no(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    code = vocabulary("yes_no").exactly(text)
    if code:
        return Read({column.part: code == "yes"})
    return Read({}, (Remark("to_notes", text),))


def _day(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    found = day(text)
    if found:
        return Read({column.part: found})
    return Read({}, (Remark("not_a_date", text),), is_refused=True)


def _required_code(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    """A word of a closed list that changes what the record is: refused when not understood."""
    words = vocabulary(column.reads)
    code = words.exactly(text) or words.within(text)
    if code:
        return Read({column.part: code})
    return Read({}, (Remark("not_in_list", text),), is_refused=True)


def _listed(text: str, column: Column, is_alone: bool) -> Read:  # noqa: ARG001, FBT001  one form
    """A word of a closed list that may be left at its default: other words go to the notes."""
    code = vocabulary(column.reads).exactly(text)
    return Read({column.part: code}) if code else Read({}, (Remark("to_notes", text),))


def _labels(words: Vocabulary, code: str) -> tuple[str, str]:
    label = words.labels[code]
    return label.fr, label.en


_READERS = {
    "legal_basis": _code,
    "exception": _code,
    "mechanism": _code,
    "category": _category,
    "recipient": _recipient,
    "measure": _measure,
    "data_subject": _data_subject,
    "duration": _stay,
    "archive_duration": _stay,
    "country": _country,
    "country_empty": _country,
    "yes_no": _yes_no,
    "perhaps": _yes_no,
    "date": _day,
    "role": _required_code,
    "identification": _listed,
    "collection": _listed,
    "system_kind": _listed,
    "methodology": _listed,
    "recipient_category": _listed,
    "retention_rule": _listed,
}
