"""YAML as a tree of plain values with lines, within bounds: a bomb is refused before it grows.

The tree is built from libyaml's events, without recursion. Only null and booleans are recognised:
a number such as 1.10 stays what was written. An alias counts for all that it repeats.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from probant.controls.domain.importing.errors import Wrong, refuse
from probant.controls.domain.importing.piece import Located

MOST_VALUES = 500_000
MOST_DEPTH = 50
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}


def read_yaml(text: str) -> Any:  # noqa: ANN401  any YAML value
    """The document's value; FrameworkFileError with the line of what is wrong."""
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            building.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(Wrong.BAD_YAML, line=mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        raise refuse(Wrong.BAD_YAML) from error
    return building.root


@dataclass
class _Open:
    """A list or a mapping that is not finished yet."""

    value: Any
    line: int
    anchor: str | None
    size: int = 1
    key: str | None = None


@dataclass
class _Building:
    root: Any = None
    documents: int = 0
    values: int = 0
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise refuse(Wrong.SEVERAL_DOCUMENTS, line=line)
            case yaml.ScalarEvent():
                self._put(_scalar(event), 1, event.anchor, line)
            case yaml.AliasEvent():
                self._repeat(event.anchor, line)
            case yaml.SequenceStartEvent():
                self._begin([], event.anchor, line)
            case yaml.MappingStartEvent():
                located = Located()
                located.line = line
                self._begin(located, event.anchor, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                done = self.open.pop()
                self._put(done.value, done.size, done.anchor, done.line, is_counted=True)

    def _begin(self, value: Any, anchor: str | None, line: int) -> None:  # noqa: ANN401  a container
        if len(self.open) >= MOST_DEPTH:
            raise refuse(Wrong.TOO_DEEP, line=line)
        self._count(1, line)
        self.open.append(_Open(value, line, anchor))

    def _repeat(self, anchor: str | None, line: int) -> None:
        if anchor and any(one.anchor == anchor for one in self.open):
            raise refuse(Wrong.CYCLE, line=line, value=anchor or "")
        if anchor is None or anchor not in self.anchors:
            raise refuse(Wrong.BAD_YAML, line=line, value=anchor or "")
        value, size = self.anchors[anchor]
        self._put(value, size, None, line)

    def _put(
        self,
        value: Any,  # noqa: ANN401  any YAML value
        size: int,
        anchor: str | None,
        line: int,
        *,
        is_counted: bool = False,
    ) -> None:
        if not is_counted:
            self._count(size, line)
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.open:
            self.root = value
            return
        into = self.open[-1]
        into.size += size
        if isinstance(into.value, list):
            into.value.append(value)
        else:
            _enter(into, value, line)

    def _count(self, size: int, line: int) -> None:
        self.values += size
        if self.values > MOST_VALUES:
            raise refuse(Wrong.TOO_MANY_VALUES, line=line)


def _enter(into: _Open, value: Any, line: int) -> None:  # noqa: ANN401  any YAML value
    """A mapping takes a key, then its value."""
    if into.key is None:
        if isinstance(value, (dict, list)):
            raise refuse(Wrong.BAD_YAML, line=line)
        into.key = "" if value is None else str(value)
        if into.key in into.value:
            raise refuse(Wrong.DUPLICATE_KEY, line=line, value=into.key)
        return
    into.value[into.key] = value
    into.key = None


def _scalar(event: yaml.ScalarEvent) -> str | bool | None:
    text: str = event.value
    if event.style in {"'", '"', "|", ">"} or event.tag:
        return text
    return None if text in NOTHING else BOOLEANS.get(text, text)
