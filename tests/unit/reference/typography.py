"""What French and English printers ask of a sentence; shared by the tests of texts kept as data."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from probant.reference.loading import Text

NO_BREAK = "\u202f\u00a0"

FRENCH_FAULTS = {
    "straight apostrophe": re.compile(r"'"),
    "straight quotation mark": re.compile(r'"'),
    "no no-break space before ; ! ?": re.compile(rf"[^{NO_BREAK};!?][;!?]"),
    "no no-break space before :": re.compile(rf"[^{NO_BREAK}]:(?=\s|$)"),
    "no no-break space after «": re.compile(rf"«[^{NO_BREAK}]"),
    "no no-break space before »": re.compile(rf"[^{NO_BREAK}]»"),
    "ordinary space before a unit": re.compile(r"\d (?:%|€|M€)"),
    "two spaces": re.compile(r"  "),
    "space at an end": re.compile(r"^\s|\s$"),
}
ENGLISH_FAULTS = {
    "straight apostrophe": re.compile(r"'"),
    "straight quotation mark": re.compile(r'"'),
    "space before punctuation": re.compile(r"\s[;:!?]"),
    "French quotation mark": re.compile(r"[«»]"),
    "two spaces": re.compile(r"  "),
    "space at an end": re.compile(r"^\s|\s$"),
}


def faults(text: Text) -> list[str]:
    """The names of the rules that a text breaks."""
    french = [name for name, rule in FRENCH_FAULTS.items() if rule.search(text.fr)]
    english = [name for name, rule in ENGLISH_FAULTS.items() if rule.search(text.en)]
    return [f"fr: {name}" for name in french] + [f"en: {name}" for name in english]


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every text inside a dataclass, a tuple or a mapping, with where it stands."""
    if isinstance(value, Text):
        yield path, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from texts_of(item, f"{path}.{index}")
