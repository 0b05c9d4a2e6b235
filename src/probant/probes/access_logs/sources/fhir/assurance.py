"""Whether the log tells that the account had a second factor (BALP's level, OAuth acr and amr)."""

import re
from collections.abc import Iterator

from probant.probes.access_logs.sources.fhir import codes
from probant.probes.access_logs.sources.fhir.shapes import Json, many, text, words
from probant.probes.access_logs.sources.fhir.shapes import codes as codes_of

_VALUES = ("valueCodeableConcept", "valueCoding", "valueString", "valueCode", "valueUri")
_SEPARATORS = re.compile(r"[\s,]+")


def is_mfa(told: set[str]) -> bool | None:
    """True where any context or two kinds of factors say so; None where nothing is known."""
    factors = {codes.FACTOR_OF[one] for one in told if one in codes.FACTOR_OF}
    if told & (codes.TWO_FACTORS | codes.MULTIPLE) or len(factors) > 1:
        return True
    return False if factors or told & codes.ONE_FACTOR else None


def told_by_extensions(extensions: object) -> set[str]:
    """The contexts and methods in an agent's extensions."""
    return {
        one
        for extension in many(extensions, "agent.extension")
        if str(extension.get("url")).endswith(codes.ASSURANCE_ENDINGS)
        for value in _values(extension)
        for one in value
    }


def told_by_details(details: object) -> set[str]:
    """The same, among the details of an entity."""
    return {
        one
        for detail in many(details, "entity.detail")
        if words(detail.get("type"), "entity.detail") in codes.ASSURANCE_DETAILS
        for one in _words(detail.get("valueString"))
    }


def _values(extension: Json) -> Iterator[Iterator[str]]:
    for name in _VALUES:
        if name in extension:
            value = extension[name]
            yield _words(value) if isinstance(value, str) else iter(codes_of(value, name))


def _words(value: object) -> Iterator[str]:
    yield from filter(None, _SEPARATORS.split(text(value, "assurance") or ""))
