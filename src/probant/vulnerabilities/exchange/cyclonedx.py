"""CycloneDX JSON 1.4, 1.5 and 1.6: components, vulnerabilities, and the analysis of a VEX.

A vulnerability counts once for each component that it affects. A component named by `affects` and
not described in this file (a VEX apart from its BOM) is known by its reference.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.occurrence import (
    LONGEST_PLACE,
    MOST_IDENTIFIERS,
    Analysis,
    Finding,
    Justification,
    Occurrence,
    Reading,
    Refusal,
)
from probant.vulnerabilities.domain.severity import Score, Severity, of_word
from probant.vulnerabilities.exchange.errors import ShapeError, VersionError
from probant.vulnerabilities.exchange.pieces import (
    day,
    ensure_bounded,
    line,
    mapping,
    number,
    objects,
    refuse,
    severity_of,
    strings,
    tell,
    text,
    vector_of,
)

VERSIONS = ("1.4", "1.5", "1.6")
DEEPEST = 20
VECTORS = ("CVSSv4", "CVSSv31", "CVSSv3")


def read(document: Mapping[str, Any]) -> Reading:
    """What the document holds; VersionError for a version that is not read."""
    version = text(document.get("specVersion"), 20)
    if version not in VERSIONS:
        msg = "CycloneDX"
        raise VersionError(msg, version, ", ".join(VERSIONS))
    reading = _heading(document)
    components = _components(document)
    said = document.get("vulnerabilities", [])
    if not isinstance(said, list):
        msg = "vulnerabilities"
        raise ShapeError(msg)
    for index, one in enumerate(said):
        _take(one, components, f"vulnerabilities[{index}]", reading)
        ensure_bounded(reading)
    return reading


def _heading(document: Mapping[str, Any]) -> Reading:
    metadata = mapping(document.get("metadata"))
    held = metadata.get("tools")
    tools = list(objects(held)) or list(objects(mapping(held).get("components")))
    product = mapping(metadata.get("component"))
    first = tools[0] if tools else {}
    return Reading(
        "cyclonedx",
        tool=line(first.get("name")),
        tool_version=line(first.get("version"), 60),
        done_on=day(metadata.get("timestamp")),
        product=line(product.get("name")),
        product_version=line(product.get("version"), 60),
    )


def _components(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Name and version by bom-ref, those inside others too."""
    first = mapping(mapping(document.get("metadata")).get("component"))
    held = [first, *objects(document.get("components"))]
    found: dict[str, tuple[str, str]] = {}
    for one in (*held, *objects(document.get("services"))):
        found.update(_named(one, 0))
    return found


def _named(one: Mapping[str, Any], depth: int) -> Iterator[tuple[str, tuple[str, str]]]:
    reference = text(one.get("bom-ref"))
    if reference:
        version = line(one.get("version"), 60) or _of_purl(text(one.get("purl"), 400))[1]
        yield reference, (_name(one), version)
    if depth < DEEPEST:
        for inner in objects(one.get("components")):
            yield from _named(inner, depth + 1)


def _name(one: Mapping[str, Any]) -> str:
    """The package without its version: by purl, else group and name."""
    purl = text(one.get("purl"), 400)
    if purl:
        return _of_purl(purl)[0]
    return "/".join(filter(None, [line(one.get("group"), 100), line(one.get("name"), 150)]))


def _of_purl(reference: str) -> tuple[str, str]:
    """`pkg:npm/lodash@4.17.20?x=y` is pkg:npm/lodash, 4.17.20."""
    bare = reference.partition("?")[0].partition("#")[0]
    head, at, version = bare.rpartition("@")
    return (head, version[:60]) if at and "/" in head else (bare, "")


def _take(
    one: Any,  # noqa: ANN401  any JSON value
    components: Mapping[str, tuple[str, str]],
    place: str,
    reading: Reading,
) -> None:
    if not isinstance(one, Mapping):
        refuse(reading, Finding(place, Refusal.NOT_AN_OBJECT))
        return
    name = line(one.get("id"), 100)
    if not name:
        refuse(reading, Finding(f"{place}.id", Refusal.NO_TITLE))
        return
    analysis = _analysis(one, place, reading)
    affected = list(_affected(one, components)) or [("", "")]
    for component, version in affected:
        reading.add(_occurrence(one, name, component, version, analysis, place, reading))


