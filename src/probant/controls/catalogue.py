"""Frameworks as one organisation reads them: those of the reference, and those that it imported."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from probant.controls.domain.arrival import Way, ways_to
from probant.controls.domain.framework import Control, Framework, Ref
from probant.reference import frameworks as reference

IMPORTED_PREFIX = "i-"
SHORT = 40


@lru_cache(maxsize=128)
def of_reference(id_: str, language: str, sector: str) -> Framework:
    """A framework of the reference in the reader's language; KeyError for another id."""
    found = reference.frameworks()[id_]
    controls = {
        one.id: Control(
            id=one.id,
            number=one.number,
            title=one.title.in_(language),
            theme=one.theme,
            text=one.explanation.in_(language) if one.explanation else "",
            is_certain=one.confidence == "found",
            is_usual=found.is_usual(one.id, sector),
        )
        for one in found.controls.values()
    }
    return Framework(
        id=id_,
        name=found.name.in_(language),
        short=found.short.in_(language),
        publisher=found.publisher,
        edition=found.edition,
        source=found.source,
        article=found.article,
        rights=found.rights.in_(language),
        unit=found.unit.in_(language),
        missing=found.missing.in_(language) if found.missing else "",
        has_statement=found.has_statement,
        is_certain=found.confidence == "found",
        themes={theme: name.in_(language) for theme, name in found.themes.items()},
        controls=controls,
    )


def of_import(id_: str, content: dict[str, Any]) -> Framework:
    """An imported framework, from what was kept of its file."""
    controls = {node["id"]: Control(**node) for node in content["controls"]}
    return Framework(
        id=id_,
        name=content["name"],
        short=content["name"][:SHORT],
        publisher=content["publisher"],
        edition=content["edition"],
        source=content["urn"],
        article="",
        rights=content["rights"],
        unit="",
        is_certain=False,
        is_imported=True,
        themes={},
        controls=controls,
    )


@cache
def ways() -> Callable[[Ref], tuple[Way, ...]]:
    """The ways by which evidence arrives at a control."""
    found = reference.mapping()
    return ways_to(found.links, found.hub)


@cache
def reached_from(source: Ref) -> tuple[tuple[Ref, Way], ...]:
    """The other controls at which an evidence given for this one arrives."""
    return tuple(
        (target, way)
        for target in reference.mapping().links
        for way in ways()(target)
        if way.source == source and not way.is_direct
    )


def short_name(ref: Ref, language: str) -> str:
    """How a path names a control: "A.8.13", "CNIL 17"."""
    framework = reference.frameworks()[ref[0]]
    number = framework.controls[ref[1]].number
    if number[:1].isalpha() and framework.id == reference.ISO_27001:
        return number
    return f"{framework.short.in_(language)} {number}"
