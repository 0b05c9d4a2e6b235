"""Texts of cells as values of the target: texts, numbers, yes and no, each by its saved rule.

`Rule.one` defines the meaning of one cell; `Rule.all` asks it once for each distinct cell of a
column. An empty cell is NULL. A cell that says something else than its column can hold is a fault:
the whole row is refused, never half of it taken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.event import Action
from probant.probes.access_logs.mapping.saved import Column, Value

BLANKS = " \t\r\n\v\f\ufeff\u00a0\u2007\u202f\u200b"  # around a text, they say nothing
WORDS = Path(__file__).parent / "words.yaml"
GROUPS = re.compile("[ \u00a0\u202f']")  # between thousands
NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.0*)?", re.ASCII)


class CellFaultError(Exception):
    """What a cell says does not fit its column; caught where the row is refused."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Read:
    """A column: its values, and the rows (index) that it cannot hold."""

    values: pa.Array
    faults: Mapping[int, Reason]


class Rule:
    """How the cells of one column become values of one kind.

    `name` is that of the column in the target: `action`, `outcome` have words of their own.
    """

    def __init__(self, kind: pa.DataType, name: str = "", column: Column | None = None) -> None:
        self.kind, self.name, self.column = kind, name, column or Column()
        self.named = named_values(self.column)

    def one(self, text: str) -> Value:
        """The value of one cell; CellFaultError where there is none."""
        text = text.strip(BLANKS)
        if not text:
            return None
        named = self.named.get(text.casefold(), self.column.otherwise)
        if named is not msgspec.UNSET:
            return self.checked(named)
        return self._read(text)

    def all(self, texts: pa.Array) -> Read:
        """The values of an array of strings without NULL."""
        if self._is_plain:
            return Read(told_or_null(texts), {})
        encoded = texts.dictionary_encode()
        told = [self._told(text) for text in encoded.dictionary.to_pylist()]
        values = [None if isinstance(one, Reason) else one for one in told]
        reasons = [one if isinstance(one, Reason) else None for one in told]
        return Read(
            pa.array(values, self.kind).take(encoded.indices), _faulty(encoded.indices, reasons)
        )

    @property
    def _is_plain(self) -> bool:
        is_text = pa.types.is_string(self.kind) and self.name not in words()
        return is_text and not self.named and self.column.otherwise is msgspec.UNSET

    def _told(self, text: str) -> "Value | Reason":
        try:
            return self.one(text)
        except CellFaultError as fault:
            return fault.reason

    def _read(self, text: str) -> Value:
        known = words().get(self.name, words()["boolean"] if pa.types.is_boolean(self.kind) else {})
        if text.casefold() in known:
            return known[text.casefold()]
        if self.name == "action":
            raise CellFaultError(Reason.NO_ACTION)
        if pa.types.is_boolean(self.kind):
            raise CellFaultError(Reason.NOT_PARSED)
        return text if pa.types.is_string(self.kind) else self._number(text)

    def _number(self, text: str) -> int:
        plain = GROUPS.sub("", text)
        plain = plain.replace(",", ".") if self.column.decimal == "," else plain.replace(",", "")
        if not NUMBER.fullmatch(plain):
            raise CellFaultError(Reason.NOT_PARSED)
        return self._bounded(int(plain.partition(".")[0]))

    def _bounded(self, number: int) -> int:
        limit = 2 ** (self.kind.bit_width - 1)
        if not -limit <= number < limit:
            raise CellFaultError(Reason.NOT_PARSED)
        return number

    def checked(self, value: Value) -> Value:
        """A value that the mapping names must be of the column's kind."""
        if value is None:
            return None
        if self.name == "action" and value not in set(Action):
            raise CellFaultError(Reason.NO_ACTION)
        wanted = (
            bool
            if pa.types.is_boolean(self.kind)
            else str
            if pa.types.is_string(self.kind)
            else int
        )
        if type(value) is not wanted:
            raise CellFaultError(Reason.NOT_PARSED)
        return value if not isinstance(value, int) or wanted is bool else self._bounded(value)


def told_or_null(texts: pa.Array) -> pa.Array:
    """Texts without the blanks around; NULL where nothing is left."""
    trimmed = pc.utf8_trim(texts, characters=BLANKS)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def named_values(column: Column) -> dict[str, Value]:
    """The values that a column names, whatever the case of the text."""
    return {text.strip(BLANKS).casefold(): value for text, value in column.values.items()}


def _faulty(indices: pa.Array, reasons: list[Reason | None]) -> dict[int, Reason]:
    if not any(reasons):
        return {}
    is_bad = np.array([reason is not None for reason in reasons], np.bool_)
    places: npt.NDArray[np.int64] = np.asarray(indices)
    rows = np.flatnonzero(is_bad[places]).tolist()
    return {row: reason for row in rows if (reason := reasons[int(places[row])]) is not None}


@cache
def words() -> dict[str, dict[str, Value]]:
    """By column ("boolean" for all of yes and no): the value of each word, in small letters."""
    lists = yaml.safe_load(WORDS.read_text(encoding="utf-8"))["values"]
    kinds: dict[str, dict[str, Value]] = {}
    for name, values in lists.items():
        kinds[name] = {
            str(word).casefold(): one["value"] for one in values for word in one["words"]
        }
    return kinds
