"""Durations as people write them («5 ans», «20 ans après le dernier séjour») and as ISO 8601."""

import re
from dataclasses import dataclass

from probant.register.exchange.vocabulary import normal

UNITS = {"Y": "an ans annee year", "M": "mois month", "W": "semaine week", "D": "jour day"}
LETTER = {normal(word): letter for letter, words in UNITS.items() for word in words.split()}
NUMBERS = {
    word: number
    for number, words in {
        1: "un une one", 2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five",
        6: "six", 7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten",
        12: "douze twelve", 15: "quinze fifteen", 20: "vingt twenty", 30: "trente thirty",
    }.items()
    for word in map(normal, words.split())
}  # fmt: skip
NAMES = {
    "fr": {
        "Y": ("an", "ans"),
        "M": ("mois", "mois"),
        "W": ("semaine", "semaines"),
        "D": ("jour", "jours"),
    },
    "en": {
        "Y": ("year", "years"),
        "M": ("month", "months"),
        "W": ("week", "weeks"),
        "D": ("day", "days"),
    },
}
ISO = re.compile(r"P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?")
_COUNT = r"(\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")"
_UNIT = r"(" + "|".join(sorted(LETTER, key=len, reverse=True)) + r")"
ONE = re.compile(rf"\b{_COUNT} ?{_UNIT}\b")
SPAN = re.compile(rf"\b{_COUNT} ?{_UNIT}\b(?: (?:et |and )?{_COUNT} ?{_UNIT}\b)*")
OPENING = re.compile(
    r"(?:pendant|durant|duree|de|conservation|conserve|conservee|for|kept|retention|soit|a|"
    r"au maximum|maximum|minimum|jusqu a)"
)


@dataclass(frozen=True)
class Stay:
    """What a retention cell says: `active`, `archive` in ISO 8601, and the words that qualify."""

    active: str = ""
    archive: str = ""
    criteria: str = ""


def parse(text: str) -> Stay:
    """A bare duration is one; words around it are criteria too; other words are criteria only."""
    words = text.strip()
    if not words:
        return Stay()
    if ISO.fullmatch(words):
        return Stay(active=words)
    bare = normal(words)
    spans = [match for match in SPAN.finditer(bare) if _iso(match[0])]
    if not spans or not _opens(bare[: spans[0].start()]):
        return Stay(criteria=words)
    if len(spans) == 1 and spans[0][0] == bare:
        return Stay(active=_iso(spans[0][0]))
    if "archiv" in bare[: spans[0].end() + 30] and len(spans) == 1:
        return Stay(archive=_iso(spans[0][0]), criteria=words)
    archive = _iso(spans[1][0]) if len(spans) > 1 and "archiv" in bare else ""
    return Stay(active=_iso(spans[0][0]), archive=archive, criteria=words)


def spelled(iso: str, language: str) -> str:
    """«P1Y6M» → «1 an et 6 mois»; what is not a plain duration stays as it is."""
    found = ISO.fullmatch(iso)
    if not found or any(count and count != str(int(count)) for count in found.groups()):
        return iso
    names = NAMES["en" if language.lower().startswith("en") else "fr"]
    parts = [
        f"{int(count)} {names[letter][int(count) > 1]}"
        for letter, count in zip("YMWD", found.groups(), strict=True)
        if count is not None
    ]
    return (" and " if language.lower().startswith("en") else " et ").join(parts)


def _opens(before: str) -> bool:
    return not OPENING.sub("", before).strip()


def _iso(span: str) -> str:
    counts: dict[str, int] = {}
    for number, unit in ONE.findall(span):
        counts[LETTER[unit]] = int(number) if number.isdigit() else NUMBERS[number]
    in_order = "".join(f"{counts[letter]}{letter}" for letter in "YMWD" if letter in counts)
    return f"P{in_order}" if in_order else ""
