"""The contracts that measure the reader: composed from hand-written phrasings, each labelled.

Two halves, `tuning` and `held_out`; the patterns were written without looking at what they got
wrong on the second. A clause marked `?` may be read either way and is not counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from probant.probes.contracts.text import Kind, Line

FOLDER = Path(__file__).parent
HALVES = ("tuning", "held_out")


@dataclass(frozen=True)
class Section:
    """A title and its paragraphs, the clauses that it says, and those that may be read in it."""

    title: str
    paragraphs: tuple[str, ...]
    says: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contract:
    """One test contract."""

    id: str
    half: str
    language: str
    is_host: bool
    format: str
    contents: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def says(self) -> frozenset[str]:
        """The clauses that must be found."""
        return frozenset().union(*(section.says for section in self.sections))

    @property
    def either(self) -> frozenset[str]:
        """The clauses of which nothing is asked."""
        return frozenset().union(*(section.either for section in self.sections)) - self.says

    def lines(self) -> Iterator[Line]:
        """The text as an extraction gives it."""
        yield from (Line(Kind.CONTENTS, title) for title in self.contents)
        for section in self.sections:
            if section.title:
                yield Line(Kind.TITLE, section.title)
            for paragraph in section.paragraphs:
                kind = Kind.ITEM if paragraph.startswith("- ") else Kind.TEXT
                yield Line(kind, paragraph.removeprefix("- "))


@cache
def contracts(half: str) -> tuple[Contract, ...]:
    """All contracts of a half."""
    listed = yaml.safe_load((FOLDER / half / "contracts.yaml").read_text(encoding="utf-8"))
    return tuple(_contract(half, one) for one in listed)


@cache
def _style(half: str, name: str) -> dict[str, Any]:
    path = FOLDER / half / f"{name}.yaml"
    style: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return style


def _contract(half: str, made: dict[str, Any]) -> Contract:
    style = _style(half, made["of"])
    without = set(made.get("without", ()))
    kept = [
        _clause(key, text) for key, text in style["clauses"].items() if not _bare(key) & without
    ]
    for other, wanted in made.get("with", {}).items():
        clauses = _style(half, other)["clauses"].items()
        kept += [_clause(key, text) for key, text in clauses if _bare(key) & set(wanted)]
    traps = [style["traps"][name]["text"] for name in made.get("traps", ())]
    kept[2:2] = [_section(text, ()) for text in traps]
    opening = style["opening"].splitlines()
    start = _section(style["opening"], _marked(style.get("opening_says", ())))
    titles = [text.splitlines()[0] for text in style["clauses"].values()]
    return Contract(
        id=made["id"],
        half=half,
        language=style["language"],
        is_host=made.get("host", False),
        format=made["format"],
        contents=tuple(titles) if made.get("contents") else (),
        sections=(
            Section(opening[0], tuple(opening[1:]), start.says, start.either),
            *kept,
            Section("", (style["closing"],)),
        ),
    )


def _bare(key: str) -> set[str]:
    return {name.rstrip("?") for name in key.split("+")}


def _marked(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


def _clause(key: str, text: str) -> Section:
    return _section(text, key.split("+"))


def _section(text: str, names: Iterable[str]) -> Section:
    title, *paragraphs = text.splitlines()
    marked = tuple(names)
    return Section(
        title,
        tuple(paragraphs),
        frozenset(name for name in marked if not name.endswith("?")),
        frozenset(name.rstrip("?") for name in marked if name.endswith("?")),
    )
