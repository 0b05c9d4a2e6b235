"""The columns of the flat register: what each is called, what it fills, how its cells read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec
import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; `fills` is a field of the record, or the list and the part of its items."""

    id: str
    fills: str
    reads: str
    fr: str
    en: str
    also: tuple[str, ...] = ()
    is_core: bool = False
    takes_many: bool = False
    may_be_none: bool = False

    @property
    def group(self) -> str:
        """The list that it is a part of, or the list or field itself."""
        return self.fills.partition(".")[0]

    @property
    def part(self) -> str:
        """The field of the list's items (`text`, `retention.active`), or empty."""
        return self.fills.partition(".")[2]

    def title(self, language: str) -> str:
        """Its title in French, or in English."""
        return self.en if language.lower().startswith("en") else self.fr


@cache
def columns() -> Mapping[str, Column]:
    """Every column by id, in the order they are written."""
    content = yaml.safe_load((FOLDER / "columns.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {id_: msgspec.convert({"id": id_, **fields}, Column) for id_, fields in content.items()}
    )


@cache
def parts_of(group: str) -> tuple[Column, ...]:
    """The columns of one list of the record; the first is the one that names its items."""
    return tuple(column for column in columns().values() if column.group == group)
