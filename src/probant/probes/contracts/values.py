"""What a found clause fixes: hours, the kind of authorisation, countries; read, not guessed."""

import re
from typing import Any

from probant.probes.contracts.places import countries_in

HOURS = re.compile(
    r"\b(\d{1,4}|[a-z]{3,9}(?: ?(?:et )?(?:quatre|six|huit|deux|four|six|eight|two))?)"
    r"(?: \(\d{1,4}\))? ?(?:heures|hours|hrs?|h)\b"
)
NUMBERS = {
    "douze": 12, "twelve": 12,
    "vingt quatre": 24, "twenty four": 24,
    "trente six": 36, "thirty six": 36,
    "quarante huit": 48, "forty eight": 48,
    "soixante douze": 72, "seventy two": 72,
}  # fmt: skip
SPECIFIC = re.compile(r"specifi|chaque sous|pour chacun|prealable et ecrit|prior written|accord")
GENERAL = re.compile(r"general|opposer|objections?|\bobject")
PLACES = {"transfers", "hds_locations", "hds_access_outside_eea"}


def values_of(clause: str, texts: list[str]) -> dict[str, Any]:
    """The clause's values, where it has some."""
    text = " ".join(texts)
    if clause == "breach_notice_delay" and (hours := hours_in(text)):
        return {"hours": hours}
    if clause == "sub_processors":
        return _authorisation(text)
    if clause in PLACES and (named := countries_in(text)):
        return {"countries": named}
    return {}


def hours_in(text: str) -> int | None:
    """The number of hours that a normalised text names."""
    for found in HOURS.finditer(text):
        said = found.group(1)
        number = int(said) if said.isdigit() else NUMBERS.get(said)
        if number:
            return number
    return None


def _authorisation(text: str) -> dict[str, Any]:
    if GENERAL.search(text):
        return {"authorisation": "general"}
    return {"authorisation": "specific"} if SPECIFIC.search(text) else {}
