"""The table of a penetration test or an audit: CSV, XLSX or ODS, its columns recognised or named.

The readers are the register's, with their guards. The titles' row is the first in which the
column of the flaws' names is found. A row that holds nothing is passed over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from probant.register.exchange import reading as workbooks
from probant.register.exchange.limits import LIMITS
from probant.register.exchange.sheets import Sheet
from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.fingerprint import plain
from probant.vulnerabilities.domain.occurrence import (
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_IDENTIFIERS,
    Finding,
    Occurrence,
    Reading,
    Refusal,
)
from probant.vulnerabilities.domain.severity import Severity, of_word
from probant.vulnerabilities.exchange.errors import NothingFoundError
from probant.vulnerabilities.exchange.pieces import (
    IDENTIFIER,
    MOST_FLAWS,
    cwe_in,
    ensure_bounded,
    line,
    number,
    refuse,
    severity_of,
    text,
    vector_of,
)

TITLES_WITHIN = 20
YES = frozenset({"oui", "yes", "o", "y", "vrai", "true", "1", "x", "exploitable", "disponible"})
NO = frozenset({"non", "no", "n", "faux", "false", "0", "non exploitable"})
LIMITS_OF_AUDITS = replace(LIMITS, rows=MOST_FLAWS, cells=6_000_000, file_bytes=60 * 1024 * 1024)
Row = Mapping[str, str]


@cache
def synonyms() -> Mapping[str, Sequence[str]]:
    """What each column may be called."""
    file = Path(__file__).with_name("columns.yaml")
    found: Mapping[str, Sequence[str]] = yaml.safe_load(file.read_text("utf-8"))
    return found


def read(data: bytes, filename: str, columns: Mapping[str, str]) -> Reading:
    """What the table holds; `columns`: titles that a person named, by what they hold."""
    workbook = workbooks.read(data, filename, LIMITS_OF_AUDITS)
    reading = Reading("table")
    for sheet in workbook.sheets:
        found = _titles(sheet, columns)
        if found:
            _read_sheet(sheet, *found, reading)
            return reading
    first = workbook.sheets[0].rows if workbook.sheets else ()
    raise NothingFoundError(", ".join(filter(None, first[0])) if first else "")


def _titles(sheet: Sheet, columns: Mapping[str, str]) -> tuple[int, dict[str, int]] | None:
    for at, row in enumerate(sheet.rows[:TITLES_WITHIN]):
        found = _columns([plain(cell) for cell in row], columns)
        if "title" in found and len(found) > 1:
            return at, found
    return None


def _columns(titles: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """The place of each column: as a person named it, else by what it may be called."""
    found: dict[str, int] = {}
    for name, words in synonyms().items():
        wanted = [plain(named[name])] if named.get(name) else words
        free = [at for word in wanted for at, title in enumerate(titles) if title == word]
        place = next((at for at in free if at not in found.values()), None)
        if place is not None:
            found[name] = place
    return found


def _read_sheet(sheet: Sheet, at: int, places: Mapping[str, int], reading: Reading) -> None:
    for number_, cells in enumerate(sheet.rows[at + 1 :], start=at + 2):
        row = {name: cells[place].strip() for name, place in places.items()}
        if any(row.values()):
            _take(row, str(number_), reading)
            ensure_bounded(reading)


def _take(row: Row, place: str, reading: Reading) -> None:
    problems = list(_problems(row, place))
    if problems:
        for problem in problems:
            refuse(reading, problem)
        return
    reading.add(_occurrence(row, place, reading))


def _problems(row: Row, place: str) -> Iterator[Finding]:
    """Every reason at once: a file is corrected once."""
    if not row.get("title"):
        yield Finding(place, Refusal.NO_TITLE)
    severity, score = row.get("severity", ""), row.get("score", "")
    if severity and of_word(severity) is None and number(severity) is None:
        yield Finding(place, Refusal.UNKNOWN_SEVERITY, line(severity, 60))
    if score and number(score) is None:
        yield Finding(place, Refusal.INVALID_SCORE, line(score, 60))
    if row.get("cwe") and _cwe(row["cwe"]) is None:
        yield Finding(place, Refusal.INVALID_CWE, line(row["cwe"], 60))


def _occurrence(row: Row, place: str, reading: Reading) -> Occurrence:
    stated, word = _stated(row)
    score = vector_of(row.get("vector", ""), stated, place, reading)
    title, where = line(row["title"]), line(row.get("location"), LONGEST_PLACE)
    cwe = _cwe(row.get("cwe", ""))
    told = " ".join([row.get("identifiers", ""), row["title"]])
    named = tuple(dict.fromkeys(one.upper() for one in IDENTIFIER.findall(told)))
    component = line(row.get("component"), 300)
    public = named and component
    return Occurrence(
        identity=fingerprint.of_component(named, component)
        if public
        else fingerprint.of_words(cwe, title, where),
        title=title[:LONGEST_TITLE],
        identifiers=named[:MOST_IDENTIFIERS],
        cwe=cwe,
        severity=severity_of(score, stated, word),
        vector=score.vector if score else "",
        score=score.value if score else stated,
        component=component,
        component_version=line(row.get("component_version"), 60),
        location=where,
        description=text(row.get("description")),
        remedy=text(row.get("remedy")),
        is_exploitable=_yes_no(row.get("exploitable", "")),
        has_public_exploit=_yes_no(row.get("public_exploit", "")),
    )


def _stated(row: Row) -> tuple[Decimal | None, Severity | None]:
    """The score of its column, or of a severity written as a number."""
    severity = row.get("severity", "")
    score = number(row.get("score", ""))
    word = of_word(severity) if severity else None
    return (number(severity) if score is None and word is None else score), word


def _cwe(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < len("100000") else cwe_in([said])


def _yes_no(said: str) -> bool | None:
    word = plain(said)
    return True if word in YES else False if word in NO else None
