"""Flaws as data: the OWASP Top 10's classes by CWE, and how long a known flaw may stay open."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from probant.common.time_limits import Period
from probant.reference.loading import Fact, read_facts


@dataclass(frozen=True, kw_only=True, slots=True)
class FlawClass(Fact):
    """A class of the OWASP Top 10 with the CWE numbers that it maps."""

    cwes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FixPeriod(Fact):
    """From known to verified fixed, in days, and the bounds within which it may be chosen."""

    period: str
    least: int
    most: int

    @property
    def days(self) -> int:
        """The period as a number of days."""
        return Period.parse(self.period).days


@cache
def classes() -> Mapping[str, FlawClass]:
    """The ten classes of the 2021 edition, by code."""
    return read_facts(
        "vulnerabilities/owasp_top10_2021.yaml",
        schema="vulnerability_classes.schema.json",
        as_=FlawClass,
    )


@cache
def periods() -> Mapping[str, FixPeriod]:
    """The periods by severity, and that of what attackers exploit."""
    return read_facts(
        "vulnerabilities/periods.yaml", schema="vulnerability_periods.schema.json", as_=FixPeriod
    )


def class_of(cwe: int | None) -> str:
    """The class that maps this CWE number, or nothing."""
    return _by_cwe().get(cwe or 0, "")


@cache
def _by_cwe() -> Mapping[int, str]:
    found: dict[int, str] = {}
    for code, held in classes().items():
        for cwe in held.cwes:
            found.setdefault(cwe, code)
    return MappingProxyType(found)
