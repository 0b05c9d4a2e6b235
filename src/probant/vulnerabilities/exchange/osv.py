"""OSV: one advisory, a list of them, or what osv-scanner writes of a project.

An advisory alone says that a package has flaws, not that the product uses it: it is loaded as the
person who chose it for a product asks. The severity's vector is scored; a word of the database
(`database_specific.severity`) stands in where there is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.occurrence import (
    LONGEST_PLACE,
    MOST_IDENTIFIERS,
    Finding,
    Occurrence,
    Reading,
    Refusal,
)
from probant.vulnerabilities.domain.severity import Score, of_word
from probant.vulnerabilities.exchange.errors import ShapeError
from probant.vulnerabilities.exchange.pieces import (
    cwe_in,
    ensure_bounded,
    line,
    mapping,
    objects,
    refuse,
    severity_of,
    strings,
    text,
    vector_of,
)

KINDS = ("CVSS_V4", "CVSS_V3")
Package = tuple[str, str, str]  # name, version, where it was found


def read(document: Mapping[str, Any] | list[Any]) -> Reading:
    """What the document holds."""
    if isinstance(document, Mapping) and "results" in document:
        return _scanned(document)
    reading = Reading("osv", tool="OSV")
    advisories = document if isinstance(document, list) else document.get("vulns", [document])
    if not isinstance(advisories, list):
        msg = "vulns"
        raise ShapeError(msg)
    for index, one in enumerate(advisories):
        _take(one, None, f"[{index}]", reading)
    return reading


def _scanned(document: Mapping[str, Any]) -> Reading:
    """osv-scanner: results, packages, vulnerabilities."""
    reading = Reading("osv", tool="osv-scanner")
    if not isinstance(document["results"], list):
        msg = "results"
        raise ShapeError(msg)
    for at, result in enumerate(objects(document["results"])):
        source = line(mapping(result.get("source")).get("path"), 300)
        for number, held in enumerate(objects(result.get("packages"))):
            package = mapping(held.get("package"))
            name = _named(package)
            known = (name, line(package.get("version"), 60), source)
            place = f"results[{at}].packages[{number}].vulnerabilities"
            for index, one in enumerate(held.get("vulnerabilities") or []):
                _take(one, known, f"{place}[{index}]", reading)
    return reading


def _take(one: Any, package: Package | None, place: str, reading: Reading) -> None:  # noqa: ANN401  any JSON value
    if not isinstance(one, Mapping):
        refuse(reading, Finding(place, Refusal.NOT_AN_OBJECT))
        return
    name = line(one.get("id"), 100)
    if not name:
        refuse(reading, Finding(f"{place}.id", Refusal.NO_TITLE))
        return
    if one.get("withdrawn"):
        return
    for found in [package] if package else list(_affected(one)) or [("", "", "")]:
        reading.add(_occurrence(one, name, found, place, reading))
    ensure_bounded(reading)


def _occurrence(
    one: Mapping[str, Any], name: str, package: Package, place: str, reading: Reading
) -> Occurrence:
    component, version, where = package
    named = tuple(dict.fromkeys([name, *strings(one.get("aliases"))]))[:MOST_IDENTIFIERS]
    specific = mapping(one.get("database_specific"))
    score = _score(one, place, reading)
    word = of_word(text(specific.get("severity"), 60))
    summary = line(one.get("summary")) or name
    return Occurrence(
        identity=fingerprint.of_component(named, component),
        title=line(summary),
        rule=name,
        identifiers=tuple(line(item, 100) for item in named),
        cwe=cwe_in([*strings(specific.get("cwe_ids")), *strings(specific.get("cwes"))]),
        severity=severity_of(score, None, word),
        vector=score.vector if score else "",
        score=score.value if score else None,
        component=component[:300],
        component_version=version,
        location=(where or component)[:LONGEST_PLACE],
        description=text(one.get("details")),
    )


def _score(one: Mapping[str, Any], place: str, reading: Reading) -> Score | None:
    """The newest CVSS of the advisory, else of a package that it affects."""
    held = [*objects(one.get("severity")), *_severities(objects(one.get("affected")))]
    for kind in KINDS:
        for index, item in enumerate(held):
            if item.get("type") == kind:
                said = text(item.get("score"), 500)
                found = vector_of(said, None, f"{place}.severity[{index}]", reading)
                if found:
                    return found
    return None


def _severities(affected: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in affected:
        yield from objects(item.get("severity"))


def _affected(one: Mapping[str, Any]) -> Iterator[Package]:
    """Each package once, whatever its ranges."""
    names = (_named(mapping(item.get("package"))) for item in objects(one.get("affected")))
    for name in dict.fromkeys(filter(None, names)):
        yield name, "", ""


def _named(package: Mapping[str, Any]) -> str:
    """As a purl names it, so that an SBOM and an advisory meet."""
    purl = text(package.get("purl"), 300).partition("@")[0].partition("?")[0]
    ecosystem = ECOSYSTEMS.get(line(package.get("ecosystem"), 60).partition(":")[0], "")
    name = line(package.get("name"), 200)
    if purl or not ecosystem or not name:
        return purl or name
    return f"pkg:{ecosystem}/{name.replace(':', '/') if ecosystem == 'maven' else name}"


ECOSYSTEMS = {
    "PyPI": "pypi",
    "npm": "npm",
    "Maven": "maven",
    "NuGet": "nuget",
    "Packagist": "composer",
    "RubyGems": "gem",
    "crates.io": "cargo",
    "Go": "golang",
    "Hex": "hex",
    "Pub": "pub",
    "Debian": "deb/debian",
    "Alpine": "apk/alpine",
    "Ubuntu": "deb/ubuntu",
}
