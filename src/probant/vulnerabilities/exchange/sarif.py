"""SARIF 2.1.0, result after result: a file of hundreds of megabytes is never held whole.

The file is read twice: once for the tools and their rules, which may stand after the results, once
for the results. A result that passed, that is absent from this run, or that the team suppressed in
its tool is no occurrence; the suppressed are counted and told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

import ijson
from ijson.common import JSONError

from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.occurrence import (
    LONGEST_PLACE,
    LONGEST_TITLE,
    Finding,
    Occurrence,
    Reading,
    Refusal,
)
from probant.vulnerabilities.domain.severity import Severity, of_score
from probant.vulnerabilities.exchange.errors import NotJsonError, ShapeError, VersionError
from probant.vulnerabilities.exchange.pieces import (
    IDENTIFIER,
    cwe_in,
    ensure_bounded,
    line,
    mapping,
    number,
    objects,
    refuse,
    strings,
    text,
)

VERSION = "2.1.0"
LEVELS = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "note": Severity.LOW,
    "none": Severity.NONE,
}
FAILED = {"", "fail", "open", "review"}


@dataclass(frozen=True)
class Rule:
    """What a tool says of one of its rules."""

    id: str
    title: str = ""
    text: str = ""
    help: str = ""
    level: str = "warning"
    score: Decimal | None = None
    cwe: int | None = None
    identifiers: tuple[str, ...] = ()


@dataclass
class Run:
    """One run's tool: its rules in order and by name."""

    name: str = ""
    version: str = ""
    rules: list[Rule] = field(default_factory=list)
    by_id: dict[str, Rule] = field(default_factory=dict)


def read(file: BinaryIO) -> Reading:
    """What the file holds; NotJsonError or VersionError, and nothing is kept."""
    try:
        runs = list(_runs(file))
        reading = _heading(file, runs)
        for index, (run, result) in enumerate(_results(file, runs)):
            _take(result, run, f"results[{index}]", reading)
            ensure_bounded(reading)
    except JSONError as error:
        raise NotJsonError(str(error)) from error
    return reading


def _heading(file: BinaryIO, runs: Sequence[Run]) -> Reading:
    file.seek(0)
    found = next(ijson.items(file, "version"), "")
    if found != VERSION:
        msg = "SARIF"
        raise VersionError(msg, text(found, 40), VERSION)
    if not runs:
        msg = "runs"
        raise ShapeError(msg)
    names = dict.fromkeys(run.name for run in runs if run.name)
    return Reading("sarif", tool=", ".join(names)[:200], tool_version=runs[0].version)


def _runs(file: BinaryIO) -> Iterator[Run]:
    file.seek(0)
    for tool in ijson.items(file, "runs.item.tool"):
        driver = mapping(mapping(tool).get("driver"))
        run = Run(line(driver.get("name")), line(driver.get("version"), 60))
        run.version = run.version or line(driver.get("semanticVersion"), 60)
        for said in objects(driver.get("rules")):
            run.rules.append(_rule(said))
        extensions = objects(mapping(tool).get("extensions"))
        more = [_rule(said) for one in extensions for said in objects(one.get("rules"))]
        run.by_id = {rule.id: rule for rule in [*more, *run.rules] if rule.id}
        yield run


def _results(file: BinaryIO, runs: Sequence[Run]) -> Iterator[tuple[Run, Any]]:
    """Each result with its run; the reader that tells runs apart is slower, and rarely needed."""
    whose = _run_of_each(file) if len(runs) > 1 else None
    file.seek(0)
    for result in ijson.items(file, "runs.item.results.item"):
        index = next(whose, 0) if whose else 0
        yield runs[index] if index < len(runs) else Run(), result


def _run_of_each(file: BinaryIO) -> Iterator[int]:
    """The run's number of each result, in order."""
    file.seek(0)
    counts: list[int] = []
    for prefix, event, _value in ijson.parse(file):
        if event == "start_map" and prefix == "runs.item":
            counts.append(0)
        elif event == "start_map" and prefix == "runs.item.results.item":
            counts[-1] += 1
    for number_, count in enumerate(counts):
        yield from [number_] * count


