"""A mapping as it is saved: YAML checked by mapping.schema.json, then frozen values.

    version: 1
    target: events
    zone: Europe/Paris
    file: {delimiter: ";", encoding: cp1252}
    columns:
      ts: {columns: [Date, Heure], formats: ["%d/%m/%Y %H:%M:%S"]}
      actor_id: Login
      action: {column: Action, values: {Consultation: R, Impression: P}}
      actor_system: {value: "urn:probant:dpi"}

Keys are texts as written (`NON` is no boolean); only `true` and `false` are booleans.
"""

import json
import re
from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml
from jsonschema import Draft202012Validator

from probant.probes.access_logs.errors import MappingError

SCHEMA = Path(__file__).parent / "mapping.schema.json"
LARGEST = 1_000_000  # characters; a mapping that names thousands of screens has a tenth of it

Value = str | bool | int | None


class FileLayout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the file is like; what is not told is found out."""

    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    quote: str = '"'
    header: bool = True
    skip_lines: int = 0
    sheet: str | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one column of the target comes from: columns of the file, joined, or one value."""

    columns: tuple[str, ...] = ()
    separator: str = " "
    value: Value | msgspec.UnsetType = msgspec.UNSET
    values: dict[str, Value] = {}
    otherwise: Value | msgspec.UnsetType = msgspec.UNSET
    formats: tuple[str, ...] = ("iso",)
    zone: str | None = None
    decimal: str = ","
    ends_day: bool = False


class ColumnMapping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A target, and where each of its columns comes from."""

    target: str
    columns: dict[str, Column]
    zone: str | None = None
    file: FileLayout = FileLayout()

    def zone_or(self, zone: str) -> str:
        """The zone of the times that tell none; `zone` is the store's."""
        return self.zone or zone


def load(text: str) -> ColumnMapping:
    """The mapping that a YAML (or JSON) text holds; else MappingError, naming the place."""
    if len(text) > LARGEST:
        raise MappingError(case="too_long", limit=LARGEST)
    return of(_parsed(text))


def of(document: Any) -> ColumnMapping:  # noqa: ANN401 - any JSON value; the schema judges it
    """The mapping that plain values hold."""
    for error in sorted(_validator().iter_errors(document), key=lambda one: one.json_path):
        raise MappingError(error.json_path, case="schema", rule=str(error.validator))
    columns = {name: _column(source) for name, source in document["columns"].items()}
    mapping = msgspec.convert({**document, "columns": columns}, ColumnMapping)
    _check_zones(mapping)
    return mapping


def dump(mapping: ColumnMapping) -> str:
    """YAML that `load` reads back to the same mapping."""
    return yaml.safe_dump(as_document(mapping), allow_unicode=True, sort_keys=False, width=100)


def as_document(mapping: ColumnMapping) -> dict[str, Any]:
    """Plain values, as the schema describes them."""
    told: dict[str, Any] = msgspec.to_builtins(mapping)
    columns = {name: _shortened(column) for name, column in told.pop("columns").items()}
    return {"version": 1, **told, "columns": columns}


def _column(source: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(source, str):
        return {"columns": [source]}
    told = dict(source)
    if "column" in told:
        told["columns"] = [told.pop("column")]
    return told


def _shortened(column: dict[str, Any]) -> str | dict[str, Any]:
    named = column.get("columns", ())
    if len(named) != 1:
        return column
    rest = {key: value for key, value in column.items() if key != "columns"}
    return {"column": named[0], **rest} if rest else str(named[0])


def _check_zones(mapping: ColumnMapping) -> None:
    zones = {"zone": mapping.zone}
    zones |= {f"columns.{name}.zone": column.zone for name, column in mapping.columns.items()}
    for where, zone in zones.items():
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise MappingError(where, case="zone") from error


def _parsed(text: str) -> Any:  # noqa: ANN401 - any YAML value
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader)):
            raise MappingError(case="alias")
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise MappingError(case="yaml", line=mark.line + 1 if mark else 0) from error


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


class _Loader(yaml.CSafeLoader):
    """YAML whose keys are texts as written and unique, whose dates are texts."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = True,  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
    ) -> dict[Hashable, Any]:
        told: dict[Hashable, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in told:
                raise yaml.constructor.ConstructorError(None, None, "key", key.start_mark)
            told[key.value] = self.construct_object(value, deep=True)
        return told


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith((":bool", ":timestamp", ":merge"))
    ]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
