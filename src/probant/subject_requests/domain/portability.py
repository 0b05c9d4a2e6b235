"""GDPR art. 20: gathered data in a structured, commonly used and machine-readable format.

What was gathered is tables and documents, each with its origin. Each format is a pure function of
it that returns files and what it could not express: nothing is dropped in silence.
"""

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from probant.common.errors import ProbantError

Cell = str | int | float | Decimal | bool | date | datetime | None
BOM = "\ufeff"  # without it, French spreadsheets read UTF-8 as Windows-1252 and break accents
DELIMITER = ";"  # what French spreadsheets split by themselves; datapackage.json states it
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)
FORMULA = re.compile(r"[=+\-@\t\r]")
EXACT = 2**53  # the integers that every JSON reader keeps
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Provided(StrEnum):
    """Where art. 20(1) draws its line: data provided by the person, actively or by use."""

    PROVIDED = "provided"
    OBSERVED = "observed"
    DERIVED = "derived"  # made by the controller: part of access (art. 15), not of portability


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


class Lost(StrEnum):
    """What a format could not say, or says in another way."""

    CONTROL_SIGNS = "control_signs"
    EMPTY_OR_UNKNOWN = "empty_or_unknown"
    FORMULA_MARKED = "formula_marked"
    NUMBER_AS_TEXT = "number_as_text"
    BESIDE = "beside"
    NO_CODE = "no_code"
    NO_ROWS = "no_rows"
    NOT_PROVIDED = "not_provided"


class ShapeError(ProbantError):
    """A table's names or rows do not fit together."""

    def __init__(self, table: str, what: str) -> None:
        super().__init__(table, what)
        self.table = table
        self.what = what


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Art. 15(1)(g) and 20: which system held it, for which activity, and who it came from."""

    source: str
    extracted_at: datetime
    activity: str = ""
    provided: Provided = Provided.PROVIDED
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its name for machines, its label for people, its unit where it is a measure."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows about the person; `measures` names the columns of measurements.

    Its roles: what, value, and perhaps unit and at.
    """

    name: str
    label: str
    origin: Origin
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    measures: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if not NAME.fullmatch(self.name):
            raise ShapeError(self.name, "name")
        if len(set(names)) != len(names) or not all(map(NAME.fullmatch, names)):
            raise ShapeError(self.name, "columns")
        if any(len(row) != len(names) for row in self.rows):
            raise ShapeError(self.name, "rows")
        if not set(self.measures.values()) <= set(names):
            raise ShapeError(self.name, "measures")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as it was held; a large one is `content=None`: handed over beside the exports."""

    name: str
    label: str
    media_type: str
    origin: Origin
    size: int
    sha256: str
    content: bytes | None = None
    made_on: date | None = None

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes, origin: Origin) -> "Document":
        """A document whose content is at hand, called by its name."""
        return cls(
            name=name,
            label=name,
            media_type=media_type,
            origin=origin,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            content=content,
        )


@dataclass(frozen=True)
class Identifier:
    """A number by which a system knows the person, with the name of that numbering."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose data they are."""

    name: str
    family: str = ""
    given: tuple[str, ...] = ()
    born_on: date | None = None
    identifiers: tuple[Identifier, ...] = ()
    email: str = ""
    telephone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Everything found for one request."""

    controller: str
    request: str
    language: str
    made_at: datetime
    person: Person
    tables: tuple[Table, ...] = ()
    documents: tuple[Document, ...] = ()

    def __post_init__(self) -> None:
        for held in (self.tables, self.documents):
            names = [item.name for item in held]
            if len(set(names)) != len(names):
                raise ShapeError(self.request, "names")


@dataclass(frozen=True)
class Loss:
    """Something that a format could not express: where, what, and how often."""

    format: str
    where: str
    what: Lost
    count: int = 1


@dataclass(frozen=True)
class Export:
    """One format's files, and what it could not say."""

    files: Mapping[str, bytes]
    losses: tuple[Loss, ...] = ()


def to_csv(gathered: Gathered) -> Export:
    """One file a table, with a description that machines read (Frictionless Data Package 1)."""
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    for table in gathered.tables:
        content, lost = _csv(table)
        files[f"csv/{table.name}.csv"] = content
        losses += lost
    files["csv/datapackage.json"] = _pretty(_datapackage(gathered, files))
    losses += [Loss("csv", document.name, Lost.BESIDE) for document in gathered.documents]
    return Export(files, tuple(losses))


def to_json(gathered: Gathered) -> Export:
    """Everything in one file, with its schema; documents stand beside, named by their digest."""
    losses = [Loss("json", document.name, Lost.BESIDE) for document in gathered.documents]
    losses += [
        Loss("json", f"{table.name}.{column.name}", Lost.NUMBER_AS_TEXT, count)
        for table in gathered.tables
        for index, column in enumerate(table.columns)
        if (count := sum(isinstance(plain(row[index]), str) for row in table.rows))
        and column.kind is Kind.NUMBER
    ]
    return Export({"json/data.json": _pretty(_whole(gathered))}, tuple(losses))