def _rule(said: Mapping[str, Any]) -> Rule:
    properties = mapping(said.get("properties"))
    tags = strings(properties.get("tags"))
    taxa = [
        text(mapping(one.get("target")).get("id")) for one in objects(said.get("relationships"))
    ]
    short = _words(said.get("shortDescription")) or line(said.get("name"))
    configuration = mapping(said.get("defaultConfiguration"))
    name = line(said.get("id"), 150)
    told = f"{name} {short}"
    return Rule(
        id=name,
        title=line(short),
        text=_words(said.get("fullDescription")),
        help=_words(said.get("help")),
        level=text(configuration.get("level")) or "warning",
        score=number(properties.get("security-severity")),
        cwe=cwe_in([*tags, *taxa, *strings(properties.get("cwe")), text(properties.get("cwe"))]),
        identifiers=tuple(dict.fromkeys(one.upper() for one in IDENTIFIER.findall(told))),
    )


def _take(result: Any, run: Run, place: str, reading: Reading) -> None:  # noqa: ANN401  any JSON
    if not isinstance(result, Mapping):
        refuse(reading, Finding(place, Refusal.NOT_AN_OBJECT))
        return
    if text(result.get("kind")) not in FAILED or result.get("baselineState") == "absent":
        return
    if _is_suppressed(result):
        reading.suppressed += 1
        return
    rule = _rule_of(result, run)
    message = _words(result.get("message"))
    title = rule.title or line(message) or rule.id
    if not title:
        refuse(reading, Finding(place, Refusal.NO_TITLE))
        return
    reading.add(_occurrence(result, rule, title[:LONGEST_TITLE], message))


def _occurrence(result: Mapping[str, Any], rule: Rule, title: str, message: str) -> Occurrence:
    properties = mapping(result.get("properties"))
    score = number(properties.get("security-severity"))
    score = rule.score if score is None else score
    level = text(result.get("level")) or rule.level
    cwe = cwe_in([*strings(properties.get("tags")), *_taxa(result)]) or rule.cwe
    file, where, mark = _place(result)
    return Occurrence(
        identity=_identity(result, rule, file, mark, message),
        title=title,
        rule=rule.id,
        identifiers=rule.identifiers,
        cwe=cwe,
        severity=LEVELS.get(level, Severity.UNKNOWN) if score is None else of_score(score),
        score=score,
        location=where,
        description=message or rule.text,
        remedy=rule.help,
    )


def _rule_of(result: Mapping[str, Any], run: Run) -> Rule:
    held = mapping(result.get("rule"))
    name = line(result.get("ruleId") or held.get("id"), 150)
    index = result.get("ruleIndex", held.get("index"))
    if name in run.by_id:
        return run.by_id[name]
    if isinstance(index, int) and 0 <= index < len(run.rules) and not held.get("toolComponent"):
        return run.rules[index]
    parent = run.by_id.get(name.rpartition("/")[0])  # §3.27.5: a sub-rule "CA1000/1"
    return parent or Rule(id=name)


def _identity(
    result: Mapping[str, Any], rule: Rule, file: str, mark: str, message: str
) -> tuple[str, ...]:
    for name in ("fingerprints", "partialFingerprints"):
        prints = {key: text(value) for key, value in mapping(result.get(name)).items()}
        if any(prints.values()):
            return fingerprint.of_tool(rule.id, prints)
    if rule.id:
        return fingerprint.of_place(rule.id, file, mark)
    return fingerprint.of_place(fingerprint.plain(message), file, mark)


def _place(result: Mapping[str, Any]) -> tuple[str, str, str]:
    """The file, the file with its line, and the function or text at fault."""
    first = next(objects(result.get("locations")), {})
    physical = mapping(first.get("physicalLocation"))
    region = mapping(physical.get("region"))
    file = line(mapping(physical.get("artifactLocation")).get("uri"), 400)
    logical = next(objects(first.get("logicalLocations")), {})
    function = line(logical.get("fullyQualifiedName") or logical.get("name"), 300)
    snippet = text(mapping(region.get("snippet")).get("text"), 500)
    at = region.get("startLine")
    where = f"{file}:{at}" if file and isinstance(at, int) else file or function
    return file or function, where[:LONGEST_PLACE], function or snippet


def _taxa(result: Mapping[str, Any]) -> list[str]:
    found = []
    for one in objects(result.get("taxa")):
        component = text(mapping(one.get("toolComponent")).get("name"))
        found.append(f"{component}-{text(one.get('id'))}".replace("CWE-CWE-", "CWE-"))
    return found


def _is_suppressed(result: Mapping[str, Any]) -> bool:
    """§3.27.23: suppressed where every suppression is accepted, which is the default."""
    held = list(objects(result.get("suppressions")))
    return bool(held) and all(
        (one.get("status") or one.get("state") or "accepted") == "accepted" for one in held
    )


def _words(value: Any) -> str:  # noqa: ANN401  a SARIF message
    return text(mapping(value).get("text") or mapping(value).get("markdown"))
