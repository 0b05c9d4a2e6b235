"""Countries that a text names, in French or English, as ISO 3166-1 codes."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from probant.probes.contracts.normalising import normalised
from probant.reference.countries import countries

UNION = (
    r"union europeenne|european union|espace economique europeen|european economic area"
    r"|\beee\b|\beea\b|\bue\b|\beu\b"
)
INSIDE = ("eea", "french_overseas")
ADJECTIVES = {"francais": "FR", "allemand": "DE", "french": "FR", "german": "DE", "irish": "IE"}


@cache
def words() -> str:
    """The word `country` of the patterns."""
    return "|".join([UNION, *(rf"\b{re.escape(name)}" for name in _names())])


@cache
def third_words() -> str:
    """The word `third_country`: countries outside the European Economic Area, named in full."""
    listed = countries()
    return "|".join(
        rf"\b{re.escape(name)}\b"
        for name, code in _names().items()
        if listed[code].status not in INSIDE
    )


def countries_in(text: str) -> list[str]:
    """The codes of the countries named in a normalised text, as they come."""
    found = dict(_found(text))
    return sorted(found, key=lambda code: found[code])


def _found(text: str) -> Iterator[tuple[str, int]]:
    for name, code in _names().items():
        if name in text and (match := re.search(rf"\b{re.escape(name)}", text)):
            yield code, match.start()


@cache
def _names() -> Mapping[str, str]:
    both = {
        normalised(name): code
        for code, country in countries().items()
        for name in (country.name.fr, country.name.en)
    }
    return {**both, **ADJECTIVES}
