"""What the JSON readers share: values of uncertain shape, taken only if they are what is meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from probant.vulnerabilities.domain.occurrence import Finding, Reading, Refusal
from probant.vulnerabilities.domain.severity import (
    InvalidVectorError,
    Score,
    Severity,
    of_score,
    scored,
)
from probant.vulnerabilities.exchange.errors import TooManyFlawsError

MOST_FLAWS = 250_000
MOST_TOLD = 1_000
CWE = re.compile(r"(?:^|[^a-z])cwe[-_/: ]*0*([1-9]\d{0,4})(?!\d)", re.IGNORECASE)
IDENTIFIER = re.compile(r"\b(?:CVE-\d{4}-\d{4,10}|GHSA(?:-[0-9a-z]{4}){3})\b", re.IGNORECASE)
HIGHEST = Decimal(10)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def text(value: Any, most: int = 4_000) -> str:  # noqa: ANN401  any JSON value
    """A string without control characters, cut; nothing for another value."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    said = CONTROL.sub("", value).strip()
    return said if len(said) <= most else said[: most - 1] + "…"


def line(value: Any, most: int = 200) -> str:  # noqa: ANN401  any JSON value
    """The same on one line."""
    return " ".join(text(value, most * 4).split())[:most]


def mapping(value: Any) -> Mapping[str, Any]:  # noqa: ANN401  any JSON value
    """An object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def objects(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401  any JSON value
    """The objects of an array; what else stands in it is passed over."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def strings(value: Any) -> list[str]:  # noqa: ANN401  any JSON value
    """The strings of an array."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def cwe_in(texts: Iterable[str]) -> int | None:
    """The first CWE number named: CWE-79, external/cwe/cwe-079."""
    for one in texts:
        found = CWE.search(one)
        if found:
            return int(found[1])
    return None


def day(value: Any) -> date | None:  # noqa: ANN401  any JSON value
    """The day of an ISO 8601 instant; None where there is none."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def number(value: Any) -> Decimal | None:  # noqa: ANN401  any JSON value
    """A score from 0 to 10; None for anything else."""
    try:
        found = Decimal(text(value).replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= HIGHEST else None


def vector_of(said: str, stated: Decimal | None, place: str, reading: Reading) -> Score | None:
    """The vector's own score; an invalid vector, or another score beside it, is told."""
    if not said:
        return None
    try:
        found = scored(said)
    except InvalidVectorError as error:
        tell(reading, Finding(place, Refusal.INVALID_VECTOR, f"{line(said, 100)}: {error.detail}"))
        return None
    if stated is not None and stated != found.value:
        tell(reading, Finding(place, Refusal.OTHER_SCORE, f"{stated} ≠ {found.value}"))
    return found


def severity_of(score: Score | None, stated: Decimal | None, word: Severity | None) -> Severity:
    """By the vector, else the score, else the word."""
    if score:
        return score.severity
    if stated is not None:
        return of_score(stated)
    return word or Severity.UNKNOWN


def tell(reading: Reading, finding: Finding) -> None:
    """Keeps what is told, up to a bound."""
    if len(reading.told) < MOST_TOLD:
        reading.told.append(finding)


def refuse(reading: Reading, finding: Finding) -> None:
    """Keeps what is refused, up to a bound."""
    if len(reading.refused) < MOST_TOLD:
        reading.refused.append(finding)


def ensure_bounded(reading: Reading) -> None:
    """TooManyFlawsError beyond what one scan may bring."""
    if len(reading.found) > MOST_FLAWS:
        raise TooManyFlawsError(MOST_FLAWS)
