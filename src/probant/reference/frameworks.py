"""Frameworks of controls as data, and which of their controls speak of the same thing (H3).

A file of `data/frameworks/` lists its controls, or names another file of the law that holds them
already: the CNIL's fiches, the ANSSI's measures and our own measures are not written twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from probant.common.verdicts import Confidence
from probant.reference import facts, law
from probant.reference.loading import Text, read_document, read_folder

Ref = tuple[str, str]
Mark = int | str
ISO_27001, HYGIENE = "iso27001", "hygiene"
USUAL_FIRST = ("hygiene", "cnil_guide", "anssi_hygiene", "iso27001", "hds", "iso27701", "pgssi_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control: the framework's number, our own short title."""

    id: str
    number: str
    theme: str
    title: Text
    confidence: Confidence
    explanation: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework and its controls, in its own order."""

    id: str
    name: Text
    short: Text
    publisher: str
    edition: str
    source: str
    article: str
    confidence: Confidence
    rights: Text
    missing: Text | None
    unit: Text
    has_statement: bool
    baseline_of: tuple[str, ...]
    prefix: str
    themes: Mapping[str, Text]
    not_usual: Mapping[str, frozenset[str]]
    controls: Mapping[str, Control]

    def is_usual(self, control: str, sector: str) -> bool:
        """Whether an organisation of this sector is usually concerned; a proposal, no decision."""
        return control not in self.not_usual.get(sector, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The links between the hub's controls and those of the other frameworks."""

    source: str
    confidence: Confidence
    hub: str
    links: Mapping[Ref, tuple[Ref, ...]]


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework by id, those that most people start with first."""
    found = read_folder("frameworks", schema="framework.schema.json", as_=_File)
    made = {id_: _framework(id_, file) for id_, file in found.items()}
    ordered = sorted(made, key=lambda id_: (USUAL_FIRST.index(id_), id_))
    return MappingProxyType({id_: made[id_] for id_ in ordered})


@cache
def baseline_of(sector: str) -> str:
    """The framework that an organisation of this sector starts from; the CNIL's for the others."""
    usual = (id_ for id_, one in frameworks().items() if sector in one.baseline_of)
    return next(usual, "cnil_guide")


@cache
def mapping() -> Correspondence:
    """The links, both ways: a hub's control to the others, and each of them to the hub's."""
    file = read_document(
        "framework_mapping.yaml", schema="framework_mapping.schema.json", as_=_Links
    )
    links: dict[Ref, list[Ref]] = {}
    for one, other in _pairs(file):
        links.setdefault(one, []).append(other)
        links.setdefault(other, []).append(one)
    return Correspondence(
        source=file.source,
        confidence=file.confidence,
        hub=file.hub,
        links=MappingProxyType({ref: tuple(others) for ref, others in links.items()}),
    )


@dataclass(frozen=True, kw_only=True)
class _Listed:
    id: str
    number: str
    theme: str
    title: Text
    confidence: Confidence | None = None


@dataclass(frozen=True, kw_only=True)
class _File:
    name: Text
    short: Text
    publisher: str
    edition: str
    source: str
    article: str
    confidence: Confidence
    verified_on: date
    rights: Text
    unit: Text
    baseline_of: tuple[str, ...]
    prefix: str
    themes: dict[str, Text]
    not_usual: dict[str, tuple[Mark, ...]]
    missing: Text | None = None
    has_statement: bool = False
    items_of: Literal["", "cnil_security_guide", "anssi_hygiene", "measures"] = ""
    only: tuple[str, ...] = ()
    theme_from: dict[str, int] = field(default_factory=dict)
    theme_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    controls: tuple[_Listed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Links:
    source: str
    confidence: Confidence
    verified_on: date
    hub: str
    links: dict[str, dict[str, tuple[Mark, ...]]]


def _framework(id_: str, file: _File) -> Framework:
    return Framework(
        id=id_,
        name=file.name,
        short=file.short,
        publisher=file.publisher,
        edition=file.edition,
        source=file.source,
        article=file.article,
        confidence=file.confidence,
        rights=file.rights,
        missing=file.missing,
        unit=file.unit,
        has_statement=file.has_statement,
        baseline_of=file.baseline_of,
        prefix=file.prefix,
        themes=MappingProxyType(file.themes),
        not_usual=MappingProxyType(
            {
                sector: frozenset(_id(file.prefix, mark) for mark in marks)
                for sector, marks in file.not_usual.items()
            }
        ),
        controls=MappingProxyType({control.id: control for control in _controls(file)}),
    )


def _controls(file: _File) -> Iterator[Control]:
    for listed in file.controls:
        yield Control(
            id=listed.id,
            number=listed.number,
            theme=listed.theme,
            title=listed.title,
            confidence=listed.confidence or file.confidence,
        )
    if file.items_of == "measures":
        yield from _of_measures(file)
    elif file.items_of:
        items = law.cnil_security_guide if file.items_of.startswith("cnil") else law.anssi_hygiene
        yield from (_of_item(file, item) for item in items().values())


def _of_item(file: _File, item: facts.GuideItem) -> Control:
    starts = (theme for theme, first in file.theme_from.items() if item.number >= first)
    return Control(
        id=item.id,
        number=str(item.number),
        theme=item.chapter or max(starts, key=lambda theme: file.theme_from[theme]),
        title=item.label,
        confidence=item.confidence,
        explanation=item.explanation,
    )


def _of_measures(file: _File) -> Iterator[Control]:
    themes = {id_: theme for theme, ids in file.theme_of.items() for id_ in ids}
    for number, id_ in enumerate(file.only, start=1):
        measure = law.measures()[id_]
        yield Control(
            id=id_,
            number=str(number),
            theme=themes[id_],
            title=measure.label,
            confidence=measure.confidence,
            explanation=measure.explanation,
        )


def _pairs(file: _Links) -> Iterator[tuple[Ref, Ref]]:
    for number, others in file.links.items():
        hub = (file.hub, _id(frameworks()[file.hub].prefix, number.replace(".", "_")))
        for framework, marks in others.items():
            prefix = frameworks()[framework].prefix
            yield from ((hub, (framework, _id(prefix, mark))) for mark in marks)


def _id(prefix: str, mark: Mark) -> str:
    return (
        mark if isinstance(mark, str) and mark.startswith(prefix) and prefix else f"{prefix}{mark}"
    )