def _occurrence(  # noqa: PLR0913, PLR0917  an occurrence is what, where, in which state
    one: Mapping[str, Any],
    name: str,
    component: str,
    version: str,
    analysis: Analysis,
    place: str,
    reading: Reading,
) -> Occurrence:
    said = mapping(one.get("analysis"))
    score, stated, word = _rating(one, place, reading)
    named = tuple(dict.fromkeys([name, *_references(one)]))[:MOST_IDENTIFIERS]
    cwes = [number_ for number_ in one.get("cwes") or [] if isinstance(number_, int)]
    return Occurrence(
        identity=fingerprint.of_component(named, component),
        title=line(f"{name} {component.rpartition('/')[2]}"),
        rule=name,
        identifiers=named,
        cwe=cwes[0] if cwes else None,
        severity=severity_of(score, stated, word),
        vector=score.vector if score else "",
        score=score.value if score else stated,
        component=component[:300],
        component_version=version,
        location=component[:LONGEST_PLACE],
        description=text(one.get("description") or one.get("detail")),
        remedy=text(one.get("recommendation")),
        is_exploitable=True if analysis is Analysis.EXPLOITABLE else None,
        has_public_exploit=True if _has_proof(one) else None,
        analysis=analysis,
        justification=_justification(said, place, reading),
        detail=text(said.get("detail")),
    )


def _analysis(one: Mapping[str, Any], place: str, reading: Reading) -> Analysis:
    said = text(mapping(one.get("analysis")).get("state"), 60)
    if said not in {state.value for state in Analysis}:
        tell(reading, Finding(f"{place}.analysis.state", Refusal.UNKNOWN_STATE, said))
        return Analysis.NONE
    return Analysis(said)


def _justification(said: Mapping[str, Any], place: str, reading: Reading) -> str:
    found = text(said.get("justification"), 60)
    if found and found not in {one.value for one in Justification}:
        tell(reading, Finding(f"{place}.analysis.justification", Refusal.UNKNOWN_STATE, found))
        return ""
    return found


def _affected(
    one: Mapping[str, Any], components: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    for affected in objects(one.get("affects")):
        reference = text(affected.get("ref"), 400)
        known = components.get(reference) or components.get(reference.rpartition("#")[2])
        versions = [
            line(item.get("version"), 60)
            for item in objects(affected.get("versions"))
            if item.get("status", "affected") == "affected"
        ]
        if reference:
            name, version = known or _of_purl(reference)
            told = version or next(filter(None, versions), "")
            yield name or reference, told or _of_purl(reference)[1]


def _rating(
    one: Mapping[str, Any], place: str, reading: Reading
) -> tuple[Score | None, Decimal | None, Severity | None]:
    """The vector of the newest CVSS, else a score, else a word."""
    ratings = list(objects(one.get("ratings")))
    ratings.sort(key=lambda item: _newest(text(item.get("method"))))
    stated = next((n for item in ratings if (n := number(item.get("score"))) is not None), None)
    words = (of_word(text(item.get("severity"))) for item in ratings)
    word = next((held for held in words if held and held is not Severity.UNKNOWN), None)
    for index, item in enumerate(ratings):
        said = _vector(item)
        score = vector_of(said, number(item.get("score")), f"{place}.ratings[{index}]", reading)
        if score:
            return score, stated, word
    return None, stated, word


def _vector(rating: Mapping[str, Any]) -> str:
    """CycloneDX leaves the prefix `CVSS:3.1/` to the method."""
    said, method = text(rating.get("vector"), 500), text(rating.get("method"))
    if not said or method not in VECTORS or said.startswith("CVSS:"):
        return said if method in VECTORS or said.startswith("CVSS:") else ""
    prefix = {"CVSSv4": "CVSS:4.0/", "CVSSv31": "CVSS:3.1/", "CVSSv3": "CVSS:3.0/"}[method]
    return prefix + said


def _newest(method: str) -> int:
    return VECTORS.index(method) if method in VECTORS else len(VECTORS)


def _references(one: Mapping[str, Any]) -> list[str]:
    return [line(item.get("id"), 100) for item in objects(one.get("references")) if item.get("id")]


def _has_proof(one: Mapping[str, Any]) -> bool:
    """1.5: `proofOfConcept` says how to reproduce it."""
    proof = mapping(one.get("proofOfConcept"))
    return bool(proof.get("reproductionSteps") or strings(proof.get("supportingMaterial")))
