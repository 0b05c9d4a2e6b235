"""Every country of ISO 3166-1, and what a transfer of data to it needs."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from babel import Locale

from probant.common.verdicts import Confidence
from probant.reference.facts import TerritoryRule
from probant.reference.loading import Text, read_facts

# CLDR lists these codes too: ISO 3166-1 reserves them or does not know them.
_NOT_ISO = "AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|XA|XB|XK|ZZ"
_ALPHA_2 = re.compile(rf"(?!{_NOT_ISO})[A-Z]{{2}}")

Status = Literal["eea", "adequate", "partly_adequate", "french_overseas", "third"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    """A territory by its alpha-2 code; without a rule of its own it is a third country."""

    code: str
    name: Text
    rule: TerritoryRule | None = None

    @property
    def status(self) -> Status:
        """Where chapter V of the GDPR places the territory."""
        return self.rule.status if self.rule else "third"

    @property
    def confidence(self) -> Confidence:
        """A third country is one by default, which is the careful reading."""
        return self.rule.confidence if self.rule else "found"

    @property
    def is_eea(self) -> bool:
        """Inside the European Economic Area, where nothing is a transfer."""
        return self.status == "eea"

    @property
    def needs_mechanism(self) -> bool:
        """GDPR art. 44: a transfer out of the EEA rests on a mechanism, adequacy included."""
        return self.status not in {"eea", "french_overseas"}


@cache
def territory_rules() -> Mapping[str, TerritoryRule]:
    """What the law says of territories, by code; one that is not named is a third country."""
    return read_facts("countries.yaml", schema="countries.schema.json", as_=TerritoryRule)


@cache
def countries() -> Mapping[str, Country]:
    """Every country by its code, in the order of the French names."""
    rules = territory_rules()
    listed = [
        Country(code=code, name=name, rule=rules.get(code)) for code, name in _names().items()
    ]
    return MappingProxyType({country.code: country for country in listed})


def _names() -> dict[str, Text]:
    french, english = _territories("fr"), _territories("en")
    return {
        code: Text(fr=french[code], en=english[code])
        for code in sorted(french, key=lambda code: _sort_key(french[code]))
    }


def _territories(language: str) -> dict[str, str]:
    names = {str(code): str(name) for code, name in Locale(language).territories.items()}
    return {code: name for code, name in names.items() if _ALPHA_2.fullmatch(code)}


def _sort_key(name: str) -> str:
    """Accents do not count in a French list: Égypte stands with the E."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    ).casefold()