def not_provided(gathered: Gathered) -> tuple[Loss, ...]:
    """What is in the answer though art. 20 does not ask for it: said, not taken out."""
    items: tuple[Table | Document, ...] = (*gathered.tables, *gathered.documents)
    return tuple(
        Loss("all", item.name, Lost.NOT_PROVIDED)
        for item in items
        if item.origin.provided is Provided.DERIVED
    )


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON holds it; a number that JSON readers would round stays exact, as text."""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return number(cell)
    if isinstance(cell, bool):
        return cell
    is_rounded = isinstance(cell, int) and abs(cell) > EXACT
    is_endless = isinstance(cell, float) and not math.isfinite(cell)
    return str(cell) if is_rounded or is_endless else cell


def number(value: Decimal) -> int | float | str:
    """The number that a double holds exactly as written, or its text."""
    if value.is_finite():
        if value == value.to_integral_value() and abs(value) <= EXACT:
            return int(value)
        nearest = float(value)
        if Decimal(repr(nearest)) == value:
            return nearest
    return str(value)


def origin_facts(origin: Origin) -> dict[str, str]:
    """An origin as every format states it."""
    facts = {
        "source": origin.source,
        "activity": origin.activity,
        "provided": origin.provided.value,
        "extracted_at": origin.extracted_at.isoformat(),
        "note": origin.note,
    }
    return {name: value for name, value in facts.items() if value}


def _csv(table: Table) -> tuple[bytes, list[Loss]]:
    written, counts = io.StringIO(), dict.fromkeys(Lost, 0)
    writer = csv.writer(written, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_field(cell, counts) for cell in row])
    if not (_holds(table, "") and _holds(table, None)):
        counts[Lost.EMPTY_OR_UNKNOWN] = 0
    lost = [Loss("csv", table.name, what, count) for what, count in counts.items() if count]
    return (BOM + written.getvalue()).encode(), lost


def _field(cell: Cell, counts: dict[Lost, int]) -> str:
    if cell is None or cell == "":
        counts[Lost.EMPTY_OR_UNKNOWN] += 1
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, str):
        return cell.isoformat() if isinstance(cell, (date, datetime)) else str(cell)
    text = CONTROL.sub("", cell)
    counts[Lost.CONTROL_SIGNS] += text != cell
    if FORMULA.match(text):
        counts[Lost.FORMULA_MARKED] += 1
        return "'" + text  # a spreadsheet would run it
    return text


def _holds(table: Table, value: str | None) -> bool:
    return any(cell is value or (value == "" and cell == "") for row in table.rows for cell in row)


def _datapackage(gathered: Gathered, files: Mapping[str, bytes]) -> dict[str, Any]:
    kinds = {Kind.TEXT: "string"}
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]", "-", gathered.request.lower()),
        "title": gathered.controller,
        "created": gathered.made_at.isoformat(),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "title": table.label,
                "path": f"{table.name}.csv",
                "encoding": "utf-8",
                "bytes": len(files[f"csv/{table.name}.csv"]),
                "hash": "sha256:" + sha256(files[f"csv/{table.name}.csv"]).hexdigest(),
                "dialect": {"delimiter": DELIMITER, "lineTerminator": "\r\n", "header": True},
                "sources": [{"title": table.origin.source}],
                "origin": origin_facts(table.origin),
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "title": column.label,
                            "type": kinds.get(column.kind, column.kind.value),
                            **({"unit": column.unit} if column.unit else {}),
                        }
                        for column in table.columns
                    ],
                    "missingValues": [""],
                },
            }
            for table in gathered.tables
        ],
    }


def _whole(gathered: Gathered) -> dict[str, Any]:
    return {
        "format": "probant-portability-1",
        "controller": gathered.controller,
        "request": gathered.request,
        "language": gathered.language,
        "made_at": gathered.made_at.isoformat(),
        "person": _person(gathered.person),
        "tables": [_table(table) for table in gathered.tables],
        "documents": [_document(document) for document in gathered.documents],
    }


def _person(person: Person) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": person.name,
        "family": person.family,
        "given": list(person.given),
        "born_on": person.born_on.isoformat() if person.born_on else "",
        "identifiers": [vars(identifier) for identifier in person.identifiers],
        "email": person.email,
        "telephone": person.telephone,
        "address": person.address,
    }
    return {name: value for name, value in facts.items() if value or name == "name"}


def _table(table: Table) -> dict[str, Any]:
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "label": table.label,
        "origin": origin_facts(table.origin),
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "kind": column.kind.value,
                **({"unit": column.unit} if column.unit else {}),
            }
            for column in table.columns
        ],
        "rows": [dict(zip(names, map(plain, row), strict=True)) for row in table.rows],
    }


def _document(document: Document) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": document.name,
        "label": document.label,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
        "made_on": document.made_on.isoformat() if document.made_on else "",
        "origin": origin_facts(document.origin),
    }
    return {name: value for name, value in facts.items() if value != ""}


def _pretty(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
